"""The vault: what adapters entrust to us is encrypted in the store, and comes back."""

from datetime import timedelta

import pytest
from pydantic import SecretStr

from bot.errors import MissingSecret, StoreUnavailable
from bot.storage.client import Client
from bot.storage.keys import SECRETS
from bot.storage.vault import StoredVault, faults


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

    with pytest.raises(StoreUnavailable, match="SHAREDFATE_VAULT_KEY"):
        await StoredVault(redis, SecretStr("new")).get("k")
    assert await StoredVault(redis, SecretStr("new, old")).get("k") == b"v"


async def test_what_an_old_passphrase_closed_is_closed_with_the_newest_once_it_is_opened(
    redis: Client,
) -> None:
    for key, ttl in (("k", None), ("short", timedelta(minutes=5))):
        await StoredVault(redis, SecretStr("old")).put(key, b"v", ttl=ttl)
        assert await StoredVault(redis, SecretStr("new, old")).get(key) == b"v"

        assert await StoredVault(redis, SecretStr("new")).get(key) == b"v", "the old one is needed no more"
    assert await redis.ttl(SECRETS.of("k")) == -1
    assert await redis.ttl(SECRETS.of("short")) > 0


@pytest.mark.parametrize("key", ["x", "x" * 15, " , x", "short, " + "x" * 40])
def test_a_passphrase_that_can_be_guessed_is_refused(key: str) -> None:
    (fault,) = faults(SecretStr(key))

    assert "SHAREDFATE_VAULT_KEY" in fault
    assert list(faults(SecretStr("x" * 16 + ", short"))) == []


async def test_without_a_passphrase_nothing_is_kept(redis: Client) -> None:
    with pytest.raises(MissingSecret, match="SHAREDFATE_VAULT_KEY"):
        await StoredVault(redis, None).put("k", b"v")
