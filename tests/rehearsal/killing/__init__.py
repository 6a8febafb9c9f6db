"""Rehearsals with real processes, which are killed, halted and raced."""
