"""What nobody should send and somebody will: deliveries and answers of junk (rules 5 and 8)."""
