"""Secrets of adapters in the store, encrypted: whoever reads the store reads nothing.

The cipher is Fernet (AES-128-CBC with HMAC-SHA256, https://github.com/fernet/spec) under a key made from the
passphrase with scrypt. Several passphrases may be set: the first encrypts, all decrypt, so that one can be
replaced by another: what is opened with an older one is put back under the first.
"""

import base64
import hashlib
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from pydantic import SecretStr
from redis.exceptions import WatchError

from bot.errors import MissingSecret, StoreUnavailable
from bot.storage.client import Client
from bot.storage.keys import SECRETS

if TYPE_CHECKING:
    # Imported where a secret is kept or opened: most installations have none.
    from cryptography.fernet import MultiFernet

# Fixed on purpose: a key must come out the same in every process. The passphrase is the secret.
_SALT: Final = b"sharedfate.vault.1"
SHORTEST_PASSPHRASE: Final = 16


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
        data = await self._client.get(SECRETS.of(key))
        value = self._opened(key, data)
        if data is not None and value is not None and not self._is_newest(data):
            await self._put_again(key, data, value)
        return value

    async def delete(self, key: str) -> None:
        """Remove a value, if it is there."""
        await self._client.delete(SECRETS.of(key))

    async def keys(self, prefix: str) -> tuple[str, ...]:
        """The keys that begin so, sorted."""
        start = SECRETS.of("")
        found = [key.decode() async for key in self._client.scan_iter(match=f"{start}*", count=500)]
        return tuple(sorted(key[len(start) :] for key in found if key.startswith(start + prefix)))

    async def _put_again(self, key: str, data: bytes, value: bytes) -> None:
        """Encrypt with the newest passphrase what an older one opened, unless it was replaced meanwhile."""
        name = SECRETS.of(key)
        async with self._client.pipeline(transaction=True) as pipe:
            await pipe.watch(name)
            if await pipe.get(name) == data:
                pipe.multi()
                pipe.set(name, self._cipher.encrypt(value), keepttl=True)
                with suppress(WatchError):
                    await pipe.execute()

    def _is_newest(self, data: bytes) -> bool:
        from cryptography.fernet import Fernet, InvalidToken  # noqa: PLC0415

        newest, *_ = _phrases(self._passphrases)
        try:
            Fernet(_key(newest)).decrypt(data)
        except InvalidToken:
            return False
        return True

    @property
    def _cipher(self) -> "MultiFernet":
        from cryptography.fernet import Fernet, MultiFernet  # noqa: PLC0415

        if self._made is None:
            phrases = _phrases(self._passphrases)
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
        from cryptography.fernet import InvalidToken  # noqa: PLC0415

        try:
            return self._cipher.decrypt(data)
        except InvalidToken as error:
            raise StoreUnavailable(
                f"cannot decrypt {key}: SHAREDFATE_VAULT_KEY is not the one it was stored with; "
                "set the old one behind the new one, separated by a comma"
            ) from error


def faults(passphrases: SecretStr | None) -> Iterator[str]:
    """What is wrong with the passphrases: the newest is to keep secrets, older ones only to open them."""
    newest = next(iter(_phrases(passphrases)), None)
    if newest is not None and len(newest) < SHORTEST_PASSPHRASE:
        yield (
            f"SHAREDFATE_VAULT_KEY has fewer than {SHORTEST_PASSPHRASE} characters: choose a long random "
            "one, and set the one that it replaces behind it, separated by a comma"
        )


def _phrases(passphrases: SecretStr | None) -> list[str]:
    secrets = passphrases.get_secret_value() if passphrases else ""
    return [phrase for part in secrets.split(",") if (phrase := part.strip())]


@lru_cache(maxsize=16)  # a tenth of a second each, on purpose
def _key(passphrase: str) -> bytes:
    return base64.urlsafe_b64encode(
        hashlib.scrypt(passphrase.encode(), salt=_SALT, n=2**14, r=8, p=1, dklen=32)
    )
