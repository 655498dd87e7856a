"""HTML of strangers as text: what browsers would show, in lines, and cheap whatever it is."""

import pytest

from adapters.status_pages.shared.markup import headline, one_line, plain_text, whole_text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ('<a title="x > y">text</a>', "text"),
        ("<img alt='a > b' src=x>text", "text"),
        ('<a href="?a=1&b=2" data-x="<b>">text</a>', "text"),
        ("<p>one</p><p>two<br>three<br/>four</p>", "one\ntwo\nthree\nfour"),
        ("<ul><li>a<li>b</ul>c", "a\nb\nc"),
        ("<h2>Head</h2>body", "Head\nbody"),
        ("<div>a<div>b</div></div>", "a\nb"),
        ("<table><tr><td>a</td></tr><tr><td>b</td></tr></table>", "a\nb"),
        ("<table><tr><th>Status</th><td>Down</td></tr></table>", "Status Down"),
        ("<dl><dt>Status<dd>Down</dl>", "Status\nDown"),
        ("5 < 6 and 7 > 3", "5 < 6 and 7 > 3"),
        ("a <- b -> c", "a <- b -> c"),
        ("latency <5s, was >9s", "latency <5s, was >9s"),
        ("AT&T &amp; Co &lt;T&gt; &amp;lt; &nbsp;&eacute;&#x41;&#66;", "AT&T & Co <T> &lt; éAB"),
        ("&bogus; &#xD800; &#99999999; &", "&bogus; \ufffd \ufffd &"),
        ("a<!-- b -- > c --> d", "a d"),
        ("a<!-- never closed", "a"),
        ("a<!-- never <b>closed", "a"),
        ("a<script>alert('<p>')</script>b<style>p{}</style>c", "abc"),
        ("a<SCRIPT>x</SCRIPT>b", "ab"),
        ("a<script>never closed", "a"),
        ("a<![CDATA[ x ]]>b", "ab"),
        ("<!DOCTYPE html><html><body>a</body></html>", "a"),
        ("<b>a</i>b</b></p>c", "abc"),
        ("a\x1b[31mb\x00c\u2003d", "a[31mbc d"),
        ("a\ud800b<i>c</i>", "abc"),
        ("", ""),
        ("<p>", ""),
        ("<!-- -->", ""),
        ("no markup\nat all", "no markup\nat all"),
    ],
)  # fmt: skip
def test_field_e_markup_is_read_as_a_browser_would(markup: str, text: str) -> None:
    assert whole_text(markup) == text


@pytest.mark.parametrize(
    "markup",
    [
        "<div>" * 100_000 + "x",
        "<b>" * 100_000 + "x",
        "<a><b><i><font>" * 30_000 + "x",
        "</div>" * 100_000 + "x",
        "<p>" * 100_000 + "x",
        "<table>" * 50_000 + "x",
        "<select><option>" * 20_000 + "</select>x",
        "<a " + " ".join(f"a{n}='1'" for n in range(60_000)) + ">x</a>",
        "<a " + "a='1' " * 60_000 + ">x</a>",
        "<a href='" + "y" * 3_000_000 + "'>x</a>",
        "<!--" * 100_000 + "-->x",
        "<![CDATA[" * 50_000 + "]]>x",
        "<script>" + "<script" * 60_000 + "</script>x",
        "<?" * 100_000 + ">x",
        "&amp;" * 200_000 + "<b>x</b>",
        "&" * 300_000 + "<b>x</b>",
        "<" * 300_000 + "><b>x</b>",
        "<a><p>" * 40_000 + "x",
    ],
    ids=range(18),
)
def test_field_e_markup_of_the_hostile_is_cheap(markup: str) -> None:
    """Each is read within the time limit of any test, whole and cut to what a post may have."""
    assert whole_text(markup).endswith("x") or len(whole_text(markup)) <= 1
    assert len(plain_text(markup)) <= 4_000
    assert len(one_line(markup)) <= 500
    assert len(headline(markup)) <= 500
