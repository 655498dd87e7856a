"""What other tools may hand in; INBOUND is the registry, by the name behind `/in/`.

To add a tool: write a file here with its `parse` and `INBOUND`, then add one line below.
"""

from collections.abc import Mapping
from typing import Final

from adapters.web.inbound import alertmanager, betterstack, gatus, generic, instatus, statuspage, uptime_kuma
from bot.ports import InboundSource

INBOUND: Final[Mapping[str, InboundSource]] = {
    "alertmanager": alertmanager.INBOUND,
    "uptime-kuma": uptime_kuma.INBOUND,
    "gatus": gatus.INBOUND,
    "generic": generic.INBOUND,
    "statuspage": statuspage.INBOUND,
    "betterstack": betterstack.INBOUND,
    "instatus": instatus.INBOUND,
}
