"""The portal's settings, without what only a running site needs."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("SECRET_KEY", "for-tests-only-" + "x" * 50)
if "PYTEST_XDIST_WORKER" in os.environ:  # processes of the suite have nothing in common
    os.environ.pop("VAR_DIR", None)
os.environ.setdefault("VAR_DIR", tempfile.mkdtemp(prefix="portal-tests-"))
os.environ["METRICS_DIR"] = f"{os.environ['VAR_DIR']}/metrics"
os.environ["HTTPS"] = "off"
os.environ["DEBUG"] = "off"
os.environ["LOCAL"] = "on"
CACHE = os.environ.setdefault("CACHE_URL", "locmemcache://")
if CACHE.startswith("redis"):
    # Each process of the suite empties a database of its own.
    server, number = CACHE.rsplit("/", 1)
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    os.environ["CACHE_URL"] = f"{server}/{int(number) + worker}"
if os.environ.get("DATABASE_URL", "").startswith("postgres"):
    # A second connection to the same database, which takes no writes and sees none that a test has not committed.
    os.environ["REPLICA_URL"] = f"{os.environ['DATABASE_URL']}?options=-c%20default_transaction_read_only%3Don"

from portal.settings import *  # noqa: E402, F403

# Only the tests of the replica read it.
MIDDLEWARE = [name for name in MIDDLEWARE if name != "portal.replica.read_from_replica"]  # noqa: F405
STATIC_ROOT = Path(os.environ["VAR_DIR"]) / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend", "QUEUES": ["default"]}}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# What a test looks at a second time is drawn a second time, but where it is about pages that are kept.
for alias in ("pages", "narrowed pages"):
    CACHES[alias] = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}  # noqa: F405
