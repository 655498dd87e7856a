"""What a report says in the end: of two texts the later one has the last word on the cause."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from bot.wording.words import Manner, Mention, OwnCause, Upstream, Words

# The company behind a node.
Provider = Callable[[str], str]


def stronger(before: Mention | None, now: Mention) -> Mention:
    """Of two mentions of one node the stronger: by manner, then as a link, then the surer; else the first."""
    return now if before is None or _weakness(now) < _weakness(before) else before


def in_one_text(words: Words) -> Words:
    """A text that gives a cause of its own and blames others: whom it blames without doubt is the cause."""
    own = words.own_cause
    if own is None or not _is_blaming(words):
        return words
    if own.is_hedged or _is_sure(words):
        return replace(words, own_cause=None)
    return replace(words, mentions=tuple(_withdrawn(words.mentions, own)), upstream=None)


def followed(before: Words, now: Words, provider_of: Provider) -> Words:
    """What is said once a later text is read, too.

    A cause of its own withdraws a blame in doubt, or of nobody by name; one without doubt withdraws every
    blame. A provider named later replaces another, and names the unnamed one; a denial denies.
    """
    if not (now.mentions or now.upstream or now.own_cause):
        return before
    earlier: Iterable[Mention] = before.mentions
    if now.own_cause is not None:
        earlier = _withdrawn(earlier, now.own_cause)
    else:
        earlier = _replaced(earlier, now, provider_of)
    by_node = {mention.node: mention for mention in earlier}
    for mention in now.mentions:
        by_node[mention.node] = _later(by_node.get(mention.node), mention)
    mentions = tuple(by_node.values())
    is_named = any(m.manner is Manner.BLAMED for m in mentions)
    upstream = None if is_named or now.own_cause else _clearer(before.upstream, now.upstream)
    return Words(mentions=mentions, upstream=upstream, own_cause=_own_cause(before.own_cause, now))


def settled(words: Words) -> Words:
    """The words once all texts are read: beside a cause of its own, a place is no more than named."""
    if words.own_cause is None:
        return words
    return replace(
        words, mentions=tuple(_demoted(m) if m.manner is Manner.PLACED else m for m in words.mentions)
    )


def _own_cause(before: OwnCause | None, now: Words) -> OwnCause | None:
    """The first without doubt, else the newest; a later blame leaves none, in doubt it leaves a sure one."""
    if now.own_cause is not None:
        return now.own_cause if before is None or before.is_hedged else before
    if before is None or not _is_blaming(now) or not (before.is_hedged or _is_sure(now)):
        return before
    return None


def _withdrawn(mentions: Iterable[Mention], own: OwnCause) -> Iterator[Mention]:
    for mention in mentions:
        is_firm = own.is_hedged and not mention.is_hedged
        yield mention if is_firm or mention.manner is not Manner.BLAMED else _demoted(mention)


def _replaced(mentions: Iterable[Mention], now: Words, provider_of: Provider) -> Iterator[Mention]:
    """Earlier mentions without the blame of those in whose stead another is blamed without doubt."""
    blamed = {provider_of(m.node) for m in now.mentions if m.manner is Manner.BLAMED and not m.is_hedged}
    for mention in mentions:
        is_other = bool(blamed) and provider_of(mention.node) not in blamed
        yield _demoted(mention) if is_other and mention.manner is Manner.BLAMED else mention


def _demoted(mention: Mention) -> Mention:
    return replace(mention, manner=Manner.MENTIONED, is_hedged=False)


def _is_blaming(words: Words) -> bool:
    return words.upstream is not None or bool(words.blamed)


def _is_sure(words: Words) -> bool:
    named = any(m.manner is Manner.BLAMED and not m.is_hedged for m in words.mentions)
    return named or (words.upstream is not None and not words.upstream.is_hedged)


def _clearer(before: Upstream | None, now: Upstream | None) -> Upstream | None:
    """The first that says what kind of provider it is, else the first."""
    if before is None or (now is not None and now.kinds and not before.kinds):
        return now
    return before


def _weakness(mention: Mention) -> tuple[int, bool, bool]:
    return mention.manner.rank, not mention.is_link, mention.is_hedged


def _later(before: Mention | None, now: Mention) -> Mention:
    if now.manner is Manner.DENIED:
        return now
    if before is not None and before.manner is Manner.DENIED and now.manner is not Manner.BLAMED:
        return before
    return stronger(before, now)
