"""Small projects, one for each way to lay out a model and to spell its path: what is found in each, and where."""

# ruff: noqa: E501 (one line of code, or one entry of a list, stays one line)

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from amllint.config import Config
from amllint.lint import lint

if TYPE_CHECKING:
    from collections.abc import Callable

CONDA = """\
channels: [conda-forge]
dependencies:
  - python=3.11
  - pip=24.2
  - pip: [azureml-inference-server-http==1.5.1, azureml-core==1.60.0, joblib==1.4.2, azureml-defaults==1.60.0]
"""
REST = """\
code_configuration:
  code: src
  scoring_script: score.py
environment:
  image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20250701.v1
  conda_file: conda.yml
instance_type: Standard_D4as_v4
instance_count: 3
"""
V1 = {
    "inferenceconfig.json": '{"entryScript": "score.py", "sourceDirectory": "src", "condaFile": "conda.yml", "runtime": "python"}',
    "deploymentconfig.json": '{"computeType": "AKS", "containerResourceRequirements": {"cpu": 1, "memoryInGB": 2}}',
    "src/conda.yml": CONDA,
    "models/credit.pkl": "x",
}
SCRIPT = """\
import glob
import json
import os
from pathlib import Path

import joblib
from azureml.core.model import Model


def init():
    global model
{body}


def run(data):
    return json.loads(data)
"""


def script(*lines: str) -> str:
    """A scoring script; the first line of the body is line 12."""
    return SCRIPT.replace("{body}", "\n".join("    " + line for line in lines))


def v2(model: str, *lines: str, **files: str) -> dict[str, str]:
    """A v2 project: `model` is the block of the deployment, `lines` the body of init()."""
    head = "name: blue\nendpoint_name: credit\n"
    return {
        "deployment.yml": f"{head}{model}\n{REST}",
        "conda.yml": CONDA,
        "src/score.py": script(*lines),
        **{name.replace("__", "/").replace("_DOT_", "."): text for name, text in files.items()},
    }


def v1(options: str, *lines: str, register: str = "") -> dict[str, str]:
    """A v1 project: `options` name the models of the command, `lines` are the body of init()."""
    command = f"az ml model deploy -n credit {options} --ic inferenceconfig.json --dc deploymentconfig.json -w ws -g rg"
    return {**V1, "src/score.py": script(*lines), "deploy.sh": f"{register}\n{command}\n"}


def told(files: dict[str, str], config: Config | None = None) -> list[str]:
    config = config or Config(select=("AML2",))
    overlay = {path: text.encode() for path, text in files.items()}
    report = lint("/nowhere", (), config, overlay=overlay)
    assert not report.crashed, [one.message for one in report.findings if one.code == "AML901"]
    assert report.units, "the project has no deployment"
    found = [f"{one.code} {one.severity} {one.place.file}:{one.place.line}" for one in report.findings]
    return [one for one in found if "AML206" not in one]


FILE = "model:\n  path: models/credit.pkl"
FOLDER = "model:\n  path: models"
FILES = {"models__credit_DOT_pkl": "x", "models__scaler_DOT_pkl": "x"}
LEVEL = "AML203 error src/score.py:"
MISSING = "AML202 error src/score.py:"
REGISTER = "az ml model register -n credit -p models/credit.pkl -w ws -g rg"

V2_LAYOUTS: dict[str, tuple[dict[str, str], list[str]]] = {
    "file": (v2(FILE, 'joblib.load(os.path.join(os.environ["AZUREML_MODEL_DIR"], "credit.pkl"))', **FILES), []),
    "file, folder kept": (
        v2(FILE, 'joblib.load(os.path.join(os.environ["AZUREML_MODEL_DIR"], "models", "credit.pkl"))', **FILES),
        [LEVEL + "12"],
    ),
    "folder": (v2(FOLDER, 'joblib.load(os.environ["AZUREML_MODEL_DIR"] + "/models/credit.pkl")', **FILES), []),
    "folder, its name dropped": (
        v2(FOLDER, 'joblib.load(os.path.join(os.getenv("AZUREML_MODEL_DIR"), "credit.pkl"))', **FILES),
        [LEVEL + "12"],
    ),
    "folder with a slash at the end": (
        v2("model:\n  path: ./models/", 'joblib.load(Path(os.environ["AZUREML_MODEL_DIR"]) / "models" / "credit.pkl")', **FILES),
        [],
    ),
    "Path and its operator": (
        v2(FOLDER, 'joblib.load(Path(os.environ["AZUREML_MODEL_DIR"]) / "credit.pkl")', **FILES), [LEVEL + "12"],
    ),
    "joinpath": (
        v2(FOLDER, 'joblib.load(Path(os.environ["AZUREML_MODEL_DIR"]).joinpath("models", "scalar.pkl"))', **FILES),
        [MISSING + "12"],
    ),
    "f-string": (
        v2(FOLDER, 'joblib.load(f"{os.environ[\'AZUREML_MODEL_DIR\']}/models/credits.pkl")', **FILES), [MISSING + "12"],
    ),
    "percent": (
        v2(FOLDER, 'joblib.load("%s/%s" % (os.environ["AZUREML_MODEL_DIR"], "credit.pkl"))', **FILES), [LEVEL + "12"],
    ),
    "environment with a default": (
        v2(FILE, 'joblib.load(os.path.join(os.environ.get("AZUREML_MODEL_DIR", "."), "credit.joblib"))', **FILES),
        [MISSING + "12"],
    ),
    "case of the name": (
        v2(FILE, 'joblib.load(os.path.join(os.environ["AZUREML_MODEL_DIR"], "Credit.pkl"))', **FILES), [MISSING + "12"],
    ),
    "name of the model in place of the file": (
        v2("model:\n  name: risk\n  version: 1\n  path: models/credit.pkl",
           'joblib.load(os.path.join(os.environ["AZUREML_MODEL_DIR"], "risk"))', **FILES),
        [MISSING + "12"],
    ),
    "glob": (
        v2(FOLDER, 'joblib.load(glob.glob(os.environ["AZUREML_MODEL_DIR"] + "/**/*.pkl", recursive=True)[0])', **FILES), [],
    ),
    "listdir": (
        v2(FILE, 'base = os.environ["AZUREML_MODEL_DIR"]', "joblib.load(os.path.join(base, os.listdir(base)[0]))", **FILES),
        [],
    ),
    "checked before": (
        v2(FILE, 'path = os.path.join(os.environ["AZUREML_MODEL_DIR"], "models", "credit.pkl")',
           "if os.path.exists(path):", "    joblib.load(path)", **FILES),
        [],
    ),
    "falls back": (
        v2(FILE, 'base = os.environ["AZUREML_MODEL_DIR"]', "try:", '    joblib.load(base + "/models/credit.pkl")',
           "except FileNotFoundError:", '    joblib.load(base + "/credit.pkl")', **FILES),
        [],
    ),
    "handler that only raises": (
        v2(FILE, "try:", '    joblib.load(os.environ["AZUREML_MODEL_DIR"] + "/models/credit.pkl")',
           "except Exception as error:", '    raise RuntimeError("cannot load") from error', **FILES),
        [LEVEL + "13"],
    ),
    "unpacked by the script": (
        v2(FILE, "import shutil", 'base = os.environ["AZUREML_MODEL_DIR"]',
           'shutil.unpack_archive(base + "/credit.pkl", base + "/unpacked")', 'joblib.load(base + "/unpacked/a.pkl")', **FILES),
        [],
    ),
    "the folder itself": (
        v2(FILE, 'joblib.load(os.environ["AZUREML_MODEL_DIR"])', **FILES), ["AML213 error src/score.py:12"],
    ),
    "the model's folder": (
        v2(FOLDER, 'joblib.load(os.path.join(os.environ["AZUREML_MODEL_DIR"], "models"))', **FILES),
        ["AML213 error src/score.py:12"],
    ),
    "MLflow with a script": (
        v2("model:\n  path: mlflow\n  type: mlflow_model", 'joblib.load(os.environ["AZUREML_MODEL_DIR"] + "/model.pkl")',
           mlflow__MLmodel="flavors:\n  python_function:\n    loader_module: mlflow.sklearn\n", mlflow__model_DOT_pkl="x"),
        [LEVEL + "12"],
    ),
    "MLflow without MLmodel": (
        v2("model:\n  path: models\n  type: mlflow_model", "pass", **FILES), ["AML209 error deployment.yml:4"],
    ),
    "path with a typing error": (
        v2("model:\n  path: models/credits.pkl", "pass", **FILES), ["AML207 warning deployment.yml:4"],
    ),
    "path that a script writes": (
        v2("model:\n  path: out/credit.pkl", "pass", train_DOT_py='import joblib\njoblib.dump(1, "out/credit.pkl")\n'), [],
    ),
    "path that git ignores": (
        v2("model:\n  path: out/credit.pkl", "pass", _DOT_gitignore="out/\n"), [],
    ),
    "path that DVC holds": (
        v2("model:\n  path: models/big.pkl", "pass", models__big_DOT_pkl_DOT_dvc="outs:\n- path: big.pkl\n"), [],
    ),
    "mounted elsewhere": (
        v2("model_mount_path: /var/models\nmodel:\n  name: risk\n  version: 1\n  path: models/credit.pkl",
           'joblib.load("/var/models/risk/1/credits.pkl")', **FILES),
        ["AML202 error src/score.py:12"],
    ),
    "mounted elsewhere and found": (
        v2("model_mount_path: /var/models\nmodel:\n  name: risk\n  version: 1\n  path: models/credit.pkl",
           'joblib.load("/var/models/risk/1/credit.pkl")', **FILES),
        [],
    ),
    "a path that is written out": (
        v2("model: azureml:risk:4", 'joblib.load("/var/azureml-app/azureml-models/risk/3/credit.pkl")'), [MISSING + "12"],
    ),
    "registered elsewhere": (
        v2("model: azureml:risk:4", 'joblib.load(os.path.join(os.environ["AZUREML_MODEL_DIR"], "any", "thing.pkl"))'), [],
    ),
    "registered by a file of the project": (
        v2("model: azureml:risk@latest", 'joblib.load(os.path.join(os.environ["AZUREML_MODEL_DIR"], "models/credit.pkl"))',
           model_DOT_yml="$schema: https://azuremlschemas.azureedge.net/latest/model.schema.json\nname: risk\n"
           "path: models/credit.pkl\n", **FILES),
        [LEVEL + "12"],
    ),
    "beside the script": (
        v2(FILE, 'joblib.load(Path(__file__).parent / "scaler.pkl")', **FILES), [MISSING + "12"],
    ),
    "beside the script and downloaded": (
        v2(FILE, "import urllib.request", 'path = os.path.join(os.path.dirname(__file__), "scaler.pkl")',
           'urllib.request.urlretrieve("https://x/y", path)', "joblib.load(path)", **FILES),
        [],
    ),
    "Triton": (
        v2("model:\n  path: repo\n  type: triton_model", "pass", repo__net__1__model_DOT_onnx="x"), [],
    ),
    "Triton, one level less": (
        v2("model:\n  path: repo/net\n  type: triton_model", "pass", repo__net__1__model_DOT_onnx="x"),
        ["AML209 error deployment.yml:4"],
    ),
}  # fmt: skip

V1_LAYOUTS: dict[str, tuple[dict[str, str], list[str]]] = {
    "name": (v1("-m credit:1", 'joblib.load(Model.get_model_path("credit"))', register=REGISTER), []),
    "name from the environment": (
        v1("-m credit:1", 'joblib.load(Model.get_model_path(os.getenv("MODEL_NAME", "credits")))', register=REGISTER),
        ["AML201 error src/score.py:12"],
    ),
    "another name": (
        v1("-m credit:1", 'joblib.load(Model.get_model_path(model_name="risk"))', register=REGISTER),
        ["AML201 error src/score.py:12"],
    ),
    "another name, handled": (
        v1("-m credit:1", "try:", '    joblib.load(Model.get_model_path("risk"))', "except Exception:",
           '    joblib.load(os.environ["AZUREML_MODEL_DIR"] + "/credit.pkl")', register=REGISTER),
        [],
    ),
    "a folder of the code by that name": (
        {**v1("-m credit:1", 'Model.get_model_path("local")', register=REGISTER), "src/local/m.pkl": "x"}, [],
    ),
    "version that is deployed": (
        v1("-m credit:1", 'joblib.load(Model.get_model_path("credit", version=1))', register=REGISTER), [],
    ),
    "another version": (
        v1("-m credit:1", 'joblib.load(Model.get_model_path("credit", version=2))', register=REGISTER),
        ["AML211 error src/score.py:12"],
    ),
    "version as text": (
        v1("-m credit:1", 'joblib.load(Model.get_model_path("credit", version="1"))', register=REGISTER),
        ["AML204 error src/score.py:12"],
    ),
    "file appended to the name": (
        v1("-m credit:1", 'joblib.load(Model.get_model_path("credit/credit.pkl"))', register=REGISTER),
        ["AML205 error src/score.py:12"],
    ),
    "file appended to the path of a file": (
        v1("-m credit:1", 'joblib.load(os.path.join(Model.get_model_path("credit"), "credit.pkl"))', register=REGISTER),
        [LEVEL + "12"],
    ),
    "without a version in the command": (
        v1("-m credit", 'joblib.load(os.path.join(os.environ["AZUREML_MODEL_DIR"], "credit.pkl"))', register=REGISTER), [],
    ),
    "several models": (
        v1("-m credit:1 -m age:2", 'joblib.load(os.environ["AZUREML_MODEL_DIR"] + "/credit/1/credit.pkl")',
           register=REGISTER), [],
    ),
    "several models, level missing": (
        v1("-m credit:1 -m age:2", 'joblib.load(os.environ["AZUREML_MODEL_DIR"] + "/credit.pkl")', register=REGISTER),
        ["AML210 error src/score.py:12"],
    ),
    "several models, version missing": (
        v1("-m credit:1 -m age:2", 'joblib.load(os.environ["AZUREML_MODEL_DIR"] + "/credit/credit.pkl")',
           register=REGISTER),
        ["AML210 error src/score.py:12"],
    ),
    "several models of unknown name": (
        v1("-m $MODEL -m age:2", 'joblib.load(os.environ["AZUREML_MODEL_DIR"] + "/credit.pkl")'), [],
    ),
    "models hidden in a variable": (v1("$MODELS", 'joblib.load(Model.get_model_path("risk"))'), []),
}  # fmt: skip


@pytest.mark.parametrize("name", V2_LAYOUTS)
def test_layout_of_v2(name: str) -> None:
    files, expected = V2_LAYOUTS[name]
    assert told(files) == expected


@pytest.mark.parametrize("name", V1_LAYOUTS)
def test_layout_of_v1(name: str) -> None:
    files, expected = V1_LAYOUTS[name]
    assert told(files) == expected


def notebook(*cells: str) -> str:
    listed = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": cell.splitlines(True)} for cell in cells]
    return json.dumps({"cells": listed, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, indent=1)


DEPLOY = """\
from azure.ai.ml import MLClient
from azure.ai.ml.entities import CodeConfiguration, Environment, ManagedOnlineDeployment, Model
client = MLClient.from_config()
deployment = ManagedOnlineDeployment(
    name="blue",
    endpoint_name="credit",
    model={model},
    environment=Environment(image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20250701.v1", conda_file="conda.yml"),
    code_configuration=CodeConfiguration(code="src", scoring_script="score.py"),
    instance_type="Standard_D4as_v4",
    instance_count=3,
)
client.online_deployments.begin_create_or_update(deployment)
"""
LOAD = 'joblib.load(os.path.join(os.environ["AZUREML_MODEL_DIR"], {path!r}))'


@pytest.mark.parametrize("kind", ["notebook", "script"])
@pytest.mark.parametrize(
    ("model", "path", "expected"),
    [
        ('Model(path="models/credit.pkl")', "credit.pkl", []),
        ('Model(path="models/credit.pkl")', "models/credit.pkl", [LEVEL + "12"]),
        ('Model(path="models")', "credit.pkl", [LEVEL + "12"]),
        ('"credit:1"', "credit.pkl", []),
        ('"azureml:credit:1"', "credit.pkl", []),
    ],
)
def test_code_that_deploys(kind: str, model: str, path: str, expected: list[str]) -> None:
    code = DEPLOY.replace("{model}", model)
    files = {
        ("deploy.ipynb" if kind == "notebook" else "deploy.py"): notebook(code) if kind == "notebook" else code,
        "conda.yml": CONDA,
        "models/credit.pkl": "x",
        "src/score.py": script(LOAD.replace("{path!r}", repr(path))),
    }
    assert told(files) == expected


REGISTERING: dict[str, str] = {
    "Model.register": 'Model.register(ws, "out/m.pkl", "credit-model")',
    "Model.register by keyword": 'Model.register(workspace=ws, model_path="out/m.pkl", model_name="credit-model")',
    "run.register_model": 'run.register_model("credit-model", model_path="outputs")',
    "through a name": 'name = "credit-model"\nrun.register_model(model_name=name)',
    "mlflow": 'mlflow.register_model("runs:/1/model", "credit-model")',
    "log_model": 'mlflow.sklearn.log_model(m, "model", registered_model_name="credit-model")',
    "autolog": 'mlflow.autolog(registered_model_name="credit-model")',
    "client": 'client.create_registered_model("credit-model")',
    "entity": 'ml_client.models.create_or_update(Model(path="x", name="credit-model"))',
}


@pytest.mark.parametrize("how", REGISTERING)
@pytest.mark.parametrize("kind", ["notebook", "script"])
def test_registered_by_code(how: str, kind: str) -> None:
    code = "import mlflow\n" + REGISTERING[how]
    name, text = ("train.ipynb", notebook(code)) if kind == "notebook" else ("train.py", code)
    near = {**v2("model: azureml:credit-modle:1", "pass"), name: text}
    assert told(near) == ["AML201 warning deployment.yml:3"]
    right = {**v2("model: azureml:credit-model:1", "pass"), name: text}
    assert told(right) == []


@pytest.mark.parametrize(
    "files",
    [
        {"create.sh": "az ml model create --name credit-model --version 1 --path models"},
        {"register.sh": "az ml model register -n credit-model -p models/credit.pkl"},
        {"model.yml": "$schema: x/model.schema.json\nname: credit-model\npath: models\n"},
        {
            ".github/workflows/ci.yml": "jobs:\n  a:\n    steps:\n      - run: az ml model create -n credit-model -p models\n"
        },
    ],
)
def test_registered_by_commands_and_files(files: dict[str, str]) -> None:
    models = {"models/credit.pkl": "x"}
    assert told({**v2("model: azureml:credit-modle:1", "pass"), **files, **models}) == [
        "AML201 warning deployment.yml:3"
    ]
    assert told({**v2("model: azureml:credit-model:1", "pass"), **files, **models}) == []


def test_registered_by_the_configuration() -> None:
    config = Config(select=("AML2",), models=("credit-model:1",))
    assert told(v2("model: azureml:credit-modle:1", "pass"), config) == ["AML201 warning deployment.yml:3"]
    assert told(v2("model: azureml:credit-model:1", "pass"), config) == []


@pytest.mark.parametrize(
    "files",
    [
        {"train.py": 'run.register_model("credit-model-2")'},  # numbers tell models apart
        {"train.py": 'run.register_model("fraud-model")'},
        {"train.py": 'run.register_model("credit-model")', "vars.yml": "variables:\n  NAME: credit-modle\n"},
        {"train.py": 'run.register_model("credit-model")\nother = "credit-modle"'},
        {},
    ],
)
def test_name_that_somebody_else_may_register(files: dict[str, str]) -> None:
    name = "credit-model-1" if "2" in files.get("train.py", "") else "credit-modle"
    assert told({**v2(f"model: azureml:{name}:1", "pass"), **files}) == []


def reference(model: str) -> list[str]:
    return told(v2(f"model: {model}", "pass", models__credit_DOT_pkl="x"))


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ("azureml:credit:1", []),
        ("azureml:credit@latest", []),
        ("azureml://registries/hub/models/credit/versions/1", []),
        ("azureml://registries/hub/models/credit/labels/latest", []),
        ("azureml:/subscriptions/s/resourceGroups/g/providers/p/workspaces/w/models/m/versions/1", []),
        ("'{{MODEL}}'", []),
        ("azureml:${MODEL}", []),
        ("credit:1", ["AML208 error deployment.yml:3"]),
        ("credit@latest", ["AML208 error deployment.yml:3"]),
        ("models/credit.pkl", ["AML208 error deployment.yml:3"]),
        ("azureml:credit", ["AML208 warning deployment.yml:3"]),
        ("azureml:credit:latest", ["AML208 warning deployment.yml:3"]),
        ("{path: 'azureml:credit:1'}", ["AML208 error deployment.yml:3"]),
        ("{path: 'azureml://jobs/j/outputs/artifacts/paths/model/', name: credit, version: 1}", []),
    ],
)
def test_form_of_the_reference(model: str, expected: list[str]) -> None:
    assert reference(model) == expected


def test_fixes(found: Callable[..., list[str]]) -> None:
    """What a fix writes, where one exists."""
    cases = {
        'joblib.load(os.path.join(os.environ["AZUREML_MODEL_DIR"], "models", "credit.pkl"))': (FILE, ['"credit.pkl"']),
        'joblib.load(os.path.join(os.environ["AZUREML_MODEL_DIR"], "credit.pkl"))': (FOLDER, ['"models/credit.pkl"']),
        'joblib.load(os.path.join(os.environ["AZUREML_MODEL_DIR"], "credits.pkl"))': (FILE, ['"credit.pkl"']),
        'joblib.load(Path(os.environ["AZUREML_MODEL_DIR"]) / "models" / "credit.pkl")': (FILE, ['/ "credit.pkl"']),
    }
    for line, (model, wanted) in cases.items():
        overlay = {path: text.encode() for path, text in v2(model, line, **FILES).items()}
        report = lint("/nowhere", (), Config(select=("AML2",)), overlay=overlay)
        (finding,) = report.findings
        assert finding.fix is not None, line
        text = finding.span.source.text
        for edit in sorted(finding.fix.edits, key=lambda one: -one.span.start):
            text = text[: edit.span.start] + edit.text + text[edit.span.end :]
        changed = text.splitlines()[11]
        assert all(part in changed for part in wanted), changed
        assert told({**v2(model, line, **FILES), "src/score.py": text}) == [], changed


BARE = "name: blue\nendpoint_name: credit\n{model}\n{more}"
MODEL_FILE = (
    "$schema: https://azuremlschemas.azureedge.net/latest/model.schema.json\n"
    "name: credit-model\n{type}path: azureml://datastores/store/paths/credit\n"
)


@pytest.mark.parametrize("kind", ["managedOnlineDeployment", "batchDeployment"])
@pytest.mark.parametrize(
    ("model", "kind_of_model", "environment", "expected"),
    [
        ("model:\n  path: m.pkl", "", "", ["error"]),
        ("model:\n  path: azureml://datastores/store/paths/credit", "", "", ["error"]),
        ("model:\n  path: m.pkl", "", "environment: azureml:own:1\n", []),
        ("model:\n  path: m.pkl\n  type: ${TYPE}", "", "", []),
        ("model: azureml:credit-model@latest", "type: custom_model\n", "", ["warning"]),
        ("model: azureml:credit-model@latest", "type: mlflow_model\n", "", []),
        ("model: azureml:other-model@latest", "type: custom_model\n", "", []),
    ],
)
def test_custom_model_with_neither_script_nor_environment(
    tmp_path: Path, kind: str, model: str, kind_of_model: str, environment: str, expected: list[str]
) -> None:
    more = "compute: azureml:cpu\n" if kind == "batchDeployment" else "instance_type: Standard_D4as_v4\n"
    schema = f"$schema: https://azuremlschemas.azureedge.net/latest/{kind}.schema.json\n"
    (tmp_path / "deployment.yml").write_text(schema + BARE.format(model=model, more=environment + more))
    (tmp_path / "model.yml").write_text(MODEL_FILE.format(type=kind_of_model))
    (tmp_path / "m.pkl").write_text("x")
    found = lint(str(tmp_path), (str(tmp_path),), Config(select=("AML209",))).findings
    assert [one.severity for one in found] == (expected if kind.startswith("managed") else ["warning"] * len(expected))
