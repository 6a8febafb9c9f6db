"""EspoCRM's deliveries: checked, stored in the inbox, answered so that no event is lost (rules 5)."""
