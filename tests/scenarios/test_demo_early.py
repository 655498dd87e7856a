"""The staged outage: seen before any page, confirmed as pages follow, and our own network nobody's outage."""

import json
from pathlib import Path

from adapters.chat.console import Console, ConsoleSettings
from adapters.chat_platforms import TRAITS
from adapters.edges import read_answer
from adapters.status_pages import FORMATS
from bot.alerting.routing import destination_in
from bot.catalog.loader import load
from bot.demo.staged_sites import BACK, CUT_OFF, EDGE, FAILS, staged_pages
from bot.demo.staging import StagedDemo
from bot.domain.incident import Grade, IncidentState
from bot.domain.times import clock
from bot.storage.client import Client
from bot.storage.incidents import Incidents


async def test_an_edge_is_seen_to_fail_before_any_page_and_our_own_network_is_nobodys_outage(
    redis: Client, tmp_path: Path
) -> None:
    journal = tmp_path / "console.jsonl"
    await StagedDemo(
        client=redis,
        folder=tmp_path,
        catalog=load(),
        formats=FORMATS,
        read_answer=read_answer,
        traits=TRAITS,
        outlets=[(Console(ConsoleSettings(journal=journal)), destination_in("console:demo", TRAITS))],
        speed=0.0,
    ).run()
    changes = await Incidents(redis).changes()
    firsts = {change.incident.grade: change.at for change in reversed(changes)}
    first_post = min(report.started for page in staged_pages() for report in page.report)
    said = journal.read_text(encoding="utf-8")

    assert {change.incident.root for change in changes} == {EDGE}
    assert len({change.incident.id for change in changes}) == 1
    assert (firsts[Grade.EARLY] - FAILS).total_seconds() <= 90
    assert firsts[Grade.EARLY] < first_post < firsts[Grade.SUSPECTED] < firsts[Grade.PROBABLE]
    assert firsts[Grade.PROBABLE] <= firsts[Grade.CONFIRMED]
    assert changes[-1].incident.state is IncidentState.RESOLVED
    assert not [change for change in changes if CUT_OFF <= change.at < BACK]
    assert "Signs of trouble at Cloudflare, which has not reported any" in said
    assert "From here nothing answers: it is our own network." in said
    assert f"It may be us: from here nothing answers since {clock(CUT_OFF, CUT_OFF)}" in said
    assert "announced meanwhile: nothing" in said
    posts = [line for line in said.splitlines() if "post" in json.loads(line)]
    assert len(posts) < 20
