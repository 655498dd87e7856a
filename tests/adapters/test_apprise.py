"""The real Apprise against a local server, through the services of it that take any address."""

import io
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import apprise
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from adapters.chat.apprise import PLATFORM, Apprise, AppriseSettings, words_of
from bot.domain.message import Destination, Link, Message, Picture, Quote, Section, Text, Tone
from bot.errors import ConfigurationError, DeliveryError, MissingSecret, Undeliverable
from tests.servers.raw import Raw, raw_server
from tests.servers.respondent import HOSTILE, a_message
from tests.servers.vault import MemoryVault
from tests.servers.webhook import endpoint

OPS = Destination(platform="apprise", channel="ops")
# What services take for a mention, a tag or a link.
ALIVE = re.compile(r"@(?!\u2060)|<(?!\u2060)|\](?!\u2060)|://")


def a_client(*urls: str) -> Apprise:
    return Apprise(AppriseSettings(urls=SecretStr(", ".join(urls))))


async def test_a_message_is_handed_on_as_title_and_plain_text() -> None:
    async with endpoint() as there:
        message = a_message("Discord: down")
        ref = await a_client(f"ops={there.url('/x', 'json')}").send(message, OPS, nonce="n1")

    sent = there.requests[0].json
    assert sent["title"] == "Discord: down"
    assert sent["message"] == "Who\nDiscord says its page (https://discordstatus.com)\n\nnow"
    assert (ref.platform, ref.channel) == ("apprise", "ops")
    assert there.requests[0].headers["User-Agent"] == "Sharedfate"


@pytest.mark.parametrize(
    ("tone", "kind"),
    [
        (Tone.OUTAGE, "failure"),
        (Tone.DEGRADED, "warning"),
        (Tone.RESOLVED, "success"),
        (Tone.WITHDRAWN, "info"),
    ],
)
async def test_a_headline_alone_arrives_with_its_tone(tone: Tone, kind: str) -> None:
    async with endpoint() as there:
        await a_client(f"ops={there.url('/', 'json')}").send(
            Message(headline="All well", tone=tone), OPS, nonce="n1"
        )

    sent = there.requests[0].json
    assert (sent["title"], sent["message"], sent["type"]) == ("", "All well", kind)


async def test_a_picture_is_attached_where_the_service_takes_one_and_said_everywhere() -> None:
    message = Message(
        headline="Map", picture=Picture(png=b"\x89PNG", name="map.png", alt="Who depends on whom")
    )
    async with endpoint() as there:
        client = a_client(f"ops={there.url('/', 'json')}", f"chat={there.url('/' + 'a' * 26, 'mmost')}")
        await client.send(message, OPS, nonce="n1")
        await client.send(message, Destination(platform="apprise", channel="chat"), nonce="n1")

    taken, left = (request.json for request in there.requests)
    assert taken["attachments"] == [{"filename": "map.png", "base64": "iVBORw==", "mimetype": "image/png"}]
    assert "Who depends on whom" in taken["message"]
    assert "Who depends on whom" in left["text"]


async def test_an_edit_does_nothing_and_a_reply_is_a_message() -> None:
    async with endpoint() as there:
        client = a_client(f"ops={there.url('/', 'json')}")
        card = await client.send(a_message("first"), OPS, nonce="n1")
        await client.edit(card, a_message("second"))
        await client.send(a_message("reply"), OPS, nonce="n2", thread=card)

    assert [request.json["title"] for request in there.requests] == ["first", "reply"]
    assert not PLATFORM.traits.edits


@contextmanager
def all_logs() -> Iterator[io.StringIO]:
    """What the process would write to its log, at the level of the library's choice."""
    heard = io.StringIO()
    handler = logging.StreamHandler(heard)
    root, library = logging.getLogger(), logging.getLogger("apprise")
    root.addHandler(handler)
    library.setLevel(logging.DEBUG)
    try:
        yield heard
    finally:
        root.removeHandler(handler)
        library.setLevel(logging.NOTSET)


@pytest.mark.parametrize("status", [302, 403, 500])
async def test_a_failure_is_tried_again_and_names_neither_address_nor_secret(status: int) -> None:
    with all_logs() as heard:
        async with endpoint() as there:
            there.answer(status, "a secret answer", {"Location": there.url("/elsewhere")})
            client = a_client(f"ops=json://user:hidden@{there.base}/hidden")
            with pytest.raises(DeliveryError, match=rf"“ops” \({status}\)") as raised:
                await client.send(a_message(), OPS, nonce="n1")

    assert [request.path for request in there.requests] == ["/hidden"]
    for secret in ("hidden", there.base, "127.0.0.1", "secret"):
        assert secret not in str(raised.value)
        assert secret not in heard.getvalue()


@pytest.mark.parametrize("ending", ["", "?rto=0.05"])
async def test_a_service_that_breaks_off_or_is_silent_is_tried_again(ending: str) -> None:
    async with raw_server(Raw(b"", drips=bool(ending))) as there:
        with pytest.raises(DeliveryError, match="“ops”"):
            await a_client(f"ops=json://127.0.0.1:{there.port}/{ending}").send(a_message(), OPS, nonce="n1")


async def test_an_unknown_name_says_where_to_add_it() -> None:
    with pytest.raises(Undeliverable, match=r"“nobody”.*APPRISE_URLS"):
        await a_client("ops=json://127.0.0.1:9/").send(
            a_message(), Destination(platform="apprise", channel="nobody"), nonce="n1"
        )


@pytest.mark.parametrize(
    "urls", ["ops=nosuch://hidden/", "ops=mmost://hidden", "ops=discord://hidden", "hidden"]
)
async def test_a_url_that_apprise_cannot_read_is_named_and_not_shown(urls: str) -> None:
    settings = AppriseSettings(urls=SecretStr(urls))

    with all_logs() as heard, pytest.raises(ConfigurationError, match="APPRISE_URLS") as raised:
        async with PLATFORM.connect(settings, MemoryVault()):
            pass
    assert "hidden" not in str(raised.value)
    assert "hidden" not in heard.getvalue()


async def test_urls_alone_count_as_configured_and_none_are_named() -> None:
    assert PLATFORM.is_configured(AppriseSettings.read({"APPRISE_URLS": "mail=mailto://x"}))
    assert not PLATFORM.is_configured(AppriseSettings.read({}))
    with pytest.raises(MissingSecret, match="APPRISE_URLS"):
        async with PLATFORM.connect(AppriseSettings(), MemoryVault()):
            pass


async def test_a_url_keeps_its_own_commas_and_its_own_choice_of_overflow() -> None:
    async with endpoint() as there:
        client = a_client(f"ops=json://{there.base}/x?-to=a,b&overflow=split", f"b=json://{there.base}/y")
        await client.send(a_message(), OPS, nonce="n1")

    assert [service[0].overflow_mode.value for service in client._services.values()] == ["split", "truncate"]
    assert [request.path for request in there.requests] == ["/x"]


async def test_hostile_words_are_shown_as_they_are() -> None:
    hostile = Message(headline=HOSTILE, sections=(Section(lines=((Text(f"{HOSTILE} :smile: \\n"),),)),))
    async with endpoint() as there:
        client = a_client(
            f"ops=json://{there.base}/?emojis=yes",
            f"html=json://{there.base}/?format=html",
            f"markdown=json://{there.base}/?format=markdown",
        )
        for name in ("ops", "html", "markdown"):
            await client.send(hostile, Destination(platform="apprise", channel=name), nonce="n1")

    text, html, markdown = (request.json["message"] for request in there.requests)
    assert text.endswith(":smile: \\n")
    assert "\u202e" not in text
    assert not ALIVE.search(text)
    assert "&lt;" in html
    assert "<" not in html.replace("<br", "")
    assert r"\*bold\*" in markdown


async def test_nobody_is_called_by_a_service_that_looks_for_mentions() -> None:
    message = Message(headline="x", sections=(Section(lines=((Text(f"{HOSTILE} <@123> <@&456> @here"),),)),))
    discord: Any = apprise.Apprise.instantiate("discord://1234567890/abcdefghijk?format=markdown")

    assert discord.ping_payload("@everyone <@123>")
    assert discord.ping_payload(words_of(message)[1]) == {}


@given(st.text("@<>]([)!|:/\n\r\u200b\u202e\\*ahttps.", max_size=60))
def test_no_words_come_alive(words: str) -> None:
    line = (Text(words), Quote(words), Link(words, f"https://example.org/{words}"))
    message = Message(headline=words, sections=(Section(title=words, lines=(line,)),), footer=line)

    title, body = words_of(message)

    addresses = re.findall(r"\(https://example\.org/([^\s)]*)\)", body)
    assert len(addresses) == 2
    assert not any(set("@<>[]") & set(address) for address in addresses)
    assert not ALIVE.search(title)
    assert not ALIVE.search(re.sub(r"\(https://example\.org/[^\s)]*\)", "", body))
    assert len(body.splitlines()) <= 4
