"""What only probes have seen: its card and its end, always as that, and whom it concerns."""

from dataclasses import replace
from itertools import product

import pytest

from adapters.chat.shared.terminal_text import text_of
from bot.alerting.matching import alert_for, is_wanted
from bot.domain.channel import Watch
from bot.domain.incident import ChangeKind, EvidenceKind, Grade, Incident, IncidentState
from bot.domain.look import LookEnd, LookExample, LookRule
from bot.domain.probe import ProbeOutcome
from bot.rendering.alert import claim_update, incident_ending, newcomers
from bot.rendering.card import card, headline
from bot.rendering.digest import subject_line
from bot.rendering.json import incident_json
from bot.rendering.picture.layout import plan
from bot.rendering.picture.timeline import timeline_picture
from bot.rendering.view import View
from bot.rendering.why import why
from tests.builders import a_catalog, a_change, a_look, a_member, a_service, an_evidence, an_incident, at
from tests.chat_builders import SHARED, a_channel, of, watching

CATALOG = a_catalog(
    services=(a_service("cloudflare", name="Cloudflare"), "discord", "gitlab", "netlify"),
    edges=(("discord", "cloudflare"), ("gitlab", "cloudflare")),
)
NOW = at(11, 34)
LOOK = replace(
    a_look(at=at(11, 30)),
    since=at(11, 28),
    examples=tuple(
        LookExample(service=service, outcome=ProbeOutcome.BLAMES_EDGE, status=500)
        for service in ("discord", "gitlab", "digitalocean")
    ),
)
SENTENCE = (
    "4 of 20 sites behind Cloudflare that we asked at 11:30 UTC answer with a page on which Cloudflare blames"
    " itself; 14 of 14 elsewhere are fine"
)
SEEN = an_incident(
    members=(),
    evidence=(an_evidence(EvidenceKind.PROBE, service="cloudflare", says="as stored", source=None),),
    grade=Grade.EARLY,
    started_at=at(11, 28),
    opened_at=at(11, 30),
    look=LOOK,
)
SIGNS = "Signs of trouble at Cloudflare, which has not reported any"


def withdrawn(end: LookEnd) -> Incident:
    return replace(
        SEEN,
        state=IncidentState.WITHDRAWN,
        look=replace(LOOK, end=end),
        resolved_at=at(11, 50),
        updated_at=at(11, 50),
    )


def test_its_card_says_what_was_seen_whether_it_is_us_and_what_nobody_knows() -> None:
    needs = "for suspected: one affected service, or its own page"
    shown = text_of(card(replace(SEEN, needs=needs), CATALOG, NOW, View(watched=frozenset({"discord"}))))

    assert [line.strip() for line in shown.splitlines()] == [
        f"◐ {SIGNS}",
        "Of yours, Discord depends on Cloudflare · since 11:28 UTC, 6 min ago",
        SENTENCE,
        "Such as Discord (error 500), Gitlab (error 500) and digitalocean (error 500)",
        "It is not our network: Cloudflare itself answered. Not known: why, and who else is hit.",
        f"Early, only seen · {needs} · updated 11:34 UTC",
    ]


@pytest.mark.parametrize(
    ("incident", "said"),
    [
        (SEEN, SIGNS),
        (
            replace(SEEN, root_report=a_member("cloudflare")),
            "Signs of trouble at Cloudflare, and its own page reports some",
        ),
        (
            replace(SEEN, look=replace(LOOK, rule=LookRule.CHECKS)),
            "Signs of trouble at Cloudflare, seen by checks",
        ),
        (
            replace(SEEN, grade=Grade.SUSPECTED, root_report=a_member("cloudflare")),
            "Suspected Cloudflare outage, seen by our probes, and its own page reports trouble",
        ),
        (
            replace(SEEN, grade=Grade.CONFIRMED, root_report=a_member("cloudflare")),
            "Cloudflare outage (its status page confirms it), seen by our probes",
        ),
        (
            replace(SEEN, grade=Grade.SUSPECTED, members=(a_member("discord"),)),
            "Suspected Cloudflare outage: Discord",
        ),
        (
            replace(SEEN, grade=Grade.SUSPECTED, look=replace(LOOK, rule=LookRule.CHECKS)),
            "Suspected Cloudflare outage, seen by checks",
        ),
        (
            withdrawn(LookEnd.SERVED),
            (
                "Withdrawn: the sites behind Cloudflare that we ask answer again, and nobody has reported"
                " trouble"
            ),
        ),
        (withdrawn(LookEnd.OURS), "Withdrawn: it was our own network"),
        (
            replace(withdrawn(LookEnd.SERVED), root_report=a_member("cloudflare")),
            "Withdrawn: the sites behind Cloudflare that we ask answer again",
        ),
        (replace(SEEN, state=IncidentState.RESOLVED), "Trouble at Cloudflare is over"),
        (
            replace(SEEN, state=IncidentState.MERGED, merged_into="inc-7"),
            "Joined with another incident, inc-7: Cloudflare",
        ),
    ],
)
def test_its_headline_claims_no_more_than_was_seen(incident: Incident, said: str) -> None:
    assert headline(incident, CATALOG) == said
    assert subject_line(of(incident), CATALOG) == said


def test_that_its_page_is_quiet_is_said_once() -> None:
    quiet = an_evidence(
        EvidenceKind.ROOT_PAGE, service="cloudflare", says="Cloudflare's own status page does not mention it"
    )
    fine = an_evidence(EvidenceKind.HEALTHY_DEPENDENTS, service=None, says="3 of 3 report no problem")

    assert "does not mention" not in text_of(
        card(replace(SEEN, counter_evidence=(quiet,)), CATALOG, NOW, View())
    )
    assert "But 3 of 3" in text_of(card(replace(SEEN, counter_evidence=(fine, quiet)), CATALOG, NOW, View()))


def test_once_a_service_reports_what_was_seen_is_evidence_in_the_readers_words() -> None:
    grown = replace(SEEN, grade=Grade.SUSPECTED, peak_grade=Grade.SUSPECTED, members=(a_member("discord"),))

    assert SENTENCE in text_of(card(grown, CATALOG, NOW, View()))
    told = claim_update(
        a_change(ChangeKind.GRADED, incident=grown), Grade.EARLY, "cloudflare", (), CATALOG, NOW
    )
    assert told.headline == "Suspected Cloudflare outage: Discord"
    assert "Suspected, was early" in text_of(told)


@pytest.mark.parametrize(
    ("end", "believed"),
    [
        (LookEnd.SERVED, "We no longer see trouble at Cloudflare."),
        (LookEnd.OURS, "What we saw says nothing about Cloudflare."),
    ],
)
def test_its_end_says_how_long_it_was_seen_and_what_is_believed(end: LookEnd, believed: str) -> None:
    gone = withdrawn(end)

    assert believed in text_of(card(gone, CATALOG, NOW, View()))
    ending = text_of(incident_ending(a_change(ChangeKind.WITHDRAWN, incident=gone), CATALOG, NOW))
    assert "Seen for 22 min; we had said early." in ending


def test_who_asks_why_reads_whom_we_asked() -> None:
    shown = text_of(why(SEEN, CATALOG, NOW))

    assert "Seen by our probes" in shown
    assert "digitalocean (error 500)" in shown
    assert shown.count(SENTENCE) == 1
    assert "as stored" not in shown


def test_an_incident_that_goes_on_without_its_look_says_why_of_that_too() -> None:
    grown = replace(
        SEEN, grade=Grade.PROBABLE, members=(a_member("discord"),), look=replace(LOOK, end=LookEnd.SERVED)
    )

    shown = text_of(why(grown, CATALOG, NOW))
    assert "The sites behind Cloudflare that we ask answer again\n" in shown
    assert "nobody has reported" not in shown


def test_its_picture_tells_of_no_reports_and_how_many_fail() -> None:
    assert "0 reports" in timeline_picture(SEEN, (), CATALOG, NOW).alt
    rows = [(row.name, row.words) for row in plan(SEEN, (), CATALOG, NOW).rows]
    assert rows == [("Cloudflare", "no own page yet"), ("Our probes", "4 of 20 fail since 11:28")]


@pytest.mark.parametrize(
    ("watches", "hears"),
    [
        (watching("cloudflare"), True),
        (watching("discord"), True),
        ((SHARED,), True),
        (watching("netlify"), False),
    ],
)
def test_it_concerns_who_watches_the_root_or_what_stands_on_it(
    watches: tuple[Watch, ...], *, hears: bool
) -> None:
    alert = alert_for(a_change(incident=SEEN))
    assert alert is not None
    channel = replace(a_channel(grade=Grade.EARLY), watches=watches)

    assert is_wanted(channel, alert, CATALOG, {}) is hears
    assert not is_wanted(replace(channel, grade=Grade.SUSPECTED), alert, CATALOG, {})
    reported = a_change(incident=replace(SEEN, members=(a_member("gitlab"),)))
    knows = alert_for(reported)
    assert knows is not None
    assert is_wanted(channel, knows, CATALOG, {}) is (hears and watches != watching("discord"))


def test_in_json_it_says_who_was_asked_and_what_came_back() -> None:
    shown = incident_json(SEEN)["look"]

    assert (shown["rule"], shown["since"], shown["blaming"]) == ("answered", "2025-11-18T11:28:00Z", 4)
    assert shown["examples"][0] == {"service": "discord", "outcome": "blames_edge", "status": 500}
    assert incident_json(replace(SEEN, look=None))["look"] is None


@pytest.mark.parametrize("rule", [None, *LookRule])
def test_whatever_was_seen_in_whatever_state_is_told_in_every_way(rule: LookRule | None) -> None:
    for grade, state, end, members in product(
        Grade, IncidentState, (None, *LookEnd), ((), (a_member("discord"),))
    ):
        look = replace(LOOK, rule=rule, end=end, blaming=0 if rule is LookRule.SILENT else 4, silent=2)
        one = replace(SEEN, grade=grade, peak_grade=grade, state=state, look=look, members=members)
        change = a_change(incident=one, reason="it was so")
        told = (
            card(one, CATALOG, NOW, View()),
            why(one, CATALOG, NOW),
            incident_ending(change, CATALOG, NOW),
            claim_update(change, Grade.PROBABLE, "cloudflare", (), CATALOG, NOW),
            newcomers(change, None, CATALOG, NOW),
        )
        assert all(message.headline.strip(" :") == message.headline for message in told)
        assert "{" not in "".join(map(text_of, told))
