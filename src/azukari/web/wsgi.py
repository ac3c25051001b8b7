"""The WSGI application of the door that ``AZUKARI_DOOR`` names."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "azukari.web.settings")

application = get_wsgi_application()
