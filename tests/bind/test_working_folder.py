"""Paths of code and notebooks count from a working directory that no file states: what may be there is not missing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from amllint.config import Config
from amllint.lint import lint

SCORE = "def init():\n    pass\n\n\ndef run(data):\n    return data\n"
DEPLOY = """\
from azure.ai.ml import MLClient
from azure.ai.ml.entities import CodeConfiguration, Environment, ManagedOnlineDeployment
from azure.identity import DefaultAzureCredential

client = MLClient.from_config(DefaultAzureCredential())
deployment = ManagedOnlineDeployment(
    name="blue",
    endpoint_name="credit",
    environment=Environment(name="scoring", image="registry.azurecr.io/base:1", conda_file="envs/conda.yml"),
    code_configuration=CodeConfiguration(code=".", scoring_script="src/score.py"),
    instance_type="Standard_DS3_v2",
    instance_count=1,
)
client.online_deployments.begin_create_or_update(deployment).result()
"""


def notebook(*cells: str) -> str:
    content: list[dict[str, object]] = [
        {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": text.splitlines(True)}
        for text in cells
    ]
    return json.dumps({"cells": content, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, indent=1)


def states(folder: Path, files: dict[str, str]) -> dict[str, tuple[str, str | None]]:
    overlay = {path: text.encode() for path, text in files.items()}
    (unit,) = lint(str(folder), (), Config(), overlay=overlay, units_only=True).units
    return {one.role: (one.state, one.path) for one in unit.references}


def test_a_dot_is_the_folder_from_which_the_script_is_there(tmp_path: Path) -> None:
    files = {"pipelines/deploy.py": DEPLOY, "src/score.py": SCORE, "envs/conda.yml": "dependencies: [python=3.11]\n"}
    found = states(tmp_path, files)
    assert found["code folder"][0] == "found"
    assert found["scoring script"] == ("found", "src/score.py")
    del files["src/score.py"]
    assert states(tmp_path, files)["scoring script"] == ("missing", "pipelines/src/score.py")


@pytest.mark.parametrize(
    ("cell", "state"),
    [
        ("import os\n\nos.chdir(repository.working_tree_dir)\n", "found"),
        ("%cd ..\n", "found"),
        ('import os\n\nos.chdir("../")\n', "found"),
        ('import os\n\nos.chdir("../release")\n', "found"),
        ("import os\n", "missing"),
    ],
)
def test_a_notebook_that_goes_to_another_folder(tmp_path: Path, cell: str, state: str) -> None:
    start = "release/" if "release" in cell else ""
    files = {
        "notebooks/deploy.ipynb": notebook(cell, DEPLOY),
        f"{start}src/score.py": SCORE,
        f"{start}envs/conda.yml": "dependencies: [python=3.11]\n",
    }
    found = states(tmp_path, files)
    assert (found["scoring script"][0], found["conda file"][0]) == (state, state)


@pytest.mark.parametrize(
    ("cell", "state"),
    [
        ('model.download("./", exist_ok=True)\n', "unknown"),
        ('run.download_files(prefix="outputs/", output_directory="./")\n', "unknown"),
        ("model.download(target)\n", "unknown"),
        ('run.download_files(output_directory="envs")\n', "unknown"),
        ('run.download_file("outputs/model.pkl", "model.pkl")\n', "missing"),
    ],
)
def test_what_a_download_may_bring_is_unknown(tmp_path: Path, cell: str, state: str) -> None:
    files = {"deploy.ipynb": notebook(cell, DEPLOY), "src/score.py": SCORE}
    assert states(tmp_path, files)["conda file"][0] == state


def test_a_pattern_for_folders_ignores_a_folder_that_is_not_there(tmp_path: Path) -> None:
    deployment = """\
$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json
name: blue
endpoint_name: credit
model:
  path: model
instance_type: Standard_DS3_v2
instance_count: 1
"""
    assert states(tmp_path, {"deployment.yml": deployment})["model"][0] == "missing"
    assert states(tmp_path, {"deployment.yml": deployment, ".gitignore": "model/\n"})["model"][0] == "unknown"
