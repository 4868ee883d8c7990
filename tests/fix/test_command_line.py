"""`--fix`, `--diff`, `--unsafe-fixes` on a project of files."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from amllint import cli

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., tuple[int, str, str]]

ROOT = Path(__file__).parents[2]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("NO_COLOR", "1")

    def call(*arguments: str) -> tuple[int, str, str]:
        code = cli.run(["check", "--no-config", *arguments])
        out, err = capsys.readouterr()
        return code, out, err

    return call


@pytest.fixture
def project(tmp_path: Path, deployment: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A deployment with a misspelt key (an unsafe fix), and a script whose run() is async (a safe one)."""
    deployment(tmp_path)
    (tmp_path / ".git").mkdir()
    script = tmp_path / "src" / "score.py"
    script.write_bytes(script.read_bytes().replace(b"def run", b"async  def run").replace(b"\n", b"\r\n"))
    file = tmp_path / "deployment.yml"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"instance_count: 3", b"instance_cuont: 3\t# three"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_safe_fixes_only(run: Run, project: Path) -> None:
    before = contents(project)
    code, out, err = run("--fix")
    after = contents(project)
    assert code == 1
    assert "AML108" not in out
    assert "AML501" in out
    assert "1 finding fixed, 1 more with --unsafe-fixes" in err
    script = before["src/score.py"]
    assert after == {**before, "src/score.py": script.replace(b"async  def", b"def")}


def test_unsafe_fixes_too_and_then_nothing_is_left(run: Run, project: Path) -> None:
    before = contents(project)
    code, _, err = run("--fix", "--unsafe-fixes")
    after = contents(project)
    assert code == 0
    assert "2 findings fixed\n" in err
    assert after["deployment.yml"] == before["deployment.yml"].replace(b"cuont", b"count")
    assert run("--fix", "--unsafe-fixes")[2].endswith("0 findings fixed\n")
    assert contents(project) == after


def test_diff_changes_nothing_and_applies(run: Run, project: Path) -> None:
    before = contents(project)
    code, out, err = run("--diff", "--unsafe-fixes")
    assert code == 1
    assert contents(project) == before
    assert "2 findings would be fixed\n" in err
    assert "-instance_cuont: 3\t# three\n+instance_count: 3\t# three\n" in out
    assert "-async  def run(body):\r\n+def run(body):\r\n" in out
    subprocess.run(["git", "init", "-q", "."], check=True)
    subprocess.run(["git", "apply", "-p1", "-"], input=out.encode(), check=True)
    assert run("--diff", "--unsafe-fixes")[:2] == (0, "")


def test_nothing_is_written_without_being_asked(run: Run, project: Path) -> None:
    before = contents(project)
    run()
    assert contents(project) == before
    for wrong in (["--unsafe-fixes"], ["--fix", "--staged"], ["--diff", "--stdin-filename", "x.yml"]):
        assert run(*wrong)[0] == 2
    assert contents(project) == before


def test_folder_that_takes_no_files(run: Run, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = contents(project)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", "src")

    monkeypatch.setattr("tempfile.mkstemp", refuse)
    code, out, err = run("--fix")
    assert code == 2
    assert "src cannot be written (Permission denied); nothing was changed" in err
    assert "AML108" in out, "the findings are still there"
    assert contents(project) == before


def test_libraries_for_fixing_are_loaded_only_by_a_fix_that_needs_them(project: Path) -> None:
    script = "import sys; from amllint.cli import run; run(sys.argv[1:]); print('loaded', *sorted(sys.modules))"

    def loaded(*arguments: str) -> set[str]:
        run = subprocess.run(
            [sys.executable, "-c", script, "check", "--no-config", *arguments],
            capture_output=True,
            text=True,
            check=True,
        )
        return {name.partition(".")[0] for name in run.stdout.rpartition("loaded ")[2].split()}

    assert not loaded("--fix") & {"libcst", "ruamel"}, "its edits need no renderer"
