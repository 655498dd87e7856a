"""Whatever an incident, a report or a channel holds: both platforms take every message that is made of it.

Judged by what the stand-ins of the platforms refuse: 2,000 members, 4,000-character hostile texts, emoji,
right-to-left. Nobody is called but the one who is to be, and the first line says something.
"""

import json
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from adapters.chat.discord.embeds import content_for, embed_for
from adapters.chat.shared.terminal_text import text_of
from adapters.chat.slack.blocks import blocks_for, fallback_text
from adapters.chat.webhook import body_of
from bot.answers.answers import answer_each
from bot.answers.snapshot import Snapshot
from bot.domain.channel import Ping
from bot.domain.incident import ChangeKind, EvidenceKind, Grade, Incident, IncidentState
from bot.domain.look import HERE, Look, LookEnd, LookExample, LookRule, NetworkState, OwnNetwork
from bot.domain.message import Message, MessageRef
from bot.domain.probe import ProbeOutcome
from bot.domain.question import Intent, Question
from bot.domain.reactions import Acknowledgement, Mute, Reactions
from bot.domain.status import ComponentStatus, Impact, ReportStatus
from bot.domain.subject import IncidentSubject, Notice
from bot.domain.timeline import TimelineEntry
from bot.rendering.alert import claim_update, incident_card, incident_ending, newcomers
from bot.rendering.answers.answer import render_answer
from bot.rendering.digest import storm_message
from bot.rendering.json import answer_json
from bot.rendering.notice import notice_card, notice_update
from bot.rendering.subject_messages import pinging
from bot.rendering.view import View
from bot.rendering.why import why
from tests.builders import (
    NOON,
    a_catalog,
    a_change,
    a_look,
    a_member,
    a_report,
    a_service,
    an_evidence,
    an_incident,
    an_update,
    at,
)
from tests.servers.discord_rules import called as discord_called
from tests.servers.discord_rules import message_faults
from tests.servers.respondent import HOSTILE
from tests.servers.slack_rules import called as slack_called
from tests.servers.slack_rules import complaints

NASTY = (
    "x" * 4000,
    HOSTILE * 40,
    "\u202e\u2066" * 500,
    "🤷🏽\u200d♀️" * 400,
    "مرحبا بالعالم " * 200,
    "<!channel> <@U1> &",
    "",
    "](https://evil.example)",
    "@everyone <@&99> <@7>",
)
words = st.one_of(st.text(max_size=300), st.sampled_from(NASTY))
CATALOG = a_catalog(
    services=(
        a_service("cloudflare", name=HOSTILE, mentions=("Cloudflare",)),
        *(a_service(f"s{n}", name=f"{NASTY[n % len(NASTY)][:200]} {n}") for n in range(12)),
    ),
    edges=tuple((f"s{n}", "cloudflare") for n in range(12)),
)
BUTTONS = 25
SENT = MessageRef(platform="webhook", channel="ops", id="1")


@st.composite
def looks(draw: st.DrawFn) -> Look:
    asked = draw(st.integers(0, 20))
    blaming = draw(st.integers(0, asked))
    names = st.sampled_from(["s1", "nobody knows it", HOSTILE])
    example = st.builds(
        LookExample, service=names, outcome=st.sampled_from(ProbeOutcome), status=st.sampled_from([None, 500])
    )
    return replace(
        a_look(),
        rule=draw(st.sampled_from([None, *LookRule])),
        end=draw(st.sampled_from([None, *LookEnd])),
        asked=asked,
        blaming=blaming,
        silent=draw(st.integers(0, asked - blaming)),
        controls_asked=draw(st.sampled_from([0, 14])),
        examples=tuple(draw(st.lists(example, max_size=5))),
        vantages=tuple(draw(st.lists(st.sampled_from([HERE, "virginia", HOSTILE]), max_size=3))),
        says=draw(words),
        url=draw(st.sampled_from([None, "https://x.example/a(b)c", "javascript:alert(1)"])),
    )


@st.composite
def incidents(draw: st.DrawFn) -> Incident:
    title, url = draw(words), draw(st.sampled_from([None, "https://x.example/a(b)c", "javascript:alert(1)"]))
    count = draw(st.sampled_from([0, 1, 2, 40, 2_000]))
    says = [
        an_evidence(kind=kind, service="s1", says=draw(words), source=url)
        for kind in draw(st.lists(st.sampled_from(EvidenceKind), max_size=30))
    ]
    incident = an_incident(
        state=draw(st.sampled_from(IncidentState)),
        grade=draw(st.sampled_from(Grade)),
        members=tuple(a_member(f"s{n}", title=title, url=url) for n in range(count)),
        evidence=tuple(says),
        counter_evidence=tuple(says),
        root_report=draw(st.sampled_from([None, a_member("cloudflare", title=title, url=url)])),
        stragglers=tuple(f"s{n}" for n in range(count)),
        look=draw(st.one_of(st.none(), looks())),
    )
    return replace(incident, needs=draw(words))


@st.composite
def views(draw: st.DrawFn) -> View:
    who = draw(words)
    reactions = Reactions(
        acknowledgement=Acknowledgement(by=who, at=NOON),
        mute=Mute(by=who, until=draw(st.sampled_from([None, at(13)])), grade=Grade.PROBABLE),
        affected=tuple(str(n) for n in range(draw(st.sampled_from([0, 1, 1_000])))),
    )
    watched = frozenset(f"s{n}" for n in range(draw(st.sampled_from([0, 3, 500]))))
    return View(watched=watched, reactions=draw(st.sampled_from([None, reactions])), speaks_for=draw(words))


def fits(message: Message, ping: str | None = None) -> None:
    slack: dict[str, Any] = {
        "text": fallback_text(message, pings=True),
        "blocks": blocks_for(message, pings=True),
    }
    assert complaints(slack) == []
    assert slack_called(slack) <= {ping}
    discord = {"content": content_for(message), "embeds": [embed_for(message)]}
    assert message_faults(discord) == []
    assert discord_called(discord) == set()
    assert any(char.isalnum() for char in text_of(message).splitlines()[0])
    json.dumps(body_of("post", SENT, message, NOON), allow_nan=False)
    assert any(char.isalnum() for char in slack["text"].splitlines()[0])
    assert any(char.isalnum() for char in content_for(message).splitlines()[0])


@given(incidents(), views(), words)
def test_any_incident_fits_both_platforms_and_calls_nobody_else(
    incident: Incident, view: View, reason: str
) -> None:
    change = a_change(ChangeKind.UPDATED, incident=incident, reason=reason, at=NOON)
    entry = TimelineEntry(
        at=NOON, kind=ChangeKind.REROOTED, grade=Grade.PROBABLE, probability=0.9, root="cloudflare",
        members=2, reason=reason, previous_root="s1",
    )  # fmt: skip
    card = incident_card(incident, CATALOG, NOON, view)
    fits(card)
    fits(why(incident, CATALOG, NOON))
    fits(incident_ending(change, CATALOG, NOON))
    fits(claim_update(change, Grade.SUSPECTED, "s1", (entry,), CATALOG, NOON))
    fits(newcomers(change, None, CATALOG, NOON))
    fits(storm_message([IncidentSubject(change=change)] * 30, CATALOG, 3))
    assert len(card.buttons) <= BUTTONS
    called = pinging(card, IncidentSubject(change=change), Ping(who="S123", grade=Grade.SUSPECTED))
    fits(called, "S123")


@st.composite
def notices(draw: st.DrawFn) -> Notice:
    part = draw(words)
    report = replace(
        a_report(
            "r1",
            title=draw(words),
            impact=draw(st.sampled_from([None, *Impact])),
            updates=(an_update(draw(words)),) * 30,
        ),
        status=draw(st.sampled_from(ReportStatus)),
        components=(part,) * 200,
        regions=(part,) * 200,
    )
    return Notice(service="s1", source="s1/0", at=NOON, status=ComponentStatus.PARTIAL_OUTAGE, report=report)


@given(notices(), views(), incidents())
def test_any_report_fits_both_platforms_and_calls_nobody(notice: Notice, view: View, group: Incident) -> None:
    fits(notice_card(notice, CATALOG, NOON, view, None))
    fits(notice_card(notice, CATALOG, NOON, view, group))
    fits(notice_update(notice, CATALOG, NOON, was_over=True))


@given(
    seen=st.lists(
        st.builds(lambda look, node: replace(look, node=node), looks(), st.sampled_from(["cloudflare", "s1"]))
    ),
    networks=st.lists(
        st.tuples(st.sampled_from([HERE, "virginia", HOSTILE]), st.sampled_from(NetworkState)), max_size=3
    ),
    intent=st.sampled_from([Intent.IS_DOWN, Intent.WHY, Intent.INCIDENTS, Intent.IS_US, Intent.IMPACT]),
    or_us=st.booleans(),
)
def test_whatever_is_seen_every_answer_fits_and_calls_nobody(
    seen: list[Look], networks: list[tuple[str, NetworkState]], intent: Intent, *, or_us: bool
) -> None:
    known = Snapshot(
        looks=tuple(seen),
        handed=frozenset({"cloudflare"}),
        early=tuple(an_incident(members=(), grade=Grade.EARLY, look=look) for look in seen[:1]),
        networks=tuple(
            OwnNetwork(vantage=name, at=NOON, since=NOON, state=state, asked=14, answering=3)
            for name, state in networks
        ),
    )
    at_large = intent in (Intent.INCIDENTS, Intent.IS_US)
    question = Question(text="", intent=intent, service=None if at_large else "s1", or_us=or_us)
    found = answer_each(question, known, CATALOG, NOON)
    fits(render_answer(found, CATALOG))
    json.dumps(answer_json(found), allow_nan=False)
