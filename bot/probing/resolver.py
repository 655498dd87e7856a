"""What DNS says of a name: the only module that imports dnspython.

A resolver of the network is asked, as any program on it would: it follows aliases and keeps answers. What it
says is read with bounds of our own, for who answers it may be anybody.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final, Self

import dns.asyncresolver
import dns.exception
import dns.name
import dns.nameserver
import dns.rdatatype
import dns.resolver

from bot.domain.dns import DnsAnswers, DnsFailure
from bot.errors import ConfigurationError
from bot.measuring.host_names import normal
from bot.measuring.reading import MAX_ADDRESSES, MAX_CHAIN, MAX_NAME_SERVERS

PORT: Final = 53
# Seconds: for one try, and for all tries of one question.
TRY: Final = 2.0
ALL_TRIES: Final = 5.0
# What fits into a packet everywhere (DNS flag day 2020); longer answers come over TCP.
PACKET: Final = 1232
# A name below a domain that exists nowhere (RFC 6761, 6.4): who answers for it, answers for anything.
NOBODY: Final = "sharedfate-asks.invalid"
# How far up we look for the zone that a name is in.
MAX_PARENTS: Final = 4


@dataclass(frozen=True, slots=True)
class _Reply:
    """What one question came to: the aliases on the way, and the records at the end of it, if any."""

    aliases: tuple[str, ...] = ()
    records: tuple[str, ...] = ()


class Resolver:
    """Asks the resolvers of this system, or others."""

    def __init__(self, resolver: dns.asyncresolver.Resolver) -> None:
        resolver.timeout, resolver.lifetime = TRY, ALL_TRIES
        resolver.use_edns(0, 0, PACKET)
        self._resolver = resolver

    @classmethod
    def of(cls, text: str) -> Self:
        """One that asks these, comma-separated, IPs with an optional port; or those of this system.

        Raises ConfigurationError for what is no IP, and where this system has no resolver.
        """
        try:
            if not text.strip():
                return cls(dns.asyncresolver.Resolver())
            resolver = dns.asyncresolver.Resolver(configure=False)
            resolver.nameservers = [_server(part.strip()) for part in text.split(",") if part.strip()]
        except dns.exception.DNSException as error:
            raise ConfigurationError(
                f"this system names no DNS resolver, set SHAREDFATE_DNS: {error}"
            ) from error
        except ValueError as error:
            raise ConfigurationError(f"SHAREDFATE_DNS is not usable: {error}") from error
        return cls(resolver)

    async def answers(self, name: str, zone: str | None = None) -> DnsAnswers:
        """What is known of a name, and who answers for a zone (by default the one that the name is in).

        Never raises for what is answered, or is not.
        """
        asked = normal(name)
        if not asked:
            return DnsAnswers(name=name, failure=DnsFailure.UNUSABLE)
        v4 = await self._followed(asked, dns.rdatatype.A)
        if v4 in (DnsFailure.SILENT, DnsFailure.UNKNOWN_NAME, DnsFailure.UNUSABLE):
            return DnsAnswers(name=asked, failure=v4)
        v6 = await self._followed(asked, dns.rdatatype.AAAA)
        told = [reply for reply in (v4, v6) if isinstance(reply, _Reply)]
        addresses = tuple(address for reply in told for address in sorted(reply.records)[:MAX_ADDRESSES])
        if not addresses:
            failure = next((reply for reply in (v4, v6) if isinstance(reply, DnsFailure)), None)
            return DnsAnswers(name=asked, failure=failure or DnsFailure.NO_ADDRESS)
        if set(addresses) <= await self._lies():
            return DnsAnswers(name=asked, failure=DnsFailure.UNKNOWN_NAME)
        return DnsAnswers(
            name=asked,
            chain=next((reply.aliases for reply in told if reply.aliases), ()),
            addresses=addresses,
            name_servers=await self._name_servers(normal(zone or "") or asked),
        )

    async def _followed(self, name: str, kind: dns.rdatatype.RdataType) -> _Reply | DnsFailure:
        """The records behind a name; aliases that the resolver did not follow to their end we follow."""
        aliases: list[str] = []
        while True:
            reply = await self._asked(aliases[-1] if aliases else name, kind)
            if isinstance(reply, DnsFailure):
                return reply
            aliases += reply.aliases
            if reply.records or not reply.aliases:
                return _Reply(tuple(aliases), reply.records)
            if len(aliases) > MAX_CHAIN or len({name, *aliases}) <= len(aliases):
                return DnsFailure.UNUSABLE

    async def _name_servers(self, name: str) -> tuple[str, ...]:
        """Those of the zone that a name is in; none where nobody says, and none of an alias's target."""
        for _ in range(MAX_PARENTS):
            reply = await self._asked(name, dns.rdatatype.NS)
            if isinstance(reply, _Reply) and reply.records and not reply.aliases:
                return tuple(sorted(reply.records)[:MAX_NAME_SERVERS])
            name = name.partition(".")[2]
            if "." not in name:
                break
        return ()

    async def _lies(self) -> frozenset[str]:
        """The addresses that this resolver has for what does not exist; an honest one has none."""
        reply = await self._asked(NOBODY, dns.rdatatype.A)
        return frozenset(reply.records) if isinstance(reply, _Reply) else frozenset()

    async def _asked(self, name: str, kind: dns.rdatatype.RdataType) -> _Reply | DnsFailure:
        """What one question comes to."""
        try:
            answer = await self._resolver.resolve(
                dns.name.from_text(name), kind, search=False, raise_on_no_answer=False
            )
        except dns.resolver.NXDOMAIN:
            return DnsFailure.UNKNOWN_NAME
        except dns.exception.Timeout:
            return DnsFailure.SILENT
        except (dns.exception.DNSException, OSError, EOFError, ValueError):
            return DnsFailure.REFUSED
        aliases = (str(rrset[0].target) for rrset in answer.chaining_result.cnames)
        return _Reply(_plain(aliases), _plain(record.to_text() for record in answer.rrset or ()))


def _plain(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(name.removesuffix(".").casefold() for name in names)


def _server(text: str) -> dns.nameserver.Nameserver:
    """An IP, or an IP and a port: 192.0.2.1, 192.0.2.1:5353, [2001:db8::1]:53. Raises ValueError."""
    host, colon, port = text.rpartition(":")
    if not colon or text.endswith("]") or (":" in host and not host.endswith("]")):
        host, port = text, str(PORT)
    if not port.isascii() or not port.isdigit() or not 0 < int(port) < 1 << 16:
        raise ValueError(f"{text} has no port that could be")
    return dns.nameserver.Do53Nameserver(str(ip_address(host.strip("[]"))), int(port))
