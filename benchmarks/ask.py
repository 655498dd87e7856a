"""1,000 questions answered from a filled store, beside a bare GET of the same store."""

import asyncio
import itertools
import time

from benchmarks.measuring import empty_store, percentiles
from bot.catalog.loader import load
from bot.clock import SystemClock
from bot.domain.report import Report
from bot.domain.status import ComponentStatus, Impact, ReportStatus
from bot.pipeline import Pipeline
from bot.questions.any_language import question_in
from bot.questions.names import Names
from bot.rendering.answers.answer import render_answer
from bot.storage.sources import Sources
from bot.watching.record import PageState, SourceRecord

QUESTIONS = ("is {} down?", "status of {}", "why is {} down", "{}", "anyone else seeing {} errors?")


async def main() -> None:
    catalog = load()
    clock = SystemClock()
    names = Names(catalog)
    async with empty_store() as client:
        now = clock.now()
        report = Report(
            id="r", title="Elevated errors", status=ReportStatus.INVESTIGATING, impact=Impact.MAJOR,
            started_at=now, updated_at=now,
        )  # fmt: skip
        for source in catalog.sources.values():
            record = SourceRecord(
                source=source.id, service=source.service,
                read_at=now, page=PageState(status=ComponentStatus.PARTIAL_OUTAGE, reports=(report,)),
            )  # fmt: skip
            await Sources(client).commit(record, (), now)
        await client.set("bench", b"x" * 500)
        responder = Pipeline(client=client, catalog=catalog, clock=clock).responder()
        asked, got = [], []
        services = itertools.cycle(service.name for service in catalog.services.values())
        for text, service, _ in zip(itertools.cycle(QUESTIONS), services, range(1000), strict=False):
            started = time.perf_counter()
            await client.get("bench")
            got.append(time.perf_counter() - started)
            started = time.perf_counter()
            answer = await responder.answers.answer_to(question_in(text.format(service), names))
            render_answer(answer, catalog)
            asked.append(time.perf_counter() - started)
        await client.delete("bench")
    print(f"ask, 1,000 questions, {len(catalog.services)} services:")
    print(f"  question to rendered answer: {percentiles(asked)}")
    print(f"  a bare Redis GET:            {percentiles(got)}")


if __name__ == "__main__":
    asyncio.run(main())
