"""What services were measured to stand on, in the store."""

from bot.domain.dns import DnsFailure
from bot.domain.measurement import Layer, MeasuredBy, MeasuredEdge, MeasuredService
from bot.storage.client import Client
from bot.storage.measurements import Measurements
from bot.storage.sight_keys import MEASURED
from tests.builders import NOON, at

ACME = MeasuredService(
    service="acme",
    asked_at=at(13),
    due_at=at(14),
    host="www.acme.example",
    since=NOON,
    answered_at=at(12, 30),
    failure=DnsFailure.SILENT,
    edges=(
        MeasuredEdge(
            node="aws/cloudfront",
            layer=Layer.EDGE,
            by=MeasuredBy.CNAME,
            detail="d1.cloudfront.net",
            first_seen=NOON,
            last_seen=at(12, 30),
            seen=2,
            looks=3,
            vantages=("here", "there"),
        ),
    ),
)
STORED = (
    b'4{"service":"acme","asked_at":"2025-11-18T13:00:00Z","due_at":"2025-11-18T14:00:00Z",'
    b'"host":"www.acme.example","since":"2025-11-18T12:00:00Z","answered_at":"2025-11-18T12:30:00Z",'
    b'"failure":"silent","edges":[{"node":"aws/cloudfront","layer":"edge","by":"cname",'
    b'"detail":"d1.cloudfront.net","first_seen":"2025-11-18T12:00:00Z","last_seen":"2025-11-18T12:30:00Z",'
    b'"seen":2,"looks":3,"vantages":["here","there"]}]}'
)


async def test_a_record_is_stored_in_this_form(redis: Client) -> None:
    store = Measurements(redis)
    await store.save(ACME)

    assert await redis.hget(MEASURED.name, "acme") == STORED
    assert await store.load("acme") == ACME
    assert await store.load_all() == {"acme": ACME}


async def test_what_was_never_looked_at_has_none_and_what_is_forgotten_is_gone(redis: Client) -> None:
    store = Measurements(redis)
    await store.save(ACME)
    await store.forget(["acme", "nobody"])
    await store.forget([])

    assert await store.load("acme") is None
    assert await store.load_all() == {}
