"""What is deployed: files that parse, and name what exists."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import discord
import pytest
import yaml

from adapters.chat.discord.permissions import PERMISSIONS as DISCORD
from adapters.chat.discord.permissions import WANTED
from adapters.chat.slack.scopes import PERMISSIONS as SLACK
from adapters.chat.slack.settings import SCOPES, SlackSettings
from bot.cli.env import env_example
from tests.metrics_table import instruments, name_of
from tests.prometheus_queries import ALERTS_TEST, alerts, dashboard, names_in, panel_queries

DEPLOY = Path(__file__).parent.parent / "deploy"
ADAPTERS = DEPLOY.parent / "adapters" / "chat"
MANUAL = (DEPLOY.parent / "docs" / "getting-started.md").read_text()


def test_the_slack_manifest_asks_for_what_the_code_uses_and_no_more() -> None:
    manifest = yaml.safe_load((DEPLOY / "slack-manifest.yaml").read_text())

    assert [c["command"] for c in manifest["features"]["slash_commands"]] == ["/isdown"]
    assert set(manifest["settings"]["event_subscriptions"]["bot_events"]) == {
        "app_mention",
        "app_uninstalled",
        "message.im",
        "tokens_revoked",
    }
    assert tuple(manifest["oauth_config"]["scopes"]["bot"]) == SCOPES


def test_the_compose_file_keeps_its_store_and_waits_for_it() -> None:
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]

    assert "--appendonly" in services["valkey"]["command"]
    assert services["bot"]["depends_on"]["valkey"]["condition"] == "service_healthy"


def test_the_image_sets_what_are_settings() -> None:
    dockerfile = (DEPLOY / "Dockerfile").read_text()

    for name in ("SHAREDFATE_DATA_DIR", "CONSOLE_JOURNAL", "SHAREDFATE_WEB_HOST", "SLACK_HTTP_HOST"):
        assert name in dockerfile
        assert f"# {name}=" in env_example()


def test_the_project_file_names_the_command() -> None:
    project = tomllib.loads((DEPLOY.parent / "pyproject.toml").read_text())["project"]

    assert project["scripts"] == {"sharedfate": "bot.__main__:main"}


def test_field_d10_each_scope_stands_with_its_reason_in_manifest_and_manual() -> None:
    manifest = (DEPLOY / "slack-manifest.yaml").read_text()

    for scope in SLACK:
        assert f"      - {scope.name} # {scope.reason}\n" in manifest
        assert f"| `{scope.name}` | {scope.reason} |\n" in MANUAL
    assert {"groups:history", "im:history", "mpim:history", "channels:history"} <= set(SCOPES)


def test_field_d10_every_method_that_is_called_has_its_scope() -> None:
    """Which scopes a method takes, any of them: https://docs.slack.dev/reference/methods"""
    kinds = ("channels", "groups", "im", "mpim")
    needed = {
        "conversations.history": {f"{kind}:history" for kind in kinds},
        "conversations.replies": {f"{kind}:history" for kind in kinds},
        "conversations.info": {f"{kind}:read" for kind in kinds if kind != "im"},
        "conversations.list": {"channels:read", "groups:read"},
        "chat.postMessage": {"chat:write"},
        "chat.postEphemeral": {"chat:write"},
        "chat.update": {"chat:write"},
        "chat.getPermalink": set[str](),
        "files.getUploadURLExternal": {"files:write"},
        "files.completeUploadExternal": {"files:write"},
        "views.open": set[str](),
        "auth.test": set[str](),
        "apps.connections.open": set[str](),
    }
    source = "\n".join(path.read_text() for path in (ADAPTERS / "slack").glob("*.py"))
    called = set(re.findall(r'"((?:conversations|chat|files|views|auth|apps)\.[A-Za-z.]+)"', source))

    assert called == needed.keys()
    # What people do needs no call: a command, a mention.
    assert {scope for scopes in needed.values() for scope in scopes} == {*SCOPES} - {
        "commands",
        "app_mentions:read",
    }


def test_field_d10_discords_permissions_stand_in_the_manual_with_the_right_number() -> None:
    for permission in DISCORD.values():
        assert f"   | *{permission.name}* | {permission.reason} |\n" in MANUAL
    assert f"&permissions={WANTED}`" in MANUAL
    assert discord.Permissions(WANTED) == discord.Permissions(
        view_channel=True,
        send_messages=True,
        embed_links=True,
        attach_files=True,
        read_message_history=True,
        create_public_threads=True,
        send_messages_in_threads=True,
    )


def test_field_d10_what_slack_is_to_reach_is_bound_and_published_in_the_container() -> None:
    dockerfile = (DEPLOY / "Dockerfile").read_text()
    bot = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]["bot"]
    port = SlackSettings().http_port

    assert "SLACK_HTTP_HOST=0.0.0.0" in dockerfile
    assert f"EXPOSE 8080 {port}" in dockerfile
    assert f"127.0.0.1:{port}:{port}" in bot["ports"]


def test_the_dashboard_and_the_alerts_ask_for_metrics_that_there_are() -> None:
    asked = {name for _, query in panel_queries() for name in names_in(query)}
    asked |= {name for alert in alerts() for name in names_in(alert["expr"])}
    stored = {name_of(one) for one in instruments()}
    stored |= {f"{name_of(one)}_bucket" for one in instruments() if one._type == "histogram"}

    assert asked - stored == set()


def test_every_metric_but_one_is_on_the_dashboard() -> None:
    shown = {name for _, query in panel_queries() for name in names_in(query)}
    names = {name_of(one) for one in instruments()}

    assert names - {name.removesuffix("_bucket") for name in shown} == {"sharedfate_sources_doubtful"}


def test_every_panel_says_what_it_is_and_stands_on_no_other() -> None:
    panels = dashboard()["panels"]
    boxes = [panel["gridPos"] for panel in panels]
    cells = [
        (x, y) for b in boxes for x in range(b["x"], b["x"] + b["w"]) for y in range(b["y"], b["y"] + b["h"])
    ]

    assert len(cells) == len(set(cells))
    assert all(x < 24 for x, _ in cells)
    assert len({panel["id"] for panel in panels}) == len(panels)
    assert all(panel.get("description") for panel in panels if panel["type"] != "row")


def test_every_alert_has_a_runbook_and_every_runbook_an_alert() -> None:
    sections = re.findall(r"^## (\w+)$", (DEPLOY.parent / "docs" / "runbooks.md").read_text(), re.MULTILINE)
    links = [alert["annotations"]["runbook_url"] for alert in alerts()]

    assert links == [f"docs/runbooks.md#{alert['alert'].lower()}" for alert in alerts()]
    assert sorted(sections) == sorted(alert["alert"] for alert in alerts())


def test_each_alert_fires_when_it_should_and_is_silent_while_all_is_well() -> None:
    if shutil.which("promtool") is None:
        pytest.skip("promtool is not here: apt-get install prometheus")

    done = subprocess.run(
        ["promtool", "test", "rules", str(ALERTS_TEST)], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr
    tested = ALERTS_TEST.read_text(encoding="utf-8")
    assert [alert["alert"] for alert in alerts() if f"alertname: {alert['alert']}\n" not in tested] == []
