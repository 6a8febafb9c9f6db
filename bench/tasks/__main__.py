"""Set Django up, run the named task with the JSON of standard input, and write its answer as JSON."""

from __future__ import annotations

import importlib
import json
import sys

import django

if __name__ == "__main__":
    django.setup()
    task = importlib.import_module(f"bench.tasks.{sys.argv[1]}")
    json.dump(task.run(json.load(sys.stdin)), sys.stdout)
