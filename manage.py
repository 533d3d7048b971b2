#!/usr/bin/env python
"""The house's command line."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.conf import settings
    from django.core.management import execute_from_command_line

    from config.safety import refuse_if_unsafe

    if settings.OPERATIONS.intersection(sys.argv[1:2]):
        refuse_if_unsafe(migrating="migrate" in sys.argv[1:2])
    execute_from_command_line(sys.argv)
