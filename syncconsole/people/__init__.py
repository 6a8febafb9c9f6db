"""What people ask and decide; admin and commands call these."""
