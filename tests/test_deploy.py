"""What is deployed: files that parse, and name what exists."""

import re
import tomllib
from pathlib import Path

import discord
import yaml

from adapters.chat.discord.permissions import PERMISSIONS as DISCORD
from adapters.chat.discord.permissions import WANTED
from adapters.chat.slack.scopes import PERMISSIONS as SLACK
from adapters.chat.slack.settings import SCOPES, SlackSettings
from bot.cli.env import env_example

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
    assert services["bot"]["read_only"] is True


def test_the_image_runs_as_nobody_special_with_settings_that_exist() -> None:
    dockerfile = (DEPLOY / "Dockerfile").read_text()

    assert "USER sharedfate" in dockerfile
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
