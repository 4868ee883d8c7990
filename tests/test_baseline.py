from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from amllint import check, cli
from amllint.baseline import Baseline, read

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., tuple[int, str, str]]

FILE = "amllint-baseline.json"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, deployment: Callable[..., None]) -> Path:
    """One deployment with an error (AML707) and a warning (AML302), with a baseline in the settings."""
    deployment(tmp_path / "blue", timeout=240000)
    conda = tmp_path / "blue" / "conda.yml"
    conda.write_text(conda.read_text() + "      - numpy\n")
    (tmp_path / "amllint.toml").write_text(f'baseline = "{FILE}"\n')
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = cli.run(arguments)
        out, err = capsys.readouterr()
        return code, out, err

    return call


def entries(project: Path) -> list[dict[str, Any]]:
    found = json.loads((project / FILE).read_text())["findings"]
    assert isinstance(found, list)
    return found


def repaired(project: Path) -> None:
    path = project / "blue" / "deployment.yml"
    path.write_text(path.read_text().replace("240000", "5000"))


def test_known_findings_do_not_count(project: Path, run: Run) -> None:
    assert run("baseline")[::2] == (0, f"amllint: 2 findings written to {project / FILE}\n")
    assert [(one["code"], one["file"], one["count"]) for one in entries(project)] == [
        ("AML302", "blue/conda.yml", 1), ("AML707", "blue/deployment.yml", 1)
    ]  # fmt: skip
    assert run("check") == (0, "no findings, 2 ignored (1 unit)\n", "")
    shown = json.loads(run("check", "--show-ignored", "--format", "json")[1])["findings"]
    assert [one["ignored"]["by"] for one in shown] == ["baseline", "baseline"]


def test_new_findings_count_also_when_lines_move(project: Path, run: Run) -> None:
    run("baseline")
    path = project / "blue" / "deployment.yml"
    path.write_text("# a line above\n" + path.read_text().replace("instance_count: 3", "instance_count: 0"))
    code, out, _ = run("check", "--format", "concise")
    assert code == 1
    assert [line.split()[1] for line in out.splitlines()] == ["AML701"]


def test_one_more_of_a_kind_counts(project: Path, run: Run) -> None:
    """The same finding twice, known once: the second is new."""
    run("baseline")
    data = json.loads((project / FILE).read_text())
    baseline = read(str(project / FILE), str(project))
    assert isinstance(baseline, Baseline)
    from amllint.baseline import apply
    from amllint.rules.index import RULES

    (known, *_) = [one for one in check(str(project), config=None, root=str(project)).shown if one.code == "AML707"]
    applied = apply([known, known], baseline, RULES)
    assert (applied.kept, applied.known) == ((known,), (known,))
    assert data["version"] == 1


def test_stale_entry_is_reported_at_its_line(project: Path, run: Run) -> None:
    run("baseline")
    repaired(project)
    code, out, _ = run("check", "--format", "concise")
    assert code == 0
    (line,) = out.splitlines()
    number = next(
        number
        for number, text in enumerate((project / FILE).read_text().splitlines(), 1)
        if entries(project)[1]["fingerprint"] in text
    )
    assert line.startswith(f"{FILE}:{number}:22: AML905 warning the finding is gone: AML707 request-timeout in blue/")
    assert run("check", "--fail-on", "warning")[0] == 1
    run("baseline")
    assert [one["code"] for one in entries(project)] == ["AML302"]
    assert run("check")[1] == "no findings, 1 ignored (1 unit)\n"


def test_entry_is_stale_only_where_somebody_looked(project: Path, run: Run, deployment: Any) -> None:
    deployment(project / "green", name="green")
    run("baseline")
    repaired(project)
    assert "AML905" not in run("check", "green")[1]
    assert "AML905" not in run("check", "--select", "AML3,AML905")[1]
    assert "AML905" not in run("check", "--ignore", "AML905")[1]
    assert "AML905" in run("check", "blue")[1]


def test_part_of_a_project_is_written_and_the_rest_kept(project: Path, run: Run, deployment: Any) -> None:
    deployment(project / "green", name="green", timeout=240000)
    run("baseline")
    before = (project / FILE).read_text()
    repaired(project)
    assert "entries kept that were not checked: 1\n" in run("baseline", "blue")[2]
    assert [(one["code"], one["file"]) for one in entries(project)] == [
        ("AML302", "blue/conda.yml"), ("AML707", "green/deployment.yml")
    ]  # fmt: skip
    (project / FILE).write_text(before)
    run("baseline", "--select", "AML302")
    assert [one["code"] for one in entries(project)] == ["AML302", "AML707", "AML707"]


def test_other_file_and_where_it_counts_from(project: Path, run: Run, monkeypatch: Any) -> None:
    assert run("check", "--baseline", "none.json")[0] == 2
    run("baseline", "--output", "other.json")
    assert not (project / FILE).exists()
    assert run("check", "--baseline", "other.json")[0] == 0
    run("baseline")
    monkeypatch.chdir(project / "blue")
    assert run("check")[0] == 0
    assert check().shown == ()


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"version": 2, "findings": []}', '{"version": 1}', '{"version": 1, "findings": [{}]}']
)
def test_what_is_no_baseline(project: Path, run: Run, text: str) -> None:
    (project / FILE).write_text(text)
    for command in ("check", "baseline"):
        code, _, err = run(command)
        assert code == 2
        assert "this is no baseline of version 1" in err
    (project / FILE).unlink()
    code, _, err = run("check")
    assert (code, "`amllint baseline` writes one" in err) == (2, True)


def test_crash_writes_no_baseline(project: Path, run: Run, monkeypatch: Any) -> None:
    from amllint import registry

    def broken(subject: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(registry, "load", lambda info: broken)
    assert run("baseline")[0] == 3
    assert not (project / FILE).exists()


def test_ignore_comments_come_first(project: Path, run: Run) -> None:
    run("baseline")
    path = project / "blue" / "deployment.yml"
    path.write_text(path.read_text().replace("240000", "240000  # amllint: ignore[AML707] long"))
    out = run("check", "--format", "concise")[1]
    assert [line.split()[1] for line in out.splitlines()] == ["AML905"]
