"""The chart's templates, filled in by Helm's own library, which `.venv-ship` holds and `.venv` does not."""

import json
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import yaml

ROOT: Final = Path(__file__).parent.parent.parent
CHART: Final = ROOT / "deploy" / "helm" / "sharedfate"
PYTHON: Final = ROOT / ".venv-ship" / "bin" / "python"
# The oldest that the chart admits and the newest whose schemas the package knows.
VERSIONS: Final = ("1.25", "1.37")

# Runs there: one process for all, since the library takes half a second to load.
_PROGRAM: Final = """
import json, sys
import helm_python as helm
import kubernetes_validate
import yaml
asked = json.load(sys.stdin)
def filled(values):
    try:
        with helm.Chart.load(asked["chart"]) as chart:
            chart.validate_schema(values)
            return chart.render(values, name="sf", namespace="ops")
    except helm.HelmError as error:
        return str(error)
def faults(manifest):
    found = []
    for version in asked["versions"]:
        try:
            kubernetes_validate.validate(manifest, version, strict=True)
        except kubernetes_validate.SchemaNotFoundError:
            found.append("no schema")
        except kubernetes_validate.ValidationError as error:
            found.append(f"{manifest['kind']} in {version}: {error.message}")
    return found
answers = []
for values in asked["values"]:
    answer = filled(values)
    texts = answer.values() if isinstance(answer, dict) else []
    manifests = [m for text in texts if "apiVersion" in text for m in yaml.safe_load_all(text) if m]
    answers.append({"filled": answer, "faults": [f for m in manifests for f in faults(m)]})
lint = helm.lint(asked["chart"], strict=True)
print(json.dumps({"answers": answers, "lint": lint}))
"""


def fill_in(values: Sequence[Mapping[str, Any]]) -> Any:
    """What the templates become with each of the values, or why not, and its faults; what lint finds."""
    asked = json.dumps({"chart": str(CHART), "values": values, "versions": VERSIONS})
    command = [str(PYTHON), "-W", "ignore", "-c", _PROGRAM]
    done = subprocess.run(command, input=asked, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def manifests(filled: Mapping[str, str]) -> list[dict[str, Any]]:
    """What Kubernetes would get."""
    texts = [text for name, text in sorted(filled.items()) if not name.endswith(".txt")]
    return [one for text in texts for one in yaml.safe_load_all(text) if one]
