"""A feed as Atom (RFC 4287)."""

from datetime import datetime
from typing import Final

from lxml import etree

from adapters.web.api.entries import EntryFeed, NewsItem, urn_of
from bot.domain.times import instant

MEDIA_TYPE: Final = "application/atom+xml; charset=utf-8"
_NAMESPACE: Final = "http://www.w3.org/2005/Atom"


def atom(feed: EntryFeed, public_url: str, otherwise: datetime) -> bytes:
    """The document. `otherwise` is when it was updated where it holds nothing."""
    root = etree.Element(f"{{{_NAMESPACE}}}feed", nsmap={None: _NAMESPACE})
    _add(root, "id", urn_of("feed", feed.path))
    _add(root, "title", feed.title)
    _add(root, "updated", instant(max((entry.updated for entry in feed.entries), default=otherwise)))
    _add(etree.SubElement(root, _name("author")), "name", "Sharedfate")
    _link(root, "self", f"{public_url}{feed.path}.atom", "application/atom+xml")
    _link(root, "alternate", f"{public_url}{feed.page}", "text/html")
    _add(root, "generator", "Sharedfate")
    for entry in feed.entries:
        _entry(root, entry, public_url)
    document: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8")
    return document


def _entry(root: etree._Element, entry: NewsItem, public_url: str) -> None:
    element = etree.SubElement(root, _name("entry"))
    _add(element, "id", entry.id)
    _add(element, "title", entry.title)
    _add(element, "published", instant(entry.published))
    _add(element, "updated", instant(entry.updated))
    _link(element, "alternate", f"{public_url}{entry.path}", "text/html")
    if entry.about is not None:
        _link(element, "related", entry.about)
    for term in entry.terms:
        etree.SubElement(element, _name("category"), term=term)
    _add(element, "content", entry.text)


def _link(parent: etree._Element, relation: str, address: str, kind: str | None = None) -> None:
    etree.SubElement(parent, _name("link"), rel=relation, href=address, **({"type": kind} if kind else {}))


def _add(parent: etree._Element, name: str, text: str) -> None:
    """Add an element with plain text: without a type, none of it is markup."""
    etree.SubElement(parent, _name(name)).text = text


def _name(name: str) -> str:
    return f"{{{_NAMESPACE}}}{name}"
