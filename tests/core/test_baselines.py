"""The field's own methods do what their documentation says."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.correlation.knowledge import Knowledge
from bot.domain.status import ReportStatus
from bot.lab.evaluation.baselines.baseline import Setting
from bot.lab.evaluation.baselines.feed import Feed, posts_of
from bot.lab.evaluation.baselines.grouping import label_grouping
from bot.lab.evaluation.baselines.pair import declared_pair
from bot.lab.evaluation.baselines.score import score_greedy
from bot.lab.evaluation.baselines.spells import providers_in_a_window, time_window
from bot.lab.evaluation.claims import Claim
from bot.lab.evaluation.naming import Naming
from tests.builders import a_catalog, a_report, a_service, an_edge, an_observation, at

VENDORS = ("discord", "openai", "vercel", "netlify")
CATALOG = a_catalog(
    services=(
        *VENDORS,
        "cloudflare",
        "aws",
        a_service("aws/us-east-1", parent="aws"),
        a_service("jira", organisation="atlassian"),
        a_service("confluence", organisation="atlassian"),
    ),
    edges=(
        *(an_edge(vendor, "cloudflare") for vendor in VENDORS),
        an_edge("discord", "aws/us-east-1"),
        an_edge("jira", "aws"),
    ),
)
NAMING = Naming(catalog=CATALOG)
KNOWLEDGE = Knowledge(catalog=CATALOG)

Reported = tuple[str, datetime, datetime | None, str]


def reported(
    service: str, opened: datetime, closed: datetime | None = None, title: str = "Elevated errors"
) -> Reported:
    return service, opened, closed, title


def feed_of(reports: Iterable[Reported]) -> Feed:
    observations = []
    for service, opened, closed, title in reports:
        report = a_report(f"r-{service}", title=title, started_at=opened)
        observations.append(an_observation(service, at=opened, report=report))
        if closed is not None:
            ended = a_report(f"r-{service}", title=title, started_at=opened, status=ReportStatus.RESOLVED)
            observations.append(an_observation(service, at=closed, report=ended))
    return Feed(posts=posts_of(observations, NAMING), known=lambda _day: KNOWLEDGE, naming=NAMING)


def members(claim: Claim) -> set[str]:
    return {service for service, _ in claim.members}


def spells(reports: Iterable[Reported], setting: Setting = (3, 15)) -> list[Claim]:
    return time_window(feed_of(reports), setting)


def test_the_window_opens_with_the_third_company_and_takes_in_what_follows() -> None:
    claims = spells(
        [
            reported("discord", at(12)),
            reported("openai", at(12, 5)),
            reported("vercel", at(12, 10)),
            reported("netlify", at(12, 20)),
        ]
    )

    assert [claim.stages[0].at for claim in claims] == [at(12, 10)]
    assert members(claims[0]) == {"discord", "openai", "vercel", "netlify"}
    assert claims[0].closed_at == at(12, 35)


def test_the_window_counts_sister_pages_once_and_the_provider_count_does_not() -> None:
    pages = [reported("jira", at(12)), reported("confluence", at(12, 1)), reported("discord", at(12, 2))]

    assert spells(pages, (3, 10)) == []
    assert len(providers_in_a_window(feed_of(pages), (3, 10))) == 1


def test_a_third_company_after_the_window_is_too_late() -> None:
    assert (
        spells([reported("discord", at(12)), reported("openai", at(12, 5)), reported("vercel", at(12, 16))])
        == []
    )


def test_a_provider_that_is_bad_already_does_not_turn_bad_again() -> None:
    again = a_report("second", started_at=at(12, 3))
    feed = feed_of([reported("discord", at(9)), reported("openai", at(12)), reported("vercel", at(12, 2))])
    more = posts_of([an_observation("discord", at=at(12, 3), report=again)], NAMING)
    both = Feed(
        posts=tuple(sorted((*feed.posts, *more), key=lambda p: p.at)), known=feed.known, naming=NAMING
    )

    assert providers_in_a_window(both, (3, 10)) == []
    assert len(time_window(both, (3, 10))) == 1


def test_a_group_waits_half_a_minute_and_then_goes_by_five_minutes() -> None:
    feed = feed_of(
        [
            reported("discord", at(12), at(13)),
            reported("openai", at(12, 0, 10), at(13)),
            reported("vercel", at(12, 3), at(13)),
        ]
    )
    claim = next(claim for claim in label_grouping(feed, (2,)) if claim.stages[0].root == "cloudflare")

    assert [stage.at for stage in claim.stages[:2]] == [at(12, 0, 30), at(12, 5, 30)]
    assert claim.closed_at == at(13, 0, 30)


def test_a_group_has_the_provider_as_its_label_whatever_part_the_edge_is_to() -> None:
    claims = label_grouping(feed_of([reported("discord", at(12)), reported("jira", at(12, 1))]), (2,))

    assert [claim.stages[0].root for claim in claims] == ["aws"]


def test_after_the_repeat_interval_the_next_change_is_a_message_of_its_own() -> None:
    feed = feed_of([reported("openai", at(12)), reported("vercel", at(12, 1)), reported("netlify", at(17))])
    claims = label_grouping(feed, (2,))

    assert [(claim.stages[0].at, claim.closed_at) for claim in claims[:2]] == [
        (at(12, 5, 30), at(16, 5, 30)),
        (at(17, 0, 30), at(21, 0, 30)),
    ]


def test_a_report_that_nobody_closes_counts_as_closed_a_day_later() -> None:
    opened, forgotten = feed_of([reported("discord", at(12))]).posts

    assert (opened.is_open, forgotten.is_open) == (True, False)
    assert forgotten.at - opened.at == timedelta(hours=24)


BLAME = "Errors caused by Cloudflare"


def test_a_pair_needs_the_upstreams_own_report_first() -> None:
    root = reported("cloudflare", at(12), at(14))

    first = declared_pair(feed_of([root, reported("discord", at(12, 10), None, BLAME)]), (1,))
    late = declared_pair(feed_of([root, reported("discord", at(11, 50), None, BLAME)]), (1,))

    assert [(claim.stages[0].at, claim.stages[0].root, claim.closed_at) for claim in first] == [
        (at(12, 10), "cloudflare", at(14))
    ]
    assert late == []


def test_a_pair_needs_the_text_and_the_declared_edge() -> None:
    root = reported("cloudflare", at(12), at(14))

    assert declared_pair(feed_of([root, reported("discord", at(12, 10))]), (1,)) == []
    assert declared_pair(feed_of([root, reported("jira", at(12, 10), None, BLAME)]), (1,)) == []
    assert declared_pair(feed_of([reported("discord", at(12, 10), None, BLAME)]), (1,)) == []


def test_a_pair_holds_when_the_upstreams_report_is_seen_later_than_the_dependents() -> None:
    root = a_report("own", started_at=at(12))
    dependent = a_report("r", title=BLAME, started_at=at(12, 5))
    posts = posts_of(
        [
            an_observation("discord", at=at(12, 5), report=dependent),
            an_observation("cloudflare", at=at(12, 30), report=root),
        ],
        NAMING,
    )
    claims = declared_pair(Feed(posts=posts, known=lambda _day: KNOWLEDGE, naming=NAMING), (1,))

    assert [claim.stages[0].at for claim in claims] == [at(12, 30)]


def test_score_takes_the_node_that_covers_most_and_needs_its_share_of_those_we_have_heard_of() -> None:
    three = [reported("discord", at(12)), reported("vercel", at(12, 1)), reported("openai", at(12, 2))]
    feed = feed_of([reported("netlify", at(7)), *three])

    assert [(claim.stages[0].root, members(claim)) for claim in score_greedy(feed, (0.75, 3))] == [
        ("cloudflare", {"discord", "vercel", "openai"})
    ]
    assert score_greedy(feed, (0.8, 3)) == []
