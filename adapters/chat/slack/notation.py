"""How Slack writes channels and mentions: https://docs.slack.dev/messaging/formatting-message-text.

Ids begin with a letter that says of what: T a workspace, E an organisation, C a channel, G a private one, D a
direct message, U or W a person, S a group.
"""

import re
from typing import Final

from bot.domain.chat_traits import ChatMention, ChatTraits, PairNotation
from bot.domain.message import Destination

NAME: Final = "slack"
_TEAM: Final = re.compile(r"[TE][A-Z0-9]{1,25}")
_CHANNEL: Final = re.compile(r"#[\w-]{1,80}|[CGD][A-Z0-9]{1,25}")
_ID: Final = re.compile(r"[CGDUW][A-Z0-9]{1,25}")
_MENTION: Final = re.compile(r"<[#@]([CGDUW]\w{1,25})(?:\|[^>]*)?>")
_LINK: Final = re.compile(r"https://[\w.-]+\.slack\.com/(?:archives|messages)/([CGD]\w{1,25})\b.*")
_GROUP: Final = re.compile(r"<!subteam\^(S\w{1,25})(?:\|[^>]*)?>|@?(S[A-Z0-9]{1,25})")
_MARKUP: Final = re.compile(r"<([@#!]?)([^<>|]{0,3000})(?:\|([^<>]{0,3000}))?>")
_SUBTEAM: Final = "subteam^"
_PERSON: Final = re.compile(r"<@!?([UW]\w{1,25})(?:\|[^>]*)?>|@?([UW][A-Z0-9]{1,25})")


def place(channel: str, team: str) -> Destination:
    """A channel by its id, which may be that of another one in another workspace."""
    return Destination(platform=NAME, channel=channel, team=team)


def parse_destination(text: str) -> Destination:
    """Read `#incidents`, `C0123`, or `T0123/C0123` for one workspace of many; a mention or a link, too."""
    text = text.strip()
    if link := _LINK.fullmatch(text):
        return place(link[1], "")
    team, slash, channel = text.rpartition("/")
    mention = _MENTION.fullmatch(channel)
    return place(mention[1] if mention else channel, team if slash else "")


def is_name(channel: str) -> bool:
    """Whether a channel is called by its name, which may change, and not by its id."""
    return channel.startswith("#")


def spelt(to: Destination) -> Destination:
    """One spelling for each: an id as it is, a name in small letters and with its `#`.

    Slack has no capitals in names: https://slack.com/help/articles/201402297
    """
    if _ID.fullmatch(to.channel) or not to.channel.strip("#"):
        return to
    return place(f"#{to.channel.lstrip('#').casefold()}", to.team)


def parse_mention(text: str) -> ChatMention | None:
    """Read `<!subteam^S1|@ops>` and `@S1`, `<@U1|joe>` and `@U1`."""
    if group := _GROUP.fullmatch(text):
        return ChatMention(ping=group[1] or group[2], user=None)
    if person := _PERSON.fullmatch(text):
        user = person[1] or person[2]
        return ChatMention(ping=user, user=user)
    return None


def is_channel(to: Destination) -> bool:
    """Whether it is a channel's name or id."""
    return (not to.team or bool(_TEAM.fullmatch(to.team))) and bool(_CHANNEL.fullmatch(to.channel))


def is_destination(to: Destination) -> bool:
    """Whether alerts can go there: to a channel, or to a person, whom Slack opens a direct message with."""
    is_person = to.channel[:1] in ("U", "W") and is_channel(place(f"D{to.channel[1:]}", to.team))
    return is_person or is_channel(to)


def _as_it_stands(_: str) -> None:
    """An id without its `@` calls nobody."""


TRAITS: Final = ChatTraits(
    parse_destination=parse_destination,
    spelt=spelt,
    pair_notation=PairNotation(fits=is_channel, hint="#channel", examples=f"{NAME}:#ops or {NAME}:C0123ABCD"),
    parse_mention=parse_mention,
    mention_examples="a user group or a person: pick it from what Slack completes, or write its id, like "
    "@S0123ABCD or @U0123ABCD",
    ping_words=_as_it_stands,
    own_service="slack",
    refusal=None,
    edits=True,
)


def plain_words(text: str, *, ourselves: str | None = None) -> str:
    """Ids for whoever and whatever was named (`@U1`, `@S1`, `#C1`), a link's label; not our own mention."""

    def written(match: re.Match[str]) -> str:
        kind, target, label = match[1], match[2], match[3]
        if kind == "@":
            return " " if target == ourselves else f"@{target}"
        if kind == "#":
            return f"#{target}"
        if kind == "!":
            return (
                f"@{target.removeprefix(_SUBTEAM)}"
                if "^" not in target.removeprefix(_SUBTEAM)
                else label or ""
            )
        return label or target

    words = _MARKUP.sub(written, text)
    return words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
