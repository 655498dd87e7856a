"""Labels that look like another place's address show where they lead; other words are no more than words."""

import re

import pytest

from adapters.chat.discord.text import escape as escape_discord
from adapters.chat.shared.untrusted_text import link_label
from adapters.chat.slack.blocks import escape as escape_slack

EVIL = "https://evil.example/x"
DISGUISES = (
    "github.com",
    "github.com.",
    "https://github.com",
    "https://github.com./x",
    "github\u3002com",
    "github\uff0ecom",
    "github\uff61com/login",
    "github\u2024com",
    "github\u00b7com",
    "https\uff1a\uff0f\uff0fgithub.com",
    "https:\\\\github.com",
    "https://140.82.121.3/x",
    "140.82.121.3",
    "140.82.121.3:443",
    "https://[2606:50c0::1]/",
    "https://2353166595/",
    "https://0x8c527903/",
    "https://localhost/",
    "https://github.com@evil.example.org/",
    "https://evil.example@github.com/",
    "github%2Ecom",
    "https://github%252Ecom",
    "%68ttps://github.com",
    "//github.com",
    "www.github",
    "github[.]com",
    "git\u200bhub.com",
    "g\u0456thub.com",
    "\u202egithub.com",
    "https:///github.com",
    "HTTPS://GITHUB.COM",
    "\uff47\uff49\uff54\uff48\uff55\uff42.com",
    "https\u2236\u2215\u2215github.com",
    "github.com\u2215login",
    "https://evil.example.github.com/",
    "see https://github.com/login",
    "https://github.com:443",
    "xn--gthub-7fd.com",
)


@pytest.mark.parametrize("label", DISGUISES)
def test_a_label_that_looks_like_another_place_shows_where_it_leads(label: str) -> None:
    assert link_label(label, EVIL, 150).endswith(" (evil.example)")


def test_a_host_in_letters_that_look_like_others_is_shown_in_those_of_dns() -> None:
    assert link_label("g\u0456thub.com", "https://g\u0456thub.com/", 150).endswith(" (xn--gthub-n2e.com)")


@pytest.mark.parametrize(
    "label",
    [
        "evil.example",
        "https://evil.example/x",
        "EVIL.example.",
        "https://evil.example:443/y",
        "Trouble at GitHub",
        "Node.js is slow",
        "v1.2.3 fails",
        "Report 12/4",
        "50% of requests fail",
        "API: errors",
        "eu-west-1",
        "",
    ],
)
def test_a_label_that_is_true_or_no_address_stays_as_it_is(label: str) -> None:
    assert link_label(label, EVIL, 150) == label


@pytest.mark.parametrize(
    "text",
    [
        "join discord.gg/x",
        "DISCORD.GG/x",
        "discord.com/invite/x",
        "discordapp.com/invite/x",
        "https://discord.gg/x",
        "dis.gd/x",
        "discord.gift/x",
    ],
)
def test_a_bare_invitation_is_none_in_discord(text: str) -> None:
    shown = escape_discord(text)

    assert not re.search(r"(?:discord(?:app)?|dis)\.(?:gg|com|gd|gift)/", shown, re.IGNORECASE)
    assert re.sub(r"[\\\u2060]", "", shown) == text


@pytest.mark.parametrize("text", [":smile:", "down :+1::skin-tone-2: now", ":a:b:c:", "::smile::"])
def test_the_name_of_an_emoji_is_none_in_slack_nor_in_discord(text: str) -> None:
    for escape in (escape_slack, escape_discord):
        shown = escape(text)
        assert not re.search(r"(?<!\\):[\w+~-]+:", shown)
        assert re.sub(r"[\\\u2060\u200b]", "", shown) == text


def test_words_with_colons_stay_as_they_are() -> None:
    assert escape_slack("API: errors at 12:30, see: a") == "API: errors at 12:30, see: a"
