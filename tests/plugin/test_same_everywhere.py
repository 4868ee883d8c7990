"""The command line, pytest, and a check of changed files find the same in every sample project."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from amllint import check, cli

ROOT = Path(__file__).parents[2]
PROJECTS = sorted(path for path in (ROOT / "fixtures" / "projects").iterdir() if path.is_dir())
PROJECTS += [ROOT / "fixtures" / "sample", *sorted((ROOT / "fixtures" / "base").iterdir())]


def told(findings: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [(one["code"], one["file"], one["start"]["line"], one["message"], tuple(one["units"])) for one in findings]


@pytest.mark.parametrize("project", PROJECTS, ids=lambda path: path.name)
def test_same_findings(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = shutil.copytree(project, tmp_path / "project")
    if not any((copy / name).exists() for name in ("amllint.toml", "pyproject.toml", ".git")):
        (copy / "amllint.toml").touch()
    monkeypatch.chdir(copy)
    cli.run(["check", "--format", "json"])
    by_command = told(json.loads(capsys.readouterr().out)["findings"])
    files = [path.relative_to(copy).as_posix() for path in copy.rglob("*") if path.is_file()]
    files = [path for path in files if Path(path).name not in ("amllint.toml", "pyproject.toml", ".gitignore")]
    cli.run(["check", "--format", "json", "--only-units-of", *files])
    assert told(json.loads(capsys.readouterr().out)["findings"]) == by_command
    assert [(one.code, one.place.file, one.place.line, one.message, one.units) for one in check().shown] == by_command
    if project.name != "sample":  # a whole pytest for each project would take a minute
        return
    run = [sys.executable, "-m", "pytest", "--amllint", "--amllint-output", "json=out.json", "-q"]
    subprocess.run(run, cwd=copy, capture_output=True, check=False)
    assert told(json.loads((copy / "out.json").read_text("utf-8"))["findings"]) == by_command
