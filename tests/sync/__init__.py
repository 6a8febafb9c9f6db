"""The pure core against the rules: no database, no network, no clock."""
