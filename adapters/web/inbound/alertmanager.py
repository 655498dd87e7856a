"""Prometheus' Alertmanager, version 4 of its webhook, and Grafana's alerting, which sends the same and more.

https://prometheus.io/docs/alerting/latest/configuration/#webhook_config
https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/
"""

import re
from typing import Final, TypeAlias

import msgspec

from adapters.web.inbound.shared.reading import (
    addresses,
    digest,
    hints,
    id_of,
    link,
    plain,
    read,
    started,
    state_of,
)
from bot.domain.check import MAX_WORDS_CHARACTERS, Arrival, CheckState, UserCheck
from bot.ports import InboundSource

NAME: Final = "alertmanager"
# What is asked, as blackbox_exporter and its peers label it.
_HOSTS: Final = ("target", "url", "instance", "hostname", "host", "domain", "website", "endpoint_url")
# By these, service discovery of Kubernetes says whose pod it is: then `service` and `job` are of their own.
_OF_KUBERNETES: Final = frozenset({"namespace", "pod", "kubernetes_namespace", "container"})
# No failure of anything: https://grafana.com/docs/grafana/latest/alerting/fundamentals/alert-rule-evaluation/
# for what the monitoring itself has trouble with; others fire always, whatever way they are written, or say
# what will be (https://samber.github.io/awesome-prometheus-alerts/rules has both).
_NOT_MEANT: Final = re.compile(
    r"datasource(nodata|error)|watchdog|infoinhibitor|alwaysfiring"
    r"|.*deadmans?(switch|snitch|trigger).*|.*expir(?!ed).*",
    re.IGNORECASE,
)
_NOT_LETTERS: Final = re.compile(r"[\W_]+")
# Several stand there with commas: "NoData, Updated".
_NO_DATA: Final = frozenset({"NoData", "Error"})
# What we have sent there ourselves carries it: it must not come back and speak for what we claim.
_OURS: Final = "sharedfate_id"
_NO_TROUBLE: Final = frozenset({"info", "informational", "none"})


# Texts, by their promise; who imitates Alertmanager writes numbers, too.
_Texts: TypeAlias = dict[str, str | int | float | bool | None]


class _Alert(msgspec.Struct):
    status: str = ""
    labels: _Texts = {}
    annotations: _Texts = {}
    startsAt: str | None = None  # noqa: N815  -- theirs
    endsAt: str | None = None  # noqa: N815
    generatorURL: str | None = None  # noqa: N815
    fingerprint: str = ""


class _Group(msgspec.Struct):
    alerts: list[_Alert]
    status: str = ""
    groupKey: str = ""  # noqa: N815


def parse(body: bytes) -> Arrival:
    """The alerts of a group, those left out that say nothing of a service. Raises ArrivalRefused."""
    group = read(body, _Group, "an Alertmanager webhook (version 4)")
    checks = tuple(check for alert in group.alerts if (check := _check(alert, group.status)) is not None)
    return Arrival(id=_id(group), checks=checks)


def _check(alert: _Alert, status_of_all: str) -> UserCheck | None:
    state = state_of(alert.status or status_of_all)
    labels, annotations = _texts(alert.labels), _texts(alert.annotations)
    is_firing = state is CheckState.FAILING
    if state is None or _is_test(labels) or _OURS in labels:
        return None
    if is_firing and _says_nothing(labels, annotations):
        return None
    says = annotations.get("summary") or annotations.get("description") or annotations.get("message")
    is_theirs = not _OF_KUBERNETES.isdisjoint(labels)
    return UserCheck(
        source=NAME,
        id=id_of(alert.fingerprint) or digest(f"{name}={value}" for name, value in sorted(labels.items())),
        state=state,
        name=plain(labels.get("alertname")) or "an alert",
        service=plain(labels.get("sharedfate_service")),
        labels=() if is_theirs else hints(labels.get("service")),
        hosts=addresses(*(labels.get(name) for name in _HOSTS)),
        names=hints(None if is_theirs else labels.get("job"), labels.get("alertname")),
        since=started(alert.startsAt),
        ended=None if is_firing else started(alert.endsAt),
        says=plain(says, MAX_WORDS_CHARACTERS),
        url=link(alert.generatorURL),
    )


def _texts(given: _Texts) -> dict[str, str]:
    return {name: str(value) for name, value in given.items() if value is not None}


def _says_nothing(labels: dict[str, str], annotations: dict[str, str]) -> bool:
    return (
        _NOT_MEANT.fullmatch(_NOT_LETTERS.sub("", labels.get("alertname", ""))) is not None
        or not _NO_DATA.isdisjoint(annotations.get("grafana_state_reason", "").split(", "))
        or labels.get("severity", "").casefold() in _NO_TROUBLE
    )


def _is_test(labels: dict[str, str]) -> bool:
    """Grafana's button "Test" sends an alert of this name."""
    return labels.get("alertname") == "TestAlert" and labels.get("instance") == "Grafana"


def _id(group: _Group) -> str:
    """The same for the same said again: an alert that fires has no end yet, whatever stands there."""
    said = sorted(
        f"{a.fingerprint}{sorted(a.labels.items())}{a.status}{a.startsAt}"
        f"{'' if a.status == 'firing' else a.endsAt}"
        for a in group.alerts
    )
    return digest((group.groupKey, group.status, *said))


INBOUND: Final = InboundSource(parse=parse)
