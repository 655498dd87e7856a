"""Secrets of adapters in the store, encrypted: whoever reads the store reads nothing.

The cipher is Fernet (AES-128-CBC with HMAC-SHA256, https://github.com/fernet/spec) under a key made from the
passphrase with scrypt. Several passphrases may be set: the first encrypts, all decrypt, so that one can be
replaced by another.
"""

import base64
import hashlib
from datetime import timedelta
from typing import Final

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from pydantic import SecretStr

from bot.errors import MissingSecret, StoreUnavailable
from bot.storage.client import Client
from bot.storage.keys import SECRETS

# Fixed on purpose: a key must come out the same in every process. The passphrase is the secret.
_SALT: Final = b"sharedfate.vault.1"


class StoredVault:
    """Satisfies the port `Vault`. `passphrases`: comma-separated, newest first; None: nothing is kept."""

    def __init__(self, client: Client, passphrases: SecretStr | None) -> None:
        self._client = client
        self._passphrases = passphrases
        self._made: MultiFernet | None = None

    async def put(self, key: str, value: bytes, *, ttl: timedelta | None = None) -> None:
        """Store a value, for ever or for a while."""
        await self._client.set(SECRETS.of(key), self._cipher.encrypt(value), px=ttl)

    async def get(self, key: str) -> bytes | None:
        """The value, None if there is none."""
        return self._opened(key, await self._client.get(SECRETS.of(key)))

    async def delete(self, key: str) -> None:
        """Remove a value, if it is there."""
        await self._client.delete(SECRETS.of(key))

    async def keys(self, prefix: str) -> tuple[str, ...]:
        """The keys that begin so, sorted."""
        start = SECRETS.of("")
        found = [key.decode() async for key in self._client.scan_iter(match=f"{start}*", count=500)]
        return tuple(sorted(key[len(start) :] for key in found if key.startswith(start + prefix)))

    @property
    def _cipher(self) -> MultiFernet:
        if self._made is None:
            secrets = self._passphrases.get_secret_value() if self._passphrases else ""
            phrases = [phrase for part in secrets.split(",") if (phrase := part.strip())]
            if not phrases:
                raise MissingSecret(
                    "SHAREDFATE_VAULT_KEY",
                    "choose a long random passphrase: it encrypts what chat platforms give us",
                )
            self._made = MultiFernet([Fernet(_key(phrase)) for phrase in phrases])
        return self._made

    def _opened(self, key: str, data: bytes | None) -> bytes | None:
        if data is None:
            return None
        try:
            return self._cipher.decrypt(data)
        except InvalidToken as error:
            raise StoreUnavailable(
                f"cannot decrypt {key}: SHAREDFATE_VAULT_KEY is not the one it was stored with; "
                "set the old one behind the new one, separated by a comma"
            ) from error


def _key(passphrase: str) -> bytes:
    return base64.urlsafe_b64encode(
        hashlib.scrypt(passphrase.encode(), salt=_SALT, n=2**14, r=8, p=1, dklen=32)
    )
