"""Bulk actions: one act of a person on many parties, carried out in the background in short, resumable steps."""
