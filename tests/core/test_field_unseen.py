"""What is kept of foreign text: what a script or an emoji needs, and nothing that nobody sees."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.chat.shared.untrusted_text import cut, inert
from bot.domain.unseen import cut_whole, seen
from bot.rendering.text import clean


@pytest.mark.parametrize(
    "text",
    [
        "می\u200cخواهیم",  # Persian: a prefix that does not join
        "سرویس\u200cهای ابری",
        "ه\u200d.",  # an abbreviation in Persian
        "API\u200cها",  # a Latin word with a Persian ending
        "۱۰\u200cها",
        "क्\u200dष",  # Hindi: a half form
        "क्\u200cष",
        "र\u200d्य",  # the "eyelash" of Marathi
        "ශ්\u200dරී",  # Sinhala
        "സര്\u200dവര്\u200d",  # Malayalam
        "👩\u200d👩\u200d👧\u200d👦",
        "👩🏽\u200d🚒",
        "🏳\ufe0f\u200d🌈",
        "❤\ufe0f\u200d🔥",
        "🤷🏽\u200d♀\ufe0f",
        "1\ufe0f\u20e3 #\ufe0f\u20e3",
        "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
        "🇩🇪🇺🇦",
        "葛\U000e0100城",  # a variant of an ideograph
        "\U0001fae8\U0001fadc",  # emoji newer than our tables
        "\U0001e4d0\U0001e4d1",  # letters of Nag Mundari, newer, too
        "℃ ⚠\ufe0f ℹ\ufe0f",
        "e\u0301 e\u0301\u0302\u0303",
        "\u06dd١",
    ],
)
def test_field_c5_what_a_script_or_an_emoji_needs_is_kept(text: str) -> None:
    assert seen(text) == clean(text) == inert(text) == text


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Git\u200bHub", "GitHub"),
        ("Git\u200dHub", "GitHub"),
        ("Git\u200cHub", "GitHub"),
        ("Git\u2060Hub\ufeff", "GitHub"),
        ("Git\u00adHub", "GitHub"),
        ("\u202egnp.exe\u202c", "gnp.exe"),
        ("\u2066a\u2069\u200e\u200f\u061c", "a"),
        ("ok\U000e0068\U000e0069\U000e007f", "ok"),  # words in tags
        ("🏴\U000e0068\U000e0069\U000e0068\U000e0069\U000e0068\U000e0069\U000e0068\U000e007f", "🏴"),
        ("a\u3164b\u115f\u1160\uffa0c", "abc"),
        ("a\u034fb", "ab"),
        ("a\ufe0fb\U000e0100c", "abc"),
        ("😀\u200dabc", "😀abc"),
        ("می\u200c\u200c\u200cخ", "می\u200cخ"),
        ("\u200dمی", "می"),
        ("a\x1b[31mb\x00", "a[31mb"),
        ("a\ue000b\ud800c", "abc"),
        ("a\ufdd0b\uffffc", "abc"),
        ("a\u180eb\u180bc", "abc"),
        ("x" + "\u0301" * 50, "x" + "\u0301" * 6),
        ("a\u2028b\x85c\u2800d", "a b c d"),
    ],
)
def test_field_c5_what_can_only_deceive_is_gone(text: str, kept: str) -> None:
    assert clean(text) == seen(text) == kept


INVISIBLE = set("\u200b\u2060\ufeff\u00ad\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")


@given(st.text(max_size=60))
def test_field_c5_nothing_invisible_is_left_in_latin_text(text: str) -> None:
    shown = seen(text)

    assert not INVISIBLE & set(shown)
    assert not any(unicodedata.category(c) in ("Cc", "Cs", "Co") for c in shown)
    latin = [c for c in text if c.isascii()]
    assert [c for c in shown if c.isascii() and c != " "] == [
        c for c in latin if c.isprintable() and c != " "
    ]
    assert seen(shown) == shown


@given(st.text(alphabet="👩🏽\u200d🚒می\u200cخ🇩🇪e\u0301 a", max_size=30), st.integers(1, 30))
def test_field_c5_a_cut_leaves_no_part_of_a_character(text: str, limit: int) -> None:
    shown = seen(text)

    short = cut_whole(shown, limit)
    assert shown.startswith(short)
    assert len(short) <= limit
    assert len(cut(shown, limit)) <= limit


def test_field_c5_an_emoji_that_does_not_fit_is_left_out_whole() -> None:
    assert clean("ab 👩\u200d👩\u200d👧\u200d👦", 8) == "ab…"
    assert clean("abcd🇩🇪🇺🇦xyz", 8) == "abcd🇩🇪…"
