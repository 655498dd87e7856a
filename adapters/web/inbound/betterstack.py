"""Webhooks of status pages on Better Stack: a page has news, and is read.

https://betterstack.com/docs/uptime/subscribing-to-status-updates/subscribing-with-webhooks
"""

from functools import partial
from typing import Final

from adapters.web.inbound.shared.pages import nudge_in
from bot.ports import InboundSource

INBOUND: Final = InboundSource(parse=partial(nudge_in, platform="Better Stack"), is_page=True)
