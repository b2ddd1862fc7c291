"""The portal's settings without the page cache, to measure how long pages take to draw."""

from portal.settings import *  # noqa: F403
from portal.settings import CACHES

for alias in ("pages", "narrowed pages"):
    CACHES[alias] = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
