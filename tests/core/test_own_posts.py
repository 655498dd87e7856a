"""A provider's own post speaks for its failure: while it is on or just over, and about what others use."""

import pytest

from bot.domain.incident import EvidenceKind
from bot.domain.status import Impact
from tests.correlation_builders import DEPENDENTS, ends, only, play, reports, told

WORDLESS = tuple(reports(s, minute=6 + n) for n, s in enumerate(DEPENDENTS[:3]))


def test_a_post_that_is_just_over_still_counts_and_one_long_over_does_not() -> None:
    own = reports("cloudflare", "Global network issues", 0, impact=Impact.CRITICAL)

    def shows_own_page(minute: float) -> bool:
        story = [
            own,
            ends(own, 5),
            *(reports(s, "API errors", minute + n) for n, s in enumerate(DEPENDENTS[:3])),
        ]
        return any(change.incident.root_report is not None for change in told(story))

    assert shows_own_page(20)
    assert not shows_own_page(90)


@pytest.mark.parametrize(
    ("title", "counts"),
    [
        ("Network errors", True),
        ("Usage reports are late", False),
        ("Invoices are late", False),
    ],
)
def test_a_post_about_a_thing_beside_is_no_word_of_the_root(title: str, *, counts: bool) -> None:
    own = reports("cloudflare", title, 2, impact=Impact.CRITICAL)
    changes = told([own, *WORDLESS])

    assert bool(changes) is counts
    assert all(change.incident.root_report is not None for change in changes)


def test_a_post_about_one_product_counts_for_less_unless_a_report_names_that_product() -> None:
    def own_weight(title: str, words: str) -> float:
        own = reports("cloudflare", title, 2, impact=Impact.MINOR)
        naming = [
            reports(s, f"{words} due to a Cloudflare outage", 5 + n) for n, s in enumerate(DEPENDENTS[:2])
        ]
        evidence = only(play([own, *naming])[0]).evidence
        return sum(e.weight for e in evidence if e.kind is EvidenceKind.ROOT_PAGE)

    whole = own_weight("Network errors", "Uploads fail")
    part = own_weight("Uploads to R2 fail", "Errors")
    named = own_weight("Uploads to R2 fail", "R2 errors")

    assert 0 <= part < named
    assert named == pytest.approx(whole, rel=0.05)
