"""Services are looked at over real sockets, in simulated time, and what they stand on is kept."""

from datetime import timedelta

import pytest

from bot.domain.dns import DnsFailure
from bot.domain.measurement import MeasuredBy, MeasuredService
from bot.domain.probe import ProbeOutcome, ProbeResult
from bot.probing.measurer import LOOK_EVERY
from bot.probing.measuring_turns import EVERY_DAY, EVERY_WEEK, due_at, next_look, next_to_look_at
from bot.storage.client import Client
from tests.builders import NOON, a_service
from tests.measured_world import LEAST_FOUND, Drawer, Site, figures, measured_world, nodes_of
from tests.servers.name_server import Manner

DAY = timedelta(days=1)
DRAWN = Drawer(2).sites(44)
(BY_ALIAS, BY_ADDRESS, TWO, STEERED, BY_HEADER, TO_WWW, MULTIPLE, ELSEWHERE, PARKED, LOOKALIKE, HOSTILE) = (
    DRAWN[:11]
)


def at_fastly(name: str) -> Site:
    found = Drawer()._site(name, {"fastly"}, chain=[f"{name}.map.fastly.net"], has_dns=False)
    assert found.service.id == name
    return found


def at_cloudflare(name: str) -> Site:
    return Drawer()._site(name, {"cloudflare"}, addresses=["104.18.7.192"], has_dns=False)


async def test_what_services_stand_on_is_found_and_nothing_else(redis: Client) -> None:
    async with measured_world(redis, DRAWN) as world:
        looks = await world.look(4 * len(DRAWN))
        result = figures(DRAWN, nodes_of(await world.store.load_all()))

        assert result.wrong == ()
        assert result.found >= LEAST_FOUND * result.true > 0
        assert looks < 4 * len(DRAWN)  # the rest of the time nobody was due


async def test_a_watched_service_that_moves_is_seen_within_a_day(redis: Client) -> None:
    async with measured_world(redis, [at_fastly("acme"), at_fastly("other")]) as world:
        world.watched.add("acme")
        await world.look(200)
        assert nodes_of(await world.store.load_all()) == {"acme": {"fastly"}, "other": {"fastly"}}

        for name in ("acme", "other"):
            moved = at_cloudflare(name)
            world.move(moved)
        for _ in range(24 * 4):
            await world.measurer.step()
            await world.clock.advance(timedelta(minutes=15))
        records = await world.store.load_all()

        assert nodes_of(records) == {"acme": {"cloudflare"}, "other": {"fastly"}}
        assert {edge.node for edge in records["acme"].edges} == {"fastly", "cloudflare"}

        for _ in range(7 * 24):
            await world.measurer.step()
            await world.clock.advance(timedelta(hours=1))
        assert nodes_of(await world.store.load_all())["other"] == {"cloudflare"}


async def test_a_host_is_asked_once_in_five_minutes_its_rules_included(redis: Client) -> None:
    async with measured_world(redis, [TO_WWW, at_fastly("acme")]) as world:
        for _ in range(3 * 24 * 60):
            before = sum(world.front.asked.values())
            asked = world.front.asked.copy()
            for _ in range(20):  # five minutes
                await world.measurer.step()
                await world.clock.advance(LOOK_EVERY)
            by_host: dict[str, int] = {}
            for (host, _), times in (world.front.asked - asked).items():
                by_host[host] = by_host.get(host, 0) + times
            assert max(by_host.values(), default=0) <= 1
            if before and sum(world.front.asked.values()) == before and world.clock.now() > NOON + DAY / 4:
                break

        assert world.front.asked["www.acme5.example", "/"] == 1
        assert nodes_of(await world.store.load_all())["acme5"] >= {"fastly"}


async def test_who_forbids_it_is_not_asked_and_known_by_dns_alone(redis: Client) -> None:
    async with measured_world(
        redis, [at_fastly("acme"), BY_HEADER], robots=b"User-agent: *\nDisallow: /"
    ) as world:
        await world.look(100)
        records = await world.store.load_all()

        assert [path for _, path in world.front.asked if path != "/robots.txt"] == []
        assert nodes_of(records)["acme"] == {"fastly"}


async def test_who_is_opted_out_is_neither_asked_nor_remembered(redis: Client) -> None:
    async with measured_world(redis, [at_fastly("acme"), at_fastly("other")]) as world:
        await world.look(100)
        assert set(await world.store.load_all()) == {"acme", "other"}
    async with measured_world(
        redis, [at_fastly("acme"), at_fastly("other")], opt_out="acme.example"
    ) as world:
        await world.look(100)

        assert [host for host, _ in world.front.asked if host == "acme.example"] == []
        assert [name for name, _ in world.dns.asked if name == "acme.example"] == []
        assert set(await world.store.load_all()) == {"other"}


async def test_one_process_looks_and_another_goes_on(redis: Client) -> None:
    async with measured_world(redis, [at_fastly("acme")]) as one:
        assert await one.measurer.step() == 1
        async with measured_world(redis, [at_fastly("acme")]) as other:
            other.measurer.lease._holder = "b"
            assert await other.measurer.step() == 0
            await one.measurer.lease.release()
            await other.clock.advance(DAY)
            assert await other.measurer.step() == 1


async def test_who_is_probed_anyway_is_not_asked_once_more(redis: Client) -> None:
    async with measured_world(redis, [at_cloudflare("acme")]) as world:
        probe = ProbeResult(
            target="acme", node="x", service="acme", organisation="acme", at=NOON, vantage="here",
            outcome=ProbeOutcome.SERVED, edge="akamai", status=200,
        )  # fmt: skip

        async def probed() -> dict[str, ProbeResult]:
            return {"acme": probe}

        world.measurer.probed = probed
        await world.look(5)

        assert not world.front.asked
        edges = (await world.store.load_all())["acme"].edges
        assert {edge.node: edge.by for edge in edges} == {
            "cloudflare": MeasuredBy.ADDRESS,
            "akamai": MeasuredBy.HEADER,
        }


async def test_a_front_page_that_falls_silent_does_not_make_its_domain_another_host(redis: Client) -> None:
    async with measured_world(redis, [TO_WWW]) as world:
        world.watched.add("acme5")
        await world.look(200)
        world.front.serve = lambda _host, _path: (_ for _ in ()).throw(OSError)
        for _ in range(50):
            await world.measurer.step()
            await world.clock.advance(timedelta(hours=1))

        record = (await world.store.load_all())["acme5"]
        assert {edge.node for edge in record.edges} == TO_WWW.truth
        assert record.asked_at > NOON + DAY


async def test_dns_that_fails_is_asked_again_sooner_and_counts_against_nobody(redis: Client) -> None:
    async with measured_world(redis, [at_fastly("acme")]) as world:
        await world.look(100)
        world.front.serve = lambda _host, _path: (_ for _ in ()).throw(OSError)
        world.dns.manners["acme.example"] = Manner.SERVFAIL
        for _ in range(7 * 24):
            await world.measurer.step()
            await world.clock.advance(timedelta(hours=1))
        record = (await world.store.load_all())["acme"]

        assert record.failure is DnsFailure.REFUSED
        assert [(edge.node, edge.seen, edge.looks) for edge in record.edges] == [("fastly", 1, 1)]
        assert record.due_at - record.asked_at < DAY / 2


def test_the_watched_come_first_then_the_most_overdue_then_the_unseen() -> None:
    services = [a_service(id_) for id_ in "abcde"]

    def record(id_: str, asked: timedelta, due: timedelta) -> MeasuredService:
        return MeasuredService(service=id_, asked_at=NOON + asked, due_at=NOON + due)

    records = {
        "a": record("a", -DAY, DAY),
        "b": record("b", -8 * DAY, -2 * DAY),
        "c": record("c", -7 * DAY, -DAY),
        "e": record("e", -DAY, 6 * DAY),
    }
    order = []
    watched = {"e"}
    while (found := next_to_look_at(services, records, watched, NOON)) is not None:
        order.append(found.id)
        at = next_look(found.id, NOON, is_watched=found.id in watched, has_failed=False)
        records[found.id] = MeasuredService(service=found.id, asked_at=NOON, due_at=at)

    assert order == ["e", "b", "c", "d"]


@pytest.mark.parametrize(("is_watched", "most"), [(True, EVERY_DAY), (False, EVERY_WEEK)])
def test_looks_are_spread_and_never_later_than_promised(most: timedelta, *, is_watched: bool) -> None:
    spans = [next_look(f"s{n}", NOON, is_watched=is_watched, has_failed=False) - NOON for n in range(1000)]

    assert max(spans) <= most < (DAY if is_watched else 7 * DAY)
    tenths = {int(10 * (span / most - 0.8) / 0.2) for span in spans}
    assert tenths >= set(range(10))


def test_one_who_is_watched_since_need_not_wait_for_a_week() -> None:
    record = MeasuredService(service="a", asked_at=NOON, due_at=NOON + 6 * DAY)

    assert due_at(record, is_watched=False) == NOON + 6 * DAY
    assert due_at(record, is_watched=True) == NOON + EVERY_DAY
    assert due_at(None, is_watched=True) is None
