"""What people do in Discord, heard by the real discord.py from a local one."""

from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import pytest

from bot.channel_commands.slash_commands import SLASH_COMMANDS
from bot.domain.contact import Begin, Inquiry, Press, Reply, begin_silently
from bot.domain.message import Button, Destination, Message
from tests.servers.discord import FakeDiscord, fake_discord
from tests.servers.discord_clients import connected, listening
from tests.servers.discord_shapes import MANAGE_CHANNELS
from tests.servers.respondent import FORM, Echo, a_message
from tests.waiting import wait_until

CHANNEL = Destination(platform="discord", channel="60")
EPHEMERAL = 64


@dataclass
class Failing(Echo):
    """Fails at whatever it is asked."""

    async def answer(self, inquiry: Inquiry, begin: Begin = begin_silently) -> Reply | None:
        await super().answer(inquiry, begin)
        raise LookupError("nobody must see this")

    async def press(self, press: Press, begin: Begin = begin_silently) -> Reply | None:
        await super().press(press, begin)
        raise LookupError("nobody must see this")


async def post_buttons(fake: FakeDiscord, *actions: str) -> None:
    """One client posts a message with buttons, and is gone."""
    buttons = tuple(Button(label=action[:20], action=action) for action in actions)
    async with connected(fake) as platform:
        await platform.send(Message(headline="Discord is down", buttons=buttons), CHANNEL, nonce="card")


async def press(fake: FakeDiscord, action: str, **person: Any) -> str:
    """Press a button and wait for what comes of it."""
    id_ = await fake.press(action, **person)
    await wait_until(lambda: fake.response(id_) and not fake.is_waiting(id_), "the press is dealt with")
    return id_


async def test_a_slash_command_is_deferred_and_answered_in_private() -> None:
    async with fake_discord() as fake, listening(fake):
        id_ = await fake.slash("discord")

        await wait_until(lambda: fake.messages(f"tok{id_}"), "an answer arrives")
    deferred = fake.called("POST", "/callback")[0]
    assert deferred["type"] == 5
    assert deferred["data"]["flags"] == 64
    assert "You asked: discord" in fake.messages(f"tok{id_}")[0]["content"]


async def test_typing_a_name_offers_at_most_25_names() -> None:
    async with fake_discord() as fake, listening(fake):
        await fake.slash("git", autocomplete=True)

        await wait_until(lambda: fake.called("POST", "/callback"), "choices arrive")
    choices = fake.called("POST", "/callback")[0]["data"]["choices"]
    assert len(choices) == 25
    assert choices[0] == {"name": "git0", "value": "git0"}


async def test_a_mention_and_a_direct_message_are_answered_and_the_rest_is_not() -> None:
    async with fake_discord() as fake, listening(fake) as echo:
        await fake.write("nothing to do with us")
        id_ = await fake.write("<@1> is discord down?")
        await fake.write("is github down?", channel="61", direct=True)

        await wait_until(lambda: fake.messages("60") and fake.messages("61"), "both answers arrive")
    assert [inquiry.text.strip() for inquiry in echo.asked] == ["is discord down?", "is github down?"]
    assert fake.messages("60")[0]["message_reference"]["message_id"] == int(id_)


@pytest.mark.parametrize("way", ["close", "reconnect"])
async def test_the_client_resumes_and_still_answers(way: str) -> None:
    async with fake_discord() as fake, listening(fake):
        await (fake.close(4000) if way == "close" else fake.ask_to_reconnect())
        await wait_until(lambda: fake.resumed, "it resumes")
        await fake.write("<@1> is reddit down?")

        await wait_until(lambda: fake.messages("60"), "an answer arrives")


async def test_the_commands_are_published_once() -> None:
    async with fake_discord() as fake:
        for _ in range(2):
            async with listening(fake):
                pass

    assert len(fake.called("PUT", "/commands")) == 1


async def test_the_commands_are_published_anew_when_anything_about_them_differs() -> None:
    async with fake_discord() as fake:
        async with listening(fake):
            group = next(command for command in fake.commands[""] if command["name"] == "sharedfate")
            assert group["default_member_permissions"] == str(MANAGE_CHANNELS)
        for change in (
            {"description": "another"},
            {"default_member_permissions": None},
            {"options": group["options"][1:]},
            {"options": [{**group["options"][0], "options": []}, *group["options"][1:]]},
            {"name": "unheardof"},
        ):
            before = len(fake.called("PUT", "/commands"))
            fake.commands[""] = [{**c, **change} if c is group else c for c in fake.commands[""]]
            async with listening(fake):
                pass
            assert len(fake.called("PUT", "/commands")) == before + 1, change
            group = next(command for command in fake.commands[""] if command["name"] == "sharedfate")


async def test_a_developers_server_gets_the_commands_at_once_and_nobody_else() -> None:
    async with fake_discord() as fake:
        for _ in range(2):
            async with listening(fake, dev_guild_id=50):
                pass

    assert len(fake.called("PUT", "/guilds/50/commands")) == 1
    assert fake.called("PUT", "/applications/1/commands") == []


async def test_it_listens_even_when_discord_does_not_take_the_commands() -> None:
    async with fake_discord() as fake:
        fake.fail("/commands", 400, {"message": "Max number of daily creates", "code": 30034})
        async with listening(fake):
            await fake.write("<@1> is discord down?")

            await wait_until(lambda: fake.messages("60"), "an answer arrives")


@pytest.mark.parametrize(
    ("command", "values", "text"),
    [
        ("isdown", {"name": "is {github} down?"}, "is {github} down?"),
        ("why", {"name": "github"}, "why github"),
        ("impact", {"name": "aws in us-east-1"}, "impact of aws in us-east-1"),
        ("incidents", {}, "incidents"),
        ("sharedfate watch", {"what": "github"}, "watch github"),
        ("sharedfate unwatch", {"what": "github"}, "unwatch github"),
        ("sharedfate list", {}, "list"),
        ("sharedfate stack", {}, "stack"),
        ("sharedfate test", {}, "test"),
        ("sharedfate quiet", {"hours": "22:00-07:00 Europe/Berlin"}, "quiet 22:00-07:00 Europe/Berlin"),
        ("sharedfate digest", {"when": "off"}, "digest off"),
        ("sharedfate health", {}, "health"),
        ("sharedfate help", {}, "help"),
    ],
)
async def test_every_command_is_words(command: str, values: dict[str, str], text: str) -> None:
    async with fake_discord() as fake, listening(fake) as echo:
        id_ = await fake.command(command, values, permissions=MANAGE_CHANNELS)
        await wait_until(lambda: fake.answers(id_), "an answer arrives")

    assert [inquiry.text for inquiry in echo.asked] == [text]
    assert fake.answers(id_)[0]["flags"] == EPHEMERAL
    assert fake.faults == []


async def test_commands_that_manage_are_for_those_who_may_manage_the_channel() -> None:
    async with fake_discord() as fake, listening(fake):
        for command in (command for command in SLASH_COMMANDS if command.manages):
            with pytest.raises(PermissionError):
                await fake.command(f"sharedfate {command.name}")


@pytest.mark.parametrize("command", ["isdown", "why", "impact", "sharedfate watch", "sharedfate unwatch"])
async def test_names_are_completed_wherever_one_is_wanted(command: str) -> None:
    option = "what" if " " in command else "name"
    async with fake_discord() as fake, listening(fake):
        id_ = await fake.command(command, {option: "git"}, permissions=MANAGE_CHANNELS, typing=True)
        await wait_until(lambda: fake.response(id_), "choices arrive")

    assert fake.called("POST", "/callback")[0]["data"]["choices"][24] == {"name": "git24", "value": "git24"}


async def test_who_asks_where_and_with_which_rights_is_told() -> None:
    async with fake_discord() as fake, listening(fake) as echo:
        for rights in (0, MANAGE_CHANNELS, 1 << 5, 1 << 3):
            id_ = await fake.command("incidents", permissions=rights)
            await wait_until(partial(fake.answers, id_), "an answer arrives")
        id_ = await fake.command("incidents", direct=True)
        await wait_until(lambda: fake.answers(id_), "an answer arrives")

    assert [asked.may_manage for asked in echo.asked] == [False, True, True, True, None]
    assert {(a.team, a.channel, a.user, a.is_direct) for a in echo.asked} == {
        ("50", "60", "7", False),
        ("", "61", "7", True),
    }


async def test_a_mention_tells_the_rights_of_its_author() -> None:
    async with fake_discord() as fake, listening(fake) as echo:
        await fake.write("<@1> list")
        await fake.write("<@1> list", roles=("70",))
        await fake.write("list", channel="61", direct=True)
        await wait_until(lambda: len(echo.asked) == 3, "all are heard")

    assert [asked.may_manage for asked in echo.asked] == [False, True, None]
    assert [(asked.team, asked.is_direct) for asked in echo.asked] == [
        ("50", False),
        ("50", False),
        ("", True),
    ]


async def test_a_button_of_an_earlier_run_is_answered_in_private_by_a_fresh_client() -> None:
    async with fake_discord() as fake:
        await post_buttons(fake, "ack:inc-1", "x" * 100)
        async with listening(fake) as echo:
            id_ = await press(fake, "ack:inc-1", permissions=MANAGE_CHANNELS)
            other = await press(fake, "x" * 100)

    assert [(p.action, p.channel, p.user, p.team, p.may_manage) for p in echo.pressed] == [
        ("ack:inc-1", "60", "7", "50", True),
        ("x" * 100, "60", "7", "50", False),
    ]
    assert fake.response(id_) == {"type": 5, "data": {"flags": EPHEMERAL}}
    assert "You pressed: ack:inc-1" in fake.answers(id_)[0]["content"]
    assert fake.answers(other)[0]["flags"] == EPHEMERAL
    assert len(fake.messages("60")) == 1


async def test_a_public_answer_to_a_button_is_seen_by_all() -> None:
    async with fake_discord() as fake:
        await post_buttons(fake, "publicly")
        async with listening(fake):
            id_ = await press(fake, "publicly")
            await wait_until(lambda: len(fake.messages("60")) == 2, "all see it")

    assert not fake.answers(id_)[0].get("flags", 0) & EPHEMERAL
    assert fake.messages("60")[1]["allowed_mentions"] == {"parse": []}


async def test_a_button_that_has_nothing_to_say_leaves_no_trace() -> None:
    async with fake_discord() as fake:
        await post_buttons(fake, "quietly")
        async with listening(fake):
            id_ = await press(fake, "quietly")

    assert fake.answers(id_) == []
    assert len(fake.messages("60")) == 1


async def test_a_button_in_a_private_answer_and_one_in_a_direct_message_work() -> None:
    @dataclass
    class Offering(Echo):
        async def answer(self, inquiry: Inquiry, begin: Begin = begin_silently) -> Reply | None:
            await super().answer(inquiry, begin)
            return Reply(message=Message(headline="Well?", buttons=(Button(label="Do it", action="do"),)))

    async with fake_discord() as fake, listening(fake, Offering()) as echo:
        asked = await fake.command("incidents")
        await wait_until(lambda: fake.answers(asked), "an answer arrives")
        await fake.press("do", answer=asked)
        await fake.write("incidents", channel="61", direct=True)
        await wait_until(lambda: fake.messages("61"), "an answer arrives")
        await fake.press("do", direct=True)
        await wait_until(lambda: len(echo.pressed) == 2, "both are pressed")

    assert [(p.action, p.channel, p.is_direct, p.may_manage) for p in echo.pressed] == [
        ("do", "60", False, False),
        ("do", "61", True, None),
    ]


async def test_what_is_done_under_a_card_is_done_in_the_cards_channel() -> None:
    update = Message(headline="GitHub, too", buttons=(Button(label="Mute", action="mute"),))
    async with fake_discord() as fake, connected(fake) as platform:
        card = await platform.send(a_message(), CHANNEL, nonce="card")
        await platform.send(update, CHANNEL, nonce="update", thread=card)
        async with listening(fake) as echo:
            await press(fake, "mute", channel=card.id)
            await fake.write("<@1> list", channel=card.id)
            later = await platform.send(a_message(), CHANNEL, nonce="later")
            await platform.send(update, CHANNEL, nonce="more", thread=later)
            await press(fake, "mute", channel=later.id)
            await wait_until(lambda: len(fake.messages(card.id)) == 2, "the mention is answered")

    assert [p.channel for p in echo.pressed] == ["60", "60"]
    assert [a.channel for a in echo.asked] == ["60"]


async def test_a_thread_that_a_person_opened_is_a_place_of_its_own() -> None:
    async with fake_discord() as fake, listening(fake) as echo:
        thread = await fake.open_thread()
        await fake.write("<@1> list", channel=thread)
        await wait_until(lambda: fake.messages(thread), "the mention is answered there")

    assert [a.channel for a in echo.asked] == [thread]


async def test_a_command_opens_a_form_and_what_is_filled_in_comes_back() -> None:
    async with fake_discord() as fake, listening(fake) as echo:
        opened = await fake.command("sharedfate settings", permissions=MANAGE_CHANNELS)
        await wait_until(lambda: fake.response(opened), "the form opens")
        sent = await fake.submit(opened, {"stack": "github\nfastly"}, permissions=MANAGE_CHANNELS)
        await wait_until(lambda: fake.answers(sent), "the form is answered")

    assert [row["label"] for row in fake.modal(opened)["components"]] == [f.label for f in FORM.fields]
    assert [row["component"]["type"] for row in fake.modal(opened)["components"]] == [3, 4]
    assert [(s.form, dict(s.values), s.may_manage) for s in echo.submitted] == [
        ("settings:C1", {"grade": "probable", "stack": "github\nfastly"}, True)
    ]
    assert fake.answers(sent)[0]["flags"] == EPHEMERAL
    assert fake.faults == []


async def test_a_form_that_was_opened_before_a_restart_is_taken_in_after_it() -> None:
    async with fake_discord() as fake:
        async with listening(fake):
            opened = await fake.command("sharedfate settings", permissions=MANAGE_CHANNELS)
            await wait_until(lambda: fake.response(opened), "the form opens")
        async with listening(fake) as echo:
            sent = await fake.submit(opened, {"grade": "suspected"})
            await wait_until(lambda: fake.answers(sent), "the form is answered")

    assert dict(echo.submitted[0].values) == {"grade": "suspected", "stack": "github"}


async def test_a_form_asked_for_with_a_button_is_explained() -> None:
    @dataclass
    class Opening(Echo):
        async def press(self, press: Press, begin: Begin = begin_silently) -> Reply | None:
            await super().press(press, begin)
            return Reply(form=FORM)

    async with fake_discord() as fake:
        await post_buttons(fake, "other")
        async with listening(fake, Opening()):
            too_late = await press(fake, "other")

    assert "/sharedfate settings" in fake.answers(too_late)[0]["content"]


@pytest.mark.parametrize(("form", "command"), [("settings:C1", "settings"), ("stack", "stack")])
async def test_a_form_asked_for_in_words_is_explained(form: str, command: str) -> None:
    @dataclass
    class Asking(Echo):
        async def answer(self, inquiry: Inquiry, begin: Begin = begin_silently) -> Reply | None:
            await super().answer(inquiry, begin)
            return Reply(form=replace(FORM, id=form, opened_by=command))

    async with fake_discord() as fake, listening(fake, Asking()):
        await fake.write("<@1> form, please")
        await wait_until(lambda: fake.messages("60"), "an answer arrives")

    assert f"/sharedfate {command}" in fake.messages("60")[0]["content"]


async def test_what_fails_is_owned_up_to_and_the_next_is_answered() -> None:
    async with fake_discord() as fake:
        await post_buttons(fake, "ack", "mute")
        async with listening(fake, Failing()) as echo:
            command = await fake.command("incidents")
            await wait_until(lambda: fake.answers(command), "the command is answered")
            pressed = await press(fake, "ack")
            again = await press(fake, "mute")
            await fake.write("<@1> incidents")
            await wait_until(lambda: len(fake.messages("60")) == 2, "the mention is answered")

    assert (len(echo.asked), len(echo.pressed)) == (2, 2)
    for shown in (fake.answers(command)[0], fake.answers(pressed)[0], fake.answers(again)[0]):
        assert "failed on our side" in shown["content"]
        assert shown["flags"] == EPHEMERAL
    assert "failed on our side" in fake.messages("60")[1]["content"]
    assert "nobody must see this" not in str(fake.calls)


async def test_an_interaction_that_is_gone_by_now_kills_nothing() -> None:
    async with fake_discord() as fake, listening(fake):
        fake.fail("/callback", 404, {"message": "Unknown interaction", "code": 10062})
        await fake.command("incidents")
        await wait_until(lambda: fake.called("POST", "/callback"), "it is tried")
        id_ = await fake.command("incidents")
        await wait_until(lambda: fake.answers(id_), "the next one is answered")


async def test_a_server_that_removes_us_is_forgotten_and_one_that_is_down_is_not() -> None:
    async with fake_discord() as fake, listening(fake) as echo:
        await fake.remove(unavailable=True)
        await fake.write("<@1> still there?", channel="61", direct=True)
        await wait_until(lambda: echo.asked, "what came after is heard")
        assert echo.left == []

        await fake.remove()
        await wait_until(lambda: echo.left, "the server is forgotten")

    assert echo.left == [("discord", "50")]


async def test_a_mention_is_answered_even_when_it_is_gone_by_now() -> None:
    async with fake_discord() as fake, listening(fake):
        await fake.write("<@1> is discord down?")
        await wait_until(lambda: fake.messages("60"), "an answer arrives")

    assert fake.messages("60")[0]["message_reference"]["fail_if_not_exists"] is False
    assert fake.messages("60")[0]["allowed_mentions"] == {"parse": [], "replied_user": False}


async def test_what_cannot_be_said_under_a_mention_kills_nothing() -> None:
    async with fake_discord() as fake, listening(fake):
        fake.fail("/messages", 403, {"message": "Missing Permissions", "code": 50013})
        await fake.write("<@1> one")
        await wait_until(lambda: fake.called("POST", "/messages"), "it is tried")
        await fake.write("<@1> two")
        await wait_until(lambda: fake.messages("60"), "the next one is answered")


async def test_field_c2_an_entry_of_the_menu_is_a_press_like_any_other() -> None:
    menu = tuple(
        Button(label=label, action=action, is_in_menu=True)
        for label, action in (("Mute 1 h", "mute1h:inc-1"), ("Wrong cause", "wrong:inc-1"))
    )
    message = Message(headline="h", buttons=(Button(label="Why?", action="why:inc-1"), *menu))
    async with fake_discord() as fake:
        async with connected(fake) as platform:
            await platform.send(message, CHANNEL, nonce="card")
        async with listening(fake) as echo:
            await press(fake, "wrong:inc-1")
            await press(fake, "why:inc-1")

    assert [p.action for p in echo.pressed] == ["wrong:inc-1", "why:inc-1"]
