"""What is deployed: files that parse, and name what exists."""

import tomllib
from pathlib import Path

import yaml

from adapters.chat.slack.settings import SCOPES
from bot.cli.env import env_example

DEPLOY = Path(__file__).parent.parent / "deploy"


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
    for name in ("SHAREDFATE_DATA_DIR", "CONSOLE_JOURNAL", "SHAREDFATE_WEB_HOST"):
        assert name in dockerfile
        assert f"# {name}=" in env_example()


def test_the_project_file_names_the_command() -> None:
    project = tomllib.loads((DEPLOY.parent / "pyproject.toml").read_text())["project"]

    assert project["scripts"] == {"sharedfate": "bot.__main__:main"}
