"""Redis as a cache that may be away: the site is slower then, and nothing breaks."""

import logging
import time
from functools import wraps

import redis
from django.core.cache.backends import redis as backend

logger = logging.getLogger(__name__)

# In seconds. To draw a page takes less time than a Redis that is worth asking may take.
TIME_LIMITS = {"socket_connect_timeout": 0.3, "socket_timeout": 0.3}
# So many seconds nobody asks again after an attempt that failed, so that not every page waits for the time limit.
PAUSE = 5

# Until when a server is left alone, by its address: each thread has a cache object of its own.
_away_until = {}


def _patient(method, instead):
    """The method, which gives what ``instead`` gives for the same arguments while the server is away."""

    @wraps(method)
    def answer(self, *args, **kwargs):
        if time.monotonic() >= _away_until.get(self.server, 0):
            try:
                return method(self, *args, **kwargs)
            except redis.RedisError as error:
                _away_until[self.server] = time.monotonic() + PAUSE
                logger.warning("Redis is away, it is asked again in %s s: %s", PAUSE, error)
        return instead(*args, **kwargs)

    return answer


class RedisCache(backend.RedisCache):
    """Django's, but a server that is away is an empty cache.

    ``add`` then says that the value is stored, and what is counted stays at one: where attempts are limited, readers
    are let through rather than locked out.
    """

    def __init__(self, server, params):
        self.server = server
        super().__init__(server, params | {"OPTIONS": TIME_LIMITS | params.get("OPTIONS", {})})

    get = _patient(backend.RedisCache.get, lambda _key, default=None, **_: default)
    get_many = _patient(backend.RedisCache.get_many, lambda *_, **__: {})
    has_key = _patient(backend.RedisCache.has_key, lambda *_, **__: False)
    add = _patient(backend.RedisCache.add, lambda *_, **__: True)
    incr = _patient(backend.RedisCache.incr, lambda *_, **__: 1)
    set = _patient(backend.RedisCache.set, lambda *_, **__: None)
    set_many = _patient(backend.RedisCache.set_many, lambda *_, **__: [])
    touch = _patient(backend.RedisCache.touch, lambda *_, **__: False)
    delete = _patient(backend.RedisCache.delete, lambda *_, **__: False)
    delete_many = _patient(backend.RedisCache.delete_many, lambda *_, **__: None)
    clear = _patient(backend.RedisCache.clear, lambda *_, **__: True)
