"""Snapshots in all forms that users have, and what a check makes of them: severity by certainty."""

# ruff: noqa: E501 (one line of code, or one entry of a list, stays one line)

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from amllint.config import Config
from amllint.lint import lint
from amllint.read.snapshot import NoSnapshot, Snapshot, read_snapshot

if TYPE_CHECKING:
    from pathlib import Path

    from amllint.finding import Finding

ID = "azureml:/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/ws/models/credit/versions/3"
V2: list[dict[str, object]] = [
    {"name": "credit", "id": ID, "type": "mlflow_model", "version": "3", "flavors": {"sklearn": {}}},
    {"name": "credit", "id": ID, "type": "custom_model", "version": "2"},
]
CONTAINERS = [{"name": "credit", "latest_version": "3", "type": "custom_model"}, {"name": "age", "latest_version": "1"}]
V1 = [
    {"id": "credit:3", "name": "credit", "version": 3, "framework": "ScikitLearn"},
    {"id": "age:1", "name": "age", "version": 1, "framework": "Custom"},
]


def read(*values: object) -> Snapshot:
    found = read_snapshot((f"{n}.json", json.dumps(value).encode()) for n, value in enumerate(values))
    assert isinstance(found, Snapshot), found
    return found


def test_versions_of_one_model() -> None:
    found = read(V2)
    model = found.model("credit")
    assert model is not None
    assert [one.version for one in model.versions] == ["3", "2"]
    assert model.version("3").flavors == ("sklearn",)  # type: ignore[union-attr]
    assert (found.workspace, model.all, found.names_complete, found.taken) == ("ws", True, False, None)


def test_containers() -> None:
    found = read(CONTAINERS)
    model = found.model("credit")
    assert model is not None
    assert (model.versions, model.newest, model.all) == ((), "3", False)
    assert found.names_complete


def test_list_of_v1() -> None:
    found = read(V1)
    model = found.model("credit")
    assert model is not None
    assert (model.newest, model.all, found.names_complete) == ("3", True, True)


def test_single_object() -> None:
    found = read(V2[0])
    model = found.model("credit")
    assert model is not None
    assert (model.all, found.names_complete) == (False, False)


def test_several_files() -> None:
    found = read(CONTAINERS, V2)
    model = found.model("credit")
    assert model is not None
    assert (len(model.versions), model.newest, model.all, found.names_complete) == (2, "3", True, True)


def test_registry() -> None:
    found = read([{"name": "credit", "id": "azureml://registries/hub/models/credit/versions/1", "version": "1"}])
    assert found.model("credit") is None
    assert found.model("credit", "hub") is not None
    assert (found.registries, found.workspace, found.names_complete) == (("hub",), "", False)


def test_several_workspaces_prove_nothing() -> None:
    other = [{**one, "id": ID.replace("/ws/", "/other/")} for one in V2]
    found = read(V2, other, CONTAINERS)
    assert (found.workspace, found.names_complete) == ("", False)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings(encoding: str) -> None:
    found = read_snapshot(
        [
            (
                "s.json",
                json.dumps([{"name": "credit", "version": 3, "description": "Größe"}], ensure_ascii=False).encode(
                    encoding
                ),
            )
        ]
    )
    assert isinstance(found, Snapshot)
    assert found.model("credit") is not None


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"{", "it is not JSON"),
        (b"[1, 2]", "neither a snapshot nor a list of models"),
        (b'{"jobs": 1}', "neither a snapshot nor a list of models"),
        (b'[{"name": "x"}]', "neither a snapshot nor a list of models"),
        (b'{"amllint_snapshot": 9}', "it is of format 9"),
        (b"\xff\xff\xff", "is not UTF-8"),
        (b"[" * 100_000, "it is nested too deeply"),
        (b'"text"', "neither a snapshot nor a list of models"),
        (b"null", "neither a snapshot nor a list of models"),
    ],
)
def test_what_is_no_snapshot(data: bytes, why: str) -> None:
    found = read_snapshot([("s.json", data)])
    assert isinstance(found, NoSnapshot)
    assert why in found.why


@pytest.mark.parametrize("value", [[], {"amllint_snapshot": 1}, {"amllint_snapshot": 1, "models": [{"versions": 3}]}])
def test_little_is_read_too(value: object) -> None:
    assert read(value).models in ((), read(value).models)


# -- what a check makes of it ----------------------------------------------------------------------------------------


def own(days: float = 0, workspace: str | None = "ws", archived: bool = True, **more: object) -> dict[str, object]:
    moment = datetime.now(UTC) - timedelta(days=days)
    return {
        "amllint_snapshot": 1,
        "generated_at": moment.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "workspace": workspace,
        "resource_group": "rg",
        "registry": None,
        "archived": archived,
        "models": [
            {"name": "credit-model", "versions": [{"version": "1", "type": "custom_model"}, {"version": "2", "type": "mlflow_model"}]},
            {"name": "fraud", "versions": [{"version": "7", "type": "custom_model"}]},
        ],
        "environments": [],
        "computes": [],
        "endpoints": [],
        **more,
    }  # fmt: skip


DEPLOYMENT = """\
name: blue
endpoint_name: credit
model: azureml:{model}
code_configuration: {{code: src, scoring_script: score.py}}
environment: azureml:serving:1
instance_type: Standard_D4as_v4
instance_count: 3
"""
DEPLOY = "az ml online-deployment create -f deployment.yml --workspace-name ws -g rg\n"


def findings(
    tmp_path: Path, model: str, snapshot: object, deploy: str = DEPLOY, files: dict[str, str] | None = None, **settings: object
) -> list[Finding]:  # fmt: skip
    project = {
        "deployment.yml": DEPLOYMENT.format(model=model),
        "src/score.py": "def init():\n    pass\n\n\ndef run(data):\n    return data\n",
        "deploy.sh": deploy,
        **(files or {}),
    }
    (tmp_path / "s.json").write_text(json.dumps(snapshot), "utf-8")
    config = Config(select=("AML2", "AML906"), snapshot=str(tmp_path / "s.json"), **settings)  # type: ignore[arg-type]
    overlay = {path: text.encode() for path, text in project.items()}
    report = lint(str(tmp_path / "nowhere"), (), config, overlay=overlay)
    assert not report.crashed, [one.message for one in report.findings]
    return list(report.findings)


def short(found: list[Finding]) -> list[str]:
    return sorted(f"{one.code} {one.severity}" for one in found)


def test_model_that_the_workspace_does_not_have(tmp_path: Path) -> None:
    (found,) = findings(tmp_path, "churn:1", own(2))
    assert (found.code, found.severity, found.place.file, found.place.line) == ("AML201", "error", "deployment.yml", 3)
    assert "the snapshot of ws (2 days old) has no model of this name" in found.message


def test_slip_of_the_pen(tmp_path: Path) -> None:
    (found,) = findings(tmp_path, "credit-modle:1", own())
    assert found.severity == "error"
    assert found.help == "did you mean `credit-model`?"
    assert "(of today)" in found.message


@pytest.mark.parametrize(
    ("snapshot", "deploy"),
    [
        (own(8), DEPLOY),  # stale
        (own(workspace="other"), DEPLOY),
        (own(workspace=None), DEPLOY),
        (own(), DEPLOY.replace("--workspace-name ws", "")),  # which workspace is deployed to is not known
        (own(), DEPLOY.replace("--workspace-name ws", "-w $WORKSPACE")),
        (own(archived=False), DEPLOY),  # an archived model can still be deployed
        (own(-30), DEPLOY),  # a date in the future
        (own(generated_at="yesterday"), DEPLOY),
        (V1, DEPLOY),
        (CONTAINERS, DEPLOY),
    ],
)
def test_without_proof_nothing_is_an_error(tmp_path: Path, snapshot: object, deploy: str) -> None:
    assert not [one for one in findings(tmp_path, "churn:1", snapshot, deploy) if one.code != "AML906"]
    near = findings(tmp_path, "credit-modle:1", snapshot, deploy)
    assert {one.severity for one in near} <= {"warning"}
    if isinstance(snapshot, dict):
        assert "AML201 warning" in short(near)


@pytest.mark.parametrize(
    "deploy",
    [
        DEPLOY,
        "az ml online-deployment create -f deployment.yml -w ws -g rg\n",
        "az ml online-deployment create -f deployment.yml --workspace-name=ws\n",
        "az configure --defaults group=rg workspace=ws\naz ml online-deployment create -f deployment.yml\n",
    ],
)
def test_workspace_of_the_command(tmp_path: Path, deploy: str) -> None:
    assert short(findings(tmp_path, "churn:1", own(), deploy)) == ["AML201 error"]


def test_workspace_of_settings_and_of_config_json(tmp_path: Path) -> None:
    none = "az ml online-deployment create -f deployment.yml\n"
    assert short(findings(tmp_path, "churn:1", own(), none, workspace="ws")) == ["AML201 error"]
    stated = {"config.json": '{"subscription_id": "s", "resource_group": "rg", "workspace_name": "ws"}'}
    assert short(findings(tmp_path, "churn:1", own(), none, stated)) == ["AML201 error"]


@pytest.mark.parametrize(
    "files",
    [
        {"train.py": 'mlflow.register_model("runs:/1/m", "churn")'},
        {"train.py": "mlflow.register_model(uri, name)"},
        {"model.yml": "$schema: x/model.schema.json\nname: churn\npath: src\n"},
        {"register.sh": "az ml model create --name $NAME --path src\n"},
        {"variables.yml": "variables:\n  MODEL: churn\n"},
    ],
)
def test_what_the_project_may_register_is_no_error(tmp_path: Path, files: dict[str, str]) -> None:
    assert findings(tmp_path, "churn:1", own(), files=files) == []


def test_version_that_the_workspace_does_not_have(tmp_path: Path) -> None:
    (found,) = findings(tmp_path, "credit-model:14", own(1))
    assert (found.code, found.severity) == ("AML201", "error")
    assert "there is no model `credit-model:14`: the snapshot of ws (1 day old) has version 1, 2 of it" in found.message
    assert found.fix is not None
    assert found.fix.edits[0].text == "azureml:credit-model:2"


def test_version_of_a_stale_snapshot(tmp_path: Path) -> None:
    assert short(findings(tmp_path, "credit-model:14", own(9))) == ["AML211 warning", "AML906 warning"]


def test_version_that_the_project_makes_next(tmp_path: Path) -> None:
    files = {"train.py": 'mlflow.register_model("runs:/1/m", "credit-model")'}
    assert findings(tmp_path, "credit-model:3", own(), files=files) == []


def test_newer_version_is_a_note(tmp_path: Path) -> None:
    (found,) = findings(tmp_path, "credit-model:1", own())
    assert (found.code, found.severity) == ("AML211", "note")
    assert "version 2" in found.message


def test_registered_ones_are_silent(tmp_path: Path) -> None:
    assert findings(tmp_path, "credit-model:2", own()) == []
    assert findings(tmp_path, "credit-model@latest", own()) == []


def test_stale_one_is_told(tmp_path: Path) -> None:
    (found,) = findings(tmp_path, "credit-model:2", own(8))
    assert (found.code, found.severity) == ("AML906", "warning")
    assert "(8 days old) is older than 7 days" in found.message
    assert findings(tmp_path, "credit-model:2", own(8), max_snapshot_age_days=30) == []


def test_one_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (found,) = findings(tmp_path, "credit-model:2", {"jobs": []})
    assert found.code == "AML906"
    assert "is no snapshot" in found.message


def test_type_is_known_from_it(tmp_path: Path) -> None:
    files = {
        "deployment.yml": "name: blue\nendpoint_name: credit\nmodel: azureml:fraud:7\nenvironment:\n"
        "  image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20250701.v1\n"
        "instance_type: Standard_D4as_v4\ninstance_count: 3\n"
    }
    assert "AML209 error" in short(findings(tmp_path, "", own(), files=files))


def test_folder_of_files(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "a.json").write_text(json.dumps(own()), "utf-8")
    config = Config(select=("AML2", "AML906"), snapshot=str(tmp_path / "folder"))
    overlay = {"deployment.yml": DEPLOYMENT.format(model="churn:1").encode(), "deploy.sh": DEPLOY.encode()}
    assert "AML201" in {one.code for one in lint("/nowhere", (), config, overlay=overlay).findings}


def test_command_line(tmp_path: Path) -> None:
    """`--snapshot` and the key of the settings, whose path counts from the settings' own folder."""
    (tmp_path / "src").mkdir()
    (tmp_path / "deployment.yml").write_text(DEPLOYMENT.format(model="churn:1"), "utf-8")
    (tmp_path / "deploy.sh").write_text(DEPLOY, "utf-8")
    (tmp_path / "s.json").write_text(json.dumps(own()), "utf-8")
    command = [sys.executable, "-m", "amllint", "check", "--format", "concise", "--select", "AML201"]
    run = subprocess.run([*command, "--snapshot", "s.json"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "AML201" in run.stdout
    run = subprocess.run([*command, "--snapshot", "t.json"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode == 2
    assert "there is no snapshot 't.json'" in run.stderr
    (tmp_path / "amllint.toml").write_text('snapshot = "s.json"\n', "utf-8")
    run = subprocess.run([*command, str(tmp_path)], cwd="/", capture_output=True, text=True, check=False)
    assert "AML201" in run.stdout
