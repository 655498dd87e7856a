"""What channels show in the end, held against what is so: each outage on one card, in its newest state."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from tests.faults.scene import Scene
from tests.faults.truth import Outage

PLATFORMS: Final = ("slack", "discord", "webhook", "console")
Cards = Mapping[str, list[str]]
"""By the title of an outage the texts of the cards that are headed by it."""

# A card's headline names one outage; what lists what was missed does so further below.
_HEADLINE: Final = re.compile(r"^[^\n]*Trouble (Q[A-J]{3}Z)\b")


def shown(scene: Scene) -> Mapping[str, Cards]:
    """By platform."""
    return {
        "slack": _cards(text for group in scene.groups for text in _of_slack(scene, f"C{group}")),
        "discord": _cards(text for group in scene.groups for text in _of_discord(scene, f"6{group}")),
        "webhook": _cards(_of_webhook(scene)),
        "console": _cards(_of_console(scene)),
    }


def faults(scene: Scene, *, most: int = 1) -> list[str]:
    """What is not as it should be: a sentence each. `most`: so many cards may an outage have."""
    found = shown(scene)
    return [
        f"{platform}: {said}"
        for platform in PLATFORMS
        for outage in scene.truth.outages
        if (said := _fault(outage, found[platform].get(outage.title, []), scene, most))
    ]


def doubled(scene: Scene, most: int) -> list[str]:
    """What is shown more often than it may be: nothing makes up for that."""
    return [
        f"{platform}: {title} on {len(texts)} cards"
        for platform, cards in shown(scene).items()
        for title, texts in cards.items()
        if len(texts) > most
    ]


def _fault(outage: Outage, texts: list[str], scene: Scene, most: int) -> str:
    if not texts:
        return "" if outage.title in scene.forgiven else f"{outage.title} of {outage.service} is lost"
    if len(texts) > most:
        return f"{outage.title} is on {len(texts)} cards"
    if outage.title not in scene.forgiven and not is_told(outage, texts[-1]):
        return f"{outage.title} is {outage.stage}, and its card says {texts[-1].splitlines()[0]!r}"
    return ""


def is_told(outage: Outage, text: str) -> bool:
    """Whether a card is in an outage's newest state."""
    return outage.stage in text.splitlines()[0]


def _cards(texts: Iterable[str]) -> Cards:
    cards = defaultdict[str, list[str]](list)
    for text in texts:
        headed = _HEADLINE.match(text)
        if headed:
            cards[headed[1]].append(text)
    return cards


def _of_slack(scene: Scene, channel: str) -> Iterator[str]:
    for message in scene.slack.messages(channel):
        if message.get("thread_ts") in (None, message["ts"]):
            yield str(message["text"])


def _of_discord(scene: Scene, channel: str) -> Iterator[str]:
    for message in scene.discord.messages(channel):
        if message.get("message_reference"):  # where no thread could be opened
            continue
        embeds = [str(embed.get("description", "")) for embed in message["embeds"]]
        yield "\n".join([str(message["content"]), *embeds])


def _of_webhook(scene: Scene) -> Iterator[str]:
    newest = dict[str, str]()
    for request in scene.hook.requests:
        body = request.json
        if body["action"] in ("post", "edit") and body["thread"] is None:
            newest[body["id"]] = body["text"]
    yield from newest.values()


def _of_console(scene: Scene) -> Iterator[str]:
    if not scene.journal.exists():
        return
    newest, under_others = dict[str, str](), set[str]()
    text = scene.journal.read_bytes()
    # What has no end yet is being written.
    for line in text[: text.rfind(b"\n") + 1].splitlines():
        record = json.loads(line)
        id_ = record.get("post") or record["edit"]
        if record.get("thread"):
            under_others.add(id_)
        newest[id_] = record["text"]
    yield from (text for id_, text in newest.items() if id_ not in under_others)
