"""The unit for systemd: how closed it is, by systemd's own judgement."""

import shutil
import subprocess
from pathlib import Path

import pytest

UNIT = Path(__file__).parent.parent.parent / "deploy" / "sharedfate.service"
LINES = UNIT.read_text(encoding="utf-8").splitlines()
LIMIT = 40  # tenths


def test_systemd_finds_the_unit_closed() -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not here")

    command = [
        "systemd-analyze",
        "security",
        "--offline=true",
        f"--threshold={LIMIT}",
        "--no-pager",
        str(UNIT),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "Overall exposure level" in done.stdout + done.stderr


def test_the_unit_bounds_what_it_takes_and_gives_up_all_power() -> None:
    assert "CapabilityBoundingSet=" in LINES
    assert "NoNewPrivileges=yes" in LINES
    assert "ProtectSystem=strict" in LINES
    assert "User=sharedfate" in LINES
    assert [line for line in LINES if line.startswith("MemoryMax=")] != []
    assert [line for line in LINES if line.startswith("TasksMax=")] != []
    assert "TimeoutStopSec=10" in LINES
