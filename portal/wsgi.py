import os

from django.core.wsgi import get_wsgi_application
from django.db.backends.signals import connection_created
from django.urls import get_resolver

from portal.outages import limit_statements
from portal.plausible import as_utf_8

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

connection_created.connect(limit_statements)
application = as_utf_8(get_wsgi_application())

# Loaded here, so that the workers of a server that loads the portal once share it.
from portal.publishing.stamp import code_stamp  # noqa: E402
from portal.search.lemmatizer import lemmatizer  # noqa: E402

code_stamp()
lemmatizer()
get_resolver().url_patterns  # noqa: B018 – reading imports all views
