"""Webhooks of status pages on Instatus: a page has news, and is read.

https://instatus.com/help/webhooks
"""

from functools import partial
from typing import Final

from adapters.web.inbound.shared.pages import nudge_in
from bot.ports import InboundSource

INBOUND: Final = InboundSource(parse=partial(nudge_in, platform="Instatus"), is_page=True)
