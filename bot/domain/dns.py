"""What DNS answered about one name."""

from dataclasses import dataclass
from enum import StrEnum


class DnsFailure(StrEnum):
    """Why nothing can be told. None of these says that a name stands on nothing."""

    UNKNOWN_NAME = "unknown name"  # NXDOMAIN
    NO_ADDRESS = "no address"
    REFUSED = "refused"  # SERVFAIL, REFUSED, or nothing that can be read
    SILENT = "silent"  # no answer in time
    UNUSABLE = "unusable"  # no name that DNS could know, or a chain without an end


@dataclass(frozen=True, slots=True, kw_only=True)
class DnsAnswers:
    """What a resolver says of a name. `chain` are the aliases behind it, in order, without the name itself.

    `addresses` are of both families. `name_servers` are those of the zone that it is in. All names are as DNS
    has them: in ASCII; case and a dot at the end mean nothing.
    """

    name: str
    chain: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    name_servers: tuple[str, ...] = ()
    failure: DnsFailure | None = None
