"""Any message and any form, however large and hostile, is one that Discord takes."""

import json
import re
from datetime import UTC, datetime

import pytest
from discord.http import handle_message_parameters
from hypothesis import given
from hypothesis import strategies as st

from adapters.chat.discord.forms import modal_for, values_in
from adapters.chat.discord.parts import parts_of
from bot.domain.contact import Choice, Field, Form
from bot.domain.message import (
    Button,
    ButtonStyle,
    Line,
    Link,
    Message,
    Moment,
    Picture,
    Quote,
    Section,
    Text,
    Tone,
)
from tests.servers.discord_rules import Json, called, message_faults, modal_faults, units
from tests.servers.discord_shapes import filled_in
from tests.servers.respondent import HOSTILE

UNSEEN = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\u200e\u200f\u061c")

words = st.one_of(
    st.text(max_size=60),
    st.text(st.characters(categories=["Cs", "So", "Zl", "Zp", "Po"]), max_size=60),
    st.sampled_from(
        [
            "",
            "   ",
            "\u202e\u2066",
            HOSTILE,
            (HOSTILE * 100)[:4_000],
            "@everyone @here <@7> <@!7> <@&70> <#60>",
            "@" * 4_000,
            "🤷🏽‍♀️" * 1_000,
            "مرحبا بالعالم " * 300,
            "\ud800" * 700,
            "one\u2028# two\u2029three",
            "# h\n> q\n- l\n1. n\n```x```\n||s||",
            "</settings:1> <:e:1> <t:1:R> <id:home> https://evil.example discord.gg/x",
        ]
    ),
)
urls = st.one_of(
    words.map("https://x.example/".__add__),
    st.sampled_from(["javascript:alert(1)", "https://x/a(b)c>?q=[1]", "https://x/" + "é" * 480, ""]),
)
spans = st.one_of(
    st.builds(Text, words, bold=st.booleans()),
    st.builds(Link, words, urls),
    st.builds(Quote, words),
    st.just(Moment(datetime(2025, 11, 18, 11, 48, tzinfo=UTC))),
)
lines = st.lists(spans, min_size=1, max_size=4).map(tuple) | spans.map(lambda span: (span,) * 40)


def repeated(some: list[Line], times: int) -> tuple[Line, ...]:
    return tuple(some * times)


sections = st.builds(
    Section,
    title=st.none() | words,
    lines=st.builds(repeated, st.lists(lines, max_size=3), st.sampled_from([1, 2, 50, 2_000])),
    more=st.sampled_from([0, 7, 100_000]),
)
buttons = st.builds(
    Button,
    label=words,
    action=st.text(st.characters(categories=["Ll", "Nd", "So"]), max_size=110) | st.just("same"),
    style=st.sampled_from(ButtonStyle),
)
pictures = st.builds(Picture, png=st.sampled_from([b"", b"png"]), name=words | st.just("a.png"), alt=words)
messages = st.builds(
    Message,
    headline=words,
    tone=st.sampled_from(Tone),
    sections=st.lists(sections, max_size=6).map(tuple) | sections.map(lambda section: (section,) * 1_000),
    footer=lines | st.just(()),
    buttons=st.lists(buttons, max_size=40).map(tuple),
    picture=st.none() | pictures,
    ping=st.none() | words | st.sampled_from(["70", "u7", "99999999999999999999", "everyone"]),
)


def sent(message: Message, *, may_ping: bool) -> tuple[Json, list[tuple[str, int]]]:
    """The payload that the SDK makes of it, with the files' names and sizes."""
    parts = parts_of(message, may_ping=may_ping)
    with handle_message_parameters(
        content=parts.content,
        embeds=parts.embeds,
        files=parts.files,
        view=parts.view,
        allowed_mentions=parts.mentions,
        nonce="n" * 24,
    ) as made:
        payload = made.payload or json.loads((made.multipart or [])[0]["value"])
        return payload, [(file.filename, len(file.fp.read())) for file in made.files or ()]


@given(messages, st.booleans())
def test_any_message_is_one_that_discord_takes(message: Message, may_ping: bool) -> None:  # noqa: FBT001
    payload, files = sent(message, may_ping=may_ping)

    assert message_faults(payload, files) == []


@given(messages, st.booleans())
def test_any_message_has_a_first_line_to_read(message: Message, may_ping: bool) -> None:  # noqa: FBT001
    payload, _ = sent(message, may_ping=may_ping)

    first, *rest = payload["content"].splitlines()
    assert re.sub(r"<@&?\d+>", "", first).strip()
    assert rest == []


@pytest.mark.parametrize(
    "headline", ["one\u2028two\u2029three\nfour", " \u202e ", "\ud800", "\u3164", "<@7>"]
)
def test_a_headline_is_one_line_whatever_it_holds(headline: str) -> None:
    payload, _ = sent(Message(headline=headline), may_ping=False)

    assert len(payload["content"].strip().splitlines()) == 1
    assert message_faults(payload) == []


@given(messages)
def test_any_message_calls_the_one_it_is_meant_to_call_and_nobody_else(message: Message) -> None:
    ping = message.ping or ""
    whom = {f"role:{ping}"} if re.fullmatch("[0-9]{1,20}", ping) else set()
    whom |= {f"user:{ping[1:]}"} if re.fullmatch("u[0-9]{1,20}", ping) else set()

    loud, quiet = (sent(message, may_ping=may_ping)[0] for may_ping in (True, False))
    assert (called(loud), called(quiet)) == (whom, set())
    # Twice safe: words are broken, and nothing but the one is allowed.
    assert loud["allowed_mentions"].pop("parse") == quiet["allowed_mentions"].pop("parse") == []
    assert sum(map(len, loud["allowed_mentions"].values())) == len(whom)
    assert quiet["allowed_mentions"] == {}


@given(messages)
def test_any_message_shows_words_as_they_are(message: Message) -> None:
    payload, _ = sent(message, may_ping=False)

    shown = [payload["content"], *(embed.get("description", "") for embed in payload["embeds"])]
    for text in shown:
        ours = re.sub(r"\]\(<https?://[^<>()\s]*>\)|<t:\d+:[fR]>", "", text)
        assert not re.search(r"<[@#:/ti]|@everyone|@here|(?<!\\)://|\]\(|```|\|\|", ours)
        assert not UNSEEN & set(ours)


@given(st.integers(1, 5_000), st.integers(1, 30), st.integers(0, 9))
def test_what_does_not_fit_is_counted(lines: int, sections: int, more: int) -> None:
    section = Section(title="Who", lines=((Text("a line of words"),),) * lines, more=more)
    payload, _ = sent(Message(headline="Down", sections=(section,) * sections), may_ping=False)

    said = payload["embeds"][0]["description"]
    shown = said.count("a line of words")
    left_out = sum(int(number) for number in re.findall(r"and (\d+) more", said))
    assert shown
    assert shown + left_out == sections * (lines + more)


names = st.text(st.characters(categories=["Ll", "Nd"]), min_size=1, max_size=100)
choices = st.builds(Choice, label=words, value=st.text("abc", max_size=3))  # "" is for "none of them"
fields = st.builds(
    Field,
    id=names,
    label=words,
    value=words.filter(lambda text: not re.search("[\ud800-\udfff]", text)) | st.text("abc", max_size=3),
    hint=words,
    is_long=st.booleans(),
    is_required=st.booleans(),
    choices=st.lists(choices, max_size=40).map(tuple),
)
forms = st.builds(
    Form,
    id=names,
    title=words,
    fields=st.lists(fields, min_size=1, max_size=5, unique_by=lambda field: field.id).map(tuple),
)


@given(forms)
def test_any_form_is_one_that_discord_takes_and_gives_back_as_it_was(form: Form) -> None:
    modal = modal_for(form).to_dict()
    assert modal_faults(modal) == []

    typed = {r["component"]["custom_id"]: _least(r["component"]) for r in modal["components"]}
    values = values_in(filled_in(modal, {id_: text for id_, text in typed.items() if text is not None}))
    assert set(values) == {field.id for field in form.fields}
    for field in form.fields:
        offered = {choice.value for choice in field.choices}
        if typed[field.id] is None and units(field.value) <= 4_000 and not offered - {""}:
            assert values[field.id] == field.value
        if offered - {""}:
            assert values[field.id] in offered | {""}


def test_a_forms_choice_that_is_set_is_chosen() -> None:
    two = (Choice(label="A", value="a"), Choice(label="B", value="b"))
    form = Form(id="f", title="t", opened_by="f", fields=(Field(id="x", label="l", value="b", choices=two),))

    assert values_in(filled_in(modal_for(form).to_dict(), {})) == {"x": "b"}
    assert values_in(filled_in(modal_for(form).to_dict(), {"x": ""})) == {"x": ""}


def _least(field: Json) -> str | None:
    """What a person must fill in who changes nothing; None where nothing must."""
    options = field.get("options", [])
    if not field["required"] or field.get("value") or any(option["default"] for option in options):
        return None
    return str(options[0]["value"]) if options else "x"
