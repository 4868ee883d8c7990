"""The hook with the real pre-commit: its environment is installed from a repository, and git makes real commits."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from repository import Repository

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
      - id: {hook}
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """pre-commit's cache, with the hook's environment in it."""
    return tmp_path_factory.mktemp("pre-commit-home")


@pytest.fixture(scope="module")
def hook(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """amllint as it stands in the work tree, in a repository of its own."""
    repository = Repository(tmp_path_factory.mktemp("hook") / "amllint", PRE_COMMIT_HOME=str(home))
    for name in PACKAGED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, repository.folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, repository.folder / name)
    repository.commit()
    return repository


@pytest.fixture(params=["amllint"])
def project(
    request: pytest.FixtureRequest, hook: Repository, home: Path, tmp_path: Path, deployment: Callable[..., None]
) -> Repository:
    """A project of two correct deployments that uses a hook, already committed once."""
    repository = Repository(tmp_path / "project", PRE_COMMIT_HOME=str(home))
    deployment(repository.folder / "deploy")
    deployment(repository.folder / "other", name="other")
    revision = hook.run("git", "rev-parse", "HEAD").strip()
    (repository.folder / ".pre-commit-config.yaml").write_text(
        CONFIG.format(repository=hook.folder.as_posix(), revision=revision, hook=request.param), "utf-8"
    )
    repository.run("git", "add", "--all")
    repository.run(sys.executable, "-m", "pre_commit", "install")
    assert "amllint" in repository.commit()
    return repository


every_hook = pytest.mark.parametrize("project", ["amllint", "amllint-changed", "amllint-files"], indirect=True)
hooks_that_see_deletions = pytest.mark.parametrize("project", ["amllint", "amllint-changed"], indirect=True)


def test_manifest_is_valid() -> None:
    subprocess.run(
        [sys.executable, "-m", "pre_commit", "validate-manifest", ROOT / ".pre-commit-hooks.yaml"], check=True
    )


@every_hook
def test_clean_change_passes(project: Repository, deployment: Callable[..., None]) -> None:
    deployment(project.folder / "deploy", timeout=9000)
    assert "Passed" in project.commit()


@every_hook
def test_defect_stops_the_commit(project: Repository, deployment: Callable[..., None]) -> None:
    deployment(project.folder / "deploy", timeout=240000)
    output = project.commit(succeeds=False)
    assert "AML707" in output
    assert "deploy/deployment.yml:15:" in output


@hooks_that_see_deletions
def test_commit_that_only_deletes_is_checked(project: Repository) -> None:
    (project.folder / "deploy" / "src" / "score.py").unlink()
    output = project.commit(succeeds=False)
    assert "AML505" in output
    assert "deploy/deployment.yml:" in output


@hooks_that_see_deletions
def test_commit_that_only_renames_is_checked(project: Repository) -> None:
    project.run("git", "mv", "deploy/src/score.py", "deploy/src/main.py")
    assert "AML505" in project.commit(succeeds=False)


@pytest.mark.parametrize("project", ["amllint-changed"], indirect=True)
def test_changed_deployments_alone_are_checked(project: Repository, deployment: Callable[..., None]) -> None:
    deployment(project.folder / "other", name="other", timeout=240000)
    project.run("git", "add", "--all")
    project.run("git", "commit", "--quiet", "--no-verify", "--message", "broken")
    deployment(project.folder / "deploy", timeout=9000)
    assert "Passed" in project.commit()
    (project.folder / "other" / "src" / "score.py").unlink()
    output = project.commit(succeeds=False)
    assert "other/deployment.yml:15:" in output
    assert "AML505" in output


@pytest.mark.parametrize("project", ["amllint", "amllint-changed"], indirect=True)
def test_what_is_not_staged_does_not_count(project: Repository, deployment: Callable[..., None]) -> None:
    deployment(project.folder / "deploy", timeout=240000)
    project.run("git", "add", "--all")
    deployment(project.folder / "deploy", timeout=9000)
    output = project.run("git", "commit", "--quiet", "--message", "change", succeeds=False)
    assert "AML707" in output


@every_hook
def test_commit_of_something_else_passes(project: Repository) -> None:
    (project.folder / "notes.md").write_text("nothing to deploy\n", "utf-8")
    assert "Failed" not in project.commit()
