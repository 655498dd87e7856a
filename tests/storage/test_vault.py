"""The vault: what adapters entrust to us is encrypted in the store, and comes back."""

import pytest
from pydantic import SecretStr

from bot.errors import MissingSecret, StoreUnavailable
from bot.storage.client import Client
from bot.storage.keys import SECRETS
from bot.storage.vault import StoredVault


async def test_what_is_put_comes_back_and_is_not_readable_in_the_store(redis: Client) -> None:
    vault = StoredVault(redis, SecretStr("a long passphrase"))
    await vault.put("slack:T1", b"xoxb-secret")

    assert await vault.get("slack:T1") == b"xoxb-secret"
    stored = await redis.get(SECRETS.of("slack:T1"))
    assert stored is not None
    assert b"xoxb" not in stored
    assert await vault.keys("slack:") == ("slack:T1",)
    await vault.delete("slack:T1")
    assert await vault.get("slack:T1") is None


async def test_a_new_passphrase_opens_what_the_old_one_closed_while_both_are_set(redis: Client) -> None:
    await StoredVault(redis, SecretStr("old")).put("k", b"v")

    assert await StoredVault(redis, SecretStr("new, old")).get("k") == b"v"
    with pytest.raises(StoreUnavailable, match="SHAREDFATE_VAULT_KEY"):
        await StoredVault(redis, SecretStr("new")).get("k")


async def test_without_a_passphrase_nothing_is_kept(redis: Client) -> None:
    with pytest.raises(MissingSecret, match="SHAREDFATE_VAULT_KEY"):
        await StoredVault(redis, None).put("k", b"v")
