"""Phones and mails of a party: EspoCRM's arrays and Advoware's Kommunikationen in sync (rules 1.2)."""
