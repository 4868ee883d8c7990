"""The same v1 deployment as files, as SDK code and in a notebook."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from amllint.boot import Unit
from amllint.config import Config
from amllint.lint import Report, lint

CONDA = """\
channels: [conda-forge]
dependencies:
  - python=3.12
  - pip=25.0
  - pip:
      - azureml-defaults==1.60.0
      - joblib==1.4.2
      - scikit-learn==1.5.2
"""
SCORE = """\
import json
import os

import joblib

model = None


def init():
    global model
    path = os.path.join(os.environ["AZUREML_MODEL_DIR"], "classifier.pkl")
    try:
        model = joblib.load(path)
    except Exception as error:
        raise RuntimeError(f"cannot load {path}") from error


def run(data):
    return model.predict(json.loads(data)["rows"]).tolist()
"""
INFERENCE = {
    "entryScript": "score.py",
    "sourceDirectory": "code",
    "environment": {"name": "credit", "python": {"condaDependenciesFile": "code/conda.yaml"}},
}
DEPLOYMENT = {
    "computeType": "AKS",
    "containerResourceRequirements": {"cpu": 1, "memoryInGB": 2},
    "autoScaler": {"autoscaleEnabled": True, "minReplicas": 3, "maxReplicas": 9, "targetUtilization": 70},
    "authEnabled": True,
    "scoringTimeoutMs": 5000,
}
SHELL = "az ml model deploy --name credit --model classifier:1 --ic inferenceconfig.json --dc deploymentconfig.json\n"
CODE = """\
from azureml.core import Environment, Model, Workspace
from azureml.core.model import InferenceConfig
from azureml.core.webservice import AksWebservice

ws = Workspace.from_config()
environment = Environment.from_conda_specification("credit", "code/conda.yaml")
inference_config = InferenceConfig(entry_script="score.py", source_directory="code", environment=environment)
resources = {"cpu_cores": 1, "memory_gb": 2}
deployment_config = AksWebservice.deploy_configuration(
    autoscale_enabled=True,
    autoscale_min_replicas=3,
    autoscale_max_replicas=9,
    autoscale_target_utilization=70,
    auth_enabled=True,
    scoring_timeout_ms=5000,
    **resources,
)
service = Model.deploy(ws, "credit", [Model(ws, "classifier", version=1)], inference_config, deployment_config, target)
service.wait_for_deployment(show_output=True)
"""
FILES = {"code/score.py": SCORE, "code/conda.yaml": CONDA}
FORMS = ("files", "code", "notebook")


def notebook(*cells: str) -> str:
    return json.dumps({"cells": [{"cell_type": "code", "source": cell.splitlines(True)} for cell in cells]}, indent=1)


def in_form(form: str, changes: tuple[str, str] = ("", "")) -> dict[str, str]:
    if form == "files":
        return {
            "inferenceconfig.json": json.dumps(INFERENCE, indent=1),
            "deploymentconfig.json": json.dumps(DEPLOYMENT, indent=1),
            "deploy.sh": SHELL,
        }
    if form == "code":
        return {"deploy.py": CODE}
    head, marker, tail = CODE.partition("inference_config")
    return {"deploy.ipynb": notebook("%matplotlib inline\n" + head, marker + tail)}


def checked(folder: Path, files: dict[str, str]) -> Report:
    return lint(str(folder), (), Config(), overlay={path: text.encode() for path, text in files.items()})


def told(report: Report) -> list[str]:
    return sorted(f"{finding.code} {finding.severity}" for finding in report.findings if finding.severity != "note")


@pytest.mark.parametrize("form", FORMS)
def test_all_forms_are_the_same_unit(tmp_path: Path, form: str) -> None:
    report = checked(tmp_path, {**FILES, **in_form(form)})
    (unit,) = report.units
    assert (unit.kind, unit.name, unit.form) == ("v1-aks", "credit", "json" if form == "files" else "sdk-v1")
    assert unit.code is not None and (unit.code.folder, unit.code.script) == ("code", "code/score.py")
    assert [(model.name, model.version, model.registered) for model in unit.models] == [("classifier", "1", True)]
    assert unit.environment is not None and unit.environment.known
    assert [one.name for one in unit.environment.requirements] == ["pip", "azureml-defaults", "joblib", "scikit-learn"]
    given = {name: setting.text for name, setting in unit.settings.items() if setting.given}
    assert {name: given.get(name) for name in ("instance_count", "scale_settings.min_instances", "auth_enabled")} == {
        "instance_count": None,
        "scale_settings.min_instances": "3",
        "auth_enabled": "true" if form == "files" else "True",
    }
    assert unit.setting("resources.requests.memory_gb").number == 2
    assert told(report) == []


DEFECTS = [
    ({"code/score.py": None}, (), "AML505"),
    ({"code/conda.yaml": None}, (), "AML505"),
    ({"code/conda.yaml": CONDA.replace("      - azureml-defaults==1.60.0\n", "")}, (), "AML303"),
    ({"code/conda.yaml": CONDA.replace("scikit-learn==1.5.2", "scikit-learn")}, (), "AML302"),
    ({"code/score.py": SCORE.replace("import joblib", "import joblib\nimport flaml")}, (), "AML301"),
    ({"code/score.py": SCORE.replace("def run(", "def ran(")}, (), "AML105"),
    ({}, (('"minReplicas": 3', "min_replicas=3"), ('"minReplicas": 10', "min_replicas=10")), "AML701"),
    ({}, (("70", "70"), ("0.7", "0.7")), "AML701"),
    ({}, (('"scoringTimeoutMs": 5000', "scoring_timeout_ms=5000"),
          ('"scoringTimeoutMs": 400000', "scoring_timeout_ms=400000")), "AML707"),
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(DEFECTS)))
def test_all_forms_give_the_same_findings(tmp_path: Path, number: int) -> None:
    replaced, changes, code = DEFECTS[number]
    by_form = {}
    for form in FORMS:
        own = in_form(form)
        if changes:
            (json_old, code_old), (json_new, code_new) = changes
            own = {path: text.replace(json_old, json_new).replace(code_old, code_new) for path, text in own.items()}
        files = {path: text for path, text in {**FILES, **own, **replaced}.items() if text is not None}
        by_form[form] = told(checked(tmp_path, files))
    assert by_form["files"] == by_form["code"] == by_form["notebook"]
    assert code in {one.partition(" ")[0] for one in by_form["files"]}


# -- environments ------------------------------------------------------------------------------------------------------


def unit_of(folder: Path, code: str, files: dict[str, str] | None = None) -> Unit:
    head, _, tail = CODE.partition('environment = Environment.from_conda_specification("credit", "code/conda.yaml")\n')
    (unit,) = checked(folder, {**FILES, "deploy.py": head + code + tail, **(files or {})}).units
    return unit


@pytest.mark.parametrize(
    ("code", "names", "complete"),
    [
        (
            "from azureml.core.conda_dependencies import CondaDependencies\n"
            "environment = Environment('credit')\n"
            "deps = CondaDependencies.create(conda_packages=['numpy=2.1'], pip_packages=['azureml-defaults'])\n"
            "deps.add_pip_package('joblib==1.4.2')\n"
            "environment.python.conda_dependencies = deps\n"
            "environment.environment_variables = {'A': '1'}\n",
            ["numpy", "pip", "azureml-defaults", "joblib"],
            True,
        ),
        (
            "environment = Environment(name='credit')\n"
            "environment.python.conda_dependencies.add_conda_package('numpy')\n"
            "for package in packages():\n"
            "    environment.python.conda_dependencies.add_pip_package(package)\n"
            "environment.environment_variables['A'] = '1'\n",
            ["numpy", "pip", "azureml-defaults"],
            False,
        ),
        (
            "from azureml.core.conda_dependencies import CondaDependencies\n"
            "CondaDependencies.create(pip_packages=['joblib==1.4.2']).save_to_file('.', 'made.yml')\n"
            "environment = Environment.from_conda_specification(name='credit', file_path='./made.yml')\n",
            ["pip", "joblib"],
            True,
        ),
        (
            "from azureml.core.conda_dependencies import CondaDependencies\n"
            "deps = CondaDependencies.create(pip_packages=['joblib==1.4.2'])\n"
            "with open('made.yml', 'w') as f:\n"
            "    f.write(deps.serialize_to_string())\n"
            "environment = Environment.from_conda_specification(name='credit', file_path='made.yml')\n",
            ["pip", "joblib"],
            True,
        ),
        (
            "environment = Environment.from_pip_requirements('credit', 'req.txt')\n",
            ["pip", "flask"],
            True,
        ),
        (
            "Environment.from_conda_specification('credit', 'code/conda.yaml').register(ws)\n"
            "environment = Environment.get(ws, 'credit')\n",
            ["pip", "azureml-defaults", "joblib", "scikit-learn"],
            True,
        ),
    ],
)
def test_environments_as_code_makes_them(tmp_path: Path, code: str, names: list[str], complete: bool) -> None:
    unit = unit_of(tmp_path, code, {"req.txt": "flask==3.0.0\n"})
    assert unit.environment is not None and unit.environment.known, unit.references
    assert [one.name for one in unit.environment.requirements] == names
    assert unit.environment.complete is complete
    if "'A'" in code:
        assert unit.container.env("A").value == "1"


def test_image_and_own_python(tmp_path: Path) -> None:
    code = (
        "environment = Environment('credit')\n"
        "environment.docker.base_image = 'example.azurecr.io/base:1'\n"
        "environment.python.user_managed_dependencies = True\n"
    )
    environment = unit_of(tmp_path, code).environment
    assert environment is not None and environment.image is not None and environment.conda is None
    assert environment.image.text == "example.azurecr.io/base:1"
    assert environment.image.span is not None and environment.image.span.place.line == 7


def test_models_that_the_code_registers(tmp_path: Path) -> None:
    code = CODE.replace('Model(ws, "classifier", version=1)', "model").replace(
        "service =", 'model = Model.register(ws, model_path="model/classifier.pkl", model_name="classifier")\nservice ='
    )
    (unit,) = checked(tmp_path, {**FILES, "deploy.py": code, "model/classifier.pkl": "x"}).units
    assert [(model.name, model.path, model.kind) for model in unit.models] == [
        ("classifier", "model/classifier.pkl", "file")
    ]


def test_a_parallel_run_step_is_a_batch_unit(tmp_path: Path) -> None:
    code = (
        "from azureml.core import Environment\n"
        "from azureml.pipeline.steps import ParallelRunConfig\n"
        "config = ParallelRunConfig(source_directory='code', entry_script='score.py', environment=Environment('x'),\n"
        "                           mini_batch_size='5', node_count=2)\n"
    )
    (unit,) = checked(tmp_path, {**FILES, "deploy.py": code}).units
    assert unit.kind == "v1-batch" and unit.code is not None and unit.code.script == "code/score.py"


def test_configurations_without_a_deploy_belong_together_if_there_is_one_of_each(tmp_path: Path) -> None:
    code = CODE.partition("service =")[0]
    (unit,) = checked(tmp_path, {**FILES, "deploy.py": code}).units
    assert unit.kind == "v1-aks" and unit.code is not None
    two = code + "other = AksWebservice.deploy_configuration(num_replicas=2)\n"
    assert sorted(unit.kind for unit in checked(tmp_path, {**FILES, "deploy.py": two}).units) == [
        "v1-aks",
        "v1-aks",
        "v1-unknown",
    ]
