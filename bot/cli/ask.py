"""`sharedfate ask`."""

import gc
import sys
from collections.abc import Iterable, Iterator, Sequence
from json import dumps
from typing import Annotated

import typer

from bot.asked_catalog import catalog_today
from bot.catalog.catalog import Catalog
from bot.cli.surroundings import environment
from bot.clock import SystemClock
from bot.domain.question import Question
from bot.expressions import keep_new
from bot.questions.any_language import question_in
from bot.questions.names import Names
from bot.rendering.question_json import question_json
from bot.settings import BotSettings


def ask(
    question: Annotated[str, typer.Argument(help="A question; - reads one a line with --parse-only.")],
    parse_only: Annotated[
        bool, typer.Option("--parse-only", help="Only say how the question is understood.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON, one document a question.")] = False,
    read: Annotated[
        bool, typer.Option("--read/--no-read", help="Read pages that nobody has read lately, 3 s at most.")
    ] = True,
) -> None:
    """Answer as chat would: from the store, and from the pages that nobody has read lately.

    Example: sharedfate ask "is chatgpt down?"
    """
    gc.disable()  # what is garbage goes with this process, soon
    settings = BotSettings.read(environment().variables)
    catalog = catalog_today(settings, SystemClock())
    names = Names(catalog)
    lines = (line.rstrip("\n") for line in sys.stdin) if question == "-" else [question]
    said = (
        _understood(lines, names, json=json)
        if parse_only
        else _told(lines, catalog, names, read=read, json=json)
    )
    for line in said:
        typer.echo(line)
    keep_new()


def _understood(lines: Iterable[str], names: Names, *, json: bool) -> Iterator[str]:
    for line in lines:
        parsed = question_json(question_in(line, names))
        yield _dumps(parsed) if json else "  ".join(f"{k}: {v}" for k, v in parsed.items())


def _told(lines: Iterable[str], catalog: Catalog, names: Names, *, read: bool, json: bool) -> Iterator[str]:
    # This, and what is imported below, takes as long as all else, and --parse-only needs none of it.
    import asyncio  # noqa: PLC0415

    questions = [question_in(line, names) for line in lines]
    yield from asyncio.run(_answered(questions, catalog, read=read, json=json))


async def _answered(questions: Sequence[Question], catalog: Catalog, *, read: bool, json: bool) -> list[str]:
    """One answer a question, from REDIS_URL or from the embedded store, also while `run` owns it.

    Raises StoreUnavailable.
    """
    from adapters.chat.shared.terminal_text import text_of  # noqa: PLC0415
    from bot.cli.answering import answerer_here  # noqa: PLC0415
    from bot.rendering.answers.answer import render_answer  # noqa: PLC0415
    from bot.rendering.json import answer_json  # noqa: PLC0415

    async with answerer_here(environment().variables, catalog, read=read) as answers:
        found = [await answers.answer_to(question) for question in questions]
        if json:
            return [_dumps(answer_json(a)) for a in found]
        return [text_of(await answers.noted(render_answer(a, catalog), a)) for a in found]


def _dumps(document: object) -> str:
    return dumps(document, ensure_ascii=False)
