"""`check --staged`, `--only-units-of` and `--stdin-filename`: parts of a project, files in memory."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from repository import Repository

from amllint import cli
from amllint.staged import concerns_all, staged

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[1]
TOO_LONG = 240_000


class Project:
    """Two correct deployments in a repository, committed, and the command line run in it."""

    def __init__(self, folder: Path, capsys: Any, deployment: Callable[..., None]) -> None:
        self.git = Repository(folder)
        self.folder = folder
        self.capsys = capsys
        self.deployment = deployment
        for name in ("blue", "green"):
            deployment(folder / "deploy" / name, name=name)
        (folder / "amllint.toml").touch()
        self.git.commit()

    def check(self, *arguments: str) -> tuple[int, list[str], list[str], str]:
        """Exit code, units by name, findings as `file: code`, and what was noted."""
        self.capsys.readouterr()
        code = cli.run(("check", "--format", "json", *arguments))
        out, err = self.capsys.readouterr()
        data = json.loads(out) if out else {"units": [], "findings": []}
        found = [f"{one['file']}: {one['code']}" for one in data["findings"]]
        return code, [unit["name"] for unit in data["units"]], found, err


@pytest.fixture
def project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], deployment: Callable[..., None]
) -> Project:
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    made = Project(tmp_path / "project", capsys, deployment)
    monkeypatch.chdir(made.folder)
    return made


# -- --staged ---------------------------------------------------------------------------------------------------------


def test_nothing_staged(project: Project) -> None:
    assert project.check("--staged") == (0, [], [], "amllint: no deployment is concerned\n")
    assert project.check("--staged", "--require-units")[0] == 2


def test_only_concerned_deployments_are_checked(project: Project) -> None:
    project.deployment(project.folder / "deploy" / "blue", timeout=TOO_LONG)
    project.deployment(project.folder / "deploy" / "green", name="green", timeout=TOO_LONG)
    project.git.run("git", "add", "deploy/blue")
    assert project.check("--staged")[:3] == (1, ["blue"], ["deploy/blue/deployment.yml: AML707"])


def test_index_counts_and_not_the_working_tree(project: Project) -> None:
    blue = project.folder / "deploy" / "blue"
    project.deployment(blue, timeout=TOO_LONG)
    project.git.run("git", "add", "deploy/blue")
    project.deployment(blue)
    assert project.check("--staged")[2] == ["deploy/blue/deployment.yml: AML707"]
    project.git.run("git", "add", "deploy/blue")
    (blue / "src" / "score.py").write_text("# staged\n" + (blue / "src" / "score.py").read_text())
    project.git.run("git", "add", "deploy/blue")
    project.deployment(blue, timeout=TOO_LONG)
    assert project.check("--staged")[:3] == (0, ["blue"], [])


def test_deleted_file_concerns_its_deployment(project: Project) -> None:
    project.git.run("git", "rm", "--quiet", "deploy/blue/src/score.py")
    assert project.check("--staged")[:3] == (1, ["blue"], ["deploy/blue/deployment.yml: AML505"])


def test_file_deleted_in_the_index_alone(project: Project) -> None:
    project.git.run("git", "rm", "--quiet", "--cached", "deploy/blue/src/score.py")
    assert (project.folder / "deploy/blue/src/score.py").exists()
    assert project.check("--staged")[:3] == (1, ["blue"], ["deploy/blue/deployment.yml: AML505"])


def test_file_deleted_in_the_working_tree_alone(project: Project) -> None:
    (project.folder / "deploy/blue/src/score.py").unlink()
    (project.folder / "deploy/blue/conda.yml").write_text(
        (project.folder / "deploy/blue/conda.yml").read_text() + "# staged\n"
    )
    project.git.run("git", "add", "deploy/blue/conda.yml")
    assert project.check("--staged")[:3] == (0, ["blue"], [])


def test_both_sides_of_a_rename_count(project: Project) -> None:
    project.git.run("git", "mv", "deploy/blue/src/score.py", "deploy/green/src/other.py")
    code, units, found, _ = project.check("--staged")
    assert (code, units) == (1, ["blue", "green"])
    assert found == ["deploy/blue/deployment.yml: AML505"]


def test_file_that_nobody_added_is_not_there(project: Project) -> None:
    """The classic commit without the new script."""
    blue = project.folder / "deploy" / "blue"
    deployment = (blue / "deployment.yml").read_text()
    (blue / "deployment.yml").write_text(deployment.replace("code: src", "code: new"))
    (blue / "new").mkdir()
    (blue / "new" / "score.py").write_text((blue / "src" / "score.py").read_text())
    project.git.run("git", "add", "deploy/blue/deployment.yml")
    assert project.check("--staged")[:3] == (1, ["blue"], ["deploy/blue/deployment.yml: AML505"])
    assert project.check()[0] == 0
    project.git.run("git", "add", "--intent-to-add", "deploy/blue/new/score.py")
    assert "deploy/blue/deployment.yml: AML505" in project.check("--staged")[2]
    project.git.run("git", "add", "deploy/blue/new/score.py")
    assert project.check("--staged")[:3] == (0, ["blue"], [])


def test_first_commit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any, deployment: Callable[..., None]
) -> None:
    git = Repository(tmp_path / "new")
    deployment(tmp_path / "new" / "deploy", timeout=TOO_LONG)
    git.run("git", "add", "--all")
    monkeypatch.chdir(tmp_path / "new")
    assert cli.run(["check", "--staged", "--format", "concise"]) == 1
    assert capsys.readouterr().out.startswith("deploy/deployment.yml:15:23: AML707 error")


def test_settings_concern_all_deployments(project: Project) -> None:
    (project.folder / "amllint.toml").write_text('fail-on = "warning"\n')
    project.git.run("git", "add", "amllint.toml")
    assert project.check("--staged")[1] == ["blue", "green"]


@pytest.mark.parametrize("variable", ["", "GIT_INDEX_FILE", "GIT_DIR"])
def test_project_in_a_folder_of_the_repository(project: Project, monkeypatch: Any, variable: str) -> None:
    """Hooks run in the repository's folder, and git gives them paths relative to it."""
    (project.folder / "deploy" / "amllint.toml").touch()
    project.git.commit()
    project.deployment(project.folder / "deploy" / "blue", timeout=TOO_LONG)
    project.git.run("git", "add", "--all")
    if variable:
        monkeypatch.setenv(variable, {"GIT_DIR": ".git", "GIT_INDEX_FILE": ".git/index"}[variable])
    found = staged(str(project.folder / "deploy"))
    assert found.changed == ("blue/deployment.yml",)
    monkeypatch.delenv(variable or "GIT_DIR", raising=False)
    monkeypatch.chdir(project.folder / "deploy")
    assert project.check("--staged")[2] == ["blue/deployment.yml: AML707"]


def test_odd_file_names(project: Project) -> None:
    odd = "deploy/blue/src/a \"b'\n\\ é.py"
    (project.folder / odd).write_text("x = 1\n")
    project.git.run("git", "add", "--all")
    (project.folder / odd).write_text("x = 2\n")
    found = staged(str(project.folder))
    assert found.changed == (odd,)
    assert found.overlay == {odd: b"x = 1\n"}


def test_no_repository(tmp_path: Path, monkeypatch: Any, capsys: Any) -> None:
    (tmp_path / "amllint.toml").touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert cli.run(["check", "--staged"]) == 2
    assert "amllint: --staged: git diff failed in" in capsys.readouterr().err
    monkeypatch.setenv("PATH", str(tmp_path))
    assert cli.run(["check", "--staged"]) == 2
    assert "--staged: git cannot be started" in capsys.readouterr().err


def test_no_deployment_concerned_parses_nothing(project: Project) -> None:
    (project.folder / "README.md").write_text("hello\n")
    project.git.run("git", "add", "README.md")
    code = (
        "import sys\nfrom amllint.cli import run\ncode = run(['check', '--staged'])\n"
        "print(code, *(name for name in ('libcst', 'ruamel', 'dockerfile_parse') if name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.splitlines()[-1] == "0", done.stderr


# -- --only-units-of --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("files", "units"),
    [
        (["deploy/blue/deployment.yml"], ["blue"]),
        (["deploy/blue/conda.yml", "README.md"], ["blue"]),
        (["deploy/blue/src/new_module.py"], ["blue"]),
        (["deploy/green/model.pkl"], ["green"]),
        (["deploy/blue/src/score.py", "deploy/green/src/score.py"], ["blue", "green"]),
        (["README.md"], []),
        (["amllint.toml"], ["blue", "green"]),
        ([".gitignore"], ["blue", "green"]),
        (["deploy"], ["blue", "green"]),
    ],
)
def test_files_choose_deployments(project: Project, files: list[str], units: list[str]) -> None:
    assert project.check("--only-units-of", *files)[1] == units


def test_absent_path_that_was_looked_for_chooses(project: Project) -> None:
    (project.folder / "deploy/blue/conda.yml").unlink()
    assert project.check("--only-units-of", "deploy/blue/conda.yml")[:3] == (
        1, ["blue"], ["deploy/blue/deployment.yml: AML505"]
    )  # fmt: skip


def test_findings_in_unchanged_files_are_shown(project: Project) -> None:
    project.deployment(project.folder / "deploy" / "blue", timeout=TOO_LONG)
    found = project.check("--only-units-of", "deploy/blue/src/score.py")[2]
    assert found == ["deploy/blue/deployment.yml: AML707"]


def test_paths_and_changed_files_exclude_each_other(project: Project) -> None:
    assert project.check("--staged", "deploy")[0] == 2
    with pytest.raises(SystemExit):
        project.check("--staged", "--only-units-of", "a")


def test_what_concerns_all() -> None:
    assert concerns_all(["x/pyproject.toml"], [])
    assert concerns_all(["known.json"], ["known.json", None])
    assert not concerns_all(["known.json", "a.yml"], [None])


# -- --stdin-filename -------------------------------------------------------------------------------------------------


def test_standard_input_stands_for_a_file(project: Project, monkeypatch: Any) -> None:
    path = "deploy/blue/deployment.yml"
    text = (project.folder / path).read_text().replace("5000", "240000")

    def given(data: str) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data.encode())))

    given(text)
    assert project.check("--stdin-filename", path)[:3] == (1, ["blue"], [f"{path}: AML707"])
    given(text)
    assert project.check("--stdin-filename", path, "deploy")[1] == ["blue", "green"]
    given(text.replace("blue", "grey"))
    assert project.check("--stdin-filename", "deploy/grey/deployment.yml")[1] == ["grey"]
    monkeypatch.chdir(project.folder / "deploy")
    given(text)
    assert project.check("--stdin-filename", "blue/deployment.yml")[2] == [f"{path}: AML707"]
