"""Whoever runs us is told what is wrong with the way in, and what was handed in for nobody."""

from datetime import timedelta

import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs

from bot.checks.unmatched import unmatched_of, unmatched_page_of
from bot.cli.inbound_check import MOST_SHOWN, inbound_faults, inbound_findings, unmatched_findings
from bot.cli.settings_check import setting_faults
from bot.domain.check import PageNudge
from bot.settings import BotSettings
from bot.storage.client import Client
from tests.builders import NOON, at
from tests.core.test_checks import a_check
from tests.receiving.inbox import SECRET, TOKEN, an_inbox
from tests.receiving.payloads import a_group, an_alert


@pytest.mark.parametrize(
    ("environ", "says"),
    [
        ({"INBOUND_TOKEN": "changeme"}, "SHAREDFATE_INBOUND_TOKEN: one of 8 characters can be guessed"),
        ({"INBOUND_TOKEN": f"{TOKEN}, short"}, "SHAREDFATE_INBOUND_TOKEN: one of 5 characters"),
        ({"INBOUND_TOKEN": f"pages:short,{TOKEN}"}, "SHAREDFATE_INBOUND_TOKEN: one of 5 characters"),
        ({"INBOUND_SECRET": "changeme"}, "SHAREDFATE_INBOUND_SECRET: one of 8 characters"),
        ({"INBOUND_TOKEN": " , "}, "SHAREDFATE_INBOUND_TOKEN is set and empty"),
        ({"INBOUND_TOKEN": "with blanks and many more"}, "SHAREDFATE_INBOUND_TOKEN: no blanks"),
        ({"INBOUND_TOKEN": "ünd-many-more-characters"}, "SHAREDFATE_INBOUND_TOKEN: no blanks and only ASCII"),
        ({"INBOUND_TOKEN": TOKEN, "WEB_PORT": "0"}, "SHAREDFATE_WEB_PORT is 0: nothing can be handed in"),
        ({"INBOUND_SECRET": SECRET, "WEB_PORT": "0"}, "SHAREDFATE_WEB_PORT is 0"),
    ],
)
def test_a_way_in_that_cannot_be_used_is_one_line_without_the_secret(
    environ: dict[str, str], says: str
) -> None:
    own = {f"SHAREDFATE_{name}": value for name, value in environ.items()}
    (fault,) = inbound_faults(BotSettings.read(own))

    assert says in fault
    assert fault in setting_faults(own | {"SHAREDFATE_SHIPPED_CATALOG": "false"}, ("web",), tries_ports=False)
    assert not any(
        f"“{value}”" in fault or value in fault.split() for value in environ.values() if value != "0"
    )


def test_good_secrets_and_none_are_no_fault() -> None:
    both = BotSettings(
        inbound_token=SecretStr(f"{TOKEN},pages:{SECRET}"), inbound_secret=SecretStr(f"whsec_{SECRET}")
    )
    assert list(inbound_faults(both)) == []
    assert list(inbound_faults(BotSettings())) == []
    assert list(inbound_faults(BotSettings(web_port=0))) == []


@pytest.mark.parametrize(
    ("settings", "says", "says_not"),
    [
        (BotSettings(), "off: set SHAREDFATE_INBOUND_TOKEN", "open"),
        (BotSettings(web_host="0.0.0.0"), "/healthz and /metrics are open to whoever reaches", "TLS"),
        (BotSettings(inbound_token=SecretStr(TOKEN)), "may hand in checks at 127.0.0.1:8080/in", "TLS"),
        (BotSettings(inbound_token=SecretStr(TOKEN), web_host="::"), "put TLS in front of it", "off"),
    ],
)
def test_doctor_says_who_may_hand_in_what(settings: BotSettings, says: str, says_not: str) -> None:
    (found,) = inbound_findings(settings)

    assert says in found.says
    assert says_not not in found.says
    assert TOKEN not in found.says


def test_doctor_lists_what_names_nobody_with_what_to_do() -> None:
    check = unmatched_of(a_check(labels=("grid-api",), hosts=("10.0.0.3:9100",)), at(11, 52))
    page = unmatched_page_of("statuspage", PageNudge(addresses=("https://status.x.example/",)), NOON)
    said, asked = (found.says for found in unmatched_findings([check, page], NOON))

    assert said.startswith("alertmanager: “SiteDown” (grid-api, 10.0.0.3:9100), once, last 8 min ago: add ")
    assert "sharedfate_service=<id>" in said
    assert "no page that we read" in asked

    many = [unmatched_of(a_check(name=f"n{n}"), NOON) for n in range(MOST_SHOWN + 5)]
    assert [found.says for found in unmatched_findings(many, NOON)][-1] == "and 5 more"


async def test_the_log_says_once_a_day_what_names_nobody(redis: Client) -> None:
    async with an_inbox(redis) as inbox:
        with capture_logs() as logs:
            for hour in range(26):
                alert = an_alert(job="node", since=at(11) + timedelta(hours=hour))
                await inbox.post("/in/alertmanager", a_group(alert))
                await inbox.clock.advance(timedelta(hours=1))

    assert [(log["event"], log["source"]) for log in logs] == [
        ("What was handed in names nobody", "alertmanager")
    ] * 2
