"""The recorded outage through the whole system, as a newcomer runs it."""

import re
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from bot.catalog.evidence import VENDORS_OF_MONITORING
from bot.catalog.loader import load
from bot.demo.recording import load_recording
from tests.scenarios.demo_runs import final_messages, finish, finish_though_killed, posts


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("undisturbed")


@pytest.fixture(scope="module")
def undisturbed(folder: Path) -> tuple[str, dict[str, str]]:
    return finish(folder), final_messages(folder)


def test_the_demo_names_cloudflare_and_leaves_out_what_nothing_connects(
    undisturbed: tuple[str, dict[str, str]],
) -> None:
    output, messages = undisturbed
    summary = messages["demo:summary"]

    assert "1 shared incident, 26 pages read" in summary
    assert "Cloudflare outage (its status page confirms it)" in output
    joined, left_out = summary.split("Left out")
    for service in (
        "Groq",
        "Grafana",
        "Supabase",
        "Jira Align",
        "DigitalOcean",
        "Discord",
        "Confluence",
        "Vultr",
    ):
        assert re.search(rf"{service} \(posted", joined)
    for service in ("CircleCI", "Datadog", "JetBrains AI"):
        assert service in left_out
        assert f"{service} (posted" not in joined
    assert "after its own post" in joined


def test_what_x_does_not_say_is_inferred_and_worded_as_such(
    undisturbed: tuple[str, dict[str, str]],
) -> None:
    text = undisturbed[1]["demo:ask:1310:0"]

    assert "X: unknown, but probably affected: it depends on Cloudflare" in text
    assert "X publishes nothing we can read" in text
    assert "confirmed · since 11:48 UTC" in text
    assert "3 sources" in text


def test_killed_twice_it_says_the_same_and_nothing_twice(
    undisturbed: tuple[str, dict[str, str]], tmp_path: Path
) -> None:
    """`make soak` kills it thirty times."""
    finish_though_killed(tmp_path, kills=2)

    assert final_messages(tmp_path) == undisturbed[1]


def test_field_d8_the_first_words_come_first(undisturbed: tuple[str, dict[str, str]]) -> None:
    first, _, pace = undisturbed[0].splitlines()[:3]

    assert first.startswith("Replaying 18 Nov 2025, 11:30 to 20:45 UTC")
    assert pace.startswith("As fast as this machine can.")


def test_field_d8_the_first_card_has_five_lines_and_sixty_words(
    folder: Path, undisturbed: tuple[str, dict[str, str]]
) -> None:
    assert undisturbed[1]
    card = posts(folder)[0]

    assert card.startswith("● Probable Cloudflare outage: Groq and Grafana")
    assert len(card.splitlines()) <= 5
    assert len(card.split()) <= 60
    assert "But 8 of 8 other Cloudflare customers report no problem" in card


def test_field_d8_the_day_itself_is_dated_once_at_either_end(
    folder: Path, undisturbed: tuple[str, dict[str, str]]
) -> None:
    """For who reads it that day is today: a card of today has hours alone."""
    assert undisturbed[1]["demo:summary"].startswith("· 18 Nov 2025 in short")
    times = [
        line for text in posts(folder) for line in text.splitlines() if "since" in line or "began" in line
    ]
    assert times
    assert not [line for line in times if re.search(r"18 Nov (2025 )?\d\d:", line)]


def test_field_d8_the_first_answer_is_of_a_page_and_the_next_says_that_there_is_none(
    undisturbed: tuple[str, dict[str, str]],
) -> None:
    output, messages = undisturbed

    assert messages["demo:ask:1210:0"].startswith("● Anthropic: down since 12:03 UTC")
    chatgpt = messages["demo:ask:1210:1"]
    assert "unknown, but probably affected: it depends on Cloudflare" in chatgpt
    assert "We cannot read ChatGPT: the record of 18 Nov 2025 holds no page of it" in chatgpt
    assert "not read its page" not in output


def test_field_d8_nobody_who_is_no_more_is_said_to_be_hit(undisturbed: tuple[str, dict[str, str]]) -> None:
    day = load_recording().starts.date()
    said = " ".join(undisturbed[1].values())
    gone = [s.name for s in load().services.values() if s.retired is not None and s.retired <= day]

    assert "FTX" in gone
    assert [name for name in gone if re.search(rf"\b{re.escape(name)}\b", said)] == []


def test_field_d8_no_competitor_is_cited(undisturbed: tuple[str, dict[str, str]]) -> None:
    hosts = {urlsplit(address).netloc.removeprefix("www.") for address in _addresses(undisturbed[1].values())}

    assert "cloudflarestatus.com" in hosts
    assert not hosts & VENDORS_OF_MONITORING


def test_field_d8_every_address_stands_whole_in_a_line_of_what_is_piped(
    folder: Path, undisturbed: tuple[str, dict[str, str]]
) -> None:
    addresses = _addresses(posts(folder))

    assert len(addresses) > 10
    assert [address for address in addresses if f"<{address}>" not in undisturbed[0]] == []


def test_field_d8_who_is_hit_is_nowhere_counted_among_the_others(
    folder: Path, undisturbed: tuple[str, dict[str, str]]
) -> None:
    """What is counted shrinks by each of them that joins."""
    assert "known Cloudflare customers" not in undisturbed[0]
    counts = re.findall(r"(\d+) of (\d+) other Cloudflare customers", "\n".join(posts(folder)))
    watched = [int(number) for _, number in counts]
    assert watched == sorted(watched, reverse=True)
    assert watched[-1] < watched[0]


def _addresses(texts: Iterable[str]) -> set[str]:
    return {address for text in texts for address in re.findall(r"<(https?://[^>\s]+)>", text)}
