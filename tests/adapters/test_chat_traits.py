"""What every chat platform says of itself: the core knows nothing else of it, and no platform by name."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.chat_platforms import PLATFORMS, TRAITS
from bot.alerting.routing import destination_in
from bot.catalog.loader import load
from bot.domain.chat_traits import ChatMention
from tests.servers.respondent import HOSTILE

ROOT = Path(__file__).parents[2]
EACH = pytest.mark.parametrize("name", PLATFORMS)
PAIRED = pytest.mark.parametrize("name", [name for name, one in TRAITS.items() if one.pair_notation])
# The rest of us has other uses for these words.
NOT_ONLY_NAMES = frozenset({"console"})


@EACH
def test_a_destination_is_written_as_it_is_read(name: str) -> None:
    for text in (f"{name}:x", f"{name}:#ops", f"{name}:T1/C1"):
        destination = destination_in(text, TRAITS)

        assert destination.platform == name
        assert str(destination) == text


@PAIRED
def test_examples_of_channels_are_channels_of_this_platform_alone(name: str) -> None:
    notation = TRAITS[name].pair_notation
    assert notation is not None
    for example in notation.examples.split(" or "):
        destination = destination_in(example, TRAITS)

        assert destination.platform == name
        assert [
            n for n, one in TRAITS.items() if one.pair_notation and one.pair_notation.fits(destination)
        ] == [name]


@EACH
def test_the_service_that_a_platform_is_stands_in_the_catalogue(name: str) -> None:
    own = TRAITS[name].own_service

    assert own is None or own in load().services


@pytest.mark.parametrize(
    ("text", "ping", "user"),
    [
        ("<!subteam^S12|@ops>", "S12", None),
        ("<!subteam^S12>", "S12", None),
        ("@S12", "S12", None),
        ("<@U1|joe>", "U1", "U1"),
        ("<@!W1>", "W1", "W1"),
        ("U1", "U1", "U1"),
        ("<@&1>", "1", None),
        ("<@1>", "u1", "1"),
        ("<@!1>", "u1", "1"),
        ("@u1", "u1", "1"),
        ("@1", "1", "1"),
    ],
)
def test_a_mention_is_one_platforms_alone_and_so_is_whom_it_calls(
    text: str, ping: str, user: str | None
) -> None:
    for written in (text, ping):
        read = [found for one in TRAITS.values() if (found := one.parse_mention(written))]

        assert [found.ping for found in read] == [ping]
    assert [one.parse_mention(text) for one in TRAITS.values() if one.parse_mention(text)] == [
        ChatMention(ping=ping, user=user)
    ]


@given(
    st.one_of(st.text(max_size=60), st.sampled_from([HOSTILE, "@everyone", "<!channel>", "<@&>", "u", "/"]))
)
def test_whatever_is_written_is_read_without_a_fault(text: str) -> None:
    for name, one in TRAITS.items():
        destination = one.parse_destination(text)

        assert destination.platform == name
        assert one.pair_notation is None or one.pair_notation.fits(destination) in (True, False)
        assert one.ping_words(text) != ""
        mention = one.parse_mention(text)
        assert mention is None or mention.ping


def test_nothing_but_its_adapter_knows_a_platform_by_name() -> None:
    knowing = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in sorted((ROOT / "bot").rglob("*.py"))
        for line in _names_a_platform(path.read_text(encoding="utf-8"))
    ]

    assert knowing == []


@pytest.mark.parametrize(
    "line",
    [
        'if ref.platform == "{}": ...',
        'if ref.platform in ("{}", "mail"): ...',
        'if f"{{ref.platform}}" != "{}": ...',
        'key = f"{}:{{ref.channel}}"',
        'if str(place).startswith("{}:"): ...',
        'if str(place).startswith(("{}:", "mail:")): ...',
        'match ref.platform:\n    case "{}": ...',
        'LIMITS = {{"{}": 5}}',
        'one = LIMITS["{}"]',
        'one = LIMITS.get("{}")',
    ],
)
@EACH
def test_however_a_platform_is_named_it_is_found(line: str, name: str) -> None:
    assert list(_names_a_platform(line.format(name)))
    assert not list(_names_a_platform(line.format("sundial")))


@pytest.mark.parametrize("name", sorted(PLATFORMS.keys() - NOT_ONLY_NAMES))
def test_a_platforms_own_modules_are_found_where_they_are_imported(name: str) -> None:
    assert list(_names_a_platform(f"from adapters.chat.{name} import PLATFORM"))
    assert list(_names_a_platform(f"from adapters.chat import {name}"))


def _names_a_platform(source: str) -> Iterator[int]:
    """The lines that know a platform: any text that is its name, or has it before a colon where one decides.

    What has other uses counts only where it decides: it is compared, looked up, or part of a text made.
    """
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Compare() | ast.MatchValue() | ast.Subscript() | ast.JoinedStr():
                found = _texts(node)
            case ast.Call(func=ast.Attribute(attr="startswith" | "endswith" | "removeprefix" | "get")):
                found = _texts(*node.args)
            case ast.Dict():
                found = _texts(*(key for key in node.keys if key is not None))
            case ast.ImportFrom():
                imported = [node.module or "", *(alias.name for alias in node.names)]
                found = {part for dotted in imported for part in dotted.split(".")} - NOT_ONLY_NAMES
            case ast.Constant():
                found = _texts(node) - NOT_ONLY_NAMES
            case _:
                continue
        if found & PLATFORMS.keys():
            yield node.lineno


def _texts(*nodes: ast.AST) -> set[str]:
    """All texts in these, without the colon that stands behind the name of a platform."""
    texts = (n.value for node in nodes for n in ast.walk(node) if isinstance(n, ast.Constant))
    return {text.casefold().removesuffix(":") for text in texts if isinstance(text, str)}
