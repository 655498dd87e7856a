"""What systemd is told, where it started us: that we are ready, that our loop still turns, that we end.

The protocol is a datagram of lines: https://www.freedesktop.org/software/systemd/man/latest/sd_notify.html
"""

import asyncio
import socket
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, Self

_SOCKET: Final = "NOTIFY_SOCKET"
_WATCHDOG: Final = "WATCHDOG_USEC"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceManager:
    """Whoever started us. Without an `address` nobody is told; `every` is in seconds, 0 for no watchdog."""

    address: str = ""
    every: float = 0.0

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> Self:
        """As the environment of the process says."""
        usec = environ.get(_WATCHDOG, "")
        # Twice as often as it looks.
        every = int(usec) / 1e6 / 2 if usec.isdecimal() else 0.0
        return cls(address=environ.get(_SOCKET, ""), every=every)

    async def watch_over(self, stop: asyncio.Event) -> None:
        """Say that we are ready, again and again that our loop turns, and once we are to stop that we do."""
        self.tell("READY=1")
        while self.address and not stop.is_set():
            if self.every:
                self.tell("WATCHDOG=1")
            with suppress(TimeoutError):
                async with asyncio.timeout(self.every or None):
                    await stop.wait()
        self.tell("STOPPING=1")

    def tell(self, state: str) -> None:
        """Say one thing; whether anybody hears it is of no account."""
        if not self.address:
            return
        # An address of Linux's own name space begins with a zero byte.
        address = f"\0{self.address[1:]}" if self.address.startswith("@") else self.address
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as one:
            one.setblocking(False)  # noqa: FBT003  -- its signature
            one.sendto(state.encode(), address)
