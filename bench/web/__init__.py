"""The console's web process with one address more: the empty view that its webhook endpoint is held against."""
