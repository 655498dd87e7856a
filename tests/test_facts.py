"""The shipped facts, and that a score on facts is the score on the texts they were made from."""

import gzip
import json
import sys
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from benchmarks.claims import main as score_claims
from benchmarks.facts import HERE, HISTORIES, facts_of, write_facts
from benchmarks.facts_tables import TABLES
from bot.catalog.loader import load
from bot.cli.recorded import read_recorded
from tests.command_line import as_a_process, sharedfate
from tests.test_evaluate_cli import co_mentions, events, history, labels

ROOT = Path(__file__).parent.parent
SHIPPED = ROOT / HERE
MAX_BYTES = 3_000_000


def lines_of(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def facts(history: Path, folder: Path) -> Path:
    path = folder / "facts.jsonl.gz"
    write_facts(path, facts_of([history], load()))
    return path


def json_of(*arguments: str | Path) -> Any:
    result = sharedfate(*map(str, arguments), "--json")
    assert result.returncode == 0, result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]


def without_titles(document: Any) -> Any:
    if isinstance(document, dict):
        return {
            k: without_titles(v) for k, v in document.items() if k not in {"title", "says", "source", "url"}
        }
    return [without_titles(one) for one in document] if isinstance(document, list) else document


def test_a_score_on_facts_is_the_score_on_their_texts(tmp_path: Path) -> None:
    labels(tmp_path)
    co_mentions(tmp_path)
    texts, truth = history(tmp_path), events(tmp_path)
    options = ("--events", truth, "--from", "2026-03-01", "--to", "2026-04-01")
    on_facts = json_of("evaluate", facts(texts, tmp_path), *options)

    assert on_facts[0]["overall"]["recall"] == 1
    assert without_titles(on_facts) == without_titles(json_of("evaluate", texts, *options))


def test_facts_hold_no_text_and_are_the_same_to_the_byte(tmp_path: Path) -> None:
    path = facts(history(tmp_path), tmp_path)
    first = path.read_bytes()

    assert b"caused by" not in gzip.decompress(first)
    assert facts(history(tmp_path), tmp_path).read_bytes() == first


def test_facts_of_another_version_are_refused_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "facts.jsonl"
    path.write_text('{"format":"sharedfate-facts","version":99}\n')
    result = sharedfate("replay", str(path))

    assert result.returncode == 2
    assert "version 99" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_notes_that_are_none_are_refused_with_their_record(tmp_path: Path) -> None:
    path = tmp_path / "facts.jsonl"
    record = {"service_id": "github", "incident_id": "a", "created_at": "2026-01-01T00:00:00Z"}
    path.write_text(
        f'{{"format":"sharedfate-facts","version":1}}\n{json.dumps(record | {"says": {"words": 1}})}\n'
    )
    result = sharedfate("replay", str(path))

    assert result.returncode == 2
    assert "github/a" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_the_shipped_facts_are_small_and_hold_values_only() -> None:
    header, *records = lines_of(SHIPPED / "incidents.jsonl.gz")

    assert sum(path.stat().st_size for path in SHIPPED.iterdir()) <= MAX_BYTES
    assert header["format"] == "sharedfate-facts"
    assert len(records) > 15_000
    assert [record for record in records if {"name", "title"} & record.keys()] == []
    said = [record.get("says", {}) for record in records]
    said += [update.get("says", {}) for record in records for update in record.get("updates", ())]
    assert {
        word for notes in said for word in words_in(notes) if " " in word.replace("sentence ", "")
    } == set()


def words_in(tree: Any) -> list[str]:
    """Every text in a tree of values."""
    if isinstance(tree, dict):
        return [word for value in tree.values() for word in words_in(value)]
    if isinstance(tree, list):
        return [word for value in tree for word in words_in(value)]
    return [tree] if isinstance(tree, str) else []


def test_the_manual_of_the_facts_has_every_field_and_file() -> None:
    manual = (SHIPPED / "README.md").read_text(encoding="utf-8")
    names = {path.name for path in SHIPPED.iterdir()} - {"README.md"}
    for record in lines_of(SHIPPED / "incidents.jsonl.gz"):
        names |= fields_of(record)
    names |= {column for columns in TABLES.values() for column in columns}

    assert {name for name in names if f"`{name}`" not in manual} == set()


def fields_of(tree: Any) -> set[str]:
    """The name of every field in a tree of values."""
    inner = tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ()
    return {
        *(tree if isinstance(tree, dict) else ()),
        *(name for value in inner for name in fields_of(value)),
    }


A_MONTH = (
    "evaluate", str(SHIPPED / "incidents.jsonl.gz"), "--events", str(SHIPPED / "shared_events.json"),
    "--from", "2020-12-01", "--to", "2021-01-01", "--no-ablations", "--json",
)  # fmt: skip


def test_a_month_of_the_shipped_facts_is_scored_the_same_to_the_byte_by_every_process(tmp_path: Path) -> None:
    ours, others = tmp_path / "ours" / "score.md", tmp_path / "others" / "score.md"
    for report in (ours, others):
        report.parent.mkdir()
    here = sharedfate(*A_MONTH, "--report", str(ours))
    there = as_a_process(*A_MONTH, "--report", str(others))
    event = next(e for e in json.loads(here.stdout)["events"] if e["event"] == "gcp-2020-12-14")

    assert event["detected"]
    assert len(event["affected_groups"]) == 3
    assert there.stdout == here.stdout
    assert others.read_bytes() == ours.read_bytes()


def scored_claims(
    path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> tuple[str, str]:
    """What the program prints for a file of claims, and its complaint."""
    arguments = ["claims", str(path), "--from", "2025-10-01", "--to", "2025-11-01", "--history", str(SHIPPED)]
    monkeypatch.setattr(sys, "argv", arguments)
    with suppress(SystemExit):
        score_claims()
    printed = capsys.readouterr()
    return printed.out, printed.err


def test_the_claims_of_any_method_are_scored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    victims = [
        row.split("\t")[1:3]
        for row in (SHIPPED / "labels.tsv").read_text().splitlines()
        if row.startswith("aws-2025-10-20") and row.endswith("victim")
    ]
    claim = {"claim": "c", "at": "2025-10-20T07:31:00Z", "root": "aws", "members": victims}
    wrong = {"claim": "w", "at": "2025-10-08T07:00:00Z", "root": "fastly", "members": []}
    path = tmp_path / "claims.jsonl"
    path.write_text(
        "\n".join(map(json.dumps, (wrong | {"at": "2025-10-08T09:00:00Z", "ended": True}, claim, wrong)))
    )
    text, _ = scored_claims(path, monkeypatch, capsys)
    event = next(line.split() for line in text.splitlines() if line.startswith("aws-2025-10-20"))
    probable = next(line.split() for line in text.splitlines() if line.startswith("probable"))

    assert event[3] == "aws"
    assert len(victims) >= int(event[4]) > 20
    assert probable[1:6] == ["2", "1", "0", "0", "1"]  # claims: right, one victim, wrong root, coincidence


def test_a_claim_that_is_none_is_refused_with_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "claims.jsonl"
    for line, says in (("{}", "claim"), ('{"claim": "c", "at": "noon", "root": "aws"}', "'noon' is no time")):
        path.write_text(f"\n{line}\n")
        printed, complaint = scored_claims(path, monkeypatch, capsys)

        assert printed == ""
        assert "line 2" in complaint
        assert says in complaint
        assert len(complaint.splitlines()) == 1


@pytest.mark.uncounted
def test_the_shipped_facts_are_those_of_the_corpus(corpus: Path, tmp_path: Path) -> None:
    """Every fortieth record, read again: where this fails, `python -m benchmarks.facts` makes them anew."""
    some = tmp_path / "some.jsonl"
    lines: list[str] = []
    for name in HISTORIES:
        with gzip.open(corpus / "history" / name, "rt", encoding="utf-8") as file:
            lines += islice(file, None, None, 40)
    some.write_text("".join(lines), encoding="utf-8")
    shipped = {(f["service_id"], f["incident_id"]): f for f in lines_of(SHIPPED / "incidents.jsonl.gz")[1:]}
    made = [json.loads(json.dumps(fact)) for fact in facts_of([some], load())]

    assert len(made) > 400
    assert [f for f in made if shipped.get((f["service_id"], f["incident_id"])) != f] == []


@pytest.mark.uncounted
def test_what_is_claimed_on_facts_of_the_corpus_is_what_is_claimed_on_its_texts(
    corpus: Path, tmp_path: Path
) -> None:
    start, end = "2022-06-01", "2022-08-01"
    whole = corpus / "history" / HISTORIES[0]
    some = tmp_path / "some.jsonl"
    with gzip.open(whole, "rt", encoding="utf-8") as file:
        some.write_text(
            "".join(line for line in file if "2022-02" <= (json.loads(line)["created_at"] or "") < end)
        )
    noted = facts(some, tmp_path)
    options = ("--from", start, "--to", end)

    assert read_recorded((noted,), load()).noted is not None
    claims = json_of("replay", some, *options)
    assert len(claims) > 3
    assert without_titles(json_of("replay", noted, *options)) == without_titles(claims)
