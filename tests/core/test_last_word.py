"""A report's cause is what its texts say last: its own, another's by name, another's without one."""

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.wording.reading import words_in, words_of
from bot.wording.words import Manner, Words
from tests.builders import a_report, an_update
from tests.shipped import shipped_catalog

CATALOG: Final = shipped_catalog()


def read(*texts: str, title: str = "Slow jobs") -> Words:
    return words_of(
        a_report(title=title, updates=tuple(an_update(text) for text in texts)), "discord", CATALOG
    )


def manners(words: Words) -> dict[str, Manner]:
    return {mention.node: mention.manner for mention in words.mentions}


@pytest.mark.parametrize(
    "text",
    [
        "This was caused by a bad deploy.",
        "A configuration change caused the errors.",
        "The root cause was a regression in search.",
        "Queues grew because of an overload of our cache servers.",
        "The timeouts were due to contention on some of our outbound mail servers.",
        "The issue was traced to an upstream cache within our billing infrastructure.",
        "We have found a problem with our database.",
        "We are rolling back the release.",
        "The change has been reverted.",
        "A rollback was started; we completed the rollback at noon.",
        "It was an error on our side.",
        "Errors were caused by a failure in our infrastructure.",
    ],
)
def test_a_cause_of_ones_own_is_read(text: str) -> None:
    own = words_in(text, "discord", CATALOG).own_cause

    assert own is not None
    assert (own.sentence, own.is_hedged) == (text, False)


@pytest.mark.parametrize(
    "text",
    [
        "We have identified the root cause and deployed a mitigation.",
        "We suspect that this is due to a recent deploy.",
    ],
)
def test_a_cause_of_ones_own_may_be_in_doubt_or_implied(text: str) -> None:
    own = words_in(text, "discord", CATALOG).own_cause

    assert own is not None
    assert own.is_hedged


@pytest.mark.parametrize(
    "text",
    [
        "A fix has been applied and we are monitoring.",
        "The issue has been identified and a fix is being implemented.",
        "We are investigating an issue with our API.",
        "The errors were due to an outage at AWS.",
        "This was caused by a change that our provider made.",
        "This was caused by a change made by a carrier.",
        "The trouble came from an issue with our hosting provider's database.",
        "AWS has rolled back the change.",
        "They have rolled back the change.",
        "This was not caused by a recent deploy.",
        "Errors improve due to recent changes.",
        "Our services fail because of our sign-in service's certificate authority.",
        "To avoid similar trouble we test each change.",
        "Improve revert time of bad deploys",
        "As a result of this incident we review migrations.",
        "You can work around this by reverting to the previous version.",
        "",
    ],
)
def test_what_gives_no_cause_of_ones_own_is_none(text: str) -> None:
    assert words_in(text, "discord", CATALOG).own_cause is None


@pytest.mark.parametrize(
    "text",
    [
        "This was due to an AWS outage. We have rolled back the change that made it worse.",
        "We rolled back a change. The cause was an issue with our upstream provider.",
    ],
)
def test_in_one_text_whom_it_blames_without_doubt_is_the_cause(text: str) -> None:
    words = words_in(text, "discord", CATALOG)

    assert words.own_cause is None
    assert words.blamed or words.upstream


def test_in_one_text_a_suspicion_yields_to_a_cause_of_its_own() -> None:
    words = words_in(
        "We suspected AWS problems with AWS. The root cause was a bad deploy.", "discord", CATALOG
    )

    assert words.own_cause is not None
    assert words.blamed == frozenset()


@pytest.mark.parametrize(
    "earlier",
    [
        "We suspect that this is due to AWS.",
        "This is due to AWS.",
        "Jobs in AWS us-east-1 are slow.",
        "This is due to an upstream provider.",
        "It may be our upstream provider, who has an outage.",
    ],
)
def test_a_later_cause_of_its_own_withdraws_every_blame(earlier: str) -> None:
    words = read(earlier, "The root cause was a bad deploy.")

    assert words.own_cause is not None
    assert words.upstream is None
    assert set(manners(words).values()) <= {Manner.MENTIONED}


def test_a_cause_only_implied_withdraws_no_blame_without_doubt() -> None:
    implied = "We have identified the root cause and deployed a mitigation."

    assert read("This is due to AWS.", implied).blamed == {"aws"}
    assert read("This may be due to AWS.", implied).blamed == frozenset()


@pytest.mark.parametrize(
    "later", ["The root cause was an AWS issue.", "It was an outage of our cloud provider."]
)
def test_a_cause_of_its_own_yields_to_a_later_blame(later: str) -> None:
    words = read("We rolled back the release.", later)

    assert words.own_cause is None
    assert words.blamed or words.upstream


def test_a_suspicion_moves_no_cause_of_its_own() -> None:
    words = read("The root cause was a bad deploy.", "It might be caused by AWS, too.")

    assert words.own_cause is not None


def test_who_is_named_later_takes_the_place_of_who_was_before() -> None:
    words = read("This is due to Fastly.", "The root cause was an AWS outage.")

    assert manners(words) == {"fastly": Manner.MENTIONED, "aws": Manner.BLAMED}


@pytest.mark.parametrize(
    ("texts", "blamed"),
    [
        (("This is due to Fastly.", "This is due to Fastly and due to AWS."), {"fastly", "aws"}),
        (("This is due to AWS.", "The cause is an outage at AWS in us-east-1."), {"aws", "aws/us-east-1"}),
        (("This is due to Fastly.", "It might be caused by AWS, too."), {"fastly", "aws"}),
        (("This is due to Fastly.", "Jobs in AWS recover."), {"fastly"}),
    ],
)
def test_a_blame_repeated_or_made_exact_stays(texts: tuple[str, ...], blamed: set[str]) -> None:
    assert read(*texts).blamed == blamed


@pytest.mark.parametrize(
    "texts",
    [
        ("This is due to an upstream provider.", "The root cause was an AWS issue."),
        ("This is due to AWS.", "The upstream provider has applied a fix for the issue."),
    ],
)
def test_an_unnamed_upstream_is_whoever_is_named(texts: tuple[str, str]) -> None:
    words = read(*texts)

    assert words.blamed == {"aws"}
    assert words.upstream is None


def test_of_unnamed_upstreams_the_one_whose_kind_is_said_stays() -> None:
    words = read("This is due to an upstream provider.", "It is our DNS provider who has an outage.")

    assert words.upstream is not None
    assert words.upstream.kinds == {"dns"}


def test_an_unnamed_upstream_at_the_other_end_is_the_one_named_there() -> None:
    words = read("Errors come from an upstream provider.", title="Log drains fail exporting to New Relic")

    assert [(m.node, m.manner, m.is_hedged) for m in words.mentions] == [("new-relic", Manner.BLAMED, True)]
    assert words.upstream is None


def test_an_unnamed_upstream_of_another_kind_is_somebody_else() -> None:
    words = read("Mail is late due to our email provider.", title="Issues exporting to Docker Hub")

    assert words.upstream is not None
    assert manners(words) == {"docker": Manner.PLACED}


_TEXTS: Final = st.lists(
    st.sampled_from(
        (
            "This is due to AWS.",
            "We suspect that this is due to Fastly.",
            "It is not related to AWS.",
            "Jobs in AWS us-east-1 are slow.",
            "This is due to an upstream provider.",
            "The root cause was a bad deploy.",
            "We have identified the root cause and deployed a mitigation.",
            "We are looking.",
        )
    ),
    max_size=6,
)


@given(texts=_TEXTS)
def test_nobody_is_blamed_without_doubt_beside_a_cause_of_its_own(texts: list[str]) -> None:
    words = read(*texts)

    sure = [m for m in words.mentions if m.manner is Manner.BLAMED and not m.is_hedged]
    assert not (words.own_cause and (sure or words.upstream) and not words.own_cause.is_hedged)
    assert not (words.blamed and words.upstream)
    assert read(*texts, "We are looking.") == words


@given(texts=_TEXTS)
def test_the_last_sure_word_on_the_cause_holds(texts: list[str]) -> None:
    assert read(*texts, "The root cause was a bad deploy.").blamed == frozenset()
    assert "aws" in read(*texts, "This is due to AWS.").blamed
    assert read(*texts, "This is due to AWS.").own_cause is None
