"""robots.txt: what it allows us, whatever was written."""

import pytest

from bot.panels.robots_txt import MAX_ROBOTS_BYTES, MAX_RULES, robots_rules

ROOT = "https://site.example/"


@pytest.mark.parametrize(
    ("document", "allows"),
    [
        pytest.param("", True, id="empty"),
        pytest.param("<!doctype html><html>Not here</html>", True, id="a web page"),
        pytest.param("User-agent: *\nDisallow: /", False, id="nobody"),
        pytest.param("\ufeffUser-agent: *\nDisallow: /", False, id="behind a byte order mark"),
        pytest.param("user-AGENT :*\r\n DISALLOW:/  # all of it\r", False, id="written oddly"),
        pytest.param("User-agent: *\nDisallow:", True, id="nothing disallowed"),
        pytest.param("User-agent: *\nDisallow: /admin\nDisallow: /?q=", True, id="other paths"),
        pytest.param("User-agent: *\nDisallow: *", False, id="a star"),
        pytest.param("User-agent: *\nDisallow: /*", False, id="a star behind the slash"),
        pytest.param("User-agent: *\nDisallow: /$", False, id="the front page alone"),
        pytest.param("User-agent: *\nDisallow: /*$", False, id="anything up to the end"),
        pytest.param("User-agent: *\nDisallow: /\nAllow: /$", True, id="all but the front page"),
        pytest.param("User-agent: *\nAllow: /\nDisallow: /", True, id="as long: the kinder"),
        pytest.param("User-agent: *\nDisallow: %2F", True, id="an escaped slash is none"),
        pytest.param("User-agent: sharedfate\nDisallow: /", False, id="us"),
        pytest.param("User-agent: SharedFate/1.0 (x)\nDisallow: /", False, id="us with a version"),
        pytest.param("User-agent: sharedfate-other\nDisallow: /", True, id="another"),
        pytest.param("User-agent: share\nDisallow: /", True, id="the beginning of our name"),
        pytest.param("User-agent: GPTBot\nDisallow: /", True, id="somebody else"),
        pytest.param("User-agent: a\nUser-agent: *\nUser-agent: b\nDisallow: /", False, id="among others"),
        pytest.param("User-agent: *\nDisallow: /\n\nUser-agent: sharedfate\nAllow: /", True, id="us first"),
        pytest.param("User-agent: sharedfate\nDisallow:\n\nUser-agent: *\nDisallow: /", True, id="us, all"),
        pytest.param("User-agent: sharedfate\n\nUser-agent: *\nDisallow: /", False, id="us with the others"),
        pytest.param("User-agent: *\nCrawl-delay: 9\nSitemap: /x\nDisallow: /", False, id="other records"),
        pytest.param("User-agent: *\nDisallow: /a\nUser-agent: x\nDisallow: /", True, id="the next group"),
        pytest.param(
            "User-agent: *\nDisallow: /a\nUser-agent: x\nDisallow: /\nUser-agent: *\nDisallow: /",
            False,
            id="two groups that are one",
        ),
        pytest.param("Disallow: /", True, id="a rule of nobody's"),
        pytest.param("User-agent: *\n" + "Disallow: /long/\n" * 9_000 + "Disallow: /", False, id="late"),
    ],
)
def test_a_front_page_is_allowed_unless_a_rule_of_ours_says_otherwise(document: str, *, allows: bool) -> None:
    assert robots_rules(document.encode(), "sharedfate").allow(ROOT) is allows


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        ("/fish", "/fishheads", True),
        ("/fish*", "/catfish", False),
        ("/*.php$", "/folder/index.php", True),
        ("/*.php$", "/index.php?x", False),
        ("/*.php", "/index.php?x", True),
        ("/a*b*c$", "/a-c-b", False),
        ("/a*b*c$", "/abbc", True),
        ("/a*bc$", "/abc", True),
        ("/ab*bc$", "/abc", False),
        ("/foo/b%61r", "/foo/bar", True),
        ("/foo/bar?x=*", "/foo/bar?x=1", True),
        ("/\u30c4", "/%E3%83%84", True),
        ("/%e3%83%84", "/\u30c4", True),
        ("/a%3cd%3e", "/a%3Cd%3E", True),
        ("admin", "/admin", False),
    ],
)
def test_a_pattern_fits_as_the_standard_says(pattern: str, path: str, *, fits: bool) -> None:
    rules = robots_rules(f"User-agent: *\nDisallow: {pattern}".encode(), "sharedfate")

    assert rules.allow(f"https://site.example{path}") is not fits


def test_the_longest_pattern_decides() -> None:
    rules = robots_rules(b"User-agent: *\nDisallow: /a/b\nAllow: /a\nAllow: /a/b/c", "sharedfate")

    assert [rules.allow(f"https://x/{path}") for path in ("a", "a/b", "a/b/c", "b")] == [
        True,
        False,
        True,
        True,
    ]


def test_of_a_hostile_file_little_is_kept_and_the_broadest() -> None:
    agents = "".join(f"User-agent: a{n}\n" for n in range(10_000)) + "User-agent: *\n"
    rules = robots_rules(
        (agents + "".join(f"Disallow: /{n}\n" for n in range(20_000))).encode(), "sharedfate"
    )

    assert len(rules.rules) == MAX_RULES
    assert not rules.allow("https://x/7")


def test_what_stands_behind_500_kb_is_not_read() -> None:
    document = b"User-agent: *\n" + b"#" * MAX_ROBOTS_BYTES + b"\nDisallow: /"

    assert robots_rules(document, "sharedfate").allow(ROOT)


@pytest.mark.parametrize("document", [bytes(range(256)) * 9, "User-agent: *".encode("utf-16")])
def test_bytes_that_are_no_text_forbid_nothing(document: bytes) -> None:
    assert robots_rules(document, "sharedfate").allow(ROOT)


def test_many_stars_take_no_time() -> None:
    rules = robots_rules(b"User-agent: *\nDisallow: /" + b"*a" * 240 + b"$", "sharedfate")

    assert rules.allow("https://x/" + "a" * 1_900 + "b")
