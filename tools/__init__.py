"""Programs for those who work on the console; it runs without them."""
