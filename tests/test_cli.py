"""The command line as other programs see it: contracts, exit codes, one line for bad input."""

import json
from pathlib import Path
from typing import Any

import pytest
import typer

from bot.cli import COMMANDS
from bot.cli.lazy_command import app_named
from tests.adapters.payloads import SUMMARY, an_item, an_rss_feed, as_bytes
from tests.command_line import as_a_process, sharedfate
from tests.servers.status_page import ENTITY_BOMB


def test_field_e_check_shows_planned_work_and_how_grave_a_report_is(tmp_path: Path) -> None:
    work = {"id": 1, "name": "Upgrade", "status": 1, "human_status": "In Progress", "completed_at": None}
    planned, feed = tmp_path / "schedules.json", tmp_path / "feed.xml"
    planned.write_text(json.dumps({"meta": {}, "data": [work | {"scheduled_at": "2025-11-18 09:00:00"}]}))
    feed.write_bytes(an_rss_feed(an_item("Status: ACTIVE<br>Severity: outage", title="Models fail")))

    assert "  Upgrade · in progress from" in sharedfate("check", str(planned)).stdout
    assert ", impact major" in sharedfate("check", str(feed)).stdout


def test_check_prints_a_page_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "summary.json"
    file.write_bytes(as_bytes(SUMMARY))

    result = as_a_process("check", str(file), "--json")
    document = json.loads(result.stdout)

    assert result.returncode == 0
    assert list(document) == [
        "format",
        "service",
        "page_url",
        "page_id",
        "status",
        "components",
        "reports",
        "maintenances",
        "mentions",
        "address",
        "unproven",
    ]
    assert document["status"] == "degraded_performance"
    assert document["reports"][0]["started_at"] == "2025-11-18T11:50:00Z"
    assert set(document["reports"][0]) == {
        "id", "title", "status", "impact", "started_at", "updated_at", "resolved_at", "components", "regions",
        "updates", "url",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"<!doctype html><html>", "it answers with a web page instead of data"),
        (as_bytes(SUMMARY)[:200], "it breaks off in the middle"),
        (b"hello", "none of the known formats"),
        (ENTITY_BOMB, "it holds XML that is not safe to read"),
    ],
)
def test_check_refuses_what_is_no_page_in_one_line(tmp_path: Path, body: bytes, says: str) -> None:
    file = tmp_path / "page"
    file.write_bytes(body)

    result = as_a_process("check", str(file))

    assert result.returncode == 2
    assert says in result.stderr
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["check", "http://169.254.169.254/latest"], "its address is in a private network"),
        (["check", "https://user:pw@example.org/"], "its address is none that we may ask"),
        (["check", "no-such-file"], "neither an http(s) address nor a file"),
        (["check", "x", "--format", "nonsense"], "choose from"),
        (["replay", "no-such-history"], "cannot read the history"),
        (["catalog", "show", "discrod"], "did you mean discord?"),
        (["demo", "--to", "slack"], "is no destination"),
        (["demo", "--to", "slack:#x"], "SLACK_BOT_TOKEN is not set"),
        (["demo", "--to", "discord:1"], "DISCORD_BOT_TOKEN is not set"),
        (["run", "--role", "nothing"], "choose from"),
    ],
)
def test_bad_input_gets_one_line_that_says_what_to_do(arguments: list[str], says: str) -> None:
    result = sharedfate(*arguments)

    assert result.returncode == 2
    assert says in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_an_unreachable_redis_is_a_failure_that_names_it() -> None:
    result = sharedfate("ask", "is discord down?", REDIS_URL="redis://127.0.0.1:9/0")

    assert result.returncode == 1
    assert "cannot reach REDIS_URL=redis://127.0.0.1:9/0" in result.stderr


def test_a_secret_may_come_from_a_file_and_a_missing_file_is_named(tmp_path: Path) -> None:
    result = as_a_process("run", REDIS_URL_FILE=str(tmp_path / "nothing"))

    assert result.returncode == 2
    assert "REDIS_URL_FILE: cannot read" in result.stderr


def test_field_b1_ask_answers_all_that_are_named(tmp_path: Path) -> None:
    result = sharedfate(
        "ask", "are github, nosuchthing and stripe down?", "--no-read", SHAREDFATE_DATA_DIR=str(tmp_path)
    )

    assert result.returncode == 0
    assert "Ask about one" not in result.stdout
    assert result.stdout.index("GitHub") < result.stdout.index("nosuchthing") < result.stdout.index("Stripe")


def test_field_b1_ask_prints_each_answer_as_json(tmp_path: Path) -> None:
    result = sharedfate(
        "ask", "why are github and stripe down?", "--json", "--no-read", SHAREDFATE_DATA_DIR=str(tmp_path)
    )
    document: dict[str, Any] = json.loads(result.stdout)

    assert [(a["intent"], a["service"]) for a in document["answers"]] == [
        ("why", "github"),
        ("why", "stripe"),
    ]


def test_ask_answers_from_an_empty_store_without_inventing(tmp_path: Path) -> None:
    result = sharedfate("ask", "is chatgpt down?", "--json", "--no-read", SHAREDFATE_DATA_DIR=str(tmp_path))
    document: dict[str, Any] = json.loads(result.stdout)

    assert document["verdict"] == "unknown"
    assert (document["service"], document["component"], document["likely_affected_by"]) == (
        "openai",
        "chatgpt",
        None,
    )
    assert set(document) == {
        "intent", "service", "component", "verdict", "as_of", "reports", "incident", "likely_affected_by",
        "suggestions",
    }  # fmt: skip


def test_parse_only_reads_questions_from_standard_input() -> None:
    result = sharedfate("ask", "--parse-only", "-", "--json", stdin="is discord down?\nis discrod down?\n")
    first, second = (json.loads(line) for line in result.stdout.splitlines())

    assert (first["intent"], first["service"]) == ("is_down", "discord")
    assert (second["intent"], second["suggestions"]) == ("unknown", ["discord"])


def history(path: Path) -> Path:
    lines = [
        {"service_id": "cloudflare", "incident_id": "a", "name": "Global trouble", "impact": "critical",
         "created_at": "2025-01-01T12:00:00Z", "resolved_at": "2025-01-01T14:00:00Z"},
        {"service_id": "discord", "incident_id": "b", "name": "Errors due to Cloudflare", "impact": "major",
         "created_at": "2025-01-01T12:10:00Z", "resolved_at": "2025-01-01T13:30:00Z"},
        {"service_id": "shopify", "incident_id": "c", "name": "Checkout down: Cloudflare outage",
         "impact": "major", "created_at": "2025-01-01T12:15:00Z", "resolved_at": "2025-01-01T13:20:00Z"},
    ]  # fmt: skip
    path.write_text("\n".join(json.dumps(line) for line in lines))
    return path


def test_replay_prints_changes_in_time_order_and_the_same_twice(tmp_path: Path) -> None:
    file = history(tmp_path / "history.jsonl")
    first, second = (run("replay", str(file), "--json") for run in (sharedfate, as_a_process))
    changes = [json.loads(line) for line in first.stdout.splitlines()]

    assert first.stdout == second.stdout
    assert [c["change"] for c in changes] == ["opened", "graded", *["updated"] * 3, "resolved"]
    assert [c["at"] for c in changes] == sorted(c["at"] for c in changes)
    assert changes[0]["root"] == "cloudflare"
    assert [c["grade"] for c in changes] == ["early", *["probable"] * 5]
    assert set(changes[0]) == {
        "at", "incident", "change", "grade", "probability", "root", "root_candidates", "members", "evidence",
        "counter_evidence", "merged_into", "look",
    }  # fmt: skip


def test_a_broken_history_line_is_named(tmp_path: Path) -> None:
    file = tmp_path / "history.jsonl"
    file.write_text('{"service_id": "a", "incident_id": "b"}\n{"service_id": ')

    assert "line 2" in sharedfate("replay", str(file)).stderr


def test_the_catalogue_is_sound() -> None:
    result = sharedfate("catalog", "check", "--json")

    assert result.returncode == 0
    assert json.loads(result.stdout)["problems"] == []


def test_the_catalogue_says_how_strong_an_edge_is_and_why(tmp_path: Path) -> None:
    numbers = tmp_path / "numbers.toml"
    pair = '"github > dyn"'
    numbers.write_text(
        f"version = 1\n[reach]\n{pair} = 0.04\n[failed]\n{pair} = 6.0\n[posted]\n{pair} = 1.2\n",
        encoding="utf-8",
    )

    def shown(*options: str) -> str:
        return sharedfate("catalog", "show", "github", *options).stdout

    then, now = shown("--on", "2016-11-01"), shown("--on", "2026-11-01")
    learned = json.loads(shown("--on", "2026-11-01", "--learned", str(numbers), "--json"))
    (dyn,) = [edge for edge in learned["depends_on"] if edge["on"] == "dyn"]

    assert "depends on dyn (ordinary, reach 0.3" in then
    assert "depends on dyn (ordinary, but its newest evidence is of 2016: weak, reach 0.0" in now
    assert (dyn["strength"], dyn["reach"], dyn["failed"], dyn["posted"]) == ("partial", 0.04, 6.0, 1.2)
    assert dyn["reach"] != dyn["reach_by_evidence"]
    assert "failed 6 times while watched, posted 1.2 times: reach 0.04, by evidence 0.0" in shown(
        "--on", "2026-11-01", "--learned", str(numbers)
    )


def test_doctor_says_what_it_looked_at(tmp_path: Path) -> None:
    result = sharedfate("doctor", "--json", SHAREDFATE_DATA_DIR=str(tmp_path))
    findings = {finding["what"]: finding for finding in json.loads(result.stdout)["findings"]}

    assert result.returncode == 0
    assert "AOF on" in findings["store"]["says"]
    assert findings["slack"]["says"] == "not set up"


@pytest.mark.parametrize("command", ["demo", "run", "ask", "check", "replay", "doctor", "env"])
def test_every_command_shows_an_example(command: str) -> None:
    assert "Example: " in sharedfate(command, "--help").stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_of_commands_says_of_each_what_its_own_help_says_first(name: str) -> None:
    command = typer.main.get_command(app_named(name))

    assert (command.help or "").splitlines()[0] == COMMANDS[name]
