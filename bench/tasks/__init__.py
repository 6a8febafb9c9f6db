"""Work on the console in a fresh process: `python -m bench.tasks <name>`, JSON in and JSON out."""
