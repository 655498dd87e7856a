"""The ways around cleaning text that needs none lead to what every text was cleaned to before them."""

import html
import re
from typing import Final

from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree

from adapters.status_pages.shared import markup
from adapters.status_pages.shared.markup import headline, one_line, plain_text, whole_text

UNPRINTABLE: Final = re.compile(r"[\x00-\x08\x0e-\x1b\x7f\x80-\x84\x86-\x9f\ud800-\udfff]")
WRAPPED: Final = re.compile(r"\s*<!\[CDATA\[(.*)\]\]>\s*", re.DOTALL)
WORDS: Final = """API é 日本 🟢 &amp; &#0; & < > <p> </p> <br> <script> </script> <!-- --> <![CDATA[ ]]> **
    _x_ # \\* **Title:** [a](b) Summary"""
BLANKS: Final = (" ", "  ", "\n", "\t", "\u00a0", "\u2028", "\x00", "\x85", "\ud800", "\u200b")
PIECES: Final = st.sampled_from((*WORDS.split(), *BLANKS, "a" * 300, "a " * 2_500))
TEXTS: Final = st.one_of(st.text(max_size=30), st.lists(PIECES, max_size=9).map("".join))


def slowly(text: str) -> str:
    """What `whole_text` did before there was any way around."""
    clean = UNPRINTABLE.sub("", text)
    wrapped = WRAPPED.fullmatch(clean)
    clean = wrapped[1] if wrapped else clean
    has_tags = "<" in clean and (">" in clean or "<!--" in clean)
    plain = parsed(clean) if has_tags else html.unescape(clean)
    plain = re.sub(r"[^\S\n]+", " ", UNPRINTABLE.sub("", plain))
    return re.sub(r" ?\n[ \n]*", "\n", plain).strip()


def parsed(text: str) -> str:
    """By a parser that never parsed anything before."""
    target = markup._TextTarget()
    parser = etree.HTMLParser(target=target, encoding="utf-8", no_network=True, huge_tree=False)
    try:
        parser.feed(text.encode())
        return str(parser.close())
    except etree.ParserError:
        return ""
    except etree.XMLSyntaxError:
        return html.unescape(text)


@given(TEXTS)
@example("two  blanks")
@example(" one before")
@example("one behind ")
@example("a" * 499 + " b")
@settings(max_examples=400)
def test_every_text_comes_to_what_it_came_to_the_long_way(text: str) -> None:
    whole = slowly(text)
    assert whole_text(text) == whole
    plain = slowly(text[:60_000])[:4_000].rstrip()
    assert plain_text(text) == plain
    line = " ".join(plain.split())[:500].rstrip()
    assert one_line(text) == line
    if not markup._DRESSED.search(plain):
        assert headline(text) == line
