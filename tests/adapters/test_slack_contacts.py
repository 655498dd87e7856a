"""What people do with us in Slack: commands, mentions, buttons, forms, over the real slack-bolt."""

import asyncio
import socket
from dataclasses import dataclass, replace

import pytest
from pydantic import SecretStr

from adapters.chat.slack.notation import plain_words
from bot.domain.contact import Begin, Form, Inquiry, Press, Reply, Submission, begin_silently
from bot.domain.message import Button
from tests.servers.respondent import FORM, HOSTILE, Echo, a_message
from tests.servers.slack import FakeSlack, fake_slack
from tests.servers.slack_clients import CHANNEL, a_client, listening, listening_over_http
from tests.servers.stores import free_port
from tests.waiting import wait_until

BUTTONS = tuple(
    Button(label=label, action=action)
    for label, action in (("Mute", "mute:i1"), ("Shh", "quietly"), ("Tell", "publicly"), ("Edit…", "form"))
)
CARD = replace(a_message(), buttons=BUTTONS)


async def posted(slack: FakeSlack, *, channel: str = "C1") -> None:
    await a_client(slack).send(CARD, replace(CHANNEL, channel=channel), nonce="n1")


@dataclass
class Broken(Echo):
    """Fails at everything."""

    async def answer(self, inquiry: Inquiry, begin: Begin = begin_silently) -> Reply | None:
        await begin()
        self.asked.append(inquiry)
        raise ZeroDivisionError

    async def press(self, press: Press, begin: Begin = begin_silently) -> Reply | None:
        await begin()
        self.pressed.append(press)
        raise ZeroDivisionError


@dataclass
class Loud(Echo):
    """Says everything to everybody."""

    async def answer(self, inquiry: Inquiry, begin: Begin = begin_silently) -> Reply | None:
        return _louder(await super().answer(inquiry, begin))

    async def submit(self, submission: Submission, begin: Begin = begin_silently) -> Reply | None:
        return _louder(await super().submit(submission, begin))


def _louder(reply: Reply | None) -> Reply | None:
    return reply and replace(reply, is_public=True)


async def test_a_contact_says_who_where_and_in_which_workspace() -> None:
    async with fake_slack() as slack, listening(slack) as echo:
        await posted(slack)
        await slack.slash("github", channel="D7", user="U9")
        await slack.mention("github", channel="C2")
        await slack.press("Shh", user="U5")

        await wait_until(lambda: len(echo.asked) == 2 and echo.pressed, "all arrive")
    command, mention = sorted(echo.asked, key=lambda inquiry: inquiry.channel, reverse=True)
    assert (command.team, command.channel, command.user, command.is_direct) == ("T1", "D7", "U9", True)
    assert (mention.team, mention.channel, mention.user, mention.is_direct) == ("T1", "C2", "U1", False)
    press = echo.pressed[0]
    assert (press.team, press.channel, press.user, press.action) == ("T1", "C1", "U5", "quietly")
    assert all(contact.may_manage is None and contact.id for contact in (command, mention, press))


async def test_a_press_is_answered_for_the_presser_alone_and_the_message_stays() -> None:
    async with fake_slack() as slack, listening(slack):
        await posted(slack)
        envelope = await slack.press("Mute")

        await wait_until(lambda: slack.replies and envelope in slack.acks, "an ack and an answer arrive")
        assert slack.messages("C1")[0]["text"].startswith("🔵 Discord")
    assert slack.replies[0]["response_type"] == "ephemeral"
    assert slack.replies[0]["replace_original"] is False
    assert "thread_ts" not in slack.replies[0]
    assert "You pressed: mute:i1" in slack.replies[0]["text"]


async def test_what_a_press_says_to_all_goes_under_the_pressed_message() -> None:
    async with fake_slack() as slack, listening(slack):
        await posted(slack)
        await slack.press("Tell")

        await wait_until(lambda: len(slack.messages("C1")) == 2, "an answer arrives")
    card, answer = slack.messages("C1")
    assert answer["thread_ts"] == card["ts"]
    assert slack.replies == []


async def test_a_press_where_we_are_no_member_is_still_answered_to_all() -> None:
    async with fake_slack() as slack, listening(slack):
        await posted(slack)
        slack.fail("chat.postMessage", 200, {"ok": False, "error": "not_in_channel"})
        await slack.press("Tell")

        await wait_until(lambda: slack.replies, "an answer arrives")
    assert slack.replies[0]["response_type"] == "in_channel"


async def test_in_a_thread_a_press_is_answered_there() -> None:
    async with fake_slack() as slack, listening(slack):
        client = a_client(slack)
        to = replace(CHANNEL, channel="C1")
        card = await client.send(a_message(), to, nonce="n1")
        await client.send(CARD, to, nonce="n2", thread=card)
        await slack.press("Mute")
        await wait_until(lambda: slack.replies, "it is answered in private")
        await slack.press("Tell")

        await wait_until(lambda: len(slack.messages("C1")) == 3, "it is answered to all")
    assert slack.replies[0]["thread_ts"] == card.id
    assert slack.messages("C1")[2]["thread_ts"] == card.id


async def test_a_quiet_press_is_acknowledged_and_says_nothing() -> None:
    async with fake_slack() as slack, listening(slack) as echo:
        await posted(slack)
        quiet = await slack.press("Shh")
        await wait_until(lambda: echo.pressed and quiet in slack.acks, "it is acknowledged")
        await slack.press("Mute")

        await wait_until(lambda: slack.replies, "the next is answered")
    assert len(slack.replies) == 1
    assert len(slack.messages("C1")) == 1


async def test_a_button_of_an_ephemeral_answer_works() -> None:
    async with fake_slack() as slack, listening(slack) as echo:
        await posted(slack)
        await slack.press_in(slack.messages("C1")[0], "Tell", "C1", is_ephemeral=True)

        await wait_until(lambda: slack.replies, "an answer arrives")
    assert echo.pressed[0].channel == "C1"
    assert slack.replies[0]["response_type"] == "in_channel"


@pytest.mark.parametrize("way", ["command", "button"])
async def test_a_form_opens_is_filled_in_and_answered_in_its_channel(way: str) -> None:
    async with fake_slack() as slack, listening(slack) as echo:
        await posted(slack)
        await (slack.slash("settings") if way == "command" else slack.press("Edit…"))
        await wait_until(lambda: slack.views, "the form opens")
        await slack.submit({"grade": "Suspected", "stack": "github\ndiscord"})

        await wait_until(lambda: slack.ephemerals, "an answer arrives")
    submission = echo.submitted[0]
    assert submission.form == FORM.id
    assert submission.values == {"grade": "suspected", "stack": "github\ndiscord"}
    assert (submission.team, submission.channel, submission.user) == ("T1", "C1", "U1")
    answer = slack.ephemerals[0]
    assert (answer["channel"], answer["user"]) == ("C1", "U1")
    assert "You sent" in answer["text"]


async def test_a_form_shows_what_is_set_and_a_field_left_empty_is_empty() -> None:
    async with fake_slack() as slack, listening(slack) as echo:
        await slack.slash("settings")
        await wait_until(lambda: slack.views, "the form opens")
        grade, stack = slack.views[0]["blocks"]
        await slack.submit({"stack": ""})

        await wait_until(lambda: echo.submitted, "it arrives")
    assert slack.views[0]["title"]["text"] == FORM.title
    assert grade["element"]["initial_option"]["text"]["text"] == "Probable"
    assert stack["element"]["initial_value"] == "github"
    assert stack["element"]["multiline"] is True
    assert stack["hint"]["text"] == "one a line"
    assert echo.submitted[0].values == {"grade": "probable", "stack": ""}


async def test_a_form_that_is_closed_changes_nothing() -> None:
    async with fake_slack() as slack, listening(slack) as echo:
        await slack.slash("settings")
        await wait_until(lambda: slack.views, "the form opens")
        envelope = await slack.close_view()

        await wait_until(lambda: envelope in slack.acks, "it is acknowledged")
    assert echo.submitted == []


async def test_where_we_are_no_member_a_form_is_answered_directly() -> None:
    async with fake_slack() as slack, listening(slack):
        slack.fail("chat.postEphemeral", 200, {"ok": False, "error": "channel_not_found"})
        await slack.slash("settings")
        await wait_until(lambda: slack.views, "the form opens")
        await slack.submit({})

        await wait_until(lambda: slack.messages("U1"), "an answer arrives")


async def test_a_mention_that_asks_for_a_form_learns_how_to_open_it() -> None:
    async with fake_slack() as slack, listening(slack):
        await slack.mention("settings")

        await wait_until(lambda: slack.ephemerals, "an answer arrives")
    assert "/isdown" in slack.ephemerals[0]["text"]
    assert slack.views == []


async def test_a_public_answer_to_a_command_is_for_the_channel() -> None:
    async with fake_slack() as slack, listening(slack, echo=Loud()):
        await slack.slash("github")

        await wait_until(lambda: slack.replies, "an answer arrives")
    assert slack.replies[0]["response_type"] == "in_channel"


async def test_a_public_answer_to_a_form_is_posted() -> None:
    async with fake_slack() as slack, listening(slack, echo=Loud()):
        await slack.slash("settings")
        await wait_until(lambda: slack.views, "the form opens")
        await slack.submit({})

        await wait_until(lambda: slack.messages("C1"), "an answer arrives")
    assert slack.ephemerals == []


async def test_whoever_hits_a_fault_of_ours_is_told_and_the_next_is_heard() -> None:
    broken = Broken()
    async with fake_slack() as slack, listening(slack, echo=broken):
        await posted(slack)
        await slack.slash("github")
        await wait_until(lambda: len(slack.replies) == 1, "the first is told")
        await slack.press("Mute")
        await wait_until(lambda: len(slack.replies) == 2, "the second is told")
        await slack.mention("github")

        await wait_until(lambda: slack.ephemerals, "the third is told")
    told = [*slack.replies, *slack.ephemerals]
    assert all("failed on our side" in one["text"] for one in told)
    assert [reply["response_type"] for reply in slack.replies] == ["ephemeral", "ephemeral"]
    assert len(slack.messages("C1")) == 1


async def test_an_answer_waits_when_slack_asks_to() -> None:
    async with fake_slack() as slack, listening(slack):
        slack.fail("chat.postMessage", 429, headers={"Retry-After": "20"})
        await slack.mention("github")

        await wait_until(lambda: slack.messages("C1"), "an answer arrives")


async def test_it_all_works_over_signed_http() -> None:
    async with fake_slack() as slack:
        client = a_client(slack, app_token=None, signing_secret=SecretStr("right"))
        echo = Echo()
        async with listening_over_http(slack, client, echo):
            await posted(slack)
            await slack.slash("github")
            await slack.mention("github")
            await slack.press("Edit…")
            await wait_until(lambda: slack.views, "the form opens")
            await slack.submit({"grade": "Suspected"})
            await wait_until(lambda: slack.ephemerals and len(slack.messages("C1")) == 2, "all is answered")
    assert slack.statuses == [200] * 4
    assert (len(echo.asked), len(echo.pressed), len(echo.submitted)) == (2, 1, 1)
    assert slack.refusals == []


async def test_in_http_mode_we_listen_where_the_settings_say_until_cancelled() -> None:
    async with fake_slack() as slack:
        port = free_port()
        slack.request_url = f"http://127.0.0.1:{port}/slack/events"
        client = a_client(slack, app_token=None, signing_secret=SecretStr("right"), http_port=port)
        echo = Echo()
        async with asyncio.TaskGroup() as tasks:
            task = tasks.create_task(client.listen(echo))
            await wait_until(lambda: _listens(port), "it listens")
            await slack.slash("github")
            await wait_until(lambda: slack.replies, "an answer arrives")
            task.cancel()
        assert not _listens(port)


def _listens(port: int) -> bool:
    with socket.socket() as sock:
        return sock.connect_ex(("127.0.0.1", port)) == 0


async def test_hostile_words_in_an_answer_call_nobody() -> None:
    async with fake_slack() as slack, listening(slack):
        await slack.slash(HOSTILE)

        await wait_until(lambda: slack.replies, "an answer arrives")
    assert "<!" not in slack.replies[0]["text"]
    assert "<@" not in slack.replies[0]["text"]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("ping <!subteam^S1|@oncall> at high", "ping @S1 at high"),
        ("ping <!subteam^S1>", "ping @S1"),
        ("<@U1|ann> and <@U2>", "@U1 and @U2"),
        ("pair with <#C1|ops>", "pair with #C1"),
        ("is <http://github.com|github.com> down", "is github.com down"),
        ("is <https://github.com> down", "is https://github.com down"),
        ("<mailto:a@b.c|a@b.c>", "a@b.c"),
        ("<!here> <!channel|channel>", "@here @channel"),
        ("<!date^1^{date}|noon>", "noon"),
        ("AT&amp;T &lt;3 &amp;lt;", "AT&T <3 &lt;"),
        ("<@UBOT> is github down", "  is github down"),
        ("<<@U1>>", "<@U1>"),
        ("<", "<"),
    ],
)
def test_what_slack_marks_up_is_read_as_words(written: str, read: str) -> None:
    assert plain_words(written, ourselves="UBOT") == read


async def test_of_the_mentions_only_our_own_is_taken_out() -> None:
    async with fake_slack() as slack, listening(slack) as echo:
        await slack.mention("who is <@U7>?")

        await wait_until(lambda: echo.asked, "it arrives")
    assert echo.asked[0].text.split() == ["who", "is", "@U7?"]


async def test_a_form_within_slacks_limits_whatever_it_holds() -> None:
    long = "x" * 5_000
    fields = tuple(
        replace(field, label=long, hint=long, value=long if not field.choices else "")
        for field in FORM.fields
    )
    choices = tuple(replace(c, label=long, value="") for c in FORM.fields[0].choices[:1])
    form = Form(id="f", title=long, opened_by="f", fields=(replace(fields[0], choices=choices), *fields[1:]))

    @dataclass
    class Long(Echo):
        async def answer(self, inquiry: Inquiry, begin: Begin = begin_silently) -> Reply | None:
            await begin()
            self.asked.append(inquiry)
            return Reply(form=form)

    async with fake_slack() as slack, listening(slack, echo=Long()) as echo:
        await slack.slash("settings")
        await wait_until(lambda: slack.views or slack.refusals, "the form opens")
        await slack.submit({})
        await wait_until(lambda: echo.submitted, "it arrives")
    assert slack.refusals == []
    assert echo.submitted[0].values["grade"] == ""


async def test_field_c2_an_entry_of_the_menu_is_a_press_like_any_other() -> None:
    menu = tuple(replace(button, is_in_menu=True) for button in BUTTONS[:2])
    async with fake_slack() as slack, listening(slack) as echo:
        await a_client(slack).send(
            replace(CARD, buttons=(*menu, BUTTONS[2])), replace(CHANNEL, channel="C1"), nonce="n1"
        )
        await slack.press("Mute")
        await slack.press("Tell")

        await wait_until(lambda: len(echo.pressed) == 2, "both arrive")
    assert {press.action for press in echo.pressed} == {"mute:i1", "publicly"}
