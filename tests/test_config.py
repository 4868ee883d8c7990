from __future__ import annotations

from pathlib import Path

import pytest

from amllint.config import Config, UnitTable, find_root, load_config, overridden
from amllint.model import Traffic


def read(tmp_path: Path, text: str, name: str = "amllint.toml") -> Config | list[str]:
    path = tmp_path / name
    path.write_bytes(text.encode())
    return load_config(str(path))


def settings(tmp_path: Path, text: str, name: str = "amllint.toml") -> Config:
    config = read(tmp_path, text, name)
    assert isinstance(config, Config), config
    return config


def mistakes(tmp_path: Path, text: str, name: str = "amllint.toml") -> list[str]:
    found = read(tmp_path, text, name)
    assert isinstance(found, list), found
    return [sentence.removeprefix(str(tmp_path / name) + ": ") for sentence in found]


EVERYTHING = """
select = ["AML1", "AML2"]
ignore = ["AML101"]
extend-select = ["AML704"]
fail-on = "warning"
include = ["deploy"]
exclude = ["old/"]
placeholders = ['%%\\w+%%']
assume-installed = ["corp-lib"]
models = ["credit:3"]
python = "3.11"
snapshot = "snapshot.json"
max-snapshot-age-days = 7
workspace = "credit-prod"
baseline = "baseline.json"
rules = ["acme"]
allow-empty = true

[severity]
AML203 = "note"

[per-path-ignores]
"tests/" = ["AML3", "init-may-raise"]

[module-map]
cv3 = "opencv-three"
both = ["a", "b"]

[traffic."credit-risk"]
target_rps = 20
request_seconds = 0.10
burst_factor = 1.5

[[unit]]
name = "blue"
kind = "v1-aks"
inference-config = "ic.json"
deployment-config = "dc.json"
models = ["credit:1"]
set = { "scale_settings.min_instances" = 3, app_insights_enabled = true }

[values.prod]
IMAGE_TAG = "1"

[quota]
Standard_DS3_v2 = 24
"""


def test_every_key(tmp_path: Path) -> None:
    config = settings(tmp_path, EVERYTHING)
    assert config.select == ("AML1", "AML2")
    assert config.fail_on == "warning"
    assert config.per_path_ignores == {"tests/": ("AML3", "init-may-raise")}
    assert config.module_map == {"cv3": ("opencv-three",), "both": ("a", "b")}
    # floats are kept as written: the capacity formula counts with exact fractions
    assert config.traffic == {
        "credit-risk": Traffic("20", "0.10", "1.5", origin="[traffic.credit-risk] in amllint.toml")
    }
    assert config.units == (
        UnitTable(
            "blue",
            "v1-aks",
            inference_config="ic.json",
            deployment_config="dc.json",
            models=("credit:1",),
            set={"scale_settings.min_instances": "3", "app_insights_enabled": "true"},
        ),
    )
    assert (config.rules, config.allow_empty) == (("acme",), True)
    assert config.values == {"prod": {"IMAGE_TAG": "1"}}
    assert config.quota == {"Standard_DS3_v2": 24}
    assert config.path == str(tmp_path / "amllint.toml") == config.origin["select"]
    stated = {key.replace("-", "_") for key in config.origin}
    assert stated | {"path", "origin", "units"} == {*Config._fields, "unit"}, "the test states every setting"  # type: ignore[attr-defined]


def test_pyproject_has_a_prefix(tmp_path: Path) -> None:
    config = settings(tmp_path, '[project]\nname = "x"\n[tool.amllint]\npython = "3.10"\n', "pyproject.toml")
    assert config.python == "3.10"
    assert mistakes(tmp_path, "[tool.amllint]\npyton = 1\n", "pyproject.toml") == [
        "tool.amllint.pyton: there is no such key; did you mean `python`?"
    ]
    assert settings(tmp_path, '[project]\nname = "x"\n', "pyproject.toml").select == ()
    assert mistakes(tmp_path, "[tool]\namllint = 1\n", "pyproject.toml") == ["tool.amllint must be a table"]


def test_all_mistakes_at_once(tmp_path: Path) -> None:
    text = """
selct = ["AML1"]
ignore = "AML1"
fail_on = "error"
fail-on = "fatal"
placeholders = ["("]
python = 3.11
max-snapshot-age-days = true
baseline = 1.5
exclude = [1.5]
severity = { AML1 = "bad" }
unit = [{ nam = "x", kind = "v3", set = { a = [] } }, {}]
per-path-ignores = []
[traffic.a]
target_rps = 0
request_second = 1
[traffic.b]
burst_factor = nan
[traffic]
c = 1
"""
    assert mistakes(tmp_path, text.replace("[traffic]\nc = 1\n", "")) == [
        "selct: there is no such key; did you mean `select`?",
        'ignore: must be a list of texts, such as ["a", "b"]',
        "fail_on: there is no such key; did you mean `fail-on`?",
        'fail-on: must be one of "error", "warning", "note"',
        "placeholders: '(' is no regular expression: missing ), unterminated subpattern at position 0",
        'python: must be a version in quotes, such as "3.11"',
        "max-snapshot-age-days: must be a whole number of days",
        "baseline: must be text in quotes",
        'exclude: must be a list of texts, such as ["a", "b"]',
        'severity.AML1: must be one of "error", "warning", "note"',
        "unit[1].nam: there is no such key; did you mean `name`?",
        "unit[1].kind: must be one of v2-managed, v2-kubernetes, v2-batch, v1-aks, v1-aci, v1-local, v1-aksendpoint, "
        "v1-batch",
        "unit[1].set.a: must be a single value",
        "per-path-ignores: must be a table",
        "traffic.a.target_rps: must be a number above 0",
        "traffic.a.request_second: there is no such key; did you mean `request_seconds`?",
        "traffic.b.burst_factor: must be a number above 0",
        "traffic.b: target_rps (requests a second) is missing",
    ]
    assert mistakes(tmp_path, "traffic = { c = 1 }\nunit = 3\n") == [
        "traffic.c: must be a table with target_rps",
        "unit: must be tables: [[unit]]",
    ]


@pytest.mark.parametrize("number", ["true", "-1", "inf", '"5"', "1" + "0" * 400])
def test_no_number_above_zero(tmp_path: Path, number: str) -> None:
    assert mistakes(tmp_path, f"[traffic.a]\ntarget_rps = {number}\n") == [
        "traffic.a.target_rps: must be a number above 0"
    ]


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    assert mistakes(tmp_path, "a = = 1") == ["Invalid value (at line 1, column 5)"]
    (tmp_path / "amllint.toml").write_bytes(b"a = '\xff'")
    assert load_config(str(tmp_path / "amllint.toml")) == [f"{tmp_path / 'amllint.toml'}: byte 5 is not UTF-8"]
    assert load_config(str(tmp_path / "no.toml")) == [f"{tmp_path / 'no.toml'}: No such file or directory"]
    assert settings(tmp_path, "\ufeffpython = '3.11'").python == "3.11"


def test_root_is_the_nearest_configuration_or_repository(tmp_path: Path) -> None:
    inner = tmp_path / "repo" / "ml" / "deploy"
    inner.mkdir(parents=True)
    (tmp_path / "repo" / ".git").write_text("gitdir: elsewhere")  # as in a worktree
    (inner / "d.yml").touch()
    repo, ml = str(tmp_path / "repo"), tmp_path / "repo" / "ml"
    assert find_root([str(inner)]) == (repo, None)
    assert find_root([str(inner / "d.yml")]) == (repo, None)
    (ml / "pyproject.toml").write_text('[project]\ndependencies = ["amllint"]\n')
    assert find_root([str(inner)]) == (repo, None)
    (ml / "pyproject.toml").write_text("[tool.amllint]\n")
    assert find_root([str(inner)]) == (str(ml), str(ml / "pyproject.toml"))
    assert find_root([str(inner), str(tmp_path / "repo")]) == (repo, None)
    (ml / "amllint.toml").touch()
    assert find_root([str(inner)]) == (str(ml), str(ml / "amllint.toml"))


def test_root_without_either_is_the_common_ancestor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a", "b"):
        (tmp_path / "x" / name).mkdir(parents=True)
    assert find_root([str(tmp_path / "x" / "a"), str(tmp_path / "x" / "b")]) == (str(tmp_path / "x"), None)
    monkeypatch.chdir(tmp_path / "x" / "a")
    assert find_root(["."]) == (str(tmp_path / "x" / "a"), None)
    assert find_root([]) == (str(tmp_path / "x" / "a"), None)


def test_caller_stands_in_front() -> None:
    config = Config(select=("AML1",), ignore=("AML101",), extend_select=("AML704",), origin={"select": "f"})
    assert overridden(config) == config
    only = overridden(config, select=["AML101"])
    assert (only.select, only.ignore, only.extend_select) == (("AML101",), (), ())
    assert only.origin == {"select": "the command line"}
    more = overridden(config, ignore=["AML2"], extend_select=["AML101"], fail_on="note")
    assert (more.select, more.ignore, more.extend_select) == (("AML1",), ("AML2",), ("AML704", "AML101"))
    assert more.fail_on == "note"
