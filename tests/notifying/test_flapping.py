"""What is over and open again and again: said once, shown by edits, and told once it has been calm."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.alerting.flapping import CALM_AFTER, MOST_POSTS, MOST_TURNS, WINDOW
from bot.alerting.plan import MOST_UPDATES
from bot.clock import SimulatedClock
from bot.domain.channel import Channel
from bot.domain.incident import Grade, IncidentState
from bot.domain.message import Destination
from bot.domain.status import Impact, ReportStatus
from bot.domain.subject import NoticeSubject, Subject
from bot.storage.channels import Channels
from bot.storage.client import Client
from tests.builders import NOON, a_catalog, a_member, a_report, an_incident
from tests.chat_builders import QUIET, a_channel, a_notice, of, over, publish, watching
from tests.desk import Desk, a_desk
from tests.servers.memory_chat import MemoryChat, Posted

OPS = Destination(platform="memory", channel="ops")
CATALOG = a_catalog(
    services=("cloudflare", "aws", "s1", "s2", "s3"),
    edges=tuple((s, "cloudflare") for s in ("s1", "s2", "s3")),
)
SIX_HOURS = 360
OPEN, RESOLVED = ReportStatus.INVESTIGATING, ReportStatus.RESOLVED


@pytest.fixture(autouse=True)
def _log() -> Iterator[None]:
    with capture_logs():
        yield


def a_page(
    minute: int,
    status: ReportStatus = OPEN,
    *,
    id: str = "r1",  # noqa: A002  -- the field's name
    impact: Impact = Impact.MINOR,
    components: tuple[str, ...] = (),
) -> NoticeSubject:
    """What the page of s1 says at a minute."""
    at = NOON + timedelta(minutes=minute)
    report = replace(
        a_report(id, status=status, impact=impact, updated_at=at, resolved_at=None if status.is_open else at),
        components=components,
    )
    return NoticeSubject(notice=a_notice("s1", at=at, report=report))


@dataclass
class Watched:
    """A channel that is told minute by minute, and when it was told what."""

    redis: Client
    desk: Desk
    chat: MemoryChat
    clock: SimulatedClock
    loud: list[datetime] = field(default_factory=list)

    async def live(self, minutes: int, said: Callable[[int], list[Subject]]) -> None:
        """Let so many minutes pass, in each of which this is published."""
        for minute in range(minutes):
            await self.clock.advance_to(NOON + timedelta(minutes=minute))
            await publish(self.redis, *said(minute))
            before = len(self.top)
            await self.desk.drain()
            self.loud += [self.clock.now()] * (len(self.top) - before)

    @property
    def top(self) -> list[Posted]:
        return self.chat.top("ops")


async def a_watched(redis: Client, channel: Channel | None = None) -> Watched:
    chat, clock = MemoryChat(), SimulatedClock(NOON)
    known = channel or a_channel(OPS, watches=watching("s1"), cap=100)
    await Channels(redis).save(known, NOON)
    desk = await a_desk(redis, CATALOG, clock, {"memory": chat}, edits=frozenset({"memory"}))
    return Watched(redis, desk, chat, clock)


def flips(every: int, until: int = SIX_HOURS) -> Callable[[int], list[Subject]]:
    """One report that is open and over in turn."""

    def said(minute: int) -> list[Subject]:
        if minute % every or minute > until:
            return []
        return [a_page(minute, RESOLVED if minute // every % 2 else OPEN)]

    return said


@pytest.mark.parametrize("every", [6, 7, 8, 10, 13])
async def test_field_a6_a_report_that_flaps_for_six_hours_is_told_in_six_posts(
    redis: Client, every: int
) -> None:
    seen = await a_watched(redis)

    await seen.live(SIX_HOURS + 60, flips(every))

    heads = [posted.headline for posted in seen.top]
    assert len(heads) <= 6
    assert sum("calm" in head for head in heads) == 2, "what flapped, and the post that ends it"
    assert "S1, calm for 30 min now" in heads[-1]
    assert ("it is over" in heads[-1]) is bool(SIX_HOURS // every % 2)
    assert len(seen.chat.threads("ops")) <= MOST_UPDATES + 1


async def test_field_a6_while_it_flaps_its_card_says_so_and_shows_the_last_truth(redis: Client) -> None:
    seen = await a_watched(redis)

    await seen.live(76, flips(7))

    own, flapping = seen.top[0], seen.top[-1]
    assert "Flapping: " in own.text
    assert "turns in the last hour" in own.text
    assert flapping.headline.startswith("S1 keeps changing, flapping: ")
    assert own.headline.startswith("S1: Elevated errors (minor, investigating)")
    assert "S1: Elevated errors (minor, investigating)" in flapping.text


async def test_field_a6_when_it_is_calm_its_card_no_longer_says_that_it_flaps(redis: Client) -> None:
    seen = await a_watched(redis)

    await seen.live(180, flips(7, until=70))

    assert "lapping" not in seen.top[0].text
    assert seen.top[0].headline.startswith("S1: Elevated errors")
    assert "still open" in seen.top[-1].headline


async def test_field_a6_many_new_reports_of_one_service_are_grouped_on_one_card(redis: Client) -> None:
    seen = await a_watched(redis)

    def said(minute: int) -> list[Subject]:
        if minute >= SIX_HOURS:
            return []
        opened: list[Subject] = [a_page(minute, id=f"r{minute}")] if minute % 4 == 0 else []
        return [*opened, *([a_page(minute, RESOLVED, id=f"r{minute - 3}")] if minute % 4 == 3 else [])]

    await seen.live(SIX_HOURS + 60, said)

    assert len(seen.top) <= 8
    assert "calm for 30 min now: it is over" in seen.top[-1].headline
    assert len(seen.chat.threads("ops")) == 0


async def test_field_a6_reports_that_pile_up_are_named_on_one_card_that_grows(redis: Client) -> None:
    seen = await a_watched(redis)

    await seen.live(
        SIX_HOURS,
        lambda minute: [a_page(minute, id=f"r{minute}")] if minute % 4 == 0 and minute <= 120 else [],
    )

    assert len(seen.top) == MOST_TURNS + 2
    assert len(seen.top[MOST_TURNS].said) > 10
    assert "calm for 30 min now: still open" in seen.top[-1].headline


async def test_field_a6_a_report_that_says_something_every_four_minutes_is_edited_and_not_posted_on(
    redis: Client,
) -> None:
    seen = await a_watched(redis)

    await seen.live(
        SIX_HOURS + 60, lambda minute: [a_page(minute)] if minute % 4 == 0 and minute <= SIX_HOURS else []
    )

    assert len(seen.top) == 1
    assert len(seen.chat.threads("ops")) == MOST_UPDATES + 1
    assert len(seen.top[0].said) > 60


@pytest.mark.parametrize("every", [3, 7])
async def test_field_a6_claims_about_one_root_that_come_and_go_are_told_once(
    redis: Client, every: int
) -> None:
    seen = await a_watched(redis, a_channel(OPS, cap=100))

    def said(minute: int) -> list[Subject]:
        if minute % every or minute > SIX_HOURS:
            return []
        now, turn = NOON + timedelta(minutes=minute), minute // every
        members = tuple(a_member(s, joined_at=now) for s in ("s1", "s2"))
        known = an_incident(f"inc-{turn // 2}", members=members, opened_at=now, updated_at=now)
        return [of(over(known, at=now, state=IncidentState.WITHDRAWN) if turn % 2 else known)]

    await seen.live(SIX_HOURS + 60, said)

    assert len(seen.top) <= 7
    assert "calm for 30 min now" in seen.top[-1].headline


async def test_field_a6_a_claim_that_changes_its_root_and_its_grade_all_the_time_is_told_once(
    redis: Client,
) -> None:
    seen = await a_watched(redis, a_channel(OPS, cap=100))
    roots, grades = ("cloudflare", "aws"), (Grade.PROBABLE, Grade.SUSPECTED, Grade.CONFIRMED)

    def said(minute: int) -> list[Subject]:
        if minute % 7 or minute > SIX_HOURS:
            return []
        turn = minute // 7
        members = tuple(a_member(s, joined_at=NOON) for s in ("s1", "s2"))
        now = NOON + timedelta(minutes=minute)
        return [
            of(
                an_incident(
                    version=turn + 1,
                    root=roots[turn % 2],
                    grade=grades[turn % 3],
                    members=members,
                    opened_at=NOON,
                    updated_at=now,
                )
            )
        ]

    await seen.live(SIX_HOURS + 60, said)

    assert len(seen.top) <= 8
    assert "calm for 30 min now: still open" in seen.top[-1].headline


@pytest.mark.parametrize(
    "worse",
    [
        {"id": "r2", "impact": Impact.CRITICAL},
        {"id": "r2", "impact": Impact.MAJOR, "components": ("Billing",)},
    ],
)
async def test_field_a6_what_is_worse_is_posted_though_it_flaps(
    redis: Client, worse: dict[str, object]
) -> None:
    seen = await a_watched(redis)
    other = flips(7)

    def said(minute: int) -> list[Subject]:
        if minute == 100:
            return [a_page(minute, **worse)]  # type: ignore[arg-type]
        pages = other(minute)
        return [
            replace(p, notice=replace(p.notice, report=replace(p.notice.report, components=("API",))))
            for p in pages
            if isinstance(p, NoticeSubject) and p.notice.report is not None
        ]

    await seen.live(104, said)

    assert seen.loud[-1] == NOON + timedelta(minutes=100)
    assert seen.top[-1].headline.startswith("S1: Elevated errors (")


async def test_field_a6_flapping_survives_a_restart_and_a_post_whose_answer_was_lost(redis: Client) -> None:
    seen = await a_watched(redis)
    await seen.live(50, flips(7))
    again = await a_desk(redis, CATALOG, seen.clock, {"memory": seen.chat}, edits=frozenset({"memory"}))
    seen.desk = again

    for minute in range(50, 140):
        await seen.clock.advance_to(NOON + timedelta(minutes=minute))
        seen.chat.fail("send", TimeoutError("no answer"), is_late=True)
        await publish(redis, *flips(7, until=70)(minute))
        await again.drain()

    heads = [posted.headline for posted in seen.top]
    assert len(heads) == len({posted.nonce for posted in seen.top}) <= 6


async def test_field_a6_calm_waits_for_quiet_hours_to_end(redis: Client) -> None:
    begin, end = NOON + timedelta(minutes=72), NOON + timedelta(hours=4)
    quiet = replace(QUIET, start=begin.time(), end=end.time())
    seen = await a_watched(redis, replace(a_channel(OPS, watches=watching("s1")), quiet=quiet))

    await seen.live(300, flips(7, until=70))

    assert max(seen.loud) >= end
    assert not [at for at in seen.loud if begin <= at < end]


STEPS = st.lists(
    st.tuples(
        st.sampled_from([1, 3, 6, 11, 29, 31]),
        st.sampled_from(["r1", "r2", "r3"]),
        st.booleans(),
        st.sampled_from([Impact.MINOR, Impact.MAJOR, Impact.CRITICAL]),
        st.sampled_from([(), ("API",), ("Billing",)]),
    ),
    min_size=1,
    max_size=40,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20, deadline=None)
@given(STEPS)
async def test_field_a6_posts_are_bounded_whatever_the_sequence_and_the_last_truth_is_shown(
    redis: Client, steps: list[tuple[int, str, bool, Impact, tuple[str, ...]]]
) -> None:
    await redis.flushall()
    seen = await a_watched(redis)
    loud, last = list[datetime](), dict[str, NoticeSubject]()
    minute = 0
    for wait, id_, is_open, impact, components in [*steps, *[(40, "", True, Impact.MINOR, ())] * 4]:
        for _ in range(min(wait, 6)):
            minute += max(1, wait // 6)
            await seen.clock.advance_to(NOON + timedelta(minutes=minute))
            before = len(seen.top)
            await seen.desk.drain()
            loud += [seen.clock.now()] * (len(seen.top) - before)
        before = len(seen.top)
        if id_:
            last[id_] = a_page(
                minute, OPEN if is_open else RESOLVED, id=id_, impact=impact, components=components
            )
            await publish(redis, last[id_])
        await seen.desk.drain()
        loud += [seen.clock.now()] * (len(seen.top) - before)

    # So many turns, the worse ones, that it flaps, that it was calm, and the same once more within the hour.
    most = MOST_TURNS + MOST_POSTS + 4
    assert all(sum(at <= t < at + timedelta(hours=1) for t in loud) <= most for at in loud)
    words = "\n".join(posted.text for posted in seen.top)
    for subject in last.values():
        report = subject.notice.report
        is_told = any(posted.nonce.startswith(subject.id) for posted in seen.top)
        if is_told and report is not None:
            card = next(p for p in seen.top if p.nonce.startswith(subject.id))
            assert ("resolved" in card.headline) is not report.status.is_open
    assert "turns in the last hour" not in words or CALM_AFTER > WINDOW
