"""History files: what a page without posts said when it was first seen."""

import json
from pathlib import Path

import pytest

from adapters.history import read_history
from bot.domain.report import Report


def read(tmp_path: Path, **fields: object) -> Report:
    line = {
        "service_id": "alpha",
        "incident_id": "a-1",
        "name": "API errors",
        "created_at": "2025-11-18T12:00:00Z",
        "first_observed_at": "2025-11-18T12:05:00Z",
        **fields,
    }
    path = tmp_path / "history.jsonl"
    path.write_text(json.dumps(line) + "\n")
    (found,) = read_history(path)
    report = found.report()
    assert report is not None
    return report


def test_a_statement_is_what_the_page_said_when_it_was_first_seen(tmp_path: Path) -> None:
    report = read(tmp_path, statement="Requests fail because of a Cloudflare outage.")

    (update,) = report.updates
    assert update.text == "Requests fail because of a Cloudflare outage."
    assert update.at.isoformat() == "2025-11-18T12:05:00+00:00"


@pytest.mark.parametrize(
    "statement",
    [
        "Cloudflare had an outage. All is fixed.",
        "Requests were failing because of Cloudflare.",
        "The service has recovered.",
        "Requests fail. Update: Cloudflare is at it.",
        "Requests fail because of Cloudflare. 13:40 all good.",
        "We apologise for the errors at Cloudflare.",
    ],
)
def test_a_statement_that_tells_of_an_end_or_of_later_is_left_out(tmp_path: Path, statement: str) -> None:
    assert read(tmp_path, statement=statement).updates == ()


@pytest.mark.parametrize(
    "fields",
    [{"retrospective": True}, {"first_observed_at": None}, {"statement": None}],
)
def test_a_statement_nobody_saw_at_the_time_is_left_out(tmp_path: Path, fields: dict[str, object]) -> None:
    assert read(tmp_path, **{"statement": "Requests fail at Cloudflare.", **fields}).updates == ()


def test_posts_of_the_time_go_before_a_statement(tmp_path: Path) -> None:
    posts = [{"at": "2025-11-18T12:10:00Z", "status": "investigating", "body": "We look into it."}]
    report = read(tmp_path, statement="Requests fail at Cloudflare.", updates=posts)

    assert [update.text for update in report.updates] == ["We look into it."]
