"""Whose edge answers at a front page: one request a host; redirects within its own domain are followed."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

import structlog

from bot.domain.probe import HttpAnswer, Silence
from bot.errors import PageUnreadable
from bot.measuring.host_names import host_in, normal
from bot.measuring.reading import FrontAnswer, is_own
from bot.probing.asking import AnswerSource, SiteRules
from bot.probing.redirects import redirect

logger = structlog.get_logger(__name__)

# From the bare domain to www is one.
MAX_REDIRECTS: Final = 2

OwnersOf = Callable[[HttpAnswer], tuple[str, ...]]
"""The nodes that have had their hands in an answer, the outermost first."""


class Unasked(Enum):
    """Why nothing is known of a front page."""

    NOBODY = auto()  # it may not be asked, or does not answer
    RULES_FIRST = auto()  # its site was asked for its rules just now: later


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontReader:
    """Asks front pages whose they are. With `allow_private` also those that are not public: for tests."""

    answers: AnswerSource
    rules: SiteRules
    owners_of: OwnersOf
    allow_private: bool = False

    async def answer(self, url: str, domains: tuple[str, ...]) -> FrontAnswer | Unasked:
        """Who answers in the end, or why nobody was asked.

        A redirect to another host is followed within the domain of the page, or these. One that leads
        elsewhere is not, and says that the page is answered there. A site that is first to be asked for its
        rules has had its request by that.
        """
        own = (host_in(url), *domains)
        asked: set[str] = set()
        for _ in range(MAX_REDIRECTS + 1):
            host = normal(host_in(url))
            is_spent = await self.rules.is_due(url)
            is_allowed = await self.rules.allowed(url, allow_private=self.allow_private)
            if is_spent:
                return Unasked.RULES_FIRST
            if host in asked or not is_allowed or (answer := await self._asked(url)) is None:
                return Unasked.NOBODY
            asked.add(host)
            target = redirect(answer)
            if target is None or normal(host_in(target)) == host:
                return FrontAnswer(edges=self.owners_of(answer), host=host)
            if not is_own(host_in(target), own):
                return FrontAnswer(edges=(), host=host_in(target))
            url = target
        return Unasked.NOBODY

    async def _asked(self, url: str) -> HttpAnswer | None:
        try:
            answer = await self.answers.probe(url, allow_private=self.allow_private)
        except PageUnreadable as error:
            logger.debug("Front page not asked", url=url, why=error.detail)
            return None
        return None if isinstance(answer, Silence) else answer
