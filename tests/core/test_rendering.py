"""Messages: any incident, however large and hostile, fits every platform and pings nobody."""

import json
from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from adapters.chat.discord.embeds import content_for, embed_for
from adapters.chat.shared.terminal_text import text_of
from adapters.chat.slack.blocks import blocks_for, fallback_text
from bot.domain.incident import ChangeKind, EvidenceKind, Grade, Incident, IncidentState
from bot.domain.message import Message, Section, Text
from bot.rendering.alert import claim_update
from bot.rendering.card import card, closing, headline
from bot.rendering.view import View
from bot.rendering.why import why
from tests.builders import NOON, a_catalog, a_change, a_member, an_evidence, an_incident, at
from tests.servers.respondent import HOSTILE

CATALOG = a_catalog()
BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
words = st.one_of(
    st.text(max_size=200),
    st.sampled_from(
        [
            HOSTILE,
            "x" * 4000,
            "\u202e\u2066" * 50,
            "🤷🏽‍♀️" * 200,
            "مرحبا",
            "<!channel> <@U1> &",
            "](https://evil.example)",
        ]
    ),
)
incidents = st.builds(
    lambda count, title, says, url, grade, state: an_incident(
        members=tuple(a_member(f"s{n}", title=title, url=url) for n in range(count)),
        evidence=tuple(an_evidence(service=f"s{n}", says=says, source=url) for n in range(count)),
        counter_evidence=(an_evidence(EvidenceKind.HEALTHY_DEPENDENTS, says=says),),
        grade=grade,
        state=state,
        root_report=a_member("cloudflare", title=title, url=url),
    ),
    st.sampled_from([1, 2, 30, 300]),
    words,
    words,
    st.sampled_from([None, "https://x.example/a(b)c?q=1", "javascript:alert(1)", "https://x/" + "y" * 5000]),
    st.sampled_from(Grade),
    st.sampled_from(IncidentState),
)


def messages(incident: Incident) -> list[Message]:
    change = a_change(ChangeKind.UPDATED, incident=incident, reason=f"{HOSTILE} joined", at=NOON)
    return [
        card(incident, CATALOG, NOON, View()),
        why(incident, CATALOG, NOON),
        claim_update(change, Grade.SUSPECTED, "discord", (), CATALOG, NOON),
        closing(change, CATALOG, NOON),
    ]


@given(incidents)
def test_the_first_line_is_enough_by_itself(incident: Incident) -> None:
    for message in messages(incident):
        assert 0 < len(message.headline) <= 200
        assert "\n" not in message.headline
        assert not BIDI & set(text_of(message))


@given(incidents)
def test_discord_takes_it_and_nobody_is_pinged(incident: Incident) -> None:
    for message in messages(incident):
        embed = embed_for(message)
        assert len(content_for(message)) <= 2000
        assert len(embed.get("description", "")) <= 4096
        assert len(embed.get("footer", {}).get("text", "")) <= 2048
        assert len(embed.get("description", "")) + len(embed.get("footer", {}).get("text", "")) <= 6000
        shown = content_for(message) + embed.get("description", "")
        for danger in ("@everyone", "@here", "<@U", "<!channel>", "[text](", "](javascript"):
            assert danger not in shown
        assert not BIDI & set(shown)


@given(incidents)
def test_slack_takes_it_and_nobody_is_pinged(incident: Incident) -> None:
    for message in messages(incident):
        blocks = blocks_for(message)
        assert len(blocks) <= 50
        assert len(blocks[0]["text"]["text"]) <= 150
        assert len(json.dumps(blocks)) < 60_000
        assert len(fallback_text(message)) <= 3000
        for danger in ("<!channel>", "<@U", "<https:"):
            assert danger not in fallback_text(message)
        for element in _elements(blocks):
            assert element.get("text", "x") != ""
            assert element.get("type") in (
                "text",
                "link",
                "date",
                "plain_text",
                None,
                "rich_text_section",
                "rich_text_quote",
                "rich_text",
                "header",
            )
            assert not element.get("url", "https://").startswith("javascript")
        assert not BIDI & set(json.dumps(blocks, ensure_ascii=False))


def _elements(value: object) -> list[dict[str, str]]:
    if isinstance(value, list):
        return [element for inner in value for element in _elements(inner)]
    if isinstance(value, dict):
        return [value, *(element for inner in value.values() for element in _elements(inner))]
    return []


def test_below_confirmed_nothing_is_caused_by_anything() -> None:
    for grade in Grade:
        incident = an_incident(grade=grade)
        shown = text_of(card(incident, CATALOG, NOON, View()))
        assert "caused by" not in shown
        assert headline(incident, CATALOG).startswith("Cloudflare outage") == (grade is Grade.CONFIRMED)


def test_a_correction_says_what_we_said_before() -> None:
    change = a_change(ChangeKind.REROOTED, incident=an_incident(), previous_root="discord", reason="why")

    message = claim_update(change, Grade.SUSPECTED, "discord", (), CATALOG, NOON)

    assert message.headline == "Correction: we said Discord; it looks like Cloudflare"
    assert message.sections[0].lines[0] == (Text("Why"),)


def test_a_long_list_is_counted_and_not_shown() -> None:
    incident = an_incident(members=tuple(a_member(f"s{n}") for n in range(43)))

    assert "s0, s1, s2 and 40 more" in text_of(card(incident, CATALOG, NOON, View()))
    assert "… and 39 more" in text_of(why(incident, CATALOG, NOON))


def test_an_incident_that_is_merged_is_not_withdrawn() -> None:
    merged = an_incident(state=IncidentState.MERGED, merged_into="inc-20251118-0000aaaa")
    change = a_change(ChangeKind.MERGED, incident=merged)

    assert headline(merged, CATALOG).startswith(
        "Joined with another incident, inc-20251118-0000aaaa: Cloudflare"
    )
    assert "Withdrawn" not in text_of(closing(change, CATALOG, NOON))


def test_the_lead_on_the_own_page_counts_from_when_its_root_was_named() -> None:
    own = a_member("cloudflare", joined_at=at(12, 30))
    corrected = replace(an_incident(root_report=own, opened_at=NOON), named_at=at(12, 40))

    assert "seen there 30 min after we named it" in text_of(
        why(an_incident(root_report=own, opened_at=NOON), CATALOG, NOON)
    )
    assert "after we named it" not in text_of(why(corrected, CATALOG, NOON))
    ended = a_change(
        ChangeKind.RESOLVED, incident=replace(corrected, named_at=NOON, state=IncidentState.RESOLVED)
    )
    assert "We named it 30 min before we saw it on its own page" in text_of(closing(ended, CATALOG, NOON))


def test_what_is_seen_within_a_minute_of_our_naming_it_is_no_lead() -> None:
    own = a_member("cloudflare", since=at(11, 46), joined_at=NOON + timedelta(seconds=2))

    shown = text_of(why(an_incident(root_report=own, opened_at=NOON), CATALOG, NOON))

    assert "after we named it" not in shown


def test_an_incident_that_is_over_asks_for_no_more_evidence() -> None:
    over = replace(an_incident(state=IncidentState.WITHDRAWN), needs="for probable: two organisations")

    assert "for probable" not in text_of(card(over, CATALOG, NOON, View()))


def test_a_root_whose_own_page_has_closed_its_report_is_shown_as_that() -> None:
    own = a_member("cloudflare", since=at(11, 46), resolved_at=at(12, 10))

    shown = text_of(why(an_incident(root_report=own), CATALOG, NOON))

    assert "since 11:46 UTC, 14 min ago · closed 12:10 UTC" in shown


def test_a_title_steers_no_terminal() -> None:
    section = Section(title="\x1b[31mred\u202e", lines=((Text("x"),),))

    assert not set(text_of(Message(headline="h", sections=(section,)))) & {"\x1b", "\u202e"}


def test_the_end_of_what_was_only_suspected_names_no_root_as_if_it_were_known() -> None:
    over = an_incident(state=IncidentState.RESOLVED, grade=Grade.SUSPECTED)

    assert headline(over, CATALOG).startswith("Suspected Cloudflare outage is over: ")
