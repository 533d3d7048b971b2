"""The pages, for granian."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from django.core.wsgi import get_wsgi_application

from config.safety import refuse_if_unsafe

refuse_if_unsafe()
application = get_wsgi_application()
