"""Hints between several processes, through Redis: loaded only where `REDIS_URL` is set."""

import redis
from socketio import redis_manager


def use_redis() -> None:
    """Give python-socketio the client that it was kept from importing at the start."""
    redis_manager.redis = redis
    redis_manager.RedisError = redis.exceptions.RedisError
