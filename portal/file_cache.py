"""Files as a cache on a disk that may be full: nothing is kept then, and nothing breaks."""

import logging

from django.core.cache.backends import filebased

logger = logging.getLogger(__name__)


class FileCache(filebased.FileBasedCache):
    """Django's, but what the disk does not take is not kept.

    Where attempts are limited, each then counts as the first, as with a Redis that is away.
    """

    def set(self, *args, **kwargs):
        try:
            super().set(*args, **kwargs)
        except OSError as error:
            logger.warning("The disk takes nothing for the cache: %s", error)
