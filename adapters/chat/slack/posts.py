"""What we put into Slack: a message's content, its picture uploaded, and the post itself."""

import json
from collections import OrderedDict
from datetime import timedelta
from hashlib import blake2b
from typing import Any, Final

import structlog
from slack_sdk.errors import SlackApiError

from adapters.chat.shared.untrusted_text import cut, inert
from adapters.chat.slack.api import Api
from adapters.chat.slack.blocks import blocks_for, fallback_text
from adapters.chat.slack.errors import code_of
from adapters.chat.slack.refusals import BAD_BLOCKS
from bot.clock import Clock
from bot.domain.message import Message, Picture
from bot.errors import BotError, Undeliverable

logger = structlog.get_logger(__name__)

Json = dict[str, Any]

# Slack looks at a picture before it shows it in a block, and refuses the block until then.
_LOOKS_AT_PICTURES_FOR: Final = timedelta(seconds=2)
_MAX_FILES: Final = 256


class Posts:
    """Contents and posts. A picture is uploaded once a workspace, however often its message is edited."""

    def __init__(self, api: Api, clock: Clock) -> None:
        self._api = api
        self._clock = clock
        self._files: OrderedDict[tuple[str, bytes], str] = OrderedDict()

    async def content(self, message: Message, team: str, *, pings: bool = False) -> Json:
        """Text and blocks, with the picture where it could be uploaded."""
        file = await self._file(message.picture, team) if message.picture else None
        return _content(message, file=file, pings=pings)

    async def call(
        self, method: str, team: str, message: Message, arguments: Json, *, pings: bool = False
    ) -> Any:
        """Post or edit. A picture that Slack does not take, even after a while, is left out."""
        channel = arguments["channel"]
        content = await self.content(message, team, pings=pings)
        for _ in range(2 if _shows_picture(content) else 0):
            try:
                return await self._api.call(method, team, {**content, **arguments}, channel=channel)
            except Undeliverable as error:
                if not _is_about_blocks(error):
                    raise
                await self._clock.sleep(_LOOKS_AT_PICTURES_FOR)
        if _shows_picture(content):
            logger.warning("Slack does not take the picture; the message goes without", channel=channel)
            self._forget(message.picture, team)
            content = _content(message, file=None, pings=pings)
        return await self._api.call(method, team, {**content, **arguments}, channel=channel)

    async def _file(self, picture: Picture, team: str) -> str | None:
        """The picture's id in the workspace; None, logged, when it cannot be uploaded."""
        key = _key(picture, team)
        if key in self._files:
            self._files.move_to_end(key)
            return self._files[key]
        try:
            id_ = await self._upload(picture, team)
        except BotError as error:
            logger.warning("Cannot upload a picture; the message goes without", team=team, error=str(error))
            return None
        self._files[key] = id_
        if len(self._files) > _MAX_FILES:
            self._files.popitem(last=False)
        return id_

    def _forget(self, picture: Picture | None, team: str) -> None:
        """Upload it anew next time: somebody may have deleted the file."""
        if picture is not None:
            self._files.pop(_key(picture, team), None)

    async def _upload(self, picture: Picture, team: str) -> str:
        """Slack's three steps: https://docs.slack.dev/messaging/working-with-files."""
        alt = cut(inert(picture.alt), 800)
        wanted = {"filename": picture.name, "length": len(picture.png), "alt_txt": alt}
        place = await self._api.call("files.getUploadURLExternal", team, wanted, as_form=True)
        await self._api.upload(place["upload_url"], picture.png)
        files = json.dumps([{"id": place["file_id"], "title": picture.name}])
        await self._api.call("files.completeUploadExternal", team, {"files": files}, as_form=True)
        return str(place["file_id"])


def _content(message: Message, *, file: str | None, pings: bool) -> Json:
    return {
        "text": fallback_text(message, pings=pings),
        "blocks": blocks_for(message, file=file, pings=pings),
        "unfurl_links": False,
        "unfurl_media": False,
        "parse": "none",
        "link_names": False,
    }


def _key(picture: Picture, team: str) -> tuple[str, bytes]:
    return team, blake2b(picture.png, digest_size=16).digest()


def _shows_picture(content: Json) -> bool:
    return any(block["type"] == "image" for block in content["blocks"])


def _is_about_blocks(error: Undeliverable) -> bool:
    return isinstance(error.__cause__, SlackApiError) and code_of(error.__cause__) in BAD_BLOCKS
