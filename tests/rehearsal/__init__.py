"""Rehearsals of the worst day: a sample of each in every run of the suite, the full size by `make rehearse`."""
