#!/usr/bin/env python
"""The house's command line."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line

    if sys.argv[1:2] == ["runserver"]:  # here, before it starts a second process to watch the files
        from config.safety import refuse_if_unsafe

        refuse_if_unsafe()
    execute_from_command_line(sys.argv)
