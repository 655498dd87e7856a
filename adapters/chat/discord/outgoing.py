"""A post before it is one: its parts, its nonce, and how it is known again among a channel's messages."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Final

from adapters.chat.discord.parts import Parts, parts_of
from bot.domain.message import Message

# An embed's address is kept with it, and shown by nothing where the embed has no title. Nobody answers at
# this one: https://www.rfc-editor.org/rfc/rfc2606#section-2
_MARK: Final = "https://sharedfate.invalid/"


@dataclass(frozen=True, slots=True)
class OutgoingPost:
    """A message that is to be posted under a nonce of ours."""

    message: Message
    nonce: str

    @property
    def short_nonce(self) -> str:
        """A nonce of at most 25 characters, which is what Discord takes."""
        return blake2b(self.nonce.encode(), digest_size=12).hexdigest()

    def parts(self) -> Parts:
        """What to send, for one try: files can be sent once."""
        return parts_of(self.message, may_ping=True, mark=self._mark)

    def is_posted_as(self, posted: Mapping[str, Any], us: int, replies_to: str | None) -> bool:
        """Whether this message of Discord's is what came of an earlier try.

        Discord keeps no nonce for long (https://github.com/Rapptz/discord.py/issues/2451): the embed's mark
        says it, which the first edit takes away. What has no embed is known by its words and by what it
        replies to.
        """
        if str(posted.get("author", {}).get("id")) != str(us):
            return False
        if posted.get("nonce") == self.short_nonce:
            return True
        embeds = posted.get("embeds") or []
        if any(embed.get("url") == self._mark for embed in embeds):
            return True
        parts = self.parts()
        reference = str((posted.get("message_reference") or {}).get("message_id", "")) or None
        is_bare = not embeds and not parts.embeds
        return is_bare and posted.get("content") == parts.content and reference == replies_to

    @property
    def _mark(self) -> str:
        return f"{_MARK}{self.short_nonce}"
