"""The catalogue on the command line: the same one and the same names as everywhere."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.domain.measurement import Layer, MeasuredBy, Measurement
from bot.measuring.keeping import MeasuringLook, after_look
from bot.storage.client import Client
from bot.storage.measurements import Measurements
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


ACME = """
[[service]]
id = "acme"
name = "Acme"
domain = "acme.example"
reference = "this test"
unreadable_because = "it has no page"

[[service.depends_on]]
on = "akamai"
evidence = [
    { source = "https://a.example", kind = "docs", tier = "A", strength = "hard", known_from = 2024-01-01 },
]
"""


async def test_what_was_measured_is_shown_with_its_days(redis: Client, server: Path, tmp_path: Path) -> None:
    start = datetime(2026, 9, 1, 12, tzinfo=UTC)
    record = None
    for n in range(40):
        at = start + n * timedelta(days=1)
        found = Measurement(
            service="acme", node="fastly", layer=Layer.EDGE, by=MeasuredBy.CNAME, detail="a.fastly.net", at=at
        )
        record = after_look(
            record,
            MeasuringLook(
                service="acme",
                at=at,
                due_at=at,
                vantage="here",
                host="www.acme.example",
                found=[found],
                told=set(MeasuredBy),
            ),
        )
    assert record is not None
    await Measurements(redis).save(record)
    file = tmp_path / "own.toml"
    file.write_text(ACME)

    def shown(*options: str) -> str:
        return sharedfate(
            *("catalog", "show", "acme", "--on", "2026-10-11", *options),
            SHAREDFATE_CATALOG=str(file),
            REDIS_URL=f"unix://{server}",
        ).stdout

    text = await asyncio.to_thread(shown)
    told = json.loads(await asyncio.to_thread(shown, "--json"))

    assert "depends on fastly (measured, reach 0.1" in text
    assert "measured here on 1 Sep 2026 by CNAME a.fastly.net, fastly, holds 95%" in text
    assert "but it was seen elsewhere for a month: ordinary" in text
    assert "but since 2026-09-01 seen here at fastly alone" in text
    assert "looked at (www.acme.example), last on 2026-10-10" in text
    seen = "in 40 of 40 looks, first on 2026-09-01, last on 2026-10-10, from here"
    assert f"fastly (edge) by CNAME a.fastly.net: {seen}" in text
    assert told["measured"]["edges"][0]["seen"] == 40
    assert {edge["on"]: edge["seen_elsewhere"] for edge in told["depends_on"]} == {
        "akamai": {"node": "fastly", "since": "2026-09-01"},
        "fastly": None,
    }
