"""What needs no name of a service: a category, all that others stand on, every shared incident."""

from typing import Final

from rapidfuzz import fuzz, process

from bot.catalog.catalog import Catalog
from bot.domain.channel import INFRASTRUCTURE, Watch, WatchKind
from bot.expressions import compiled
from bot.questions.names import Names, words_of

_SHARED: Final = compiled(
    r"(?:(?:any|all|every|everything|each|the)(?: that is)? )?(?:shared|correlated|common)"
    r"(?: (?:incidents?|outages?|ones|causes?|infrastructure incidents?))?"
)
_INFRASTRUCTURE: Final = compiled(
    r"(?:(?:all|any|every|the|shared|category) )*(?:infrastructures?|infra)"
    r"(?: (?:services|providers|category))?"
)
_LIKE: Final = 75
_CATEGORY: Final = compiled(
    r"(?:(?:the )?category(?: of)? (?P<a>.+)|(?:all|every|everything|any|anything)"
    r"(?: (?:of|in|about|from|the|our))* (?P<b>.+?)"
    r"(?: (?:services?|providers?|vendors?|tools?|things|category|companies|apps|platforms))?"
    r"|(?:the )?(?P<c>.+) category)"
)


def collection_in(words: tuple[str, ...], names: Names, catalog: Catalog) -> Watch | None:
    """What "shared", "infrastructure", "all ai" or "category developer tools" stand for."""
    phrase = " ".join(words)
    if _SHARED.fullmatch(phrase):
        return Watch(kind=WatchKind.SHARED)
    if _INFRASTRUCTURE.fullmatch(phrase) and not names.find(words):
        return Watch(kind=WatchKind.CATEGORY, target=INFRASTRUCTURE)
    found = _CATEGORY.fullmatch(phrase)
    if found is None or names.find(words):
        return None
    category = category_in(found["a"] or found["b"] or found["c"], catalog)
    return Watch(kind=WatchKind.CATEGORY, target=category) if category else None


def categories_like(words: tuple[str, ...], catalog: Catalog, limit: int) -> tuple[str, ...]:
    """The categories that "all databases" or "category devtools" may have meant, nearest first."""
    found = _CATEGORY.fullmatch(" ".join(words))
    if found is None:
        return ()
    name = found["a"] or found["b"] or found["c"]
    spelled = {category: category.replace("-", " ") for category in categories_of(catalog)}
    near = process.extract(name, spelled, scorer=fuzz.partial_ratio, limit=limit, score_cutoff=_LIKE)
    return tuple(category for _, _, category in near)


def category_called(words: tuple[str, ...], catalog: Catalog) -> Watch | None:
    """A category by its whole name alone: "ai", "developer tools"."""
    fitting = next((category for category in categories_of(catalog) if words_of(category) == words), None)
    return Watch(kind=WatchKind.CATEGORY, target=fitting) if fitting else None


def category_in(name: str, catalog: Catalog) -> str | None:
    """The category that is called so, or that alone has this word in its name."""
    words = words_of(name)
    categories = {words_of(category): category for category in categories_of(catalog)}
    having = [category for parts, category in categories.items() if words and set(words) <= set(parts)]
    return categories.get(words) or (having[0] if len(having) == 1 else None)


def categories_of(catalog: Catalog) -> tuple[str, ...]:
    """The categories of the catalogue, sorted."""
    return tuple(sorted({service.category for service in catalog.services.values()}))
