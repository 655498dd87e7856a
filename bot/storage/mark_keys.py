"""The marks of a store: one in each group of keys: none is lost without our knowing. See `keys.py`."""

from typing import Final

from bot.storage.key import Key

_REASON: Final = "the id of this store: where it is gone, so is all that was beside it"
MARK: Final = Key(name="{sf}:mark", ttl=None, reason=_REASON)
PAST_MARK: Final = Key(name="{sf:past}:mark", ttl=None, reason=_REASON)
POLL_MARK: Final = Key(name="{sf:poll}:mark", ttl=None, reason=_REASON)
TELL_MARK: Final = Key(name="{sf:tell}:mark", ttl=None, reason=_REASON)
MARKS: Final = (MARK, PAST_MARK, POLL_MARK, TELL_MARK)
"""All of them; those of groups that are spread over shards stand in each."""
