"""What the dashboard and the alerts ask Prometheus, read from their files."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import yaml

DEPLOY: Final = Path(__file__).parent.parent / "deploy"
ALERTS: Final = DEPLOY / "prometheus" / "alerts.yml"
ALERTS_TEST: Final = DEPLOY / "prometheus" / "alerts_test.yml"
DASHBOARD: Final = DEPLOY / "grafana" / "sharedfate.json"
_NAME: Final = re.compile(r"\bsharedfate_\w+")
# Between what an alert measures and what is too much of it.
_LIMIT: Final = re.compile(r"\s(?:==|>)\s[\d.]+(?:\s+and\s+)?")


def dashboard() -> dict[str, Any]:
    """The dashboard as Grafana takes it."""
    document: dict[str, Any] = json.loads(DASHBOARD.read_text(encoding="utf-8"))
    return document


def panel_queries() -> Iterator[tuple[str, str]]:
    """The title of each panel with each of its queries; Grafana's own interval is a minute."""
    for panel in dashboard()["panels"]:
        for target in panel.get("targets", ()):
            yield panel["title"], target["expr"].replace("$__rate_interval", "1m")


def alerts() -> list[dict[str, Any]]:
    """The alert rules."""
    groups = yaml.safe_load(ALERTS.read_text(encoding="utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


def measured_by(alert: dict[str, Any]) -> list[str]:
    """What an alert measures, without what is too much of it."""
    return [part.strip() for part in _LIMIT.split(alert["expr"]) if part.strip()]


def names_in(query: str) -> set[str]:
    """Our metrics in a query, by the names that Prometheus stores."""
    return set(_NAME.findall(query))
