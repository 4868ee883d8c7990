"""`amllint snapshot` with a stand-in for `az`: what it writes, and what it says when `az` cannot answer."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from amllint.read.snapshot import Snapshot, read_snapshot

HERE = Path(__file__).parent
CONTAINERS = [{"name": "credit", "latest_version": "2", "type": "custom_model"}, {"name": "age", "latest_version": "1"}]
CREDIT = [
    {"name": "credit", "version": "10", "type": "mlflow_model", "flavors": {"sklearn": {}, "python_function": {}}},
    {"name": "credit", "version": "2", "type": "custom_model", "path": "azureml://secret", "tags": {"a": "b"}},
]
AGE = [{"name": "age", "version": "1", "type": "triton_model"}]
COMPUTES = [{"name": "cpu", "type": "amlcompute", "size": "Standard_DS3_v2", "id": "/subscriptions/x"}]
ENDPOINTS = [{"name": "credit", "auth_mode": "key", "compute": "azureml:/subscriptions/x/computes/aks"}]


class Run:
    """Runs the command in a folder, with `az` first on PATH."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.bin = folder / "bin"
        self.bin.mkdir()
        (self.bin / "az").write_text(f'#!/bin/sh\nexec {sys.executable} {HERE / "az"} "$@"\n', "utf-8")
        (self.bin / "az").chmod(0o755)
        self.answers = folder / "answers"
        self.answers.mkdir()

    def answer(self, **lists: object) -> None:
        for name, value in lists.items():
            (self.answers / (name.replace("_", "-") + ".json")).write_text(json.dumps(value), "utf-8")

    def __call__(self, *arguments: str, fails: str = "", path: str | None = None) -> subprocess.CompletedProcess[str]:
        environment = {
            **os.environ,
            "PATH": f"{self.bin}{os.pathsep}{os.environ['PATH']}" if path is None else path,
            "AZ_ANSWERS": str(self.answers),
            "AZ_CALLS": str(self.folder / "calls"),
            "AZ_FAILS": fails,
        }
        return subprocess.run(
            [sys.executable, "-m", "amllint", "snapshot", *arguments],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    @property
    def calls(self) -> list[str]:
        return (self.folder / "calls").read_text("utf-8").splitlines()

    @property
    def written(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.folder / "amllint-snapshot.json").read_text("utf-8"))
        return found


@pytest.fixture
def run(tmp_path: Path) -> Run:
    made = Run(tmp_path)
    made.answer(
        model_list=CONTAINERS,
        model_list_credit=CREDIT,
        model_list_age=AGE,
        compute_list=COMPUTES,
        online_endpoint_list=ENDPOINTS,
        environment_list=[{"name": "serving", "latest_version": "4"}],
    )
    return made


WHERE = ("--workspace", "ws", "--resource-group", "rg")


def test_workspace(run: Run) -> None:
    done = run(*WHERE)
    assert done.returncode == 0, done.stderr
    assert "2 models, 1 environments, 1 computes, 1 endpoints" in done.stderr
    written = run.written
    assert written.pop("generated_at")
    assert written == {
        "amllint_snapshot": 1,
        "workspace": "ws",
        "resource_group": "rg",
        "registry": None,
        "archived": True,
        "models": [
            {"name": "age", "versions": [{"version": "1", "type": "triton_model"}]},
            {
                "name": "credit",
                "versions": [
                    {"version": "2", "type": "custom_model"},
                    {"version": "10", "type": "mlflow_model", "flavors": ["python_function", "sklearn"]},
                ],
            },
        ],
        "environments": [{"name": "serving", "latest_version": "4"}],
        "computes": [{"name": "cpu", "type": "amlcompute", "size": "Standard_DS3_v2"}],
        "endpoints": [{"name": "credit", "kind": "online", "compute": "aks"}],
    }
    assert max(run.calls).startswith("ml online-endpoint list --workspace-name ws --resource-group rg --output json")


def test_nothing_of_identity_is_written(run: Run) -> None:
    run(*WHERE)
    text = (run.folder / "amllint-snapshot.json").read_text("utf-8")
    assert "subscriptions" not in text
    assert "azureml://" not in text


def test_two_runs_differ_in_the_date_only(run: Run) -> None:
    run(*WHERE, "-o", "one.json")
    run(*WHERE, "-o", "two.json")
    lines = [(run.folder / name).read_text("utf-8").splitlines() for name in ("one.json", "two.json")]
    assert [a for a, b in zip(*lines) if a != b and "generated_at" not in a] == []


def test_registry(run: Run) -> None:
    run.answer(model_list_hub=CONTAINERS[:1], model_list_credit_hub=CREDIT)
    done = run("--registry", "hub")
    assert done.returncode == 0, done.stderr
    assert [model["registry"] for model in run.written["models"]] == ["hub"]
    assert all("--workspace-name" not in call for call in run.calls)


def test_standard_output(run: Run) -> None:
    done = run(*WHERE, "-o", "-")
    assert json.loads(done.stdout)["workspace"] == "ws"
    assert not (run.folder / "amllint-snapshot.json").exists()


def test_old_extension_lists_no_archived_ones(run: Run) -> None:
    assert run(*WHERE, fails="old").returncode == 0
    assert run.written["archived"] is False


def test_first_version_of_the_extension_lists_all_versions_at_once(run: Run) -> None:
    run.answer(model_list=[{"name": "credit", "version": 2, "id": "credit:2"}, {"name": "credit", "version": 1}])
    assert run(*WHERE).returncode == 0
    assert run.written["models"] == [
        {"name": "credit", "versions": [{"version": "1", "type": ""}, {"version": "2", "type": ""}]}
    ]


def test_what_is_written_is_read(run: Run) -> None:
    run(*WHERE)
    read = read_snapshot([("s.json", (run.folder / "amllint-snapshot.json").read_bytes())])
    assert isinstance(read, Snapshot)
    assert (read.workspace, read.names_complete, read.archived) == ("ws", True, True)
    assert read.model("credit").newest == "10"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("fails", "said"),
    [
        ("login", "`az` is not logged in: run `az login`"),
        ("extension", "az extension add --name ml"),
        ("workspace", "failed with code 3: (ResourceNotFound) The workspace 'ws' was not found."),
        ("silent", "failed with code 9"),
        ("half", "`az ml online-endpoint list` printed no whole JSON list"),
        ("compute", "no right to read computes"),
    ],
)
def test_failure_is_told_and_leaves_the_old_file(run: Run, fails: str, said: str) -> None:
    old = run.folder / "amllint-snapshot.json"
    old.write_text("old", "utf-8")
    done = run(*WHERE, fails=fails)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert "\n::" not in done.stderr
    assert old.read_text("utf-8") == "old"
    assert sorted(path.name for path in run.folder.glob("amllint-snapshot*")) == ["amllint-snapshot.json"]


def test_no_az(run: Run) -> None:
    done = run(*WHERE, path=str(run.answers))
    assert done.returncode == 2
    assert "there is no `az` on PATH" in done.stderr


def test_az_of_the_current_folder_is_not_started(run: Run) -> None:
    (run.folder / "az").write_text("#!/bin/sh\ntouch started\n", "utf-8")
    (run.folder / "az").chmod(0o755)
    done = run(*WHERE, path=".")
    assert done.returncode == 2
    assert not (run.folder / "started").exists()


def test_folder_that_is_not_there(run: Run) -> None:
    done = run(*WHERE, "-o", "nowhere/s.json")
    assert done.returncode == 2
    assert "cannot be written" in done.stderr


@pytest.mark.parametrize("arguments", [(), ("--workspace", "ws"), ("--resource-group", "rg"), ("--registry", "a b;c")])
def test_wrong_arguments(run: Run, arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert "no snapshot: " in done.stderr
    assert not (run.folder / "calls").exists()
