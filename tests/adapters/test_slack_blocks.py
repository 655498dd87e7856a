"""Any message, however long or hostile, within Slack's limits: the stand-in's rules are the judge."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.chat.discord.embeds import embed_for
from adapters.chat.discord.text import escape
from adapters.chat.shared.untrusted_text import link_label
from adapters.chat.slack.blocks import blocks_for, fallback_text
from adapters.chat.slack.forms import view_for
from bot.domain.contact import Choice, Field, Form
from bot.domain.message import (
    Button,
    ButtonStyle,
    Link,
    Message,
    Moment,
    Picture,
    Quote,
    Section,
    Span,
    Text,
    Tone,
)
from tests.servers.respondent import HOSTILE
from tests.servers.slack_rules import called, complaints, view_complaints

PIECES = (
    HOSTILE,
    "<!subteam^S1|x> <!here> <!everyone> <@U1> @here",
    "\u202eevil\u202c \u2066\u200f שלום عاجل",
    "🔥👩‍👩‍👧‍👦🇺🇦",
    "&lt;!channel&gt; &amp; *_~`",
    "\x00\x1b[31m\n\r\t",
    "<!date^1^{date}^http://evil.example|x>",
    "Discord: down",
    " ",
)
TEXTS = st.one_of(
    st.builds(lambda piece, times: (piece * times)[:4_000], st.sampled_from(PIECES), st.integers(0, 4_000)),
    st.text(max_size=60),
)
URLS = st.one_of(
    st.sampled_from(
        (
            "https://status.example",
            "http://",
            "https://[::1",
            "javascript:alert(1)",
            "https://a b",
            "https://x.example/<!channel>",
        )
    ),
    st.builds(lambda text: f"https://status.example/{text}", TEXTS),
)
SPANS: st.SearchStrategy[Span] = st.one_of(
    st.builds(Text, TEXTS, st.booleans()),
    st.builds(Quote, TEXTS),
    st.builds(Link, TEXTS, URLS),
    st.builds(Moment, st.just(datetime(2026, 3, 1, 12, tzinfo=UTC))),
)
LINES = st.lists(SPANS, max_size=4).map(tuple)
SECTIONS = st.builds(
    Section,
    title=st.none() | TEXTS,
    lines=st.builds(
        lambda lines, times: tuple(lines) * times, st.lists(LINES, max_size=4), st.sampled_from((1, 7, 900))
    ),
    more=st.integers(0, 100),
)
BUTTONS = st.lists(
    st.builds(
        Button,
        label=TEXTS,
        action=st.one_of(st.just("mute"), st.text(max_size=100)),
        style=st.sampled_from(ButtonStyle),
    ),
    max_size=40,
).map(tuple)
MESSAGES = st.builds(
    Message,
    headline=TEXTS,
    tone=st.sampled_from(Tone),
    sections=st.builds(
        lambda sections, times: tuple(sections) * times,
        st.lists(SECTIONS, max_size=4),
        st.sampled_from((1, 20)),
    ),
    footer=st.lists(SPANS, max_size=30).map(tuple),
    buttons=BUTTONS,
    picture=st.none() | st.builds(Picture, png=st.just(b"png"), name=st.just("a.png"), alt=TEXTS),
    ping=st.sampled_from((None, "S0123ABC", "U0123ABC", "W9", "here", "<!channel>", "@S1", "")),
)
IDS = frozenset({"S0123ABC", "U0123ABC", "W9"})


@settings(deadline=None, max_examples=20)
@given(MESSAGES)
def test_any_message_fits_calls_nobody_else_and_begins_with_words(message: Message) -> None:
    text, blocks = fallback_text(message, pings=True), blocks_for(message, file="F1", pings=True)
    post = {"text": text, "blocks": blocks}
    edit = {"text": fallback_text(message), "blocks": blocks_for(message)}

    assert complaints(post) == []
    assert complaints(edit) == []
    assert called(post) == {message.ping} & IDS
    assert called(edit) == set()
    assert text.split("\n")[0].strip()
    assert blocks[0]["text"]["text"].strip()
    assert "\u202e" not in json.dumps(post, ensure_ascii=False)


@settings(deadline=None)
@given(
    st.builds(
        Form,
        id=st.text(max_size=100),
        title=TEXTS,
        fields=st.lists(
            st.builds(
                Field,
                id=st.text(st.characters(codec="utf-8"), min_size=1, max_size=20),
                label=TEXTS,
                value=TEXTS,
                hint=TEXTS,
                is_long=st.booleans(),
                is_required=st.booleans(),
                choices=st.lists(
                    st.builds(Choice, label=TEXTS, value=st.text(max_size=100)), max_size=120
                ).map(tuple),
            ),
            min_size=1,
            max_size=5,
            unique_by=lambda field: field.id,
        ).map(tuple),
    )
)
def test_any_form_fits(form: Form) -> None:
    assert view_complaints(view_for(form, "C1")) == []


def test_what_is_left_out_is_counted() -> None:
    lines = ((Text("§"),),) * 100
    message = Message(headline="h", sections=(Section(lines=lines, more=7),) * 60)

    shown = json.dumps(blocks_for(message), ensure_ascii=False)

    assert shown.count("§") == 40 * 43
    assert shown.count('"and 67 more"') == 43
    assert f'"and {107 * 17} more"' in shown


def test_the_fullest_message_fits() -> None:
    long = Text("x" * 4_000)
    message = Message(
        headline=long.value,
        sections=(Section(title=long.value, lines=((long,) * 2,) * 6),) * 60,
        footer=(long,) * 40,
        buttons=tuple(Button(label=long.value, action=str(number)) for number in range(99)),
        picture=Picture(png=b"", name="a.png", alt=long.value),
        ping="S0123",
    )
    post = {
        "text": fallback_text(message, pings=True),
        "blocks": blocks_for(message, file="F1", pings=True),
    }
    many = replace(message, sections=(Section(lines=((Text("x"),),)),) * 60)

    assert complaints(post) == []
    assert len(blocks_for(many, file="F1", pings=True)) == 50


def test_the_fullest_form_fits() -> None:
    choices = tuple(Choice(label="x" * 99, value=str(number)) for number in range(150))
    field = Field(id="f", label="x" * 4_000, hint="x" * 4_000, value="x" * 4_000)
    fields = (field, replace(field, id="g", choices=choices))
    form = Form(id="f", title="x" * 99, opened_by="f", fields=fields)

    assert view_complaints(view_for(form, "C1")) == []


def test_a_message_that_is_too_long_says_how_much_is_missing() -> None:
    lines = tuple((Text("x" * 700),) for _ in range(30))
    blocks = blocks_for(Message(headline="h", sections=(Section(lines=lines), Section(lines=lines))))

    assert [block["elements"][-1]["elements"][0]["text"] for block in blocks[1:]] == [
        "and 16 more",
        "and 30 more",
    ]


def test_buttons_carry_their_action_and_look_as_loud_as_they_are() -> None:
    buttons = (
        Button(label="Mute", action="mute:i1", style=ButtonStyle.DANGER),
        Button(label="Mute", action="mute:i1"),
        Button(label="", action="more", style=ButtonStyle.PRIMARY),
    )
    (row,) = blocks_for(Message(headline="h", buttons=buttons))[1:]

    assert [button["value"] for button in row["elements"]] == ["mute:i1", "mute:i1", "more"]
    assert [button["action_id"] for button in row["elements"]] == ["sf:mute:i1", "sf:mute:i1#1", "sf:more"]
    assert [button.get("style") for button in row["elements"]] == ["danger", None, "primary"]
    assert row["elements"][2]["text"]["text"] == "…"


def test_forty_buttons_stand_in_two_rows() -> None:
    buttons = tuple(Button(label=str(number), action=str(number)) for number in range(40))

    rows = blocks_for(Message(headline="h", buttons=buttons))[1:]

    assert [len(row["elements"]) for row in rows] == [25, 15]


@pytest.mark.parametrize(
    ("ping", "element", "written"),
    [
        ("S0123", {"type": "usergroup", "usergroup_id": "S0123"}, "<!subteam^S0123>"),
        ("U0123", {"type": "user", "user_id": "U0123"}, "<@U0123>"),
        ("W0123", {"type": "user", "user_id": "W0123"}, "<@W0123>"),
    ],
)
def test_a_ping_calls_one_group_or_person_when_posted(ping: str, element: object, written: str) -> None:
    message = Message(headline="Discord: down", ping=ping)

    assert blocks_for(message, pings=True)[1]["elements"][0]["elements"][0] == element
    assert fallback_text(message, pings=True).split("\n") == ["🔵 Discord: down", written]
    assert len(blocks_for(message)) == 1
    assert fallback_text(message) == "🔵 Discord: down"


@pytest.mark.parametrize(
    "ping", ["here", "channel", "<!channel>", "C0123", "S0123|x", "@U1", "s0123", "S1 U1"]
)
def test_what_is_no_id_of_a_group_or_person_calls_nobody(ping: str) -> None:
    message = Message(headline="h", ping=ping)

    assert len(blocks_for(message, pings=True)) == 1
    assert fallback_text(message, pings=True) == "🔵 h"


@pytest.mark.parametrize(
    ("label", "shown"),
    [
        ("https://github.com/login", "https://github.com/login (evil.example)"),
        ("github.com", "github.com (evil.example)"),
        ("Log in at www.github.com", "Log in at www.github.com (evil.example)"),
        ("github\uff0ecom", "github\uff0ecom (evil.example)"),
        ("https://evil.example/x", "https://evil.example/x"),
        ("evil.example", "evil.example"),
        ("Node.js builds fail", "Node.js builds fail"),
        ("API: 5xx", "API: 5xx"),
    ],
)
def test_a_link_that_looks_like_another_address_shows_where_it_leads(label: str, shown: str) -> None:
    line = (Link(label, "https://github.com@evil.example/x"),)
    message = Message(headline="h", sections=(Section(lines=(line,)),))

    element = blocks_for(message)[1]["elements"][0]["elements"][0]
    assert element == {"type": "link", "url": "https://github.com@evil.example/x", "text": shown}
    assert f"[{escape(shown)}](" in embed_for(message)["description"]


def test_the_end_of_a_long_host_is_shown() -> None:
    label = link_label("https://github.com/", f"https://github.com.{'a' * 200}.evil.example/", 150)

    assert len(label) <= 150
    assert label.endswith("a.evil.example)")


def test_the_rules_know_what_slack_refuses() -> None:
    header = {"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}
    button = {"type": "button", "text": {"type": "plain_text", "text": "x"}, "action_id": "a", "value": "v"}
    empty = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": []}]}

    assert complaints({}) == ["no_text"]
    assert complaints({"text": "x" * 4_001}) == ["text is too long"]
    assert complaints({"blocks": [header]}) == ["header is empty or too long"]
    assert complaints({"blocks": [{"type": "actions", "elements": [button, button]}]}) == [
        "action_id a is there twice"
    ]
    assert complaints({"blocks": [empty]}) == ["bad part rich_text_section"]
    assert "51 blocks" in complaints({"blocks": [{"type": "actions", "elements": []}] * 51})
    assert called({"text": "<!here> <@U1> <!subteam^S1|x>"}) == {"here", "U1", "S1"}


@pytest.mark.parametrize(
    ("in_menu", "kinds"),
    [
        (0, ["button", "button"]),
        (1, ["button", "button", "button"]),
        (2, ["button", "button", "overflow"]),
        (5, ["button", "button", "overflow"]),
        (6, ["button", "button", "static_select"]),
        (48, ["button", "button", "static_select"]),
    ],
)
def test_field_c2_what_is_seldom_wanted_is_in_one_menu(in_menu: int, kinds: list[str]) -> None:
    row = tuple(Button(label=f"b{n}", action=f"b{n}") for n in range(2))
    menu = tuple(Button(label=f"m{n}", action=f"m{n}", is_in_menu=True) for n in range(in_menu))

    blocks = blocks_for(Message(headline="h", buttons=(*menu, *row)))

    assert [element["type"] for element in blocks[-1]["elements"]] == kinds
    assert complaints({"text": "h", "blocks": blocks}) == []
