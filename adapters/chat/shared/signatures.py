"""Signatures by the Standard Webhooks scheme, and by our own older one for as long as that is promised.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pydantic import SecretStr
from standardwebhooks.webhooks import Webhook as Signer

from bot.errors import ConfigurationError, MissingSecret

_PREFIX: Final = "whsec_"


@dataclass(frozen=True, slots=True)
class SigningKeys:
    """What we sign with, newest first: each signs, so that a receiver may change over at any time."""

    secrets: tuple[str, ...]

    @classmethod
    def of(cls, setting: SecretStr | None, variable: str) -> "SigningKeys":
        """The secrets of a setting, separated by commas.

        One that begins with `whsec_` is base64 behind that; the key of any other is its text in UTF-8. Raises
        MissingSecret without any, and ConfigurationError for what is no base64; neither repeats a secret.
        """
        text = setting.get_secret_value() if setting else ""
        secrets = tuple(part.strip() for part in text.split(",") if part.strip())
        if not secrets:
            raise MissingSecret(variable, "choose a long random text, such as `openssl rand -hex 32` gives")
        for number, secret in enumerate(secrets, start=1):
            if not _key_of(secret):
                raise ConfigurationError(f"{variable}: secret {number} has no base64 behind {_PREFIX}")
        return cls(secrets)

    def headers(self, body: bytes, id_: str, now: datetime) -> dict[str, str]:
        """The headers of the scheme for a message of this id, the same in every repeat. `now` is in UTC."""
        data = body.decode()
        signatures = (Signer(_key_of(secret)).sign(id_, now, data) for secret in self.secrets)
        return {
            "webhook-id": id_,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": " ".join(signatures),
        }

    def headers_of_version_1(self, body: bytes, delivery: str, now: datetime) -> dict[str, str]:
        """The headers that stood here before: hexadecimal, over the version, the time and the body."""
        timestamp = str(int(now.timestamp()))
        signed = b"v1:" + timestamp.encode() + b"." + body
        digests = (hmac.new(one.encode(), signed, hashlib.sha256).hexdigest() for one in self.secrets)
        return {
            "Sharedfate-Timestamp": timestamp,
            "Sharedfate-Signature": ",".join(f"v1={digest}" for digest in digests),
            "Sharedfate-Delivery": delivery,
        }


def _key_of(secret: str) -> bytes:
    """The bytes that a secret stands for; empty for what cannot be read."""
    if not secret.startswith(_PREFIX):
        return secret.encode()
    encoded = secret.removeprefix(_PREFIX)
    try:
        return base64.b64decode(encoded + "=" * (-len(encoded) % 4), validate=True)
    except (binascii.Error, ValueError):
        return b""
