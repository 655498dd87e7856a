"""The image and its compose file, as they are built and started: user, file system, capabilities, pins."""

import os
import re
import subprocess
from pathlib import Path

import pytest
import yaml

from bot.cli.settings_check import setting_faults

ROOT = Path(__file__).parent.parent.parent
DEPLOY = ROOT / "deploy"
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
COMPOSE = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
SERVICES = yaml.safe_load(COMPOSE)["services"]
PINNED = r"[a-z0-9./-]+:[A-Za-z0-9._-]+@sha256:[0-9a-f]{64}"


def _instructions(kind: str) -> list[str]:
    """The arguments of every such instruction, continued lines as one."""
    lines = re.sub(r"\\\n", " ", DOCKERFILE).splitlines()
    return [line.removeprefix(kind).strip() for line in lines if line.startswith(f"{kind} ")]


def test_every_image_is_named_by_its_digest() -> None:
    arguments = dict(one.split("=", 1) for one in _instructions("ARG"))

    assert re.fullmatch(PINNED, arguments["PYTHON_IMAGE"])
    assert {one.split()[0] for one in _instructions("FROM")} == {"${PYTHON_IMAGE}"}
    images = [one["image"] for one in SERVICES.values() if "build" not in one]
    assert images
    assert all(re.fullmatch(PINNED, image) for image in images)


def test_nothing_is_installed_in_the_image_but_by_hash_or_from_what_was_built_there() -> None:
    installs = re.findall(r"pip install ([^&]*)", "\n".join(_instructions("RUN")))

    assert len(installs) == 3
    assert all("--require-hashes" in one or "--no-index" in one for one in installs)
    assert all("--no-deps" in one for one in installs)


def test_the_image_starts_as_nobody_special_by_number_and_knows_whether_it_is_well() -> None:
    uid, _, gid = _instructions("USER")[-1].partition(":")

    assert int(uid) >= 10000
    assert int(gid) >= 10000
    assert _instructions("VOLUME") == ["/data"]
    assert "/healthz" in _instructions("HEALTHCHECK")[0]
    assert "org.opencontainers.image.version" in _instructions("LABEL")[0]


def test_the_image_takes_from_here_only_what_it_is_built_from() -> None:
    copied = {
        source for one in _instructions("COPY") if not one.startswith("--from") for source in one.split()[:-1]
    }
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()

    assert "*" in lines
    assert {line[1:] for line in lines if line.startswith("!")} == copied
    assert all((ROOT / source).exists() for source in copied)


@pytest.mark.parametrize("name", SERVICES)
def test_a_container_has_no_root_no_capability_and_a_file_system_that_is_read_only(name: str) -> None:
    service = SERVICES[name]
    uid, _, gid = service["user"].partition(":")

    assert int(uid) > 0
    assert int(gid) > 0
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert service.get("privileged") is None
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["mem_limit"]
    assert service["pids_limit"]
    assert service["stop_grace_period"]
    # What is written is a volume or in memory, and none of it is a folder of the host.
    assert all(re.match(r"[a-z]+:/", volume) for volume in service["volumes"])
    assert all(port.startswith("127.0.0.1:") for port in service.get("ports", []))


def test_the_compose_file_and_the_image_mean_the_same_user() -> None:
    assert SERVICES["bot"]["user"] == _instructions("USER")[-1]


def test_in_a_container_the_board_asks_for_a_token_and_the_start_for_one_that_is_missing() -> None:
    environment = dict(re.findall(r"(\w+)=(\S+)", _instructions("ENV")[0]))
    settings = {name: environment[name] for name in ("SHAREDFATE_WEB_ACCESS", "SHAREDFATE_WEB_HOST")}

    missing = setting_faults(settings, ["web"], tries_ports=False)
    given = setting_faults({**settings, "SHAREDFATE_WEB_TOKEN": "t" * 64}, ["web"], tries_ports=False)

    assert ["SHAREDFATE_WEB_TOKEN" in fault for fault in missing] == [True]
    assert given == ()


def test_pins_are_looked_up_anew_by_one_command(tmp_path: Path) -> None:
    deploy = tmp_path / "deploy"
    deploy.mkdir()
    for name in ("Dockerfile", "compose.yaml", "pin.sh"):
        (deploy / name).write_text((DEPLOY / name).read_text(encoding="utf-8"), encoding="utf-8")
    crane = tmp_path / "bin" / "crane"
    crane.parent.mkdir()
    crane.write_text(f"#!/bin/sh\necho sha256:{'0' * 64}\n")
    crane.chmod(0o755)

    def pin(*arguments: str) -> subprocess.CompletedProcess[str]:
        path = f"{crane.parent}:{os.environ['PATH']}"
        command = ["bash", str(deploy / "pin.sh"), *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False, env={"PATH": path})

    assert pin("--check").returncode == 1
    assert (deploy / "Dockerfile").read_text(encoding="utf-8") == DOCKERFILE
    assert pin().returncode == 0
    assert pin("--check").returncode == 0
    written = (deploy / "Dockerfile").read_text() + (deploy / "compose.yaml").read_text()
    assert set(re.findall(r"sha256:[0-9a-f]{64}", written)) == {f"sha256:{'0' * 64}"}
    crane.write_text("#!/bin/sh\necho no such tag\n")
    assert pin().returncode == 2
