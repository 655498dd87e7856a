"""Who may hand something in: the bearer tokens and the signatures that we take.

Comparisons take the same time wherever they differ. Several secrets are all good: so they can be changed.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from pydantic import SecretStr

# https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#verifying-timestamp
# leaves the tolerance to the receiver.
TOLERANCE: Final = timedelta(minutes=5)
_PREFIX: Final = "whsec_"
# Before a token or secret that is given to status pages.
FOR_PAGES: Final = "pages:"

Headers = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Scheme:
    """One way of signing. `signature` and `timestamp` are names of headers.

    `signed` makes of timestamp, headers and body what was signed, `digests` of a header's value what it says.
    Without `needs_timestamp` the body alone may be signed. `only` limits it to one source. `id` is the header
    with the id of the message, where that is signed, too.
    """

    signature: str
    timestamps: tuple[str, ...]
    signed: Callable[[str, Headers, bytes], bytes]
    digests: Callable[[str], Iterator[bytes]]
    needs_timestamp: bool = True
    only: str | None = None
    id: str | None = None


def _hex(value: str) -> Iterator[bytes]:
    """Hexadecimal digits, behind "sha256=" or alone."""
    for part in value.split(","):
        digits = part.strip().removeprefix("sha256=")
        try:
            yield binascii.unhexlify(digits)
        except (binascii.Error, ValueError):
            continue


def _versioned(value: str) -> Iterator[bytes]:
    """Pairs of a version and base64, as in "v1,… v1,…": other versions are for others."""
    for part in value.split():
        version, _, encoded = part.partition(",")
        if version == "v1":
            try:
                yield base64.b64decode(encoded, validate=True)
            except (binascii.Error, ValueError):
                continue


SCHEMES: Final = (
    # https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
    _Scheme(
        "webhook-signature",
        ("webhook-timestamp",),
        lambda at, headers, body: f"{headers.get('webhook-id', '')}.{at}.".encode() + body,
        _versioned,
        id="webhook-id",
    ),
    # Ours, for scripts: docs/inbound.md
    _Scheme("X-Signature", ("X-Timestamp",), lambda at, _, body: f"{at}.".encode() + body, _hex),
    # Grafana: of "timestamp:body", or of the body where no header for the timestamp is set there.
    # https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/
    _Scheme(
        "X-Grafana-Alerting-Signature",
        ("X-Grafana-Alerting-Signature-Timestamp", "X-Grafana-Alerting-Timestamp"),
        lambda at, _, body: f"{at}:".encode() + body if at else body,
        _hex,
        needs_timestamp=False,
        only="alertmanager",
    ),
    # https://instatus.com/help/webhooks
    _Scheme(
        "x-instatus-webhook-signature",
        (),
        lambda _at, _, body: body,
        _hex,
        needs_timestamp=False,
        only="instatus",
    ),
)


@dataclass(frozen=True, slots=True)
class _Secret:
    """A token or a signing secret; `for_pages` makes pages due, and nothing else: strangers know it."""

    value: bytes
    for_pages: bool

    def opens(self, *, is_page: bool) -> bool:
        """Whether it is good for what is handed in."""
        return is_page or not self.for_pages


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """Who signed a request. Nobody who has only overheard it can change its `own_id`, if any, or `digest`."""

    sender: str
    own_id: str
    digest: str


@dataclass(frozen=True, slots=True)
class Keyring:
    """The tokens and signing secrets of the settings."""

    tokens: tuple[_Secret, ...] = ()
    secrets: tuple[_Secret, ...] = ()

    @classmethod
    def of(cls, token: SecretStr | None, secret: SecretStr | None) -> "Keyring":
        """Those of the settings, each a list separated by commas; `pages:` stands before one for pages."""
        return cls(_listed(token), _listed(secret))

    def __bool__(self) -> bool:
        return bool(self.tokens or self.secrets)

    def holder_of(self, token: str, *, is_page: bool) -> str | None:
        """A name for whoever shows this token; None where it is none of ours, or not for this."""
        given, found = token.encode(errors="replace"), None
        for number, known in enumerate(self.tokens):
            if hmac.compare_digest(given, known.value) and known.opens(is_page=is_page):
                found = f"token {number}"
        return found

    def signed_by(
        self, source: str, headers: Headers, body: bytes, now: datetime, *, is_page: bool
    ) -> Signed | None:
        """Who signed this; None where nobody did that we know, or too long ago."""
        for scheme in _shown(source, headers):
            at = next((headers[name].strip() for name in scheme.timestamps if name in headers), "")
            if (at or scheme.needs_timestamp) and not _is_fresh(at, now):
                continue
            signed = scheme.signed(at, headers, body)
            for number, secret in enumerate(self.secrets):
                expected = hmac.new(_key(secret.value), signed, hashlib.sha256).digest()
                shown = scheme.digests(headers[scheme.signature])
                if any(hmac.compare_digest(expected, one) for one in shown) and secret.opens(is_page=is_page):
                    own_id = headers.get(scheme.id, "") if scheme.id is not None else ""
                    digest = hashlib.sha256(signed).hexdigest()
                    return Signed(sender=f"secret {number}", own_id=own_id, digest=digest)
        return None


def is_signed(source: str, headers: Headers) -> bool:
    """Whether a request shows a signature of a kind that we know."""
    return any(True for _ in _shown(source, headers))


def _shown(source: str, headers: Headers) -> Iterator[_Scheme]:
    return (s for s in SCHEMES if s.signature in headers and s.only in (None, source))


def _is_fresh(at: str, now: datetime) -> bool:
    """Whether a Unix time is of these minutes."""
    return at.isdecimal() and len(at) <= 12 and abs(now.timestamp() - int(at)) <= TOLERANCE.total_seconds()


def _key(secret: bytes) -> bytes:
    """Secrets of Standard Webhooks are base64 behind a prefix; others are what they are."""
    if not secret.startswith(_PREFIX.encode()):
        return secret
    try:
        return base64.b64decode(secret.removeprefix(_PREFIX.encode()), validate=True)
    except (binascii.Error, ValueError):
        return secret


def _listed(secret: SecretStr | None) -> tuple[_Secret, ...]:
    parts = (part.strip() for part in (secret.get_secret_value() if secret is not None else "").split(","))
    found = ((part.removeprefix(FOR_PAGES), part.startswith(FOR_PAGES)) for part in parts)
    return tuple(_Secret(value.encode(), for_pages) for value, for_pages in found if value)
