"""What happens by itself: sweep and tick, what they ask EspoCRM, and the schedule that keeps them coming."""
