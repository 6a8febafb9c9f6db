#!/usr/bin/env python
"""The console's command line: `python manage.py COMMAND --help`."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run one management command; a bad environment variable is one line and exit code 1, never a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "syncconsole.settings")
    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit("Django is not installed here. Run `make up`, or use .venv/bin/python after it.")
    from syncconsole.env import BadEnvironment, import_settings

    try:
        import_settings()
    except BadEnvironment as error:
        sys.exit(str(error))
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
