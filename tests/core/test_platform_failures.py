"""A platform that fails is one fact; a network that fails is our own."""

from bot.domain.platform import PlatformFailure
from bot.domain.probe import ProbeOutcome
from bot.domain.status import UnreadableReason as R
from bot.watching.platforms import failing_platforms
from bot.watching.record import Endpoint, Location, PageAnswer, SourceRecord
from tests.builders import NOON, at


def records(
    format_: str, count: int, failing: int, reason: R = R.HTTP_5XX, edge: str | None = None
) -> list[SourceRecord]:
    return [
        SourceRecord(
            source=f"{format_}{n}",
            service=f"{format_}{n}",
            location=Location(found=Endpoint("https://status.example", format_)),
            read_at=NOON,
            unreadable=reason if n < failing else None,
            answer=PageAnswer(at=NOON, vantage="here", outcome=ProbeOutcome.FAILED, edge=edge),
        )
        for n in range(count)
    ]


def test_most_pages_of_one_platform_at_once_are_one_fact() -> None:
    found = failing_platforms([*records("statuspage", 20, 14), *records("instatus", 20, 1)], {}, (), at(13))

    assert found == (PlatformFailure(format="statuspage", since=at(13), unreadable=14, pages=20),)


def test_it_keeps_its_beginning() -> None:
    first = failing_platforms([*records("statuspage", 20, 20), *records("feed", 20, 0)], {}, (), at(13))
    later = failing_platforms([*records("statuspage", 20, 18), *records("feed", 20, 0)], {}, first, at(14))

    assert [(f.since, f.unreadable) for f in later] == [(at(13), 18)]


def test_a_few_pages_are_no_platform() -> None:
    assert not failing_platforms([*records("statuspage", 9, 9), *records("feed", 20, 0)], {}, (), NOON)
    assert not failing_platforms([*records("statuspage", 20, 13), *records("feed", 20, 0)], {}, (), NOON)


def test_when_everything_fails_it_is_us() -> None:
    assert not failing_platforms([*records("statuspage", 20, 20), *records("feed", 20, 20)], {}, (), NOON)


def test_pages_that_are_gone_one_by_one_do_not_count() -> None:
    gone = records("statuspage", 20, 20, R.HTTP_404)

    assert not failing_platforms([*gone, *records("feed", 20, 0)], {}, (), NOON)


def test_pages_never_read_do_not_count() -> None:
    never = [SourceRecord(source=f"n{n}", service="n", unreadable=R.TIMEOUT) for n in range(20)]

    assert not failing_platforms(
        [*never, *records("feed", 20, 0)], {r.source: "sorry" for r in never}, (), NOON
    )


def test_pages_of_several_formats_behind_one_edge_are_one_fact() -> None:
    calm = records("statuspage", 40, 0, edge="fastly")
    behind = [page for name in ("a", "b", "c") for page in records(name, 4, 3, edge="cloudflare")]
    first = failing_platforms([*calm, *behind], {}, (), at(13))
    later = failing_platforms([*calm, *behind], {}, first, at(14))

    assert later == (PlatformFailure(format="", edge="cloudflare", since=at(13), unreadable=9, pages=12),)


def test_an_edge_is_not_blamed_for_what_one_format_does_or_nobody_knows() -> None:
    calm = records("statuspage", 40, 0, edge="fastly")
    alone = records("instatus", 20, 20, edge="cloudflare")
    with_others = [*alone, *records("betterstack", 1, 0, edge="cloudflare")]
    with_others += records("statuspal", 1, 0, edge="cloudflare")
    part = records("statuspage", 12, 12, edge="cloudflare")
    unknown = [page for name in ("a", "b", "c") for page in records(name, 4, 4)]

    assert [f.name for f in failing_platforms([*calm, *with_others], {}, (), NOON)] == ["instatus"]
    assert not failing_platforms([*calm, *part], {}, (), NOON)
    assert not failing_platforms([*calm, *unknown], {}, (), NOON)
