"""The console that staff see: contrib.admin with our own pages. Nothing else imports it."""
