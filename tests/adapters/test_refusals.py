"""Every refusal that Slack and Discord document: what is final, what waits, what falls back."""

import json
from types import SimpleNamespace
from typing import Any

import discord
import pytest

from adapters.chat.discord.errors import to_bot_error
from adapters.chat.discord.refusals import BY_STATUS, WAITS
from adapters.chat.discord.refusals import REFUSALS as DISCORD
from adapters.chat.slack.refusals import REFUSALS as SLACK
from adapters.chat.slack.refusals import TOO_FAST
from bot.domain.message import Destination
from bot.domain.refusal import Refusal
from bot.errors import BotError, DeliveryError, RateLimited, Undeliverable
from tests.servers.discord import fake_discord
from tests.servers.discord_clients import connected
from tests.servers.respondent import a_message
from tests.servers.slack import FakeSlack, fake_slack
from tests.servers.slack_clients import CHANNEL, a_client

DISCORD_CHANNEL = Destination(platform="discord", channel="60")

# What https://docs.slack.dev/reference/methods/chat.postMessage and chat.update list of their own.
SLACK_POST = {
    Refusal.CHANNEL: "channel_not_found ekm_access_denied is_archived messages_tab_disabled not_in_channel "
    "restricted_action restricted_action_read_only_channel restricted_action_thread_only_channel "
    "team_not_found is_inactive access_denied no_permission",
    Refusal.THREAD: "restricted_action_non_threadable_channel restricted_action_thread_locked "
    "cannot_reply_to_message",
    Refusal.FORM: "invalid_blocks invalid_blocks_format msg_blocks_too_long msg_too_long "
    "too_many_attachments too_many_contact_cards attachment_payload_limit_exceeded missing_file_data "
    "invalid_attachments "
    "slack_connect_canvas_sharing_blocked slack_connect_file_link_sharing_blocked "
    "slack_connect_lists_sharing_blocked markdown_text_conflict block_mismatch invalid_arguments",
    Refusal.MESSAGE: "as_user_not_supported duplicate_channel_not_found duplicate_message_not_found "
    "invalid_metadata_format invalid_metadata_schema metadata_too_large no_text cant_update_message "
    "cant_broadcast_message edit_window_closed no_dual_broadcast_content_update invalid_arg_name "
    "invalid_array_arg invalid_charset invalid_form_data invalid_post_type missing_post_type",
    Refusal.GONE: "message_not_found thread_not_found",
    Refusal.ACCOUNT: "invalid_auth not_authed account_inactive token_revoked token_expired missing_scope "
    "not_allowed_token_type team_access_not_granted two_factor_setup_required enterprise_is_restricted "
    "accesslimited metadata_must_be_sent_from_app method_deprecated deprecated_endpoint",
    Refusal.PASSING: "rate_limited ratelimited message_limit_exceeded internal_error fatal_error "
    "service_unavailable request_timeout team_added_to_org org_login_required external_channel_migrating "
    "update_failed streaming_state_conflict",
}
# What https://docs.discord.com/developers/topics/opcodes-and-status-codes says of posts, edits and threads.
DISCORD_POST = {
    Refusal.CHANNEL: (10003, 10004, 40007, 40058, 50001, 50007, 50008, 50009, 50013, 50024, 50278),
    Refusal.THREAD: (30033, 50083, 160002, 160004, 160005, 160006, 160007),
    Refusal.FORM: (40005, 50006, 50035, 50045, 50046, 30015, 200000, 240000),
    Refusal.GONE: (10008, 50005),
    Refusal.ACCOUNT: (40001, 40002, 50014, 60003),
    Refusal.PASSING: (20016, 20022, 20028, 20029, 30046, 40004, 40006, 40062, 40333, 110001, 130000),
}


async def refused_by(slack: FakeSlack, code: str) -> BotError:
    slack.fail("chat.postMessage", 200, {"ok": False, "error": code})
    with pytest.raises(BotError) as raised:
        await a_client(slack).send(a_message(), CHANNEL, nonce="n1")
    return raised.value


async def test_field_a1_every_documented_code_of_slack_has_what_follows_of_it() -> None:
    async with fake_slack() as slack:
        for code, refusal in SLACK.items():
            error = await refused_by(slack, code)
            if code in TOO_FAST:
                assert isinstance(error, RateLimited), code
            elif refusal is Refusal.PASSING:
                assert type(error) is DeliveryError, code
            else:
                assert isinstance(error, Undeliverable), code
                assert error.refusal is refusal, code
                assert code in str(error)

    documented = {code: refusal for refusal, codes in SLACK_POST.items() for code in codes.split()}
    assert {code: SLACK.get(code) for code in documented} == documented


@pytest.mark.parametrize("code", ["channel_on_fire", "x" * 4000, "\u202eevil\n", "Internal"])
async def test_field_a1_a_code_that_slack_does_not_document_is_unknown_and_is_said_in_bounds(
    code: str,
) -> None:
    async with fake_slack() as slack:
        error = await refused_by(slack, code)

    assert isinstance(error, Undeliverable)
    assert error.refusal is Refusal.UNKNOWN
    assert len(str(error)) < 300
    assert "\u202e" not in str(error)


@pytest.mark.parametrize("body", [{"ok": False}, {"ok": False, "error": None}, {"ok": False, "error": 7}, {}])
async def test_field_a1_an_answer_that_is_not_slacks_passes(body: dict[str, object]) -> None:
    async with fake_slack() as slack:
        slack.fail("chat.postMessage", 200, body)
        with pytest.raises(DeliveryError):
            await a_client(slack).send(a_message(), CHANNEL, nonce="n1")


@pytest.mark.parametrize("said", ["86400", "inf", "nan", "soon", "-5"])
async def test_field_a1_slack_asks_for_no_longer_than_ten_minutes(said: str) -> None:
    async with fake_slack() as slack:
        slack.fail("chat.postMessage", 429, headers={"Retry-After": said})
        with pytest.raises(RateLimited) as raised:
            await a_client(slack, per_second=1.0).send(a_message(), CHANNEL, nonce="n1")

    assert 0 <= raised.value.retry_after_seconds <= 600


THREAD_CODES = [
    "restricted_action_thread_locked",
    "restricted_action_non_threadable_channel",
    "cannot_reply_to_message",
    "thread_not_found",
    "message_not_found",
    "thread_locked",
    "not_yet_documented",
]


@pytest.mark.parametrize("code", THREAD_CODES)
async def test_field_a1_what_a_slack_thread_refuses_goes_to_the_channel_with_a_link_to_the_card(
    code: str,
) -> None:
    async with fake_slack() as slack:
        client = a_client(slack)
        card = await client.send(a_message("card"), CHANNEL, nonce="n1")
        slack.fail("chat.postMessage", 200, {"ok": False, "error": code})
        await client.send(a_message("cause found"), CHANNEL, nonce="n2", thread=card)

    news = slack.messages("incidents")[-1]
    assert "thread_ts" not in news
    assert "cause found" in news["text"]
    assert f"/p{card.id.replace('.', '')}" in json.dumps(news["blocks"])


async def test_field_a3_what_went_beside_a_slack_thread_is_found_there_again() -> None:
    async with fake_slack() as slack:
        client = a_client(slack)
        card = await client.send(a_message("card"), CHANNEL, nonce="n1")
        slack.fail("chat.postMessage", 200, {"ok": False, "error": "restricted_action_thread_locked"})
        first = await client.send(a_message("news"), CHANNEL, nonce="n2", thread=card)
        again = await client.send(a_message("news"), CHANNEL, nonce="n2", thread=card, uncertain=True)

    assert first == again
    assert len(slack.messages("incidents")) == 2


async def test_field_a3_a_slack_thread_refused_with_the_whole_channel_is_the_channels_matter() -> None:
    async with fake_slack() as slack:
        client = a_client(slack)
        card = await client.send(a_message("card"), CHANNEL, nonce="n1")
        for _ in range(2):
            slack.fail("chat.postMessage", 200, {"ok": False, "error": "is_archived"})
        with pytest.raises(Undeliverable) as raised:
            await client.send(a_message("news"), CHANNEL, nonce="n2", thread=card)

    assert raised.value.refusal is Refusal.CHANNEL


def assert_follows(error: BaseException, code: int, refusal: Refusal) -> None:
    if code in WAITS:
        assert isinstance(error, RateLimited), code
    elif refusal is Refusal.PASSING:
        assert type(error) is DeliveryError, code
    else:
        assert isinstance(error, Undeliverable), code
        assert error.refusal is refusal, code


async def test_field_a1_what_discord_documents_of_posts_has_what_follows_of_it() -> None:
    async with fake_discord() as fake, connected(fake) as platform:
        for refusal, codes in DISCORD_POST.items():
            for code in codes:
                fake.fail("/messages", 400, {"message": "no", "code": code})
                with pytest.raises(BotError) as raised:
                    await platform.send(a_message(), DISCORD_CHANNEL, nonce="n1")
                assert_follows(raised.value, code, refusal)


def test_field_a1_every_documented_code_of_discord_has_what_follows_of_it() -> None:
    assert len(DISCORD) == 240
    for code, refusal in DISCORD.items():
        response: Any = SimpleNamespace(status=400, reason="Bad Request")
        error = discord.HTTPException(response, {"message": "no", "code": code})
        assert_follows(to_bot_error("post", error), code, refusal)


@pytest.mark.parametrize(("status", "refusal"), [*BY_STATUS.items(), (402, Refusal.UNKNOWN)])
async def test_field_a1_where_discord_gives_no_code_its_status_counts(status: int, refusal: Refusal) -> None:
    async with fake_discord() as fake, connected(fake) as platform:
        fake.fail("/messages", status, {"message": "no", "code": 0, "retry_after": 900.0})
        with pytest.raises(BotError) as raised:
            await platform.send(a_message(), DISCORD_CHANNEL, nonce="n1")

    if refusal is Refusal.PASSING:
        assert isinstance(raised.value, DeliveryError)
    else:
        assert isinstance(raised.value, Undeliverable)
        assert raised.value.refusal is refusal
