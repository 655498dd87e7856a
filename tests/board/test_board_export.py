"""What can be taken along: the draft of a report, the data, the picture."""

import json
from dataclasses import replace

from tests.board.asking import CAUSE, asker
from tests.board.board_day import overview_at
from tests.builders import at


def test_the_draft_says_what_was_known_when_and_leaves_the_rest_to_people() -> None:
    answer = asker(overview_at(at(12, 6)), public_url="https://board.example").get(f"/i/{CAUSE}.md")

    assert answer.headers["content-type"] == "text/markdown; charset=utf-8"
    assert answer.headers["content-disposition"] == f'attachment; filename="post-incident-{CAUSE}.md"'
    for line in (
        "# Post-incident report: Probable Cloudflare outage: Discord, ChatGPT, Shopify and 4 more",
        f"Its page: <https://board.example/i/{CAUSE}>",
        "| How sure | probable, 93 % |",
        "- 18 Nov 2025 11:31 UTC: Discord has trouble by its own page: Messages fail to load",
        "## What we will change",
    ):
        assert line in answer.text
    times = [line for line in answer.text.split("## Timeline (UTC)")[1].split("##")[0].splitlines() if line]
    assert times == sorted(times)


def test_foreign_words_are_no_markdown() -> None:
    overview = overview_at(at(12, 6))
    page = overview.pages[CAUSE]
    evil = "](javascript:x) **b** <img src=x> | `c` # d\n- e @here https://evil.example"
    member = replace(page.members[0], title=evil, url="javascript:alert(1)")
    overview.pages[CAUSE] = replace(page, members=(member,))

    text = asker(overview).get(f"/i/{CAUSE}.md").text

    assert r"\](javascript:x) \*\*b\*\* \<img src=x\> \| \`c\` \# d - e \@here https\://evil.example" in text


def test_the_data_has_names_times_and_reasons() -> None:
    answer = asker(overview_at(at(12, 6))).get(f"/i/{CAUSE}.json")
    found = json.loads(answer.text)

    assert found["incident"]["root"] == {"id": "cloudflare", "name": "Cloudflare"}
    assert found["incident"]["started_at"] == "2025-11-18T11:31:00Z"
    assert found["members"][0]["status"] == "partial_outage"
    assert found["timeline"][0]["grade"] == "suspected"
    assert "card" not in found


def test_the_picture_is_the_one_that_chat_shows() -> None:
    answer = asker(overview_at(at(12, 6))).get(f"/i/{CAUSE}.png")

    assert answer.headers["content-type"] == "image/png"
    assert answer.content.startswith(b"\x89PNG")
