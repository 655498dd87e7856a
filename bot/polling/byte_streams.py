"""Bytes to and from one checked IP: a socket, with TLS over it where that is wanted. No name is looked up."""

import asyncio
import socket
import ssl
from math import inf
from typing import Final

_CHUNK: Final = 65_536
# Reads that need no waiting may follow one another for ever: so many, and others have their turn.
_READS_IN_A_ROW: Final = 16


class ByteStream:
    """A connection that is open until `close`. Whatever goes wrong is an OSError, ssl.SSLError among them."""

    def __init__(self, connected: socket.socket, address: str) -> None:
        self._socket = connected
        self.address = address
        self._loop = asyncio.get_running_loop()
        self._reads = 0
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls: ssl.SSLObject | None = None
        # In seconds of the event loop: how long the certificate that was shown counts as verified.
        self.verified_until = inf

    async def start_tls(
        self, context: ssl.SSLContext, name: str, session: ssl.SSLSession | None = None
    ) -> None:
        """Shake hands with whom the certificate is to name, going on with a session where there is one.

        What ends it goes out with the first bytes that are sent.
        """
        tls = context.wrap_bio(self._incoming, self._outgoing, server_hostname=name, session=session)
        while True:
            try:
                tls.do_handshake()
            except ssl.SSLWantReadError:
                await self._fill()
            except ssl.SSLEOFError as error:  # no fault of theirs in TLS
                raise ConnectionResetError("hung up before TLS was there") from error
            else:
                self.tls = tls
                return

    async def send(self, data: bytes) -> None:
        """Send all of it."""
        if self.tls is not None:
            self.tls.write(data)
            data = self._outgoing.read()
        await self._loop.sock_sendall(self._socket, data)

    async def receive(self) -> bytes:
        """What has come, once something has; nothing at the end, be it announced or not."""
        if self.tls is None:
            return await self._received()
        while True:
            try:
                return self.tls.read(_CHUNK)
            except ssl.SSLWantReadError:
                await self._fill()
            except (ssl.SSLEOFError, ssl.SSLZeroReturnError):
                return b""

    def is_open(self) -> bool:
        """Whether nothing came that nobody has asked for, such as the end."""
        if self._incoming.pending or (self.tls is not None and self.tls.pending()):
            return False
        try:
            self._socket.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return True
        except OSError:
            pass
        return False

    def close(self) -> None:
        """Hang up, without a word."""
        self._socket.close()

    async def _fill(self) -> None:
        """Send what TLS has to say of itself, and hand it what comes."""
        if self._outgoing.pending:
            await self._loop.sock_sendall(self._socket, self._outgoing.read())
        if data := await self._received():
            self._incoming.write(data)
        else:
            self._incoming.write_eof()

    async def _received(self) -> bytes:
        self._reads += 1
        if self._reads % _READS_IN_A_ROW == 0:
            await asyncio.sleep(0)  # noqa: TID251  -- no time passes
        return await self._loop.sock_recv(self._socket, _CHUNK)


async def connected(address: str, port: int) -> ByteStream:
    """Connect to an IP."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    opening = socket.socket(family, socket.SOCK_STREAM)
    try:
        opening.settimeout(0)
        await asyncio.get_running_loop().sock_connect(opening, (address, port))
    except BaseException:
        opening.close()
        raise
    return ByteStream(opening, address)
