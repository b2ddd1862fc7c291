import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

application = get_wsgi_application()

# Loaded here, so that the workers of a server that loads the portal once share it.
from portal.publishing.stamp import code_stamp  # noqa: E402
from portal.search.lemmatizer import lemmatizer  # noqa: E402

code_stamp()
lemmatizer()
