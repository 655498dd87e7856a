"""What we keep in Redis: the only importer of redis."""

from bot.absent import absent

# redis-py measures itself for OpenTelemetry on request. Nobody asks it to, and what it imports for
# that takes half as long again as the client.
with absent("opentelemetry.metrics", "opentelemetry.sdk.metrics"):
    import redis.asyncio  # noqa: F401
