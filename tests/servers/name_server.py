"""A resolver on loopback: it knows some names, follows their aliases, and can be as hostile as one likes."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

MAX_FOLLOWED: Final = 60


class Manner(StrEnum):
    """What is done with questions about a name instead of answering."""

    SILENT = "silent"
    SERVFAIL = "servfail"
    REFUSED = "refused"
    GARBAGE = "garbage"
    OTHER = "other"  # an answer to another question
    ONE_STEP = "one step"  # of aliases only the first


@dataclass(slots=True)
class NameServer:
    """Records by name and type: `records["www.acme.example", "A"] = ["192.0.2.1"]`."""

    records: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    manners: dict[str, Manner] = field(default_factory=dict)
    lies: list[str] = field(default_factory=list)
    asked: Counter[tuple[str, str]] = field(default_factory=Counter)
    port: int = 0

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def alias(self, name: str, *targets: str, at: str | None = None) -> None:
        """Have a name lead over these to an address."""
        for one, other in zip((name.lower(), *map(str.lower, targets)), targets, strict=False):
            self.records[one, "CNAME"] = [f"{other}."]
        if at is not None:
            self.records[(name, *targets)[-1].lower(), "A"] = [at]

    def answer(self, data: bytes, *, over_tcp: bool) -> bytes | None:
        """What is sent back, None for nothing."""
        query = dns.message.from_wire(data)
        question = query.question[0]
        name = question.name.to_text(omit_final_dot=True).lower()
        kind = dns.rdatatype.to_text(question.rdtype)
        self.asked[name, kind] += 1
        manner = self.manners.get(name)
        if manner is Manner.SILENT:
            return None
        if manner is Manner.GARBAGE:
            return data[:2] + b"\xff" * 40
        response = dns.message.make_response(query)
        response.flags |= dns.flags.RA
        if manner is Manner.OTHER:
            response.question = [
                dns.rrset.RRset(dns.name.from_text("other.example"), question.rdclass, dns.rdatatype.A)
            ]
        elif manner in (Manner.SERVFAIL, Manner.REFUSED):
            response.set_rcode(dns.rcode.from_text(manner.name))
        else:
            self._fill(response, name, kind, steps=1 if manner is Manner.ONE_STEP else MAX_FOLLOWED)
        return response.to_wire(max_size=65535 if over_tcp else 1232, prefer_truncation=True)

    def _fill(self, response: dns.message.Message, name: str, kind: str, *, steps: int) -> None:
        for owner, found, values in self._followed(name, kind, steps):
            response.answer.append(dns.rrset.from_text_list(f"{owner}.", 60, "IN", found, values))
        if not any(owner == name for owner, _ in self.records):
            if self.lies and kind == "A":
                response.answer.append(dns.rrset.from_text_list(f"{name}.", 60, "IN", "A", self.lies))
            elif not self.lies:
                response.set_rcode(dns.rcode.NXDOMAIN)

    def _followed(self, name: str, kind: str, steps: int) -> Iterator[tuple[str, str, list[str]]]:
        for _ in range(steps):
            if (name, kind) in self.records:
                yield name, kind, self.records[name, kind]
                return
            if (name, "CNAME") not in self.records:
                return
            yield name, "CNAME", self.records[name, "CNAME"]
            name = self.records[name, "CNAME"][0].rstrip(".").lower()


class _Packets(asyncio.DatagramProtocol):
    def __init__(self, server: NameServer) -> None:
        self._server = server
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:  # type: ignore[override]
        self._transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        answer = self._server.answer(data, over_tcp=False)
        if answer is not None and self._transport is not None:
            self._transport.sendto(answer, addr)


@asynccontextmanager
async def name_server() -> AsyncIterator[NameServer]:
    """Answer on one ephemeral port, in packets and streams."""
    server = NameServer()

    async def stream(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        length = int.from_bytes(await reader.readexactly(2), "big")
        answer = server.answer(await reader.readexactly(length), over_tcp=True)
        if answer is not None:
            writer.write(len(answer).to_bytes(2, "big") + answer)
            await writer.drain()
        writer.close()

    listening = await asyncio.start_server(stream, "127.0.0.1", 0)
    server.port = listening.sockets[0].getsockname()[1]
    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: _Packets(server), local_addr=("127.0.0.1", server.port)
    )
    try:
        yield server
    finally:
        transport.close()
        listening.close()
        await listening.wait_closed()
