"""Matching: a channel hears of what it watches, above its floors and in its regions, and of nothing else."""

from dataclasses import replace

import pytest

from adapters.chat_platforms import TRAITS
from bot.alerting.matching import concerns, passes, watched
from bot.domain.channel import Channel, Watch, WatchKind
from bot.domain.incident import Grade
from bot.domain.message import Destination
from bot.domain.service import NamedComponent
from bot.domain.status import ComponentStatus, Impact, MaintenanceStatus, ReportStatus
from bot.domain.subject import NoticeSubject, Subject
from tests.builders import a_catalog, a_maintenance, a_member, a_report, a_service, an_incident
from tests.chat_builders import SHARED, a_channel, a_notice, of, reported, watching

CATALOG = a_catalog(
    services=(
        a_service("aws", category="cloud"),
        a_service("aws/us-east-1", category="cloud", parent="aws", sources=()),
        a_service(
            "discord",
            components=(NamedComponent(id="voice", name="Voice", aliases=("calls",)),),
        ),
        "slack",
        a_service("openai", category="ai"),
    ),
    edges=(("discord", "aws/us-east-1"), ("openai", "aws")),
)
AI = Watch(kind=WatchKind.CATEGORY, target="ai")
CHAT = Watch(kind=WatchKind.CATEGORY, target="chat")
INFRASTRUCTURE = Watch(kind=WatchKind.CATEGORY, target="infrastructure")
REGIONAL = an_incident(root="aws/us-east-1", members=(a_member("discord"),))
PLANNED = NoticeSubject(notice=a_notice(maintenance=a_maintenance(status=MaintenanceStatus.IN_PROGRESS)))


def saying(
    *components: str, regions: tuple[str, ...] = (), status: ReportStatus = ReportStatus.INVESTIGATING
) -> Subject:
    return NoticeSubject(
        notice=a_notice(report=a_report(components=components, regions=regions, status=status))
    )


@pytest.mark.parametrize(
    ("watches", "services"),
    [
        ((), set()),
        ((SHARED,), set()),
        (watching("discord"), {"discord"}),
        (watching("gone-from-the-catalogue"), {"gone-from-the-catalogue"}),
        ((AI,), {"openai"}),
        ((CHAT, *watching("openai")), {"discord", "slack", "openai"}),
        ((INFRASTRUCTURE,), {"aws", "aws/us-east-1"}),
        ((Watch(kind=WatchKind.CATEGORY, target="nonsense"),), set()),
    ],
)
def test_categories_are_spelled_out(watches: tuple[Watch, ...], services: set[str]) -> None:
    assert watched(a_channel(watches=watches), CATALOG) == services


@pytest.mark.parametrize(
    ("watches", "is_concerned"),
    [
        ((SHARED,), True),
        (watching("discord"), True),
        (watching("aws/us-east-1"), True),
        (watching("aws"), True),
        ((CHAT,), True),
        ((INFRASTRUCTURE,), True),
        (watching("openai"), False),
        (watching("slack"), False),
        ((AI,), False),
        ((), False),
    ],
)
def test_an_incident_concerns_who_watches_a_member_or_what_its_root_is_part_of(
    watches: tuple[Watch, ...], *, is_concerned: bool
) -> None:
    assert concerns(a_channel(watches=watches), of(REGIONAL), CATALOG, TRAITS) is is_concerned


@pytest.mark.parametrize(
    ("watches", "is_concerned"),
    [
        (watching("discord"), True),
        ((CHAT,), True),
        (watching("openai", "discord"), True),
        (watching("openai"), False),
        ((SHARED,), False),
        ((INFRASTRUCTURE,), False),
        ((), False),
    ],
)
def test_a_report_concerns_only_who_watches_its_service(
    watches: tuple[Watch, ...], *, is_concerned: bool
) -> None:
    for subject in (reported(), PLANNED):
        assert concerns(a_channel(watches=watches), subject, CATALOG, TRAITS) is is_concerned


@pytest.mark.parametrize(
    ("component", "named", "fits"),
    [
        ("voice", ("Voice",), True),
        ("voice", ("VOICE",), True),
        ("voice", ("Calls",), True),
        ("voice", ("Gateway", "Voice"), True),
        ("voice", ("Discord - Voice",), True),
        ("voice", (), True),
        ("voice", ("Gateway",), False),
        ("voice", ("Voice recorder",), False),
        ("Media Proxy", ("media proxy",), True),
        ("Media Proxy", ("CDN",), False),
        (None, ("Gateway",), True),
    ],
)
def test_a_watched_part_is_met_by_its_names_and_by_what_names_no_part(
    component: str | None, named: tuple[str, ...], *, fits: bool
) -> None:
    channel = a_channel(watches=watching("discord", component=component))

    assert concerns(channel, saying(*named), CATALOG, TRAITS) is fits


@pytest.mark.parametrize("also", [watching("discord"), (CHAT,)])
def test_who_watches_all_of_a_service_hears_of_parts_that_another_line_does_not_name(
    also: tuple[Watch, ...],
) -> None:
    channel = a_channel(watches=(*watching("discord", component="voice"), *also))

    assert concerns(channel, saying("Gateway"), CATALOG, TRAITS)


def test_a_paired_channel_hears_what_its_pairs_platform_says_of_itself() -> None:
    stand_in = a_channel(watches=(), paired=Destination(platform="slack", channel="C9"))

    assert concerns(stand_in, reported(service="slack"), CATALOG, TRAITS)
    assert not concerns(stand_in, reported(service="discord"), CATALOG, TRAITS)
    assert not concerns(a_channel(watches=()), reported(service="slack"), CATALOG, TRAITS)


@pytest.mark.parametrize(
    ("floor", "impact", "is_told"),
    [
        (None, Impact.NONE, True),
        (Impact.MINOR, Impact.NONE, False),
        (Impact.MINOR, Impact.MINOR, True),
        (Impact.MAJOR, Impact.MINOR, False),
        (Impact.MAJOR, Impact.CRITICAL, True),
        (Impact.CRITICAL, Impact.MAJOR, False),
        (Impact.CRITICAL, None, True),
    ],
)
def test_reports_below_the_severity_floor_are_left_out_and_those_of_unknown_severity_are_not(
    floor: Impact | None, impact: Impact | None, *, is_told: bool
) -> None:
    assert passes(a_channel(impact=floor), reported(impact=impact)) is is_told


def test_an_end_passes_whatever_its_severity_was_set_to() -> None:
    assert passes(a_channel(impact=Impact.CRITICAL), reported(ReportStatus.RESOLVED, impact=Impact.NONE))


@pytest.mark.parametrize("floor", [Grade.SUSPECTED, Grade.PROBABLE, Grade.CONFIRMED])
@pytest.mark.parametrize("grade", list(Grade))
def test_incidents_below_the_grade_floor_are_left_out(floor: Grade, grade: Grade) -> None:
    is_told = passes(a_channel(grade=floor), of(an_incident(grade=grade)))

    assert is_told is (grade.rank >= floor.rank)


@pytest.mark.parametrize(
    ("wanted", "named", "is_told"),
    [
        ((), ("us-east-1",), True),
        (("us-east-1",), (), True),
        (("us-east-1",), ("",), True),
        (("us-east-1",), ("us-east-1",), True),
        (("US-East-1",), ("us-east-1 (N. Virginia)",), True),
        (("us",), ("us-east-1",), True),
        (("us-east-1", "eu"), ("eu-west-1",), True),
        (("us-east-1",), ("eu-west-1",), False),
        (("us-east-1",), ("eu-west-1", "us-east-1"), True),
    ],
)
def test_other_regions_are_left_out_and_what_names_none_is_not(
    wanted: tuple[str, ...], named: tuple[str, ...], *, is_told: bool
) -> None:
    assert passes(a_channel(regions=wanted), saying(regions=named)) is is_told


@pytest.mark.parametrize(
    ("root", "is_told"), [("aws/us-east-1", True), ("aws/eu-west-1", False), ("aws", True), ("unknown", True)]
)
def test_an_incidents_region_is_its_roots(root: str, *, is_told: bool) -> None:
    assert passes(a_channel(regions=("us-east-1",)), of(replace(REGIONAL, root=root))) is is_told


@pytest.mark.parametrize("maintenance", [True, False])
def test_planned_work_is_told_to_who_wants_it_and_outages_to_all(*, maintenance: bool) -> None:
    channel: Channel = a_channel(maintenance=maintenance)

    assert passes(channel, PLANNED) is maintenance
    under_maintenance = a_notice(status=ComponentStatus.UNDER_MAINTENANCE)
    assert passes(channel, NoticeSubject(notice=under_maintenance))
