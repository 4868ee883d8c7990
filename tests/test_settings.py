"""`amllint config`, the JSON schema of the settings, and what follows from them."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from test_config import EVERYTHING

from amllint import check, cli
from amllint.config import Config, load_config
from amllint.config_schema import described, schema

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def test_schema_knows_every_setting(tmp_path: Path) -> None:
    fields = {"unit" if name == "units" else name.replace("_", "-") for name in Config._fields}  # type: ignore[attr-defined]
    assert set(described()) == fields - {"path", "origin"}
    jsonschema.Draft202012Validator.check_schema(schema())
    jsonschema.validate(tomllib.loads(EVERYTHING), schema())


@pytest.mark.parametrize(
    "text",
    [
        'selct = ["AML1"]', 'ignore = "AML1"', 'fail-on = "fatal"', "python = 3.11", 'python = "3"',
        "max-snapshot-age-days = true", "max-snapshot-age-days = -1", 'severity = { AML1 = "bad" }',
        "traffic = { a = 1 }",
        "[traffic.a]\ntarget_rps = 0", "[traffic.a]\nburst_factor = 1", 'allow-empty = "yes"', "rules = 1",
        "[[unit]]\nnam = 1", "[quota]\na = -1", "unit = 3",
    ],
)  # fmt: skip
def test_schema_and_reader_refuse_the_same(tmp_path: Path, text: str) -> None:
    (tmp_path / "amllint.toml").write_text(text)
    assert isinstance(load_config(str(tmp_path / "amllint.toml")), list)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(tomllib.loads(text), schema())


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, deployment: Callable[..., None]) -> Path:
    deployment(tmp_path / "deploy")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_settings_are_shown_with_their_origin(project: Path, capsys: Any) -> None:
    (project / "pyproject.toml").write_text(
        '[tool.amllint]\nfail-on = "warning"\n[tool.amllint.traffic.credit]\ntarget_rps = 2.50\n'
    )
    assert cli.run(["config"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"# root: {project}"
    told = {line.partition(" = ")[0]: line.rpartition("  # ")[2] for line in lines[1:]}
    assert list(told) == list(described())
    assert {key for key, origin in told.items() if origin == "pyproject.toml"} == {"fail-on", "traffic"}
    assert set(told.values()) == {"pyproject.toml", "default"}
    assert any(line.startswith('fail-on = "warning" ') for line in lines)
    tomllib.loads("\n".join(line for line in lines if '= ""' not in line))
    assert cli.run(["config", "--format", "json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["settings"]["fail-on"] == {"value": "warning", "origin": "pyproject.toml"}
    assert data["settings"]["max-snapshot-age-days"] == {"value": 7, "origin": "default"}
    assert cli.run(["config", "--schema"]) == 0
    assert json.loads(capsys.readouterr().out) == json.loads(json.dumps(schema()))


def test_settings_cannot_write_commands(project: Path, capsys: Any) -> None:
    (project / "amllint.toml").write_text('python = "3.11"\nassume-installed = ["##vso[x]", "\\n::set-output"]\n')
    for format in ("text", "json"):
        cli.run(["config", "--format", format])
        out = capsys.readouterr().out
        assert "##vso[" not in out and "\n::" not in out


def test_include_says_where_deployments_are_checked(project: Path, deployment: Callable[..., None]) -> None:
    deployment(project / "old")
    (project / "amllint.toml").write_text('include = ["deploy"]\n')
    assert [unit.path for unit in check().units] == ["deploy/deployment.yml"]
    assert [unit.path for unit in check("old").units] == ["old/deployment.yml"]


def test_traffic_of_a_caller_holds_for_all_endpoints(project: Path) -> None:
    found = check(traffic={"target_rps": 200, "request_seconds": 0.5})
    assert [one.code for one in found.shown] == ["AML703"]
    assert check(traffic={"target_rps": "0.1", "request_seconds": 0.5}).shown == ()
    for wrong in ({"request_seconds": 1}, {"target_rps": "many"}, {"target_rps": True}, {"rps": 1}):
        with pytest.raises(ValueError, match="traffic"):
            check(traffic=wrong)
