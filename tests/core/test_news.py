"""News is shown as said by others, once, and is evidence of nothing."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.answers.answers import NEWS_FOR, answer
from bot.answers.snapshot import Snapshot
from bot.correlation.news_mentions import news_mentions_in
from bot.domain.answer import StatusAnswer, Verdict
from bot.domain.news_mention import NewsMention
from bot.domain.question import Intent, Question
from bot.domain.report import NewsEntry
from bot.rendering.answers.answer import render_answer
from bot.watching.changes import compare
from bot.watching.record import SourceRecord
from tests.builders import NOON, a_catalog, a_reading, a_service, a_source, at

CATALOG = a_catalog(
    services=(a_service("cloudflare", name="Cloudflare", mentions=("Cloudflare",)), a_service("discord")),
    edges=(),
)
NEWS = a_source("hn", format="news")
OUTAGE = NewsEntry(
    id="1", at=NOON, title="Cloudflare outage takes half the web down", url="https://n.example/1"
)
IDLE = NewsEntry(id="2", at=NOON, title="Show HN: a parser in 200 lines")
HEARD = NewsMention(source="hn", services=("cloudflare",), mention=OUTAGE)
QUESTION = Question(intent=Intent.IS_DOWN, service="cloudflare", text="is cloudflare down?")


def answered(question: Question, snapshot: Snapshot, now: datetime) -> StatusAnswer:
    found = answer(question, snapshot, CATALOG, now)
    assert isinstance(found, StatusAnswer)
    return found


def test_an_entry_that_names_somebody_in_trouble_is_kept() -> None:
    praise = replace(OUTAGE, title="Cloudflare releases a new compiler")

    assert news_mentions_in(NEWS, (OUTAGE, IDLE, praise), CATALOG) == (replace(HEARD, source=NEWS.id),)


def test_an_entry_is_heard_once_and_not_at_first_sight() -> None:
    empty = SourceRecord(source="hn", service="hn")
    first = compare(empty, replace(a_reading(), mentions=(IDLE,)), now=NOON)
    second = compare(first.record, replace(a_reading(), mentions=(OUTAGE, IDLE)), now=at(12, 10))
    third = compare(second.record, replace(a_reading(), mentions=(OUTAGE, IDLE)), now=at(12, 20))

    assert (first.mentions, second.mentions, third.mentions) == ((), (OUTAGE,), ())


def test_news_is_shown_and_changes_no_verdict() -> None:
    asked = answered(QUESTION, Snapshot(news=(HEARD,)), at(12, 30))
    message = render_answer(asked, CATALOG)

    assert asked.verdict is Verdict.UNKNOWN
    assert [section.title for section in message.sections] == ["Said by others, proves nothing"]


def test_news_is_forgotten_after_two_hours() -> None:
    later = NOON + NEWS_FOR + timedelta(minutes=1)

    assert answered(QUESTION, Snapshot(news=(HEARD,)), later).news == ()
    assert answered(replace(QUESTION, service="discord"), Snapshot(news=(HEARD,)), NOON).news == ()
