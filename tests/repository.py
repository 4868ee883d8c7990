"""A git repository for tests, apart from the user's settings."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class Repository:
    """A repository in a folder of its own."""

    def __init__(self, folder: Path, **environment: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        inherited = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
        self.environment = inherited | {
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_SYSTEM": os.devnull,
            "GIT_AUTHOR_NAME": "a",
            "GIT_AUTHOR_EMAIL": "a@example.com",
            "GIT_COMMITTER_NAME": "a",
            "GIT_COMMITTER_EMAIL": "a@example.com",
            **environment,
        }
        self.run("git", "init", "--quiet")

    def run(self, *command: str, succeeds: bool = True) -> str:
        """Run a command; return what it printed."""
        done = subprocess.run(
            command, cwd=self.folder, env=self.environment, text=True, capture_output=True, check=False
        )
        output = done.stdout + done.stderr
        assert (done.returncode == 0) == succeeds, output
        return output

    def commit(self, *, succeeds: bool = True) -> str:
        """Commit all changes, deletions too; return what git and its hooks printed."""
        self.run("git", "add", "--all")
        return self.run("git", "commit", "--quiet", "--message", "change", succeeds=succeeds)
