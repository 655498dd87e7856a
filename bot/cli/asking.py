"""Answers for the command line: from REDIS_URL, or from the embedded store, also while `run` owns it."""

from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack

from bot.catalog.catalog import Catalog
from bot.chat.responder import Responder
from bot.clock import SystemClock
from bot.domain.question import Answer, Question
from bot.questions.names import Names
from bot.settings import StoreSettings
from bot.storage.connection import open_reader
from bot.storage.stores import stores_of


async def answers(
    questions: Sequence[Question], catalog: Catalog, names: Names, environ: Mapping[str, str]
) -> list[Answer]:
    """One answer a question, in order. Raises StoreUnavailable."""
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(open_reader(StoreSettings.read(environ)))
        # Whoever asks from a shell is in no chat.
        respond = Responder(
            stores=stores_of(client, "command line"),
            catalog=catalog,
            names=names,
            clock=SystemClock(),
            traits={},
        )
        return [await respond.answers.answer_to(question) for question in questions]
