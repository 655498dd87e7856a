"""The card in five lines: what is wrong, for whom, why, what speaks against it, how sure and how fresh."""

import asyncio
from dataclasses import replace
from pathlib import Path
from textwrap import wrap

import pytest
from hypothesis import given

from adapters.chat.apprise import words_of
from adapters.chat.console import Console, ConsoleSettings
from adapters.chat.shared.lines import lines_of as lines_of_text
from adapters.chat.shared.terminal_text import text_of
from bot.correlation.grading import RULES, Facts, needs_of
from bot.domain.card_button import CardButton, CardState, buttons_on
from bot.domain.incident import ChangeKind, EvidenceKind, Grade, Incident, IncidentState
from bot.domain.message import Destination, Link, Message
from bot.domain.reactions import Acknowledgement, Mute, Reactions
from bot.domain.subject import Notice
from bot.rendering.alert import claim_update, incident_card, incident_ending, newcomers
from bot.rendering.card import headline
from bot.rendering.notice import notice_card, notice_update
from bot.rendering.seen import lone_look
from bot.rendering.view import View
from bot.rendering.why import why
from tests.builders import NOON, a_catalog, a_change, a_member, an_evidence, an_incident, at
from tests.core.test_any_incident_fits import CATALOG as HOSTILE_CATALOG
from tests.core.test_any_incident_fits import incidents, notices, views

SERVICES = ("groq", "grafana", "anthropic", "discord", "zoom", "npm", "supabase", "vultr")
CATALOG = a_catalog(services=("cloudflare", *SERVICES), edges=tuple((s, "cloudflare") for s in SERVICES))
PAGE = "https://www.cloudflarestatus.com/incidents/8gmgl950y3h7"
OWN = an_evidence(
    EvidenceKind.ROOT_PAGE,
    service="cloudflare",
    says="Cloudflare's status page: “Trouble across the global network”",
    source=PAGE,
    weight=3.0,
)
NAMED = an_evidence(
    EvidenceKind.TEXT, service="groq", says="Groq names Cloudflare: “global Cloudflare outage”", weight=5.0
)
FINE = an_evidence(
    EvidenceKind.HEALTHY_DEPENDENTS,
    service=None,
    says="4 of 8 other Cloudflare customers report no problem",
    source=None,
    weight=-1.0,
)
FIRST = replace(
    an_incident(
        grade=Grade.PROBABLE,
        members=tuple(a_member(s, since=at(11, 52)) for s in SERVICES[:7]),
        evidence=(NAMED, OWN),
        counter_evidence=(FINE,),
        started_at=at(11, 48),
    ),
    needs="for confirmed: one more organisation that names Cloudflare (2 of 3)",
)
PHONE = 48  # characters across 360 pixels


def lines_of(message: Message) -> list[str]:
    return [line.strip() for line in text_of(message).splitlines()]


def card(incident: Incident = FIRST, **view: object) -> Message:
    return incident_card(incident, CATALOG, NOON, View(**view))  # type: ignore[arg-type]


def test_field_c2_the_first_card_says_what_for_whom_why_against_and_how_sure_in_five_lines() -> None:
    shown = card(watched=frozenset({"groq", "discord", "zoom"}))

    assert lines_of(shown) == [
        "● Probable Cloudflare outage: Groq, Grafana, Anthropic and 4 more",
        "Yours: Groq, Discord and Zoom are hit · since 11:48 UTC, 12 min ago",
        f"Cloudflare's status page: “Trouble across the global network” <{PAGE}>",
        "But 4 of 8 other Cloudflare customers report no problem",
        "Probable · for confirmed: one more organisation that names Cloudflare (2 of 3) · updated 12:00 UTC",
    ]
    assert len(text_of(shown).split()) <= 60


def test_field_c2_the_quoted_words_are_the_link() -> None:
    links = [span for line in card().sections[0].lines for span in line if isinstance(span, Link)]

    assert links == [Link("“Trouble across the global network”", PAGE)]


@given(incidents(), views())
def test_field_c2_any_card_has_at_most_five_short_lines(incident: Incident, view: View) -> None:
    change = a_change(ChangeKind.UPDATED, incident=incident, reason="x" * 500, at=NOON)
    # What was only seen gives examples, says whether it may be us, and who else speaks for it or against it.
    most = 5 if lone_look(incident) is None else 8
    for message in (
        incident_card(incident, HOSTILE_CATALOG, NOON, view),
        incident_ending(change, HOSTILE_CATALOG, NOON),
        claim_update(change, Grade.SUSPECTED, "s1", (), HOSTILE_CATALOG, NOON),
        newcomers(change, None, HOSTILE_CATALOG, NOON),
    ):
        assert 2 <= len(lines_of(message)) <= most
        assert len([b for b in message.buttons if not b.is_in_menu]) <= 2
    assert len(lines_of(why(incident, HOSTILE_CATALOG, NOON))) <= 25


@given(notices(), views(), incidents())
def test_field_c2_any_report_has_at_most_five_lines(notice: Notice, view: View, group: Incident) -> None:
    assert len(lines_of(notice_card(notice, HOSTILE_CATALOG, NOON, view, None))) <= 5
    assert len(lines_of(notice_card(notice, HOSTILE_CATALOG, NOON, view, group))) <= 5
    assert len(lines_of(notice_update(notice, HOSTILE_CATALOG, NOON, was_over=False))) <= 5


def test_field_c2_an_edit_keeps_the_form_whatever_people_did() -> None:
    done = Reactions(
        acknowledgement=Acknowledgement(by="Ada", at=NOON), mute=Mute(by="Bo", until=at(13)), affected=("U1",)
    )

    shown = card(reactions=done, watched=frozenset({"groq"}))

    assert len(lines_of(shown)) == 5
    assert "acknowledged by Ada at 12:00 UTC · muted by Bo until 13:00 UTC" in lines_of(shown)[1]


def test_field_c2_why_is_read_on_a_phone() -> None:
    quote = "Several services are affected by an incident of an upstream provider: App Platform, Spaces"
    many = replace(
        FIRST,
        root_report=a_member("cloudflare", title="Trouble across the global network"),
        evidence=(OWN, *(replace(NAMED, service=s, says=f"{s} names it: “{quote}”") for s in SERVICES)),
        counter_evidence=(FINE,) * 5,
    )

    shown = why(many, CATALOG, NOON)

    assert len(lines_of(shown)) <= 25
    assert any("and 3 more" in line for line in lines_of(shown))


@pytest.mark.parametrize("is_muted", [True, False])
@pytest.mark.parametrize("is_acknowledged", [True, False])
@pytest.mark.parametrize("is_claim", [True, False])
def test_field_c2_a_card_has_two_buttons_and_a_menu(
    *, is_claim: bool, is_acknowledged: bool, is_muted: bool
) -> None:
    state = CardState(is_open=True, is_claim=is_claim, is_acknowledged=is_acknowledged, is_muted=is_muted)

    row = [button.label for button in buttons_on(state, "inc-1") if not button.is_in_menu]

    assert row == ["Acknowledge"] * (not is_acknowledged) + ["Why?"] * is_claim
    assert {b.value.label for b in CardButton if not b.value.is_in_menu} == {
        "Acknowledge",
        "Why?",
        "Share with the channel",
        "Is it down?",
    }


def facts(**counted: float) -> Facts:
    none: dict[str, float] = dict.fromkeys(
        ("organisations", "speaking", "naming", "blaming", "vague", "own", "grave", "rare"), 0
    )
    return Facts(probability=0.99, reported=0.99, has_root=True, **{**none, **counted})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("known", "grade", "needs"),
    [
        (
            {"organisations": 2, "naming": 2, "own": 1},
            Grade.PROBABLE,
            "for confirmed: one more affected organisation (2 of 3)",
        ),
        (
            {"organisations": 5, "naming": 1, "own": 1},
            Grade.PROBABLE,
            "for confirmed: one more organisation that names Cloudflare (1 of 2)",
        ),
        (
            {"organisations": 4, "naming": 2, "blaming": 2},
            Grade.PROBABLE,
            "for confirmed: a report on Cloudflare's own status page",
        ),
        (
            {"organisations": 2, "naming": 1, "own": 1},
            Grade.SUSPECTED,
            "for probable: one more organisation that names Cloudflare (1 of 2)",
        ),
        (
            {"organisations": 1, "blaming": 1, "naming": 1},
            Grade.EARLY,
            "for suspected: one more organisation that names Cloudflare (1 of 2)",
        ),
    ],
)
def test_field_c2_what_would_make_us_surer_is_what_is_missing(
    known: dict[str, float], grade: Grade, needs: str
) -> None:
    assert needs_of(facts(**known), grade, "Cloudflare") == needs


def test_field_c2_a_cause_without_a_name_needs_one() -> None:
    nameless = facts(organisations=7)._replace(has_root=False)

    assert needs_of(nameless, Grade.SUSPECTED, "?") == "for probable: one organisation that names the cause"
    assert needs_of(facts(), Grade.CONFIRMED, "Cloudflare") is None


def test_field_c2_no_need_recites_a_rule() -> None:
    for rule in RULES:
        for other in Grade:
            needs = needs_of(facts(organisations=1), other, "Cloudflare") or ""
            assert rule.says not in needs
            assert len(needs.split()) <= 25


@pytest.mark.parametrize(
    ("incident", "says"),
    [
        (replace(FIRST, grade=Grade.SUSPECTED),
            "Suspected Cloudflare outage: Groq, Grafana, Anthropic and 4 more",
        ),
        (
            replace(FIRST, grade=Grade.CONFIRMED, root_report=a_member("cloudflare")),
            "Cloudflare outage (its status page confirms it): Groq, Grafana, Anthropic and 4 more",
        ),
        (
            replace(FIRST, grade=Grade.CONFIRMED),
            "Cloudflare outage (those affected name it): Groq, Grafana, Anthropic and 4 more",
        ),
        (
            replace(FIRST, grade=Grade.CONFIRMED, state=IncidentState.RESOLVED),
            "Cloudflare outage is over: Groq, Grafana, Anthropic and 4 more",
        ),
        (
            replace(FIRST, root="unknown/cloud", grade=Grade.SUSPECTED),
            "Trouble that may share a cause nobody has named: Groq, Grafana, Anthropic and 4 more",
        ),
    ],
)  # fmt: skip
def test_field_c3_the_claim_is_in_the_words_of_an_engineer_on_call(incident: Incident, says: str) -> None:
    assert headline(incident, CATALOG) == says


@pytest.mark.parametrize("grade", [Grade.SUSPECTED, Grade.PROBABLE, Grade.CONFIRMED])
def test_field_c3_there_is_one_scale_and_no_number_beside_it(grade: Grade) -> None:
    incident = replace(FIRST, grade=grade, probability=0.998)
    change = a_change(ChangeKind.GRADED, incident=incident)
    for message in (
        card(incident),
        why(incident, CATALOG, NOON),
        claim_update(change, Grade.EARLY, "cloudflare", (), CATALOG, NOON),
        newcomers(change, None, CATALOG, NOON),
    ):
        assert "%" not in text_of(message)
        last = lines_of(message)[-1].casefold()
        assert [g.value for g in Grade if last.startswith(g.value)] == [grade.value]


def test_field_c2_rules_that_an_earlier_version_stored_are_not_recited() -> None:
    old = replace(FIRST, needs="confirmed: three affected organisations, and either the root's own page")

    assert lines_of(card(old))[-1] == "Probable · updated 12:00 UTC"


def test_field_c3_no_surface_speaks_of_standing_on() -> None:
    shown = "\n".join(text_of(m) for m in (card(watched=frozenset({"vultr"})), why(FIRST, CATALOG, NOON)))

    for jargon in ("stand on", "stands on", "fine, by", "grave", "no reading", "Over:", "surer"):
        assert jargon not in shown
    assert "Vultr depends on Cloudflare" in shown


def test_field_c2_a_phone_shows_a_card_in_a_dozen_lines() -> None:
    shown = card(watched=frozenset({"groq", "discord"}))
    labelled = "\n".join(lines_of(shown)).replace(f" <{PAGE}>", "")

    assert sum(len(wrap(line, PHONE)) for line in labelled.splitlines()) <= 11


def test_field_c2_plain_text_has_the_same_five_lines() -> None:
    shown = card(watched=frozenset({"groq"}))
    title, body = words_of(shown)

    assert [shown.headline, *lines_of_text(shown, str)] == [title, *body.splitlines()]
    assert len([title, *body.splitlines()]) == 5


@pytest.mark.parametrize("width", [30, 60, 110])
def test_field_c2_no_line_breaks_an_address_in_two(
    width: int, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    console = Console(ConsoleSettings(journal=tmp_path / "journal.jsonl"))

    asyncio.run(console.send(card(), Destination(platform="console", channel="t"), nonce="n"))

    shown = capsys.readouterr().out.splitlines()
    assert sum(PAGE in line for line in shown) == 1
    assert len(shown) == 5 + 2  # the frame
