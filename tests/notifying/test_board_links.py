"""Cards lead to the incident's page, where people can reach the board, and to nowhere where not."""

from pydantic import SecretStr

from adapters.chat.discord.platform import PLATFORM as DISCORD
from adapters.chat.discord.settings import DiscordSettings
from adapters.chat.slack.client import Slack
from adapters.chat.slack.settings import SlackSettings
from bot.clock import SimulatedClock
from bot.storage.client import Client
from tests.builders import at
from tests.chat_builders import of, publish
from tests.desk import a_desk, shared_channel
from tests.notifying.outages import CATALOG, an_outage, joined
from tests.servers.discord import fake_discord
from tests.servers.slack import fake_slack
from tests.servers.vault import MemoryVault

PAGE = "https://board.example/i/inc-1"


async def test_the_card_leads_to_its_page_on_both_platforms(redis: Client) -> None:
    clock = SimulatedClock(at(12))
    async with fake_slack() as slack, fake_discord() as discord:
        to_discord = DiscordSettings(bot_token=SecretStr("t"), api_base_url=discord.api)
        async with DISCORD.connect(to_discord, MemoryVault()) as discord_client:
            settings = SlackSettings(bot_token=SecretStr("xoxb"), api_base_url=slack.api)
            platforms = {"slack": Slack(settings, per_second=1000), "discord": discord_client}
            channels = [shared_channel("slack", "#ops"), shared_channel("discord", "60")]
            desk = await a_desk(redis, CATALOG, clock, platforms, *channels)
            desk.deliverer.board = "https://board.example/"
            outage = an_outage(1, at(12))
            await publish(redis, of(outage))
            await desk.drain()
            await clock.advance_to(at(12, 9))
            await publish(redis, of(joined(outage, "s9", at(12, 9))))
            await desk.drain()

        card, in_thread = slack.messages("ops")
        assert str({"type": "link", "url": PAGE, "text": "all about it"}) in str(card["blocks"])
        assert PAGE not in str(in_thread)
        assert f"[all about it](<{PAGE}>)" in str(discord.messages("60")[0]["embeds"])


async def test_without_an_address_for_people_it_leads_nowhere(redis: Client) -> None:
    async with fake_slack() as slack:
        platforms = {"slack": Slack(SlackSettings(bot_token=SecretStr("x"), api_base_url=slack.api))}
        desk = await a_desk(
            redis, CATALOG, SimulatedClock(at(12)), platforms, shared_channel("slack", "#ops")
        )
        await publish(redis, of(an_outage(1, at(12))))
        await desk.drain()

        (card,) = slack.messages("ops")
        assert "all about it" not in str(card)
