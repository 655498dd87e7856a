"""What other tools may hand in; INBOUND is the registry, by the name behind `/in/`.

To add a tool: write a file here with its `parse` and `INBOUND`, then add one line below.
"""

from collections.abc import Mapping
from typing import Final

from adapters.web.inbound import alertmanager
from bot.ports import InboundSource

INBOUND: Final[Mapping[str, InboundSource]] = {
    "alertmanager": alertmanager.INBOUND,
}
