"""One truth: whatever is asked of whatever pages, no two surfaces disagree on what is open at a service."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from adapters.chat.shared.terminal_text import text_of
from bot.answers.answers import answer
from bot.answers.open_at import open_at, was_read
from bot.answers.snapshot import FRESH_FOR, Snapshot, SourceState
from bot.channel_commands.open_now import OpenNow, with_open_now
from bot.domain.answer import IncidentsAnswer, StatusAnswer, Verdict
from bot.domain.message import Message
from bot.domain.question import Intent, Question
from bot.domain.status import ComponentStatus, Impact, UnreadableReason
from bot.rendering.answers.answer import render_answer
from bot.rendering.baseline import FirstSight, with_baseline
from bot.rendering.digest import digest_message
from tests.builders import NOON, a_catalog, a_report, a_service

CATALOG = a_catalog(
    services=("alpha", "beta", "cloudflare", a_service("alpha/part", parent="alpha", sources=())),
    edges=(("beta", "cloudflare"),),
)
OWN = frozenset({"alpha", "beta", "alpha/part"})
REPORTS = st.lists(st.sampled_from([None, *Impact]), max_size=2).map(
    lambda impacts: tuple(a_report(f"r{n}", impact=impact) for n, impact in enumerate(impacts))
)
STATES = st.builds(
    SourceState,
    source=st.just("0"),
    service=st.just(""),
    status=st.sampled_from(ComponentStatus),
    read_at=st.sampled_from([NOON, NOON - FRESH_FOR * 2]),
    reports=REPORTS,
    unreadable=st.sampled_from([None, None, None, UnreadableReason.TIMEOUT]),
)


def a_snapshot(alpha: list[SourceState], beta: list[SourceState]) -> Snapshot:
    pages = {"alpha": alpha, "beta": beta}
    return Snapshot(
        sources={
            service: tuple(replace(s, service=service, source=f"{service}/{n}") for n, s in enumerate(states))
            for service, states in pages.items()
            if states
        }
    )


@given(st.lists(STATES, max_size=2), st.lists(STATES, max_size=2))
def test_field_c4_questions_lists_baselines_and_digests_agree_on_what_is_open(
    alpha: list[SourceState], beta: list[SourceState]
) -> None:
    snapshot, now = a_snapshot(alpha, beta), NOON + timedelta(minutes=1)
    services = [open_at(service, snapshot, CATALOG, now) for service in sorted(OWN)]
    asked = {
        service: answer(
            Question(text=service, intent=Intent.IS_DOWN, service=service), snapshot, CATALOG, now
        )
        for service in sorted(OWN)
    }
    everything = answer(Question(text="", intent=Intent.INCIDENTS), snapshot, CATALOG, now, OWN)
    assert isinstance(everything, IncidentsAnswer)

    down = {
        service
        for service, found in asked.items()
        if isinstance(found, StatusAnswer) and found.verdict in (Verdict.DOWN, Verdict.DEGRADED)
    }
    open_now = {one.service: one.reports for one in services if one.is_open}
    unread = [one for one in services if not one.is_read]
    listed = text_of(with_open_now(Message(headline=""), OpenNow(services=tuple(services)), CATALOG, now))
    watched = text_of(
        with_baseline(
            Message(headline=""),
            FirstSight(
                reports=open_now,
                unread=sum(not was_read(one, snapshot) for one in unread),
                beside=[one for one in services if not one.is_open and was_read(one, snapshot)],
                is_any_read=len(unread) < len(services),
            ),
            CATALOG,
            now,
        )
    )
    digest = digest_message(
        (),
        catalog=CATALOG,
        silent={},
        beside=[one for one in services if not one.is_open],
        period=(NOON, now),
        since_before=[one for one in services if one.is_open],
    )

    assert down == open_now.keys() == {one.service for one in everything.alone}
    assert (f"{len(down)} open" in digest.headline) is bool(down)
    assert ("nothing happened" in digest.headline) is not bool(down)
    says_calm = "Nothing, as far as the pages say." in watched
    assert not (says_calm and down)
    assert not ("Nothing, as far as the pages say." in listed and (unread or down - open_now.keys()))
    assert {one.service for one in everything.calm} == OWN - down
    shown = render_answer(everything, CATALOG, OWN).headline
    unclear = [one for one in services if one.is_unclear]
    assert ("nothing else at what this channel watches" in shown) is not bool(down or unread or unclear)
    for one in services:
        name = CATALOG.name_of(one.service)
        is_named = one.is_open or one.verdict is not Verdict.UP
        assert all((name in words) is is_named for words in (listed, text_of(digest)))


def test_field_c4_a_headline_that_says_trouble_without_a_report_is_open_everywhere() -> None:
    snapshot = a_snapshot(
        [SourceState(source="0", service="alpha", status=ComponentStatus.PARTIAL_OUTAGE, read_at=NOON)], []
    )
    alpha = open_at("alpha", snapshot, CATALOG, NOON)
    words = text_of(
        with_baseline(
            Message(headline="Now watching Alpha"), FirstSight(reports={"alpha": ()}), CATALOG, NOON
        )
    )

    assert alpha.is_open
    assert "its page says that it has trouble" in words
    assert "Nothing" not in words


def test_field_c4_a_page_that_cannot_be_read_is_neither_open_nor_calm() -> None:
    snapshot = a_snapshot(
        [
            SourceState(
                source="0",
                service="alpha",
                status=ComponentStatus.MAJOR_OUTAGE,
                read_at=NOON,
                reports=(a_report(),),
                unreadable=UnreadableReason.TIMEOUT,
            )
        ],
        [],
    )
    alpha = open_at("alpha", snapshot, CATALOG, NOON)
    words = text_of(with_open_now(Message(headline=""), OpenNow(services=(alpha,)), CATALOG, NOON))

    assert (alpha.is_open, alpha.is_read, alpha.verdict) == (False, False, Verdict.UNKNOWN)
    assert "Alpha: cannot be read now, so neither up nor down" in words
    assert "Nothing" not in words
