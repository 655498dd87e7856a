"""`sharedfate ask`."""

from typing import Annotated

import typer


def ask(
    question: Annotated[str, typer.Argument(help="A question; - reads one a line with --parse-only.")],
    parse_only: Annotated[
        bool, typer.Option("--parse-only", help="Only say how the question is understood.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON, one document a question.")] = False,
) -> None:
    """Answer from the store, as chat would.

    Example: sharedfate ask "is chatgpt down?"
    """
    import os
    import sys

    from bot.catalog.loader import load
    from bot.questions.names import Names
    from bot.questions.parser import question_in
    from bot.settings import BotSettings

    settings = BotSettings.read(os.environ)
    catalog = load(settings.catalog, shipped=settings.shipped_catalog)
    names = Names(catalog)
    lines = (line.rstrip("\n") for line in sys.stdin) if question == "-" else [question]
    if parse_only:
        from bot.rendering.json import question_json

        for line in lines:
            parsed = question_json(question_in(line, names))
            typer.echo(_dumps(parsed) if json else "  ".join(f"{k}: {v}" for k, v in parsed.items()))
        return
    import asyncio

    from bot.cli.asking import answers
    from bot.rendering.answers.answer import render_answer
    from bot.rendering.json import answer_json

    questions = [question_in(line, names) for line in lines]
    for answer in asyncio.run(answers(questions, catalog, names, os.environ)):
        if json:
            typer.echo(_dumps(answer_json(answer)))
        else:
            from adapters.chat.console import text_of

            typer.echo(text_of(render_answer(answer, catalog)))


def _dumps(document: object) -> str:
    from json import dumps

    return dumps(document, ensure_ascii=False)
