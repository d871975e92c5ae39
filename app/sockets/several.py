"""Hints between several processes, through Redis: loaded only where `REDIS_URL` is set."""

import redis
from socketio import redis_manager

from app.core import through_redis

CHANNEL = "flask-socketio"


def make_manager(url: str) -> redis_manager.RedisManager:
    """Whoever passes hints on; python-socketio was kept from importing its client at the start."""
    redis_manager.redis = redis
    redis_manager.RedisError = redis.exceptions.RedisError
    return redis_manager.RedisManager(url, CHANNEL, redis_options=through_redis.options())
