"""The console that staff see: contrib.admin with our own pages. Only the admin and the commands import it."""
