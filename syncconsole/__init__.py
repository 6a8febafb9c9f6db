"""The kernel: keeps records of EspoCRM and Advoware in sync; apps register what is synchronised."""
