"""A wheel in an environment that holds nothing else: `python -m tests.installing.clean DIST`.

Installs the locked packages by hash and the wheel of the folder without an index, and has that speak for
itself: its version, doctor, and the demo as fast as it goes. Looks at the other files of the folder, too: the
source builds the same wheel, the bill of materials names every locked package, the checksums are right. Takes
a minute or two. Exits with 1 where something is not as it should be. `make package` runs it.
"""

import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
import venv
import zipfile
from pathlib import Path
from typing import Final

from hatchling.builders.wheel import WheelBuilder

from bot import __version__

ROOT: Final = Path(__file__).parent.parent.parent
KEPT: Final = """
from bot import expressions, kept_files, made_catalog
from bot.catalog.files import texts_of
catalogue = f"{made_catalog.KIND}-{made_catalog.make_of(texts_of(None, shipped=True))}"
compiled = f"{expressions.KIND}-{expressions.make_here()}"
print(*((kept_files.SHIPPED / name).is_file() for name in (catalogue, compiled)))
"""
OWN_CATALOGUE: Final = """
[[service]]
id = "here"
name = "Here"
domain = "here.example"
kind = "other"
status_url = "http://127.0.0.1:1/"
reference = "made up"
confidence = "high"

[[service.source]]
url = "http://127.0.0.1:1/api/v2/summary.json"
format = "statuspage"
"""


def main() -> int:
    dist = Path(sys.argv[1]).resolve()
    faults = [*_of_files(dist)]
    with tempfile.TemporaryDirectory() as folder:
        faults += _of_installing(_only(dist, "*.whl"), Path(folder))
    for fault in faults:
        _say(f"FAIL  {fault}")
    _say(f"{dist}: {'as it should be' if not faults else f'{len(faults)} faults'}")
    return 1 if faults else 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _only(dist: Path, pattern: str) -> Path:
    (found,) = dist.glob(pattern)
    return found


def _of_files(dist: Path) -> list[str]:
    faults = []
    for line in (dist / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        checksum, name = line.split()
        if hashlib.sha256((dist / name).read_bytes()).hexdigest() != checksum:
            faults.append(f"{name} is not what SHA256SUMS says")
    locked = set(
        re.findall(r"^([a-z0-9.-]+)==", (ROOT / "requirements.lock").read_text("utf-8"), re.MULTILINE)
    )
    bill = json.loads((dist / "sharedfate.cdx.json").read_text(encoding="utf-8"))
    if (named := {component["name"] for component in bill["components"]}) != locked:
        faults.append(f"the bill of materials and the lock differ in {sorted(named ^ locked)}")
    if bill["metadata"]["component"]["version"] != __version__:
        faults.append("the bill of materials is of another version")
    with tempfile.TemporaryDirectory() as folder, tarfile.open(_only(dist, "*.tar.gz")) as source:
        source.extractall(folder, filter="data")
        (built,) = WheelBuilder(f"{folder}/sharedfate-{__version__}").build(directory=folder)
        with zipfile.ZipFile(built) as ours, zipfile.ZipFile(_only(dist, "*.whl")) as shipped:
            if {(i.filename, i.CRC) for i in ours.infolist()} != {
                (i.filename, i.CRC) for i in shipped.infolist()
            }:
                faults.append("the source builds another wheel")
    return faults


def _of_installing(wheel: Path, folder: Path) -> list[str]:
    venv.create(folder / "venv", with_pip=True)
    pip = [str(folder / "venv/bin/python"), "-m", "pip", "--quiet", "--disable-pip-version-check"]
    sharedfate = str(folder / "venv/bin/sharedfate")
    (folder / "own.toml").write_text(OWN_CATALOGUE, encoding="utf-8")
    expected = {
        (*pip, "install", "--require-hashes", "--no-deps", "-r", str(ROOT / "requirements.lock")): "",
        (*pip, "install", "--no-index", "--no-deps", str(wheel)): "",
        (*pip, "check"): "",
        (str(folder / "venv/bin/python"), "-c", KEPT): "True True",
        (sharedfate, "--version"): f"sharedfate {__version__}",
        (sharedfate, "doctor", "--offline"): "ok    board",
        (sharedfate, "demo", "--fast"): "Cloudflare",
    }
    environment = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(folder),
        "SHAREDFATE_SHIPPED_CATALOG": "false",
        "SHAREDFATE_CATALOG": str(folder / "own.toml"),
        "SHAREDFATE_PROBES": "off",
    }
    for command, words in expected.items():
        # pip takes its settings from ours; what was installed is to know nothing of us.
        its = environment if command[0] == sharedfate else None
        done = subprocess.run(command, cwd=folder, env=its, capture_output=True, text=True, check=False)
        if done.returncode != 0 or words not in done.stdout:
            said = "\n".join((done.stdout + done.stderr).splitlines()[-15:])
            return [f"{' '.join(command)} exits {done.returncode}:\n{said}"]
        _say(f"ok    {' '.join(Path(word).name for word in command)}")
    return []


if __name__ == "__main__":
    sys.exit(main())
