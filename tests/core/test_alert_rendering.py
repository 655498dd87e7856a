"""What channels are told, in words: cards with a channel's own side, posts that stand alone, bulletins."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.chat.shared.terminal_text import text_of
from bot.domain.answer import OpenAt, Verdict
from bot.domain.channel import Ping
from bot.domain.incident import ChangeKind, EvidenceKind, Grade, Incident, IncidentState
from bot.domain.message import MAX_ACTION_CHARACTERS, Message, Tone
from bot.domain.reactions import Acknowledgement, Mute, Reactions
from bot.domain.report import Report
from bot.domain.status import Impact, MaintenanceStatus, ReportStatus
from bot.domain.subject import NoticeSubject, Subject
from bot.domain.timeline import TimelineEntry
from bot.rendering.alert import claim_update, incident_card, incident_ending, newcomers
from bot.rendering.baseline import FirstSight, with_baseline
from bot.rendering.digest import digest_message, storm_message
from bot.rendering.health import PageHealth, health_message
from bot.rendering.notice import notice_card, notice_update
from bot.rendering.subject_messages import Before, card_of, pinging, post_of, thread_post_of
from bot.rendering.view import View
from tests.builders import (
    NOON,
    a_catalog,
    a_change,
    a_maintenance,
    a_member,
    a_report,
    an_evidence,
    an_incident,
    an_update,
    at,
)
from tests.chat_builders import a_notice, of, over, reported
from tests.servers.respondent import HOSTILE

SERVICES = tuple(f"s{n}" for n in range(1, 6))
CATALOG = a_catalog(
    services=("cloudflare", "aws", *SERVICES), edges=tuple((s, "cloudflare") for s in SERVICES)
)
FIRST = an_incident(members=(a_member("s1"), a_member("s2")))
ALL = frozenset(SERVICES)


def labels(message: Message) -> list[str]:
    return [button.label for button in message.buttons]


def card(incident: Incident = FIRST, **view: object) -> Message:
    return incident_card(incident, CATALOG, NOON, View(**view))  # type: ignore[arg-type]


# The card.


def test_a_card_names_the_channels_own_that_are_hit_and_those_that_depend_on_the_same() -> None:
    text = text_of(card(watched=frozenset({"s1", "s3", "s4", "aws"})))

    assert "Yours: S1 is hit; S3 and S4 depend on Cloudflare, too" in text
    assert "No service is listed as yours" in text_of(card())


@pytest.mark.parametrize(
    ("reactions", "says", "offers", "offers_not"),
    [
        (Reactions(), "", "Acknowledge", "Unmute"),
        (
            Reactions(acknowledgement=Acknowledgement(by="Ada", at=at(12, 5))),
            "acknowledged by Ada at 12:05",
            "Mute 1 h",
            "Acknowledge",
        ),
        (Reactions(mute=Mute(by="Ada", until=at(13))), "muted by Ada until 13:00", "Unmute", "Mute 1 h"),
        (
            Reactions(mute=Mute(by="Ada")),
            "muted by Ada until it is resolved",
            "Unmute",
            "Mute until resolved",
        ),
        (Reactions(affected=("U1",)), "1 person here is affected, too", "We are affected too", "Unmute"),
    ],
)
def test_a_card_shows_what_people_did_and_offers_the_rest(
    reactions: Reactions, says: str, offers: str, offers_not: str
) -> None:
    message = card(reactions=reactions)

    assert says in text_of(message)
    assert offers in labels(message)
    assert offers_not not in labels(message)


def test_a_card_says_for_whom_it_stands_here() -> None:
    assert "slack:#ops cannot be reached: told here instead" in text_of(card(speaks_for="slack:#ops"))


def test_when_it_is_over_only_words_on_the_cause_are_left_to_press() -> None:
    ended = over(FIRST, at=at(13))

    assert labels(card(ended)) == ["Why?", "Right cause", "Wrong cause"]
    assert labels(incident_ending(a_change(incident=ended), CATALOG, NOON)) == [
        "Why?",
        "Right cause",
        "Wrong cause",
    ]


@pytest.mark.parametrize("state", [IncidentState.WITHDRAWN, IncidentState.MERGED])
def test_field_c4_a_claim_that_is_taken_back_has_nothing_to_judge_and_argues_for_nothing(
    state: IncidentState,
) -> None:
    gone = replace(over(FIRST, at=at(13), state=state), stragglers=("s1",), merged_into="inc-2")
    shown = card(gone)

    assert (labels(shown), labels(incident_ending(a_change(incident=gone), CATALOG, NOON))) == ([], [])
    words = text_of(shown)
    assert all(evidence.says not in words for evidence in FIRST.evidence)
    assert f"{FIRST.grade}, " not in words


def test_field_c4_a_withdrawn_card_says_what_is_believed_now_and_who_is_still_down_by_its_own_page() -> None:
    gone = over(FIRST, at=at(13), state=IncidentState.WITHDRAWN)

    words = text_of(card(replace(gone, stragglers=("s1", "s2"))))
    assert "S1 and S2 still report trouble of their own." in words
    assert "We no longer say that Cloudflare is the cause." in words
    assert "S1 still reports trouble of its own." in text_of(card(replace(gone, stragglers=("s1",))))
    assert "still report" not in text_of(card(gone))


def test_buttons_carry_all_that_they_need() -> None:
    longest = replace(FIRST, id="inc-20251118-0123456789abcdef")
    for message in (card(longest), notice_card(a_notice(), CATALOG, NOON, View(), None)):
        assert message.buttons
        for button in message.buttons:
            assert len(button.action) <= MAX_ACTION_CHARACTERS
            assert button.action.split(":", 1)[1] in (longest.id, a_notice().subject)


# Posts.


@pytest.mark.parametrize(
    ("incident", "before", "says"),
    [
        (
            replace(FIRST, grade=Grade.PROBABLE),
            (Grade.SUSPECTED, "cloudflare"),
            "Probable Cloudflare outage: S1 and S2",
        ),
        (
            replace(FIRST, root="aws"),
            (Grade.PROBABLE, "cloudflare"),
            "Correction: we said Cloudflare; it looks like Aws",
        ),
        (
            replace(FIRST, grade=Grade.SUSPECTED),
            (Grade.PROBABLE, "cloudflare"),
            "Less sure now: suspected (was probable) that Cloudflare is the cause",
        ),
    ],
)
def test_a_changed_claim_says_what_it_was(incident: Incident, before: tuple[Grade, str], says: str) -> None:
    change = a_change(ChangeKind.GRADED, incident=incident)

    assert claim_update(change, *before, (), CATALOG, NOON).headline == says


def test_a_correction_gives_its_reason_also_when_other_changes_came_since() -> None:
    entry = TimelineEntry(
        at=NOON,
        kind=ChangeKind.REROOTED,
        grade=Grade.PROBABLE,
        probability=0.9,
        root="aws",
        members=2,
        reason="Aws explains the reports better",
        previous_root="cloudflare",
    )
    change = a_change(incident=replace(FIRST, root="aws"), reason="S3 joined")

    said = claim_update(change, Grade.PROBABLE, "cloudflare", (entry,), CATALOG, NOON)

    assert "Aws explains the reports better" in text_of(said)


def test_less_sure_gives_what_speaks_against_it() -> None:
    against = an_evidence(EvidenceKind.HEALTHY_DEPENDENTS, says="S4 and S5 are up")
    weaker = replace(FIRST, grade=Grade.SUSPECTED, counter_evidence=(against,))

    said = thread_post_of(
        of(weaker), Before(grade=Grade.PROBABLE, root="cloudflare", at=NOON), (), CATALOG, NOON
    )

    assert said.headline.startswith("Less sure now")
    assert "S4 and S5 are up" in text_of(said)


def test_newcomers_are_those_since_the_last_time_and_not_those_before() -> None:
    grown = replace(FIRST, members=(*FIRST.members, a_member("s3", joined_at=at(12, 5))))

    said = newcomers(a_change(incident=grown), NOON, CATALOG, NOON)

    assert said.headline == "S3 joined: 3 services so far"
    assert "S1" not in text_of(said)


def test_newcomers_are_named_also_where_we_are_less_sure() -> None:
    grown = replace(
        FIRST, grade=Grade.SUSPECTED, members=(*FIRST.members, a_member("s3", joined_at=at(12, 5)))
    )

    said = thread_post_of(
        of(grown), Before(grade=Grade.PROBABLE, root="cloudflare", at=NOON), (), CATALOG, NOON
    )

    assert said.headline.startswith("Less sure now")
    assert "S3" in text_of(said)


def test_many_newcomers_are_counted() -> None:
    many = tuple(a_member(f"x{n}", joined_at=at(12, 5)) for n in range(20))

    said = newcomers(a_change(incident=replace(FIRST, members=many)), NOON, CATALOG, NOON)

    assert [section.more for section in said.sections] == [18]


def test_an_end_says_how_long_and_who_is_left() -> None:
    ended = replace(over(FIRST, at=at(13)), stragglers=("s2",))

    said = post_of(of(ended), Before(grade=Grade.PROBABLE, root="cloudflare", at=NOON), (), CATALOG, NOON)

    assert said.tone is Tone.RESOLVED
    assert "Lasted 1 h" in text_of(said)
    assert "Not yet closed on their own pages: S2." in text_of(said)


def test_a_withdrawal_says_what_we_had_said_and_why_no_more() -> None:
    gone = over(FIRST, at=at(13), state=IncidentState.WITHDRAWN)
    said = incident_ending(
        a_change(incident=gone, reason="the reports no longer look connected"), CATALOG, NOON
    )

    assert said.tone is Tone.WITHDRAWN
    assert "We said probable; the reports no longer look connected." in text_of(said)


@pytest.mark.parametrize(
    ("subject", "floor", "pings"),
    [
        (of(FIRST), Grade.PROBABLE, True),
        (of(FIRST), Grade.SUSPECTED, True),
        (of(FIRST), Grade.CONFIRMED, False),
        (of(over(FIRST, at=at(13))), Grade.SUSPECTED, False),
        (reported(impact=Impact.CRITICAL), Grade.SUSPECTED, False),
    ],
)
def test_somebody_is_called_from_a_grade_on_and_never_for_an_end(
    subject: Subject, floor: Grade, *, pings: bool
) -> None:
    said = pinging(card_of(subject, CATALOG, NOON, View()), subject, Ping(who="S1", grade=floor))

    assert (said.ping == "S1") is pings
    assert pinging(said, subject, None) is said


# Reports and planned work.


def saying(status: ReportStatus, impact: Impact | None = None) -> Report:
    resolved = None if status.is_open else at(12, 30)
    return a_report(
        status=status,
        impact=impact,
        resolved_at=resolved,
        components=("Web", "API"),
        regions=("eu",),
        updates=(an_update("We see errors."), an_update("We are on it.", at=at(12, 10))),
    )


@pytest.mark.parametrize(
    ("report", "says", "tone"),
    [
        (saying(ReportStatus.INVESTIGATING), "S1: Elevated errors (investigating)", Tone.DEGRADED),
        (
            saying(ReportStatus.IDENTIFIED, Impact.MAJOR),
            "S1: Elevated errors (major, identified)",
            Tone.OUTAGE,
        ),
        (saying(ReportStatus.RESOLVED, Impact.MAJOR), "S1, resolved: Elevated errors", Tone.RESOLVED),
        (saying(ReportStatus.WITHDRAWN), "S1, no longer on its page: Elevated errors", Tone.WITHDRAWN),
        (saying(ReportStatus.STALE), "S1, without news for two days: Elevated errors", Tone.WITHDRAWN),
    ],
)
def test_a_reports_card_says_how_it_stands_in_the_providers_newest_words(
    report: Report, says: str, tone: Tone
) -> None:
    said = notice_card(a_notice("s1", report=report), CATALOG, NOON, View(), None)

    assert (said.headline, said.tone) == (says, tone)
    text = text_of(said)
    assert "We are on it." in text
    assert "We see errors." not in text
    assert "Parts: Web and API" in text
    assert "Regions: eu" in text
    assert ("Acknowledge" in labels(said)) is report.status.is_open


def test_one_that_an_incident_speaks_for_says_which_and_offers_nothing() -> None:
    said = notice_card(a_notice("s1"), CATALOG, NOON, View(), FIRST)

    assert (
        "Part of: Probable Cloudflare outage: S1 and S2. That message is kept current; this one is not."
        in text_of(said)
    )
    assert said.buttons == ()


@pytest.mark.parametrize(
    ("report", "was_over", "says"),
    [
        (
            saying(ReportStatus.INVESTIGATING, Impact.CRITICAL),
            False,
            "S1: Elevated errors (critical, investigating)",
        ),
        (saying(ReportStatus.INVESTIGATING), True, "S1, open again: Elevated errors (investigating)"),
        (saying(ReportStatus.RESOLVED), False, "S1, resolved after 30 min: Elevated errors"),
    ],
)
def test_a_post_about_a_report_stands_alone(report: Report, says: str, *, was_over: bool) -> None:
    assert notice_update(a_notice("s1", report=report), CATALOG, NOON, was_over=was_over).headline == says


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (MaintenanceStatus.IN_PROGRESS, "S1, planned work has begun: Database upgrade"),
        (MaintenanceStatus.COMPLETED, "S1, planned work is over: Database upgrade"),
    ],
)
def test_planned_work_is_no_outage(status: MaintenanceStatus, says: str) -> None:
    notice = a_notice("s1", maintenance=a_maintenance(status=status))

    for said in (
        notice_card(notice, CATALOG, NOON, View(), None),
        notice_update(notice, CATALOG, NOON, was_over=False),
    ):
        assert (said.headline, said.tone) == (says, Tone.MAINTENANCE)
        assert "Planned work, no outage" in text_of(said)


# Bulletins.


def test_a_storm_names_what_is_held_back() -> None:
    held = [of(replace(FIRST, id=f"inc-{n}", members=(a_member(f"s{n}"),))) for n in range(1, 4)]

    said = storm_message(held, CATALOG, 3)

    assert said.headline == "Holding back 3 messages: more than 3 in ten minutes."
    assert all(f"S{n}" in text_of(said) for n in range(1, 4))
    assert storm_message([], CATALOG, 3).tone is Tone.RESOLVED
    assert "… and 85 more" in text_of(storm_message(held[:1] * 100, CATALOG, 3))


def test_an_empty_digest_tells_nothing_happened_from_nothing_read() -> None:
    def digest(*subjects: Subject, beside: tuple[OpenAt, ...] = ()) -> Message:
        return digest_message(subjects, catalog=CATALOG, silent={}, beside=beside, period=(NOON, at(18)))

    assert digest().headline == "Digest: nothing happened that you watch"
    blind = digest(beside=(OpenAt(service="s1", speaker="s1", verdict=Verdict.UNKNOWN),))
    assert blind.headline == "Digest: nothing happened that you watch; 1 page could not be read"
    assert "S1: cannot be read now, so neither up nor down" in text_of(blind)
    done = a_notice("s1", maintenance=a_maintenance(status=MaintenanceStatus.COMPLETED))
    busy = digest(of(FIRST), of(over(FIRST, at=at(13))), NoticeSubject(notice=done))
    assert busy.headline == "Digest: 1 open, 2 ended"


def test_a_baseline_lists_what_is_open_or_says_that_nothing_is() -> None:
    answer = Message(headline="Watching S1.")

    some = with_baseline(
        answer, FirstSight(reports={"s1": (a_report(title="Pushes fail"),)}, incidents=[FIRST]), CATALOG, NOON
    )
    none = with_baseline(answer, FirstSight(), CATALOG, NOON)

    assert some.headline == none.headline == "Watching S1."
    assert "S1 · Pushes fail" in text_of(some)
    assert "Probable Cloudflare outage" in text_of(some)
    assert "Nothing, as far as the pages say." in text_of(none)


def test_health_is_well_only_when_all_parts_are_alive() -> None:
    def health(**heartbeats: int) -> Message:
        return health_message(
            heartbeats={part: at(12, minute) for part, minute in heartbeats.items()},
            pages=PageHealth(watched=4, unreadable=[("s1", "timeout")]),
            trouble="no such channel",
            catalog=CATALOG,
            now=at(12, 30),
        )

    assert health(poll=30, route=30).headline == "All parts alive; 3 of your 4 services read."
    assert health(poll=30, route=20).headline.startswith("1 part stalled")
    assert health().headline.startswith("No part has said that it is alive")
    assert health(poll=30).tone is Tone.RESOLVED
    assert health().tone is Tone.OUTAGE
    assert "no such channel" in text_of(health(poll=30))


# Whatever providers and people write.


texts = st.one_of(st.text(max_size=100), st.sampled_from([HOSTILE, "x" * 5000, "a\nb", "\u202egnp", ""]))


@given(texts, texts, st.sampled_from(ReportStatus), st.sampled_from([None, *Impact]))
def test_whatever_a_provider_writes_a_message_has_one_short_line_and_bounded_sections(
    title: str, words: str, status: ReportStatus, impact: Impact | None
) -> None:
    report = replace(
        saying(status, impact),
        title=title,
        components=(words,) * 30,
        regions=(title,) * 30,
        updates=(an_update(words),),
    )
    notice = a_notice("s1", report=report)
    done = Acknowledgement(by=words, at=NOON)
    reactions = Reactions(acknowledgement=done, mute=Mute(by=title))

    for said in (
        notice_card(notice, CATALOG, NOON, View(reactions=reactions), FIRST),
        notice_card(notice, CATALOG, NOON, View(reactions=reactions, speaks_for=words), None),
        notice_update(notice, CATALOG, NOON, was_over=True),
        digest_message(
            [NoticeSubject(notice=notice)] * 40,
            catalog=CATALOG,
            silent={},
            beside=(),
            period=(NOON, NOON),
        ),
    ):
        assert 0 < len(said.headline) <= 200
        assert not set("\r\n\u202e") & set(said.headline)
        assert len(text_of(said)) < 20_000


def test_a_card_of_thousands_says_how_many_of_the_channels_vendors_are_hit_in_a_line() -> None:
    many = tuple(f"s{n}" for n in range(2000))
    catalog = a_catalog(services=("cloudflare", *many), edges=tuple((s, "cloudflare") for s in many))
    incident = replace(FIRST, members=tuple(a_member(s) for s in many[:1500]))

    said = incident_card(incident, catalog, NOON, View(watched=frozenset(many)))

    assert "Yours: S0, S1, S2 and 1497 more are hit; S1500, S1501, S1502 and 497 more depend on" in text_of(
        said
    )
    assert max(map(len, text_of(said).splitlines())) < 1000
