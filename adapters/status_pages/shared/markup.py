"""HTML from pages and feeds to plain text, and what can be read from titles and links.

Everything here takes time in proportion to its input, whatever the input: pages are written by strangers.
"""

import html
import re
import threading
from typing import Final

from adapters.wire import MAX_TEXT_CHARACTERS
from bot.expressions import compiled

# What is no text of the page; what ends a line.
_DROPPED: Final = frozenset({"script", "style", "template", "iframe"})
_BREAKING: Final = frozenset(
    {
        "br",
        "p",
        "div",
        "ul",
        "ol",
        "li",
        "tr",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "dt",
        "dd",
        "blockquote",
        "pre",
        "hr",
        "section",
        "article",
        "header",
        "footer",
        "table",
        "details",
        "summary",
        "figure",
        "figcaption",
        "option",
        "main",
        "aside",
        "address",
        "form",
    }
)
# What stands apart from its neighbours on one line.
_APART: Final = frozenset({"td", "th"})
# Blanks of every alphabet, so that no two repetitions below can share a character.
_SPACES: Final = compiled(r"(?:[^\S\n ]| (?=[^\S\n]))[^\S\n]*")  # all but one blank by itself
# Control characters (a terminal would obey them) and halves of surrogate pairs (no encoding takes them).
_UNPRINTABLE: Final = compiled(r"[\x00-\x08\x0e-\x1b\x7f\x80-\x84\x86-\x9f\ud800-\udfff]")
_REGION: Final = compiled(
    r"\b(?:us|eu|ap|sa|ca|me|af|il|mx|cn)-(?:gov-)?"
    r"(?:north|south|east|west|central|northeast|northwest|southeast|southwest)-?\d?\b"
)
# Labels of the fields of a form, above a title or before it; headings that say nothing.
_LABEL: Final = (
    r"(?:issue |incident |outage |event |preliminary |mini |the )*"
    r"(?:title|summary|subject|headline|heading|name|description|symptoms?|problem|issue|overview|statement|report"
    r"|titel|betreff|zusammenfassung|título|titulo|asunto|resumen|assunto|resumo|titre|objet|résumé|titolo|oggetto"
    r"|onderwerp|tytuł|タイトル|件名|概要|标题|標題|主题|제목|заголовок|тема)"
)
# What a title is dressed in: Markdown, and labels such as forms have them.
_DRESSED: Final = compiled(
    rf"[*`~]|__|^\s{{0,3}}[#>]|^\s{{0,3}}(?:[-+]|\d{{1,2}}\.)\s|\]\(|^=+$|^_\w|^\W{{0,4}}{_LABEL}\W{{0,4}}(?::|\uff1a|$)",
    re.IGNORECASE | re.MULTILINE,
)
_STRONG: Final = compiled(r"(\*\*|~~|``?|^__(?=\w))(?=\S)([^\n*`~]{1,500}?)(?<=\S)\1", re.MULTILINE)
_SLIGHT: Final = compiled(r"(?<![\w\\*_])([*_])(?=[^\s*_])([^\n*]{1,500}?)(?<![\s\\])\1(?!\w)")
_ESCAPED: Final = compiled(r"\\([*_`~#\[\]()>+.!-])")
_LINKED: Final = compiled(r"\[([^\[\]\n]{1,300})\]\([^()\s]{1,500}\)")
_BULLET: Final = compiled(r"^(?:[-+*\u2022>#]{1,6}|\d{1,2}\.)\s+")
_FIELD: Final = compiled(rf"^\W{{0,4}}{_LABEL}\W{{0,4}}(?:[:\uff1a]\s*|$)", re.IGNORECASE)
# "Incident began at 2026-09-18 05:00": the first line of some of Google's texts.
_WHEN: Final = compiled(r"^\W{0,4}(?:the )?(?:incident|issue) (?:began|started|start time)\b", re.IGNORECASE)
# A wrapper of XML that was wrapped once more: HTML would take it for a comment, text and all.
_WRAPPED: Final = compiled(r"\s*<!\[CDATA\[(.*)\]\]>\s*", re.DOTALL)
_REPEATED_SLASH: Final = compiled(r"/{2,}")
# Longer than any post; bounds the work on hostile bodies.
MAX_MARKUP_CHARACTERS: Final = 60_000
MAX_TITLE_CHARACTERS: Final = 500
MAX_LINK_CHARACTERS: Final = 2_000


def plain_text(markup: str) -> str:
    """Text without tags, entities decoded, at most 4,000 characters."""
    return whole_text(markup[:MAX_MARKUP_CHARACTERS])[:MAX_TEXT_CHARACTERS].rstrip()


def whole_text(markup: str) -> str:
    """Text without tags, entities decoded, however long: for entries that hold many posts."""
    if _is_plain(markup):
        return markup
    clean = _printable(markup)
    wrapped = _WRAPPED.fullmatch(clean)
    clean = wrapped[1] if wrapped else clean
    has_tags = "<" in clean and (">" in clean or "<!--" in clean)
    text = _parsed(clean) if has_tags else html.unescape(clean)
    if text is not clean:
        text = _printable(text)
    lines = (line.strip(" ") for line in _SPACES.sub(" ", text).split("\n"))
    return "\n".join(line for line in lines if line)


def _printable(text: str) -> str:
    # A hundred times as fast as to look for each that is not.
    return text if text.replace("\n", "").isprintable() else _UNPRINTABLE.sub("", text)


def one_line(markup: str) -> str:
    """A title: plain, on one line, at most 500 characters."""
    if _is_plain(markup):
        return markup[:MAX_TITLE_CHARACTERS].rstrip()
    return _on_one_line(plain_text(markup))


def _on_one_line(text: str) -> str:
    return " ".join(text.split())[:MAX_TITLE_CHARACTERS].rstrip()


def _is_plain(text: str) -> bool:
    """Whether there is nothing to take out or to decode, as in most titles and names."""
    return text.isprintable() and not ("<" in text or "&" in text or "  " in text or text != text.strip(" "))


def headline(markup: str) -> str:
    """A title on one line, without Markdown and without the label of the field that it was written in.

    Google Workspace writes "**Title:**", a line break and the title, and may go on with a description.
    """
    text = plain_text(markup)
    if not _DRESSED.search(text):
        return _on_one_line(text)
    plain = _LINKED.sub(r"\1", text)
    plain = _SLIGHT.sub(r"\2", _STRONG.sub(r"\2", plain))
    lines = [_BULLET.sub("", line.strip()).strip(" #>\t") for line in plain.splitlines()]
    told = [line for line in lines if line.strip("#>*_=~- \t")]
    for line in told:
        bare = _FIELD.sub("", _FIELD.sub("", line))
        if bare and not (_WHEN.match(bare) and line is not told[-1]):
            return one_line(_ESCAPED.sub(r"\1", bare))
    return one_line(markup)


def regions_in(*texts: str) -> tuple[str, ...]:
    """Cloud region codes such as us-east-1 named in titles, each once."""
    return tuple(dict.fromkeys(region for text in texts for region in _REGION.findall(text[:1000].lower())))


class _TextTarget:
    """Takes what lxml's parser finds, in order, without a tree: nothing hostile grows into one."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._dropping = 0

    def start(self, tag: str, _attributes: object) -> None:
        """A tag opens."""
        self._dropping += tag in _DROPPED
        self._end_line(tag)

    def end(self, tag: str) -> None:
        """A tag closes, whether the page says so or not."""
        self._dropping = max(0, self._dropping - (tag in _DROPPED))
        if tag != "br":
            self._end_line(tag)

    def data(self, text: str) -> None:
        """Text, entities decoded."""
        if not self._dropping:
            self._pieces.append(text)

    def close(self) -> str:
        """All of it; what is taken from now on is another text."""
        text = "".join(self._pieces)
        self._pieces.clear()
        self._dropping = 0
        return text

    def _end_line(self, tag: str) -> None:
        if tag in _BREAKING:
            self._pieces.append("\n")
        elif tag in _APART:
            self._pieces.append(" ")


# A parser that has done well is used again: to make one takes lxml longer than to parse most texts.
_OF_THREAD: Final = threading.local()


def _parsed(markup: str) -> str:
    """The text of HTML as browsers would read it: by lxml, which takes time in proportion to any input."""
    from lxml import etree  # noqa: PLC0415  -- only when a page has markup

    parser = _OF_THREAD.__dict__.pop("parser", None) or etree.HTMLParser(
        target=_TextTarget(), encoding="utf-8", no_network=True, huge_tree=False
    )
    try:
        parser.feed(markup.encode())
        text = str(parser.close())
    except etree.ParserError:  # nothing but blanks
        return ""
    except etree.XMLSyntaxError:
        return html.unescape(markup)
    _OF_THREAD.parser = parser
    return text


def web_link(link: object) -> str | None:
    """A link that may be shown to people: http(s), on one line, without doubled slashes; else None."""
    text = str(link or "").strip()
    scheme, colon, rest = text.partition("://")
    if not colon or scheme.lower() not in ("http", "https") or len(text) > MAX_LINK_CHARACTERS:
        return None
    if not rest.strip("/") or any(character.isspace() or character in '<>"\x00' for character in rest):
        return None
    # incident.io writes https://status.example.com//incidents/…; what follows ? or # is left as it is.
    path, mark, query = rest.partition("?")
    return f"{scheme.lower()}://{_REPEATED_SLASH.sub('/', path)}{mark}{query}"
