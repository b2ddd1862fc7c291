"""Photos, documents and releases in an object storage that speaks S3, for portals on several machines."""

import time
from functools import wraps
from urllib.parse import parse_qs, unquote, urlsplit

from botocore.config import Config
from botocore.exceptions import ConnectionError as NotReached
from botocore.exceptions import HTTPClientError
from django.core.exceptions import ImproperlyConfigured
from storages.backends.s3 import S3Storage

# So many seconds nobody asks again after an attempt that failed: threads that wait for files are missing for pages.
PAUSE = 5

# Until when a storage is left alone, by its address.
_away_until = {}

SCHEMES = {"s3": "https", "s3+http": "http"}


def _or_away(method):
    """The method; where the storage does not answer it raises what a caller expects of files, an OSError."""

    @wraps(method)
    def attempt(self, *args, **kwargs):
        if time.monotonic() < _away_until.get(self.endpoint_url, 0):
            raise ConnectionError("The object storage does not answer.")
        try:
            return method(self, *args, **kwargs)
        except (NotReached, HTTPClientError) as error:
            _away_until[self.endpoint_url] = time.monotonic() + PAUSE
            raise ConnectionError("The object storage does not answer.") from error

    return attempt


class Bucket(S3Storage):
    """A private bucket, named by ``s3://key:secret@host/bucket?region=eu-central-1``; ``s3+http://`` without TLS.

    Only the portal reads it, so its rules of access hold: nothing is public, no address of the bucket is given away.
    Raises ImproperlyConfigured where the address lacks a part, and ConnectionError where nobody answers there.
    """

    def __init__(self, url):
        parts = urlsplit(url)
        bucket = parts.path.strip("/")
        if parts.scheme not in SCHEMES or not (parts.username and parts.password and parts.hostname and bucket):
            raise ImproperlyConfigured("MEDIA_STORAGE_URL must look like s3://key:secret@host/bucket.")
        super().__init__(
            access_key=unquote(parts.username),
            secret_key=unquote(parts.password),
            endpoint_url=f"{SCHEMES[parts.scheme]}://{parts.netloc.rpartition('@')[2]}",
            region_name=parse_qs(parts.query).get("region", ["us-east-1"])[0],
            bucket_name=bucket,
            # As in a folder: a name that is taken stays what it is.
            file_overwrite=False,
            # Larger files wait on disk while they are sent, not in memory.
            max_memory_size=2 * 1024 * 1024,
            client_config=Config(
                signature_version="s3v4",
                s3={"addressing_style": "path"},
                connect_timeout=3,
                read_timeout=5,
                retries={"mode": "standard", "total_max_attempts": 2},
                # Storages other than Amazon's do not know the newer checksums.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )

    _open = _or_away(S3Storage._open)  # noqa: SLF001 – what Django's storages are made of
    _save = _or_away(S3Storage._save)  # noqa: SLF001
    delete = _or_away(S3Storage.delete)
    exists = _or_away(S3Storage.exists)
    listdir = _or_away(S3Storage.listdir)
    size = _or_away(S3Storage.size)
