"""What is built into the wheel beside the code: see `bot/made_files.py`."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class MadeFiles(BuildHookInterface):  # type: ignore[type-arg]
    """Has a process of its own make them, of this source and of nothing that is kept on this machine."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add them, but not to an editable wheel: a checkout keeps them in the cache of whoever runs it."""
        if version == "editable":
            return
        self._folder = tempfile.TemporaryDirectory()
        made = Path(self._folder.name, "made")
        made.mkdir()
        command = [sys.executable, "-m", "bot.made_files", str(made)]
        own = {"PYTHONPATH": self.root, "XDG_CACHE_HOME": self._folder.name, "PYTHONDONTWRITEBYTECODE": "1"}
        subprocess.run(command, cwd=self.root, env={**os.environ, **own}, check=True)  # noqa: S603  -- ours
        for file in sorted(made.iterdir()):
            build_data["force_include"][str(file)] = f"bot/made/{file.name}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002
        """Clear away what is in the wheel by now."""
        if version != "editable":
            self._folder.cleanup()
