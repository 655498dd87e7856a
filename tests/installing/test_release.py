"""A release, made in a repository of its own: what it changes, what it refuses, what a dry run leaves."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
FILES = ("bot/__init__.py", "pyproject.toml", "deploy/helm/sharedfate/Chart.yaml", "deploy/release.sh")
CHANGES = """# Changelog

## Unreleased

### Added

- A thing.

## 0.0.1 - 2020-01-01

- The first.
"""


def _git(repository: Path, *arguments: str) -> str:
    command = ["git", "-C", str(repository), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True, env=_environment()).stdout


def _environment() -> dict[str, str]:
    who = {
        f"GIT_{role}_{what}": f"somebody@{what}.example".lower()
        for role in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    }
    own = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    return {"PATH": os.environ["PATH"], "HOME": "/nowhere", **own, **who}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    for name in FILES:
        place = tmp_path / name
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, place)
    (tmp_path / "CHANGELOG.md").write_text(CHANGES)
    (tmp_path / "Makefile").write_text("package:\n\tmkdir -p dist && touch dist/made\n")
    (tmp_path / ".gitignore").write_text("dist/\n")
    _git(tmp_path, "init", "--quiet", "--initial-branch=main")
    _git(tmp_path, "add", "--all")
    _git(tmp_path, "commit", "--quiet", "--message", "All of it")
    return tmp_path


def _release(repository: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = ["bash", str(repository / "deploy/release.sh"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=_environment())


def test_a_release_has_one_version_its_notes_its_packages_and_a_tag(repository: Path) -> None:
    done = _release(repository, "7.0.0rc1")

    assert done.returncode == 0, done.stderr
    assert '__version__: Final = "7.0.0rc1"' in (repository / FILES[0]).read_text()
    assert 'version = "7.0.0rc1"' in (repository / FILES[1]).read_text()
    assert "version: 7.0.0-rc1\nappVersion: 7.0.0rc1\n" in (repository / FILES[2]).read_text()
    assert "## Unreleased\n\n## 7.0.0rc1 - 20" in (repository / "CHANGELOG.md").read_text()
    assert (repository / "dist/NOTES.md").read_text() == "### Added\n\n- A thing.\n"
    assert (repository / "dist/made").exists()
    assert _git(repository, "status", "--porcelain") == ""
    # Markdown's headings stay in the tag, though # begins git's comments.
    assert "### Added\n\n- A thing." in _git(repository, "tag", "--list", "--format=%(contents)", "v7.0.0rc1")


def test_a_dry_run_shows_what_would_be_and_leaves_nothing(repository: Path) -> None:
    before = _git(repository, "rev-parse", "HEAD")

    done = _release(repository, "7.0.0", "--dry-run")

    assert done.returncode == 0, done.stderr
    assert "- A thing." in done.stdout
    assert "CHANGELOG.md" in done.stdout
    assert _git(repository, "rev-parse", "HEAD") == before
    assert _git(repository, "tag", "--list") == ""
    assert not (repository / "dist").exists()


def test_what_is_no_release_is_refused_in_one_line(repository: Path) -> None:
    _git(repository, "tag", "v8.0.0")
    refused = [_release(repository, *arguments) for arguments in ([], ["1.2"], ["8.0.0"], ["0.0.9"])]
    (repository / "CHANGELOG.md").write_text(CHANGES.replace("### Added\n\n- A thing.\n", ""))
    refused.append(_release(repository, "7.0.0"))
    _git(repository, "commit", "--quiet", "--all", "--message", "Nothing is new")
    refused.append(_release(repository, "7.0.0"))

    assert [one.returncode for one in refused] == [2] * 6
    assert all(len(one.stderr.splitlines()) == 1 for one in refused)
    says = ["like 1.2.3", "not: 1.2", "exists", "older than", "not committed", "nothing under Unreleased"]
    assert [word in one.stderr for word, one in zip(says, refused, strict=True)] == [True] * 6
