"""Webhooks of status pages on Statuspage: a page has news, and is read.

https://support.atlassian.com/statuspage/docs/enable-webhook-notifications/
"""

from functools import partial
from typing import Final

from adapters.web.inbound.shared.pages import nudge_in
from bot.ports import InboundSource

INBOUND: Final = InboundSource(parse=partial(nudge_in, platform="Statuspage"), is_page=True)
