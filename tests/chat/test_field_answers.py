"""What people get back who ask for several things, of the past, of dependence, or for what nobody knows."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.chat.responder import Responder
from bot.clock import SimulatedClock
from bot.domain.contact import Inquiry, Reply
from bot.domain.message import Destination, MessageRef
from bot.domain.report import Report
from bot.domain.status import ComponentStatus, Impact, ReportStatus
from bot.domain.subject import Notice, NoticeSubject
from bot.pipeline import Pipeline
from bot.storage.client import Client
from bot.storage.sources import Sources
from bot.watching.record import PageState, SourceRecord
from tests.builders import NOON, a_catalog, a_report, at
from tests.chat_builders import ALL_TRAITS, publish
from tests.clocks import PassingClock

NAMES = ("cloudflare", "github", "stripe", *(f"vendor{n}" for n in range(1, 13)))
CATALOG = a_catalog(services=NAMES, edges=(("github", "cloudflare"), ("stripe", "cloudflare")))
OPS = Destination(platform="memory", channel="ops")


def a_responder(client: Client, clock: SimulatedClock | None = None) -> Responder:
    clock = clock or SimulatedClock(NOON)
    return Pipeline(client=client, catalog=CATALOG, clock=clock, traits=ALL_TRAITS).responder()


def an_inquiry(text: str, revision: str = "", **more: str | bool) -> Inquiry:
    asked = Inquiry(id=str(more.pop("id", text)), place=OPS, user="U1", text=text, revision=revision)
    return replace(asked, **more)  # type: ignore[arg-type]


def words(reply: Reply | None) -> str:
    assert reply is not None
    assert reply.message is not None
    spans = [str(span) for s in reply.message.sections for line in s.lines for span in line]
    titles = [section.title or "" for section in reply.message.sections]
    return "\n".join((reply.message.headline, *titles, *spans, *map(str, reply.message.footer)))


async def is_open(client: Client, service: str, *reports: Report) -> None:
    """The page of a service, as last read, has these reports."""
    status = ComponentStatus.MAJOR_OUTAGE if reports else ComponentStatus.OPERATIONAL
    page = PageState(reports=reports, status=status)
    record = SourceRecord(source=f"{service}/0", service=service, read_at=NOON, page=page)
    await Sources(client).commit(record, (), at(12, 2))


async def was_open(client: Client, service: str, hours_ago: float, minutes: float, name: str) -> None:
    """A report that is over, as it was told when it ended."""
    started = NOON - timedelta(hours=hours_ago)
    report = a_report(name, title=f"Trouble {name}", impact=Impact.MAJOR, updated_at=started)
    ended = started + timedelta(minutes=minutes)
    over = replace(
        report, started_at=started, updated_at=ended, resolved_at=ended, status=ReportStatus.RESOLVED
    )
    notice = Notice(
        service=service, source=f"{service}/0", at=ended, status=ComponentStatus.OPERATIONAL, report=over
    )
    await publish(client, NoticeSubject(notice=notice))


async def test_field_b1_all_are_answered_in_order_with_what_nobody_knows_named(
    redis: Client,
) -> None:
    await is_open(redis, "stripe", a_report("r1", title="Payments fail", impact=Impact.MAJOR))
    await is_open(redis, "github")

    said = words(await a_responder(redis).answer(an_inquiry("are github, nosuch and stripe down?")))

    assert said.index("Github: up") < said.index("nosuch: I know no service") < said.index("Stripe: ")
    assert "Payments fail" in said


async def test_field_b1_what_is_too_much_for_one_answer_is_counted_and_named(redis: Client) -> None:
    asked = ", ".join(f"vendor{n}" for n in range(1, 13))

    said = words(await a_responder(redis).answer(an_inquiry(f"are {asked} down?")))

    assert "and 2 more were not answered" in said
    assert "Vendor11" in said
    assert "Vendor12" in said


async def test_field_b1_why_and_impact_are_kept_for_each(redis: Client) -> None:
    responder = a_responder(redis)

    why = words(await responder.answer(an_inquiry("why are github and stripe down?")))
    impact = words(await responder.answer(an_inquiry("impact of cloudflare and github")))

    assert "Github" in why
    assert "Stripe" in why
    assert "2 services we know of depend on Cloudflare" in impact
    assert "depend on Github" in impact


async def test_field_b8_how_long_it_was_is_counted_from_what_is_kept(redis: Client) -> None:
    await was_open(redis, "cloudflare", 60, 5, "old")
    await was_open(redis, "github", 20, 30, "a")
    await was_open(redis, "github", 19.75, 45, "b")
    await was_open(redis, "stripe", 20, 10, "c")

    said = words(await a_responder(redis).answer(an_inquiry("how long was github down yesterday?")))

    assert said.startswith("Github yesterday: 2 reports of trouble, 60 min in all") or "1 h" in said
    assert "Trouble a" in said
    assert "Trouble c" not in said
    assert "we cannot say" not in said


async def test_field_b8_how_far_back_we_can_tell_is_said(redis: Client) -> None:
    await was_open(redis, "github", 5, 30, "a")
    responder = a_responder(redis)

    overnight = words(await responder.answer(an_inquiry("did anything break overnight?")))
    weeks = words(await responder.answer(an_inquiry("how long was stripe down last week?")))

    assert "Trouble a" in overnight
    assert "before, we cannot say" in overnight
    assert "no report of trouble that we have kept" in weeks
    assert "before, we cannot say" in weeks


async def test_field_b8_with_nothing_kept_it_is_not_called_calm(redis: Client) -> None:
    said = words(await a_responder(redis).answer(an_inquiry("did anything break overnight?")))

    assert "nothing is kept yet" in said


async def test_field_b8_dependence_is_answered_and_no_edge_is_no_no(redis: Client) -> None:
    responder = a_responder(redis)

    assert words(await responder.answer(an_inquiry("does github depend on cloudflare?"))).startswith(
        "Yes, Github"
    )
    no_edge = words(await responder.answer(an_inquiry("does github depend on stripe?")))
    assert no_edge.startswith("We know of no dependence of Github on Stripe")
    assert "nobody publishes all of it" in no_edge


async def test_field_b8_an_unknown_service_is_named_with_what_to_do(redis: Client) -> None:
    said = words(await a_responder(redis).answer(an_inquiry("is Foobarbaz down?")))

    assert said.startswith("Foobarbaz: I know no service of that name")
    assert "catalogue" in said


@pytest.mark.parametrize("text", ["thanks!", "hmm", "what is our roadmap?"])
async def test_field_b2_who_is_not_understood_gets_a_short_help(redis: Client, text: str) -> None:
    said = words(await a_responder(redis).answer(an_inquiry(text)))

    assert said.startswith("Ask me, for example: is github down?")


async def test_field_b2_talk_that_does_not_name_us_changes_nothing(redis: Client) -> None:
    responder = a_responder(redis)

    assert await responder.answer(an_inquiry("watch github", is_addressed=False)) is None
    assert await responder.answer(an_inquiry("mute", is_addressed=False)) is None
    assert "watches" not in words(await responder.answer(an_inquiry("is github down?", is_addressed=False)))


async def test_field_b4_one_of_two_processes_answers_each_edit_in_place(
    redis: Client,
) -> None:
    first, second = a_responder(redis), a_responder(redis)
    asked, edited = an_inquiry("is github down?", id="m1"), an_inquiry("is stripe down?", "1.2", id="m1")
    ref = MessageRef(platform="memory", channel="ops", id="7")

    replies = [await one.answer(asked) for one in (first, second)]
    await first.answered(asked, ref)
    edits = [await one.answer(edited) for one in (second, first)]

    assert [reply is None for reply in replies] == [False, True]
    assert [reply.replaces if reply else None for reply in edits] == [ref, None]
    assert await first.answer(asked) is None
    assert await first.answer(an_inquiry("is  stripe down?", "1.3", id="m1")) is None


async def test_field_b4_an_edit_whose_first_answer_never_came_is_answered_anew(redis: Client) -> None:
    responder = a_responder(redis, PassingClock(NOON))
    await responder.answer(an_inquiry("is github down?", id="m1"))

    reply = await responder.answer(an_inquiry("is stripe down?", "1.2", id="m1"))

    assert reply is not None
    assert reply.replaces is None
