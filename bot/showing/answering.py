"""Answers for who is in no chat, from the store alone: nothing is fetched for whoever asks here."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from bot.answers.answers import answer_each
from bot.answers.snapshot import Snapshot
from bot.answers.wanted import incidents_wanted, past_wanted, sources_for
from bot.catalog.catalog import Catalog
from bot.clock import Clock
from bot.domain.answer import Answer, SeveralAnswers
from bot.domain.heartbeat import polls
from bot.domain.message import Message
from bot.domain.question import Question
from bot.overview.public import public_snapshot
from bot.rendering.answers.answer import render_answer
from bot.rendering.answers.polling import with_polling
from bot.showing.stores import ShownStores


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownAnswers:
    """Answers questions as understood."""

    stores: ShownStores
    catalog: Catalog
    clock: Clock
    is_public: bool = False

    async def snapshot_for(self, question: Question, own: Collection[str] = ()) -> Snapshot:
        """What an answer is made from, components and the past among it. `own` are those watched."""
        about = incidents_wanted(question, self.catalog)
        snapshot = await self.stores.snapshots.load(sources_for(question, self.catalog, own), about)
        wanted = past_wanted(question, self.catalog, frozenset(own), self.clock.now())
        if wanted is not None:
            past = await self.stores.past.load(wanted)
            if self.is_public:
                # Since when a service is kept says that it is watched.
                past = replace(past, since=(await self.stores.history.since()).get(""))
            snapshot = replace(snapshot, past=past)
        return public_snapshot(snapshot) if self.is_public else snapshot

    def answer(
        self, question: Question, snapshot: Snapshot, own: frozenset[str] = frozenset()
    ) -> Answer | SeveralAnswers:
        """The answer."""
        return answer_each(question, snapshot, self.catalog, self.clock.now(), own)

    async def message(self, found: Answer | SeveralAnswers, own: frozenset[str] = frozenset()) -> Message:
        """The answer in words; where nothing polls, with a word about that."""
        now = self.clock.now()
        is_polled = polls(await self.stores.heartbeats.load(now), now)
        return with_polling(render_answer(found, self.catalog, own), found, now, polls=is_polled)
