"""What probes and checks see, in answers: of whom, what it is worth, and whether it is us."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from adapters.chat.shared.terminal_text import text_of
from bot.answers.answers import answer_each
from bot.answers.snapshot import Snapshot, SourceState
from bot.domain.answer import Answer, SeveralAnswers, StatusAnswer, Verdict
from bot.domain.incident import Grade
from bot.domain.look import HERE, Look, LookEnd, LookRule, NetworkState, OwnNetwork
from bot.domain.message import Message, Text
from bot.domain.question import Intent, Question
from bot.domain.service import Edge, EdgeEvidence, SeenElsewhere, Strength, Tier
from bot.domain.status import ComponentStatus
from bot.questions.any_language import question_in
from bot.questions.names import Names
from bot.rendering.answers.answer import render_answer
from bot.rendering.answers.depending import depends_on
from bot.rendering.answers.seen import with_networks
from bot.rendering.json import answer_json
from bot.rendering.text import clean
from tests.builders import a_catalog, a_look, a_service, an_incident, at
from tests.servers.respondent import HOSTILE

CATALOG = a_catalog(
    services=(
        a_service("cloudflare", name="Cloudflare"),
        a_service("aws", name="AWS"),
        a_service("aws/us-east-1", name="AWS us-east-1", parent="aws"),
        a_service("discord", name="Discord"),
        a_service("netlify", name="Netlify"),
    ),
    edges=(("discord", "cloudflare"), ("netlify", "aws/us-east-1")),
)
NAMES = Names(CATALOG)
NOW = at(11, 34)
LOOK = replace(a_look(at=at(11, 30)), since=at(11, 28))
REGION = replace(
    LOOK, node="aws/us-east-1", rule=LookRule.REGION, asked=2, served=0, blaming=0, controls_asked=12,
    controls_answering=12,
)  # fmt: skip
SILENT = replace(LOOK, rule=None, blaming=0, silent=9)
CHECK = replace(LOOK, node="discord", rule=LookRule.CHECKS, says="your check “api” fails since 11:32 UTC")
FINE = OwnNetwork(vantage=HERE, at=at(11, 33), since=at(9), state=NetworkState.FINE, asked=14, answering=14)
OURS = replace(FINE, since=at(11, 31), state=NetworkState.OURS, answering=0)
SEEN = an_incident(members=(), grade=Grade.EARLY, look=LOOK)
BLAMES = "answer with a page on which Cloudflare blames itself; 14 of 14 elsewhere are fine"
UP = {
    service: (
        SourceState(source=f"{service}/0", service=service, status=ComponentStatus.OPERATIONAL, read_at=NOW),
    )
    for service in CATALOG.services
}


def found(text: str, known: Snapshot) -> Answer | SeveralAnswers:
    return answer_each(question_in(text, NAMES), known, CATALOG, NOW)


def said(text: str, known: Snapshot) -> str:
    return text_of(render_answer(found(text, known), CATALOG))


def told(**changes: Any) -> Snapshot:
    known = Snapshot(sources=UP, looks=(LOOK,), handed=frozenset({"cloudflare"}), networks=(FINE,))
    return replace(known, **changes)


def test_who_asks_for_it_reads_what_is_seen_and_no_verdict_is_made_of_it() -> None:
    shown = said("is cloudflare down?", told())

    assert shown.splitlines()[0] == "◐ Cloudflare: up, but there are signs of trouble"
    assert "Seen by our probes\n" in shown
    assert f"4 of 20 sites behind Cloudflare that we asked at 11:30 UTC {BLAMES}" in shown
    verdict = found("is cloudflare down?", told())
    assert isinstance(verdict, StatusAnswer)
    assert verdict.verdict is Verdict.UP


def test_who_asks_for_what_stands_behind_it_reads_so() -> None:
    shown = said("is discord down?", told())

    assert shown.splitlines()[0] == "✓ Discord: up; Cloudflare, in front of it, shows signs of trouble"
    assert "Cloudflare, in front of it, shows signs of trouble: 4 of 20 sites behind Cloudflare" in shown
    assert "Discord depends on Cloudflare: 1 source" in shown
    assert "signs" not in said("is netlify down?", told())


def test_a_region_is_told_of_what_stands_in_it_and_of_its_whole() -> None:
    known = told(looks=(REGION,), handed=frozenset({"aws/us-east-1"}))

    assert "AWS us-east-1, on which it stands, shows signs of trouble: 2 of 2" in said("netlify?", known)
    assert "2 of 2 public endpoints of AWS us-east-1 fail" in said("is aws down?", known)
    whole = told(looks=(replace(LOOK, node="aws"),), handed=frozenset({"aws"}))
    assert "4 of 20 sites behind AWS" in said("is aws/us-east-1 down?", whole)


def test_in_shadow_it_is_shown_as_what_it_is_and_changes_no_first_line() -> None:
    shown = said("is cloudflare down?", told(handed=frozenset()))

    assert shown.splitlines()[0] == "✓ Cloudflare: up"
    assert "Seen by our probes, which do not announce yet" in shown
    assert BLAMES in shown


def test_silence_is_shown_of_the_provider_alone_and_proves_nothing() -> None:
    known = told(looks=(SILENT,))

    shown = said("is cloudflare down?", known)
    assert "Seen by our probes, proves nothing" in shown
    assert "9 of 20 sites behind Cloudflare that we asked at 11:30 UTC cannot be reached from here" in shown
    assert shown.splitlines()[0] == "✓ Cloudflare: up"
    assert "cannot be reached" not in said("is discord down?", known)


def test_checks_of_whoever_runs_us_are_shown_in_their_words() -> None:
    shown = said("is discord down?", told(looks=(CHECK,), handed=frozenset()))

    assert shown.splitlines()[0] == "◐ Discord: up, but there are signs of trouble"
    assert "Seen by checks" in shown
    assert "Your check “api” fails since 11:32 UTC" in shown


@pytest.mark.parametrize(
    "looks",
    [(replace(LOOK, end=LookEnd.SERVED),), (replace(LOOK, at=NOW - timedelta(minutes=16)),)],
    ids=["ended", "old"],
)
def test_what_is_over_or_old_is_not_shown(looks: tuple[Look, ...]) -> None:
    assert "Seen by" not in said("is cloudflare down?", told(looks=looks))


def test_what_an_incident_says_is_not_said_twice() -> None:
    claimed = replace(SEEN, grade=Grade.SUSPECTED, peak_grade=Grade.SUSPECTED)
    shown = said("is cloudflare down?", told(incidents=(claimed,)))

    assert shown.count(BLAMES) == 1
    assert "Seen by" not in shown
    assert said("is cloudflare down?", told(early=(SEEN,))).count(BLAMES) == 1


def test_who_asks_why_reads_the_reasons_of_what_is_only_seen() -> None:
    shown = said("why is cloudflare down?", told(early=(SEEN,)))

    assert shown.splitlines()[0] == "◐ Signs of trouble at Cloudflare, which has not reported any"


def test_who_asks_what_is_down_reads_of_all_that_is_seen() -> None:
    shown = said("what is down?", told(looks=(LOOK, REGION), early=(SEEN,)))

    assert "Signs of trouble at Cloudflare: 4 of 20" in shown
    assert "which do not announce yet" in shown
    assert "says the cause is" not in shown


@pytest.mark.parametrize(
    ("networks", "looks", "line"),
    [
        (
            (FINE,),
            (SILENT,),
            "From here, 14 of 14 sites elsewhere answer; 9 of 20 behind Cloudflare do not.",
        ),
        ((OURS,), (), "From here nothing answers: it is our own network."),
        (
            (replace(FINE, state=NetworkState.UNKNOWN, asked=1),),
            (),
            "Cannot tell: we have asked too few sites lately.",
        ),
        (
            (FINE, replace(OURS, vantage="berlin")),
            (),
            (
                "From here, 14 of 14 sites elsewhere answer.\n"
                "From berlin nothing answers: it is our own network."
            ),
        ),
        (
            (replace(FINE, at=NOW - timedelta(hours=1)),),
            (),
            (
                "Cannot tell: nothing is probed from here. Whoever runs me can set SHAREDFATE_PROBES"
                " (docs/probes.md)."
            ),
        ),
    ],
    ids=["fine", "ours", "unknown", "two places", "nobody probes"],
)
def test_is_it_us(networks: tuple[OwnNetwork, ...], looks: tuple[Look, ...], line: str) -> None:
    known = told(networks=networks, looks=looks)

    for text in ("is it us?", "/isdown is it us", "is the internet down?"):
        *shown, last = [
            each.strip("· ") for each in said(text, known).splitlines()[: 1 + len(line.splitlines())]
        ]
        assert shown == line.splitlines()
        assert "No shared incident is open" in last
    for text in ("is it us or netlify?", "is it just me or is netlify down?"):
        shown = said(text, known).splitlines()
        assert shown[0] == "✓ Netlify: up"
        assert shown[1].strip() == "Is it us?"


def test_while_it_is_us_every_answer_says_so() -> None:
    known = told(networks=(OURS,), looks=())
    line = "It may be us: from here nothing answers since 11:31 UTC."

    assert line in said("is netlify down?", known)
    assert line in said("what is down?", known)
    assert line not in said("is netlify down?", told())


def test_who_asks_how_we_are_reads_how_our_network_is() -> None:
    healthy = Message(headline="All parts alive; nothing watched here.")

    shown = text_of(with_networks(healthy, (OURS,), (), CATALOG))
    assert "From here nothing answers: it is our own network." in shown
    assert with_networks(healthy, (), (), CATALOG) == healthy


def test_in_json_it_says_what_is_seen_and_whether_it_is_us() -> None:
    shown = answer_json(found("is it us or discord?", told()))

    assert [(one["node"], one["depends_on"], one["announced"]) for one in shown["seen"]] == [
        ("cloudflare", "cloudflare", True)
    ]
    assert [(one["vantage"], one["state"]) for one in shown["networks"]] == [("here", "fine")]
    assert answer_json(found("is it us?", told(networks=())))["networks"] == []
    assert not {"seen", "networks"} & set(answer_json(found("is netlify down?", told())))


def test_checks_that_all_fail_at_once_prove_nothing() -> None:
    at_once = replace(CHECK, rule=None, says="checks of 12 services fail at once: probably where they run")
    shown = said("is discord down?", told(looks=(at_once,)))

    assert shown.splitlines()[0] == "✓ Discord: up"
    assert "Checks of 12 services fail at once: probably where they run" in shown


def test_a_dependence_that_was_measured_here_says_since_when() -> None:
    measured = EdgeEvidence(
        source="", kind="measured_here", tier=Tier.B, strength=Strength.USES, known_from=date(2026, 11, 30)
    )
    edge = Edge(service="discord", infrastructure="cloudflare", evidence=(measured,))
    known = CATALOG.edges_from("discord")[0]

    assert _words(edge) == "Discord depends on Cloudflare: measured here since 30 Nov 2026 "
    both = replace(edge, evidence=(*known.evidence, measured))
    assert "1 source" in _words(both)
    assert "; measured here since 30 Nov 2026" in _words(both)
    moved = replace(known, seen_elsewhere=SeenElsewhere(node="fastly", since=date(2026, 10, 1)))
    assert "but since 1 Oct 2026 we see it at fastly" in _words(moved)


def test_who_asks_why_reads_what_was_measured() -> None:
    measured = EdgeEvidence(
        source="by CNAME x.example", kind="measured_here", tier=Tier.B, strength=Strength.USES,
        known_from=date(2026, 11, 30),
    )  # fmt: skip
    edges = (Edge(service="netlify", infrastructure="cloudflare", evidence=(measured,)),)
    catalog = replace(CATALOG, edges=edges)
    question = Question(text="", intent=Intent.WHY, service="netlify")
    line = "Netlify depends on Cloudflare: measured here since 30 Nov 2026"

    shown = text_of(render_answer(answer_each(question, Snapshot(sources=UP), catalog, NOW), catalog))
    assert line in shown
    asked = replace(question, intent=Intent.IS_DOWN)
    assert line not in text_of(render_answer(answer_each(asked, Snapshot(sources=UP), catalog, NOW), catalog))


def _words(edge: Edge) -> str:
    first, *_ = depends_on(edge, "Discord", "Cloudflare")
    assert isinstance(first, Text)
    return first.value


def test_hostile_names_and_words_are_made_harmless() -> None:
    catalog = a_catalog(services=(a_service("cloudflare", name=HOSTILE), "discord"), edges=())
    look = replace(CHECK, node="cloudflare", says=HOSTILE * 40, vantages=(HOSTILE,))
    question = Question(text="", intent=Intent.IS_DOWN, service="cloudflare")
    known = Snapshot(looks=(look, replace(LOOK, vantages=(HOSTILE,), silent=3)), networks=(FINE,))

    shown = render_answer(answer_each(question, known, catalog, NOW), catalog)
    texts = [
        span.value for one in shown.sections for line in one.lines for span in line if isinstance(span, Text)
    ]

    assert len(texts) == 2
    assert all(text.strip() == clean(text, 1_000) for text in texts)
