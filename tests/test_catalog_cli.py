"""The catalogue on the command line: the same one and the same names as everywhere."""

import json
from pathlib import Path

import pytest

from tests.command_line import Result, sharedfate

OWN = """
[[service]]
id = "our-billing"
name = "Our Billing"
aliases = ["the till"]
reference = "this test"
unreadable_because = "it has no page"
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    file = tmp_path / "own.toml"
    file.write_text(OWN)
    return file


def with_own(file: Path, *arguments: str, shipped: str = "true") -> Result:
    return sharedfate(*arguments, SHAREDFATE_CATALOG=str(file), SHAREDFATE_SHIPPED_CATALOG=shipped)


@pytest.mark.parametrize("name", ["our-billing", "Our Billing", "OUR BILLING", "the till", "our billing?"])
def test_field_d6_a_service_of_ones_own_is_shown_searched_and_checked(own: Path, name: str) -> None:
    assert "Our Billing (our-billing)" in with_own(own, "catalog", "show", name).stdout
    assert "our-billing" in with_own(own, "catalog", "search", "billing").stdout
    alone = with_own(own, "catalog", "check", "--json", shipped="false")
    assert json.loads(alone.stdout)["services"] == 1


@pytest.mark.parametrize(
    ("name", "service"),
    [
        ("ChatGPT", "openai"),
        ("chatgpt", "openai"),
        ("ChatGPT (OpenAI)", "openai"),
        ("git hub", "github"),
        ("GitHub Actions", "github"),
        ("discord.com", "discord"),
        ("us-east-1", "aws/us-east-1"),
    ],
)
def test_field_d6_show_finds_what_a_question_finds(name: str, service: str) -> None:
    asked = json.loads(sharedfate("ask", "--parse-only", "--json", f"is {name} down?").stdout)
    shown = json.loads(sharedfate("catalog", "show", "--json", name).stdout)

    assert shown["id"] == service
    assert asked["service"] in (service, None)


def test_a_broken_catalogue_of_ones_own_is_one_line_everywhere(own: Path) -> None:
    own.write_text("[[service]]\nid = 7\n")

    for arguments in (("check",), ("show", "github"), ("search", "github")):
        result = with_own(own, "catalog", *arguments)
        assert result.returncode == 2
        assert "own.toml: Expected `str`" in result.stderr
        assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize("words", ["zzz", "qqqqq", "xk!"])
def test_field_d7_a_search_that_finds_nothing_says_so_with_the_nearest(words: str) -> None:
    result = sharedfate("catalog", "search", words)

    assert (result.returncode, result.stdout) == (1, "")
    assert f"nothing in the catalogue is called “{words}”; the nearest are " in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert json.loads(sharedfate("catalog", "search", "--json", words).stdout) == []
