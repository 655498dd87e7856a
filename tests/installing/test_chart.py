"""The chart for Kubernetes, filled in, and held against schemas of Kubernetes itself (`make chart`)."""

import json
import re
from dataclasses import dataclass
from typing import Any

import pytest
import yaml

from bot import __version__
from bot.app import ROLES
from bot.cli.env import env_example
from tests.installing.charts import CHART, PYTHON, ROOT, fill_in, manifests

pytestmark = pytest.mark.skipif(not PYTHON.exists(), reason="Helm's library is not here: make chart")

TOKEN = {"secrets": {"SHAREDFATE_WEB_TOKEN": "t" * 64}}
# By name, so that a test can ask for one.
CASES: dict[str, dict[str, Any]] = {
    "plain": TOKEN,
    "grown": {
        "existingSecret": "own",
        "groups": {
            "all": None,
            "reading": {"roles": ["poll", "probe", "correlate", "notify"], "replicas": 2},
            "talking": {"roles": ["chat"]},
        },
        "store": {"url": {"secretName": "redis"}},
    },
    "everything": {
        **TOKEN,
        "catalogue": '[[service]]\nid = "own"\n',
        "slackHttp": {"enabled": True},
        "ingress": {"enabled": True, "className": "nginx", "tlsSecretName": "tls"},
        "metrics": {
            "serviceMonitor": {"enabled": True},
            "prometheusRule": {"enabled": True, "runbooks": "https://docs.example.org/"},
            "dashboard": {"enabled": True},
        },
        "networkPolicy": {"from": [{"namespaceSelector": {"matchLabels": {"name": "monitoring"}}}]},
        "nodeSelector": {"disk": "ssd"},
        "tolerations": [{"key": "spot", "operator": "Exists"}],
        "image": {"repository": "registry.example.org/sharedfate", "digest": f"sha256:{'0' * 64}"},
    },
    "no token": {},
    "no shared store": {**TOKEN, "groups": {"all": {"replicas": 2}}},
    "misspelt": {**TOKEN, "gruops": {}},
    "no such role": {**TOKEN, "groups": {"all": {"roles": ["web", "guess"]}}},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledIn:
    """The chart in every case: its manifests, or why there are none."""

    lint: Any
    filled: dict[str, Any]
    faults: dict[str, list[str]]

    def of(self, case: str, kind: str) -> list[dict[str, Any]]:
        return [one for one in manifests(self.filled[case]) if one["kind"] == kind]

    def pods(self) -> list[dict[str, Any]]:
        cases = [case for case, filled in self.filled.items() if not isinstance(filled, str)]
        return [one["spec"]["template"]["spec"] for case in cases for one in self.of(case, "Deployment")]


@pytest.fixture(scope="module")
def chart() -> FilledIn:
    answer = fill_in(list(CASES.values()))
    pairs = dict(zip(CASES, answer["answers"], strict=True))
    return FilledIn(
        lint=answer["lint"],
        filled={case: one["filled"] for case, one in pairs.items()},
        faults={case: one["faults"] for case, one in pairs.items()},
    )


def test_lint_finds_nothing_but_that_there_is_no_icon(chart: FilledIn) -> None:
    assert chart.lint["errors"] == []
    assert [one["error"] for one in chart.lint["messages"]] == ["icon is recommended"]


def test_what_it_becomes_is_what_kubernetes_takes_old_and_new(chart: FilledIn) -> None:
    assert chart.faults["plain"] == []
    assert chart.faults["grown"] == []
    # Two kinds, in two versions, are not Kubernetes' own: ServiceMonitor and PrometheusRule.
    assert chart.faults["everything"] == ["no schema"] * 4


def test_a_pod_has_no_root_no_capability_no_token_and_a_file_system_that_is_read_only(
    chart: FilledIn,
) -> None:
    assert len(chart.pods()) == 4
    for pod in chart.pods():
        (container,) = pod["containers"]
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert pod["securityContext"]["runAsUser"] == 10001
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert pod["automountServiceAccountToken"] is False
        assert not {"hostNetwork", "hostPID", "hostIPC"} & pod.keys()
        assert container["resources"]["limits"]["memory"]
        assert {one["mountPath"] for one in container["volumeMounts"]} >= {"/data", "/tmp"}
        assert {"startupProbe", "livenessProbe", "readinessProbe"} <= container.keys()
        # It stops within five by itself.
        assert pod["terminationGracePeriodSeconds"] > 5


def test_settings_of_the_chart_are_settings(chart: FilledIn) -> None:
    known = set(re.findall(r"^# ([A-Z_]+)=", env_example(), re.MULTILINE))
    given = {variable["name"] for pod in chart.pods() for variable in pod["containers"][0]["env"]}

    assert given - known == set()


def test_groups_share_the_roles_and_each_serves_its_metrics(chart: FilledIn) -> None:
    deployments = chart.of("grown", "Deployment")
    roles = [
        {
            word.removeprefix("--role=")
            for word in one["spec"]["template"]["spec"]["containers"][0]["args"][1:]
        }
        for one in deployments
    ]

    assert all("web" in one for one in roles)
    assert set().union(*roles) == set(ROLES)
    assert [one["spec"]["replicas"] for one in deployments] == [2, 1]
    assert len(chart.of("grown", "PodDisruptionBudget")) == 2
    assert chart.of("grown", "PersistentVolumeClaim") == []
    assert chart.of("plain", "PersistentVolumeClaim") != []
    secrets = [
        variable["valueFrom"]["secretKeyRef"]
        for one in deployments
        for variable in one["spec"]["template"]["spec"]["containers"][0]["env"]
        if variable["name"] == "REDIS_URL"
    ]
    assert secrets == [{"name": "redis", "key": "REDIS_URL"}] * 2


def test_one_replica_can_be_drained_and_takes_the_place_of_the_older_one(chart: FilledIn) -> None:
    (budget,) = chart.of("plain", "PodDisruptionBudget")
    (deployment,) = chart.of("plain", "Deployment")

    assert budget["spec"]["maxUnavailable"] == 1
    assert deployment["spec"]["replicas"] == 1
    assert deployment["spec"]["strategy"] == {"type": "Recreate"}


def test_the_network_is_closed_but_for_what_is_needed(chart: FilledIn) -> None:
    (policy,) = chart.of("plain", "NetworkPolicy")
    (grown,) = chart.of("grown", "NetworkPolicy")

    def ports(one: dict[str, Any]) -> set[int]:
        return {port["port"] for rule in one["spec"]["egress"] for port in rule["ports"]}

    assert policy["spec"]["policyTypes"] == ["Ingress", "Egress"]
    assert ports(policy) == {53, 80, 443}
    assert ports(grown) == {53, 80, 443, 6379}


def test_alerts_and_dashboard_are_those_of_the_repository(chart: FilledIn) -> None:
    (rule,) = chart.of("everything", "PrometheusRule")
    (board,) = [one for one in chart.of("everything", "ConfigMap") if "sharedfate.json" in one["data"]]
    shipped = (ROOT / "deploy/prometheus/alerts.yml").read_text(encoding="utf-8")

    moved = shipped.replace("docs/runbooks.md", "https://docs.example.org/runbooks.md")
    assert rule["spec"] == yaml.safe_load(moved)
    dashboard = (ROOT / "deploy/grafana/sharedfate.json").read_text(encoding="utf-8")
    assert json.loads(board["data"]["sharedfate.json"]) == json.loads(dashboard)


def test_what_cannot_work_is_said_before_anything_is_made(chart: FilledIn) -> None:
    assert "SHAREDFATE_WEB_TOKEN is not set" in chart.filled["no token"]
    assert "several processes need a store" in chart.filled["no shared store"]
    assert "gruops" in chart.filled["misspelt"]
    assert "/groups/all/roles/1" in chart.filled["no such role"]


def test_the_chart_is_of_this_version() -> None:
    described = yaml.safe_load((CHART / "Chart.yaml").read_text(encoding="utf-8"))

    assert described["version"].replace("-", "") == described["appVersion"] == __version__
