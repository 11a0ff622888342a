#!/usr/bin/env python
"""Boxloop's commands: `python manage.py help`."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from environs import EnvValidationError

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.settings")
    try:
        execute_from_command_line(sys.argv)
    except (EnvValidationError, ImproperlyConfigured) as error:
        sys.exit(str(error))  # It names the variables; where in our code they are read helps nobody.
