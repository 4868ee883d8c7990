from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent / "bind"))
from bound_project import CONDA, DEPLOYMENT, unit

from amllint.resources import quantity_cores, quantity_gib

ROOT = "/var/azureml-app/azureml-models"


def named(text: str = DEPLOYMENT) -> str:
    return text.replace("  path: ../model\n", "  name: credit\n  version: '7'\n  path: ../model\n")


def test_the_model_folder_keeps_its_own_name(tmp_path: Path) -> None:
    container = unit(tmp_path, {"deploy/deployment.yml": named()}).container
    assert container.env("AZUREML_MODEL_DIR").value == f"{ROOT}/credit/7"
    assert container.file(f"{ROOT}/credit/7").value == "folder"
    assert container.file(f"{ROOT}/credit/7/model/a/model.pkl").value == "file"
    wrong = container.file(f"{ROOT}/credit/7/a/model.pkl")
    assert (wrong.state, wrong.value) == ("no", "model/a/model.pkl")
    typo = container.file(f"{ROOT}/credit/7/model/a/modle.pkl")
    assert (typo.state, typo.value, typo.near) == ("no", None, ("model/a/model.pkl",))
    assert container.file(f"{ROOT}/other/1/x").no


def test_a_model_file_lies_directly_below(tmp_path: Path) -> None:
    text = named().replace("path: ../model", "path: ../model/a/model.pkl")
    container = unit(tmp_path, {"deploy/deployment.yml": text}).container
    assert container.file(f"{ROOT}/credit/7/model.pkl").yes
    assert container.file(f"{ROOT}/credit/7/a/model.pkl").value == "model.pkl"


def test_unknown_parts_of_the_path_stay_unknown_and_lookups_work(tmp_path: Path) -> None:
    container = unit(tmp_path).container
    folder = container.env("AZUREML_MODEL_DIR").value
    assert folder == f"{ROOT}/\0name/\0version"
    assert container.file(f"{folder}/model/a/model.pkl").yes
    assert container.file(f"{ROOT}/credit/1/x").unknown
    assert container.below_model_dir(f"{folder}/x/y") == "x/y"


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"train.py": "joblib.dump(model, 'new.pkl')\n"}, "train.py may make it"),
        ({".gitignore": "*.pkl\n"}, "git ignores model/new.pkl, so it may exist elsewhere"),
    ],
)
def test_a_model_file_that_something_makes_is_unknown(tmp_path: Path, changes: dict[str, str | None], why: str) -> None:
    container = unit(tmp_path, {"deploy/deployment.yml": named(), **changes}).container
    assert container.file(f"{ROOT}/credit/7/model/new.pkl").why == why


def test_files_of_the_code_folder(tmp_path: Path) -> None:
    container = unit(tmp_path).container
    assert container.code_root == "/var/azureml-app/code"
    assert container.file("/var/azureml-app/code/score.py").yes
    assert container.file("/var/azureml-app/code/labels.txt").no
    assert container.file("/opt/x").unknown and container.file("/tmp").yes


def test_variables(tmp_path: Path) -> None:
    text = DEPLOYMENT + "environment_variables:\n  A: '1'\n  B: <secret>\n"
    container = unit(tmp_path, {"deploy/deployment.yml": text, "release.sh": "export C_FROM_PIPELINE=1\n"}).container
    assert container.env("A").value == "1" and container.env("B").yes and container.env("B").value is None
    assert container.env("AZUREML_ENTRY_SCRIPT").yes and container.env("PATH").yes
    assert container.env("NOT_SET").no
    assert container.env("C_FROM_PIPELINE").unknown
    own_image = DEPLOYMENT.replace("mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20250701.v1", "me/own:1")
    assert unit(tmp_path, {"deploy/deployment.yml": own_image}).container.env("NOT_SET").unknown


def test_packages(tmp_path: Path) -> None:
    container = unit(tmp_path).container
    assert container.imports("sklearn.linear_model").yes and container.imports("numpy").yes
    assert container.imports("json").yes
    assert container.imports("torch").no and container.installs("torch").no
    assert container.installs("scikit-learn").value == "1.5.2"
    assert container.server.yes and container.listens_on.value == "5001"
    assert container.python == "3.11"
    unknown = unit(tmp_path, {"deploy/conda.yml": CONDA + "      - our-own-lib==1.0\n"}).container
    assert unknown.imports("torch").unknown


def test_the_machine(tmp_path: Path) -> None:
    container = unit(tmp_path).container
    assert container.devices.no and container.memory_gib == 14 and container.workers == 1
    gpu = DEPLOYMENT.replace("Standard_DS3_v2", "Standard_NC4as_T4_v3") + "environment_variables: {WORKER_COUNT: '3'}\n"
    container = unit(tmp_path, {"deploy/deployment.yml": gpu}).container
    assert container.devices.value == "1" and container.workers == 3
    odd = unit(tmp_path, {"deploy/deployment.yml": DEPLOYMENT.replace("Standard_DS3_v2", "Standard_X1")}).container
    assert odd.devices.unknown and odd.memory_gib is None


def test_quantities() -> None:
    assert quantity_gib("512Mi") == 0.5 and quantity_gib("2Gi") == 2 and quantity_gib("1073741824") == 1
    assert quantity_gib("a lot") is None and quantity_gib("xMi") is None
    assert quantity_cores("500m") == 0.5 and quantity_cores("2") == 2 and quantity_cores("two") is None
