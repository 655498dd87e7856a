"""The recorded outage through the whole system, as a newcomer runs it."""

import re
from pathlib import Path

import pytest

from tests.scenarios.demo_runs import final_messages, finish, finish_though_killed


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, dict[str, str]]:
    data = tmp_path_factory.mktemp("undisturbed")
    return finish(data), final_messages(data)


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


def test_killed_three_times_it_says_the_same_and_nothing_twice(
    undisturbed: tuple[str, dict[str, str]], tmp_path: Path
) -> None:
    """`make soak` kills it thirty times."""
    finish_though_killed(tmp_path, kills=3)

    assert final_messages(tmp_path) == undisturbed[1]
