"""The hook with the real pre-commit: its environment is installed from a repository, and git makes real commits."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.hook

ROOT = Path(__file__).parent.parent.parent
PACKAGED = ("pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml", "amllint", "pytest_amllint")
CONFIG = """\
repos:
  - repo: {repository}
    rev: {revision}
    hooks:
      - id: amllint
"""


class Repository:
    """A git repository in a folder of its own, apart from the user's settings."""

    def __init__(self, folder: Path, home: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        inherited = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
        self.environment = inherited | {
            "PRE_COMMIT_HOME": str(home),
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_SYSTEM": os.devnull,
            "GIT_AUTHOR_NAME": "a",
            "GIT_AUTHOR_EMAIL": "a@example.com",
            "GIT_COMMITTER_NAME": "a",
            "GIT_COMMITTER_EMAIL": "a@example.com",
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
        """Commit all changes, deletions too; return what git and the hook printed."""
        self.run("git", "add", "--all")
        return self.run("git", "commit", "--quiet", "--message", "change", succeeds=succeeds)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """pre-commit's cache, with the hook's environment in it."""
    return tmp_path_factory.mktemp("pre-commit-home")


@pytest.fixture(scope="module")
def hook(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """amllint as it stands in the work tree, in a repository of its own."""
    repository = Repository(tmp_path_factory.mktemp("hook") / "amllint", home)
    for name in PACKAGED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, repository.folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, repository.folder / name)
    repository.commit()
    return repository


@pytest.fixture
def project(hook: Repository, home: Path, tmp_path: Path, deployment: Callable[..., None]) -> Repository:
    """A correct project that uses the hook, already committed once."""
    repository = Repository(tmp_path / "project", home)
    deployment(repository.folder / "deploy")
    revision = hook.run("git", "rev-parse", "HEAD").strip()
    (repository.folder / ".pre-commit-config.yaml").write_text(
        CONFIG.format(repository=hook.folder.as_posix(), revision=revision), "utf-8"
    )
    repository.run("git", "add", "--all")
    repository.run(sys.executable, "-m", "pre_commit", "install")
    assert "amllint" in repository.commit()
    return repository


def test_manifest_is_valid() -> None:
    subprocess.run(
        [sys.executable, "-m", "pre_commit", "validate-manifest", ROOT / ".pre-commit-hooks.yaml"], check=True
    )


def test_clean_change_passes(project: Repository, deployment: Callable[..., None]) -> None:
    deployment(project.folder / "deploy", timeout=9000)
    assert "Passed" in project.commit()


def test_defect_stops_the_commit(project: Repository, deployment: Callable[..., None]) -> None:
    deployment(project.folder / "deploy", timeout=240000)
    output = project.commit(succeeds=False)
    assert "AML707" in output
    assert "deploy/deployment.yml:15:" in output


def test_commit_that_only_deletes_is_checked(project: Repository) -> None:
    (project.folder / "deploy" / "src" / "score.py").unlink()
    assert project.run("git", "status", "--porcelain").split() == ["D", "deploy/src/score.py"]
    output = project.commit(succeeds=False)
    assert "AML505" in output
    assert "deploy/deployment.yml:8:" in output
