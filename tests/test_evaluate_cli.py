"""`sharedfate evaluate` as other programs see it, on a small history of our own and on the corpus."""

import gzip
import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import main
from tests.command_line import sharedfate

START = datetime(2026, 3, 10, 12, tzinfo=UTC)
# Services that our catalogue knew to stand on Cloudflare by then.
VICTIMS = ("discord", "openai", "canva", "shopify", "gitlab", "npm")
OTHERS = ("twilio", "datadog", "zoom")


def iso(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def line(
    service: str, id_: str, moment: datetime, *, hours: float = 1.0, name: str = "Elevated errors"
) -> dict[str, Any]:
    return {
        "service_id": service,
        "incident_id": id_,
        "name": name,
        "impact": "major",
        "created_at": iso(moment),
        "resolved_at": iso(moment + timedelta(hours=hours)),
        "updates": [{"at": iso(moment), "status": "investigating", "body": name}],
    }


def history(folder: Path) -> Path:
    """Ordinary trouble for two months, one failure of Cloudflare, one coincidence, one review afterwards."""
    lines = [
        line(service, f"n{n}", START - timedelta(days=40) + timedelta(hours=31 * n))
        for n, service in enumerate((*OTHERS, *VICTIMS) * 6)
    ]
    lines.append(line("cloudflare", "own", START + timedelta(minutes=12), hours=2, name="Network trouble"))
    lines += [
        line(
            s,
            "hit",
            START + timedelta(minutes=10 + 2 * n),
            hours=2,
            name="Errors caused by a Cloudflare outage",
        )
        for n, s in enumerate(VICTIMS)
    ]
    lines.append(line("datadog", "other", START + timedelta(minutes=20), name="Our own database is slow"))
    lines.append({**line("gitlab", "review", START, name="Review of the outage"), "retrospective": True})
    path = folder / "history.jsonl"
    path.write_text("\n".join(json.dumps(entry) for entry in lines))
    return path


def events(folder: Path, **more: Any) -> Path:
    event = {
        "event": "cloudflare-2026-03-10",
        "infrastructure": "cloudflare",
        "start": iso(START),
        "end": iso(START + timedelta(hours=2)),
        "infra_first_post": iso(START + timedelta(minutes=12)),
        **more,
    }
    path = folder / "events.json"
    path.write_text(json.dumps([event]))
    return path


def labels(folder: Path, name: str = "labels.tsv") -> Path:
    rows = [("event", "service_id", "incident_id", "label", "basis")]
    rows += [("cloudflare-2026-03-10", service, "hit", "victim", "own text") for service in VICTIMS]
    rows += [
        ("cloudflare-2026-03-10", "datadog", "other", "unrelated", "own text"),
        ("cloudflare-2026-03-10", "gitlab", "review", "victim", "own text"),
    ]
    path = folder / name
    path.write_text("\n".join("\t".join(row) for row in rows))
    return path


def co_mentions(folder: Path) -> Path:
    rows = [
        ("provider", "day", "judged_shared", "role", "service_id", "incident_id", "at", "first_observed_at")
    ]
    rows += [
        ("aws", "2026-03-02", "no", "names it", service, f"n{n}", iso(START - timedelta(days=8)), "")
        for n, service in enumerate(("twilio", "zoom"))
    ]
    path = folder / "co_mentions.tsv"
    path.write_text("\n".join("\t".join(row) for row in rows))
    return path


def evaluate(*arguments: str | Path) -> dict[str, Any]:
    result = sharedfate("evaluate", *map(str, arguments), "--json")
    assert result.returncode == 0, result.stderr
    document: dict[str, Any] = json.loads(result.stdout)
    return document


def test_the_document_holds_events_sums_baselines_and_ablations(tmp_path: Path) -> None:
    labels(tmp_path)
    co_mentions(tmp_path)
    document = evaluate(
        history(tmp_path), "--events", events(tmp_path), "--from", "2026-03-01", "--to", "2026-04-01"
    )

    assert list(document) == [
        "period", "events", "overall", "parts", "years", "aims", "early", "wrong", "doubtful", "coincidences",
        "calibration", "curve", "baselines", "ablations", "words", "margins", "feedback",
    ]  # fmt: skip
    event = document["events"][0]
    assert event["eligible"]
    assert event["detected"]
    assert (event["root"], event["root_right"]) == ("cloudflare", True)
    assert set(event["first"]) == {"suspected", "probable", "confirmed"}
    assert event["members"]["records_affected"] == len(VICTIMS)
    assert event["members"]["wrong"] == []
    assert document["overall"]["recall"] == 1
    assert set(document["overall"]["wrong_per_30_days"]) == {"suspected", "probable", "confirmed"}
    assert document["overall"]["coincidence_clusters"] == 1
    assert set(document["calibration"]["probable"]) == {"cases", "brier", "ece", "ece_by_chance"}
    assert set(document["baselines"]) == {
        "time window", "providers turned bad", "label grouping", "declared pair", "SCORE greedy",
    }  # fmt: skip
    window = document["baselines"]["time window"]["overall"]
    assert window["grades"]["suspected"]["under_any_root"]["recall"] == 1
    assert window["recall"] == 0
    assert set(document["ablations"]) == {"no text", "no edges", "no negative evidence", "no root page"}


def test_without_a_table_of_labels_the_groups_of_the_events_serve(tmp_path: Path) -> None:
    groups = {"victim": {"service_groups": [*VICTIMS]}, "unrelated": {"service_groups": ["datadog"]}}
    document = evaluate(
        history(tmp_path),
        "--events",
        events(tmp_path, labelled=groups),
        "--from",
        "2026-03-01",
        "--no-baselines",
        "--no-ablations",
    )

    assert sorted(document["events"][0]["affected_groups"]) == sorted(
        {"github" if service == "npm" else service for service in VICTIMS}
    )
    assert document["baselines"] == document["ablations"] == {}


def test_the_report_says_how_it_was_made_and_quotes_nobody(tmp_path: Path) -> None:
    labels(tmp_path)
    report = tmp_path / "score.md"
    result = sharedfate(
        "evaluate", str(history(tmp_path)), "--events", str(events(tmp_path)), "--from", "2026-03-01",
        "--no-ablations", "--report", str(report),
    )  # fmt: skip
    text = report.read_text()

    assert result.returncode == 0
    assert "sharedfate evaluate history.jsonl --events events.json --from 2026-03-01" in text
    assert "cloudflare-2026-03-10" in text
    assert "## What is weak" in text
    assert "Errors caused by" not in text
    assert str(tmp_path) not in text
    assert "cloudflare-2026-03-10" in result.stdout


def table(path: Path, *rows: tuple[str, ...]) -> Path:
    path.write_text("\n".join("\t".join(row) for row in rows))
    return path


def wider_truth(folder: Path) -> None:
    """A second event of two companies, ten days before, and a claim about the first that was read again."""
    before = START - timedelta(days=10)
    table(
        folder / "events_more.tsv",
        ("event", "provider", "start", "end", "facts"),
        (
            "dns-2026-02-28",
            "unnamed DNS provider",
            f"{before:%Y-%m-%dT%H:%MZ}",
            iso(before + timedelta(hours=1)),
            "",
        ),
    )
    table(
        folder / "labels_more.tsv",
        ("event", "service_id", "incident_id", "label", "basis"),
        ("dns-2026-02-28", "zoom", "dns", "victim", "own text"),
        ("dns-2026-02-28", "twilio", "dns", "victim", "own text"),
        ("cloudflare-2026-03-10", "zoom", "late", "victim", "own text"),
    )
    table(
        folder / "announcements_reread.tsv",
        ("nr", "announced", "grade", "root", "verdict", "right_root"),
        ("1", f"{START:%Y-%m-%d %H:%M}", "probable", "cloudflare", "unclear", ""),
    )


def test_several_histories_and_what_lies_beside_the_events_are_read_as_one(tmp_path: Path) -> None:
    labels(tmp_path)
    wider_truth(tmp_path)
    more = tmp_path / "more.jsonl"
    before = START - timedelta(days=10)
    lines = [line(service, "dns", before + timedelta(minutes=5)) for service in ("zoom", "twilio")]
    lines += [line("zoom", "late", START + timedelta(minutes=30)), line("discord", "hit", START)]
    more.write_text("\n".join(json.dumps(entry) for entry in lines))

    document = evaluate(
        history(tmp_path), more, "--events", events(tmp_path), "--from", "2026-02-20", "--no-baselines",
        "--no-ablations",
    )  # fmt: skip
    dns, cloudflare = document["events"]

    assert (dns["event"], sorted(dns["affected_groups"])) == ("dns-2026-02-28", ["twilio", "zoom"])
    assert "zoom" in cloudflare["affected_groups"]
    assert cloudflare["members"]["records_affected"] == len(VICTIMS) + 1
    assert (document["overall"]["eligible_events"], document["overall"]["two_group_events"]) == (1, 1)
    # The event says that it is right, whatever a reader was unsure of.
    assert document["overall"]["grades"]["probable"]["outcomes"]["right"] == 1


def test_a_claim_that_no_event_tells_of_is_what_a_reader_found(tmp_path: Path) -> None:
    wider_truth(tmp_path)
    elsewhere = events(tmp_path, infrastructure="aws", labelled={})

    document = evaluate(
        history(tmp_path), "--events", elsewhere, "--from", "2026-03-01", "--no-baselines", "--no-ablations"
    )

    assert document["overall"]["grades"]["probable"]["outcomes"]["unclear"] == 1
    assert document["overall"]["precision"] is None
    assert document["wrong"] == []
    assert [claim["outcome"] for claim in document["doubtful"]] == ["unclear"]


def test_the_report_shows_margins_null_figures_and_a_picture_and_is_the_same_each_time(
    tmp_path: Path,
) -> None:
    labels(tmp_path)
    means = [
        {
            "services": services,
            "seeds": 3,
            "wrong_per_30_days": {"suspected": 2.5, "probable": rate, "confirmed": 0},
            "most_per_30_days": {"suspected": 3, "probable": 0.5, "confirmed": 0},
        }
        for services, rate in ((70, 0.125), (2500, 0.4))
    ]
    null = tmp_path / "null.json"
    null.write_text(json.dumps({"null": "random", "learns": False, "figures": [], "means": means}))
    asked = [
        "evaluate", str(history(tmp_path)), "--events", str(events(tmp_path)), "--from", "2026-03-01",
        "--no-baselines", "--no-ablations", "--margins", "2", "--null-figures", str(null),
    ]  # fmt: skip
    written = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        result = sharedfate(*asked, "--report", str(tmp_path / name / "score.md"))
        assert result.returncode == 0, result.stderr
        written.append([(tmp_path / name / f"score.{end}").read_bytes() for end in ("md", "svg")])
    text, picture = (part.decode() for part in written[0])

    assert written[0] == written[1]
    assert picture.startswith("<svg")
    assert "![Reliability diagram](score.svg)" in text
    assert "--margins 2 --null-figures null.json" in text
    assert "2 runs, each without another tenth" in text
    assert "| probable: claims | 1.00 |" in text
    assert "| random | shipped | 70 | 3 | 0.12 (0.50) |" in text
    assert "| null, random |  | 2500 |  | 0.40 | 0.02 |" in text
    assert text.index("| probable |") < text.index("| suspected |")
    assert "| claims with the right provider, of those at probable | ≥ 0.970 | 1.000 | yes |" in text


def bad_inputs(folder: Path) -> Iterator[tuple[list[Path | str], str]]:
    good, truth = history(folder), events(folder)
    broken = folder / "broken.json"
    broken.write_text('{"event": 1}')
    odd = folder / "odd.tsv"
    odd.write_text("event\tservice_id\tincident_id\tlabel\nx\ty\tz\tguilty")
    short = folder / "short.tsv"
    short.write_text("event\tservice_id\nx\ty")
    late = folder / "late.json"
    late.write_text(json.dumps([{"event": "e", "infrastructure": "aws", "start": "noon", "end": "later"}]))
    backwards = folder / "backwards.json"
    times = {"start": "2026-03-10T12:00:00Z", "end": "2026-03-10T11:00:00Z"}
    backwards.write_text(json.dumps([{"event": "e", "infrastructure": "aws", **times}]))
    spoilt = folder / "spoilt.jsonl.gz"
    spoilt.write_bytes(gzip.compress(good.read_bytes())[:10] + b"\xff" * 64)
    unread = table(folder / "unread.tsv", ("announced", "root", "verdict"), ("2026-03-10", "aws", "perhaps"))
    untimed = table(folder / "untimed.tsv", ("announced", "root", "verdict"), ("noon", "aws", "shared"))
    empty = folder / "empty.jsonl"
    empty.write_text("")
    yield [folder / "none.jsonl", "--events", truth], "cannot read the history"
    yield [good, "--events", folder / "none.json"], "cannot read the events"
    yield [good, "--events", broken], "is no list of events"
    yield [good, "--events", late], "'noon' is no time"
    yield [good, "--events", backwards], "before its start"
    yield [spoilt, "--events", truth], "cannot read the history"
    yield [good, "--events", truth, "--report", folder / "none" / "score.md"], "there is no folder"
    yield [good, "--events", truth, "--labels", odd], "line 2: 'guilty' is none of"
    yield [good, "--events", truth, "--labels", short], "line 2"
    yield [good, "--events", truth, "--co-mentions", folder / "none.tsv"], "cannot read the table"
    yield [good, "--events", truth, "--reread", unread], "line 2: 'perhaps' is none of"
    yield [good, "--events", truth, "--reread", untimed], "'noon' is no time"
    yield [good, "--events", truth, "--null-figures", folder / "none.json"], "cannot read the null figures"
    yield [good, "--events", truth, "--null-figures", broken], "holds no null figures"
    yield [good, folder / "none.jsonl", "--events", truth], "cannot read the history"
    yield [good, "--events", truth, "--from", "2026-05-01", "--to", "2026-04-01"], "nothing lies from"
    yield [good, "--events", truth, "--from", "yesterday"], "--from"
    yield [empty, "--events", truth], "holds no report"
    yield [good], "--events"


def test_bad_input_gets_exit_2_and_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for arguments, says in bad_inputs(tmp_path):
        monkeypatch.setattr(sys, "argv", ["sharedfate", "evaluate", *map(str, arguments)])
        with pytest.raises(SystemExit) as end:
            main()
        printed = capsys.readouterr()

        assert end.value.code == 2, arguments
        assert says in printed.err
        assert len(printed.err.splitlines()) == 1
        assert printed.out == ""


@pytest.mark.uncounted
def test_the_corpus_is_scored(corpus: Path, tmp_path: Path) -> None:
    """As known after ten months of records: `make score` scores the whole."""
    folder = corpus / "history"
    some = tmp_path / "some.jsonl"
    with gzip.open(folder / "incidents.jsonl.gz", "rt", encoding="utf-8") as lines:
        some.write_text(
            "".join(line for line in lines if "2023" <= (json.loads(line)["created_at"] or "") < "2023-11-03")
        )
    document = evaluate(
        some, "--events", folder / "shared_events.json",
        "--from", "2023-10-28", "--to", "2023-11-02", "--no-ablations",
    )  # fmt: skip
    event = document["events"][0]

    assert event["event"] == "cloudflare-2023-10-30"
    assert len(event["affected_groups"]) == 8
    assert event["minutes_from_own_page"] is None or event["detected"]
    assert document["words"]["pairs"] > 500
