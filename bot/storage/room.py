"""How much room the store has left, in words, while there is still time to give it more."""

from typing import Final

from bot.storage.client import STORE_FAILURES, Client
from bot.storage.figures import Figures

LITTLE_FROM: Final = 0.8
_MEGABYTE: Final = 1024 * 1024


async def shortage_of_room(client: Client) -> str:
    """What to say of a store that is more than four fifths full; "" of others, and where nobody knows."""
    try:
        server = await Figures(client).server()
    except STORE_FAILURES:
        return ""
    if server is None or not server.most or server.used < LITTLE_FROM * server.most:
        return ""
    share = (
        f"{server.used / server.most:.0%} full ({server.used // _MEGABYTE} of {server.most // _MEGABYTE} MB)"
    )
    return f"the store is {share}: give it more memory (maxmemory) before it takes nothing more"
