"""The same deployment as YAML, as SDK code and in a notebook."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path

import pytest

from amllint.boot import Unit
from amllint.config import Config
from amllint.finding import Finding
from amllint.lint import Report, lint

CONDA = """\
channels: [conda-forge]
dependencies:
  - python=3.12
  - pip=25.0
  - pip:
      - azureml-inference-server-http==1.4.1
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
    path = os.path.join(os.environ["AZUREML_MODEL_DIR"], "model", "classifier.pkl")
    try:
        model = joblib.load(path)
    except Exception as error:
        raise RuntimeError(f"cannot load {path}") from error


def run(data):
    return model.predict(json.loads(data)["rows"]).tolist()
"""
FILES = {"src/conda.yml": CONDA, "src/score.py": SCORE, "model/classifier.pkl": "x"}
YAML = """\
$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json
name: blue
endpoint_name: credit
model:
  path: ../model
code_configuration:
  code: ../src
  scoring_script: score.py
environment:
  image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20250701.v1
  conda_file: ../src/conda.yml
environment_variables:
  THRESHOLD: "0.5"
instance_type: Standard_D4as_v4
instance_count: 3
"""
CODE = """\
from azure.ai.ml.entities import CodeConfiguration, Environment, ManagedOnlineDeployment, Model

size = "Standard_D4as_v4"
deployment = ManagedOnlineDeployment(
    name="blue",
    endpoint_name="credit",
    model=Model(path="../model"),
    code_configuration=CodeConfiguration(code="../src", scoring_script="score.py"),
    environment=Environment(
        image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20250701.v1",
        conda_file="../src/conda.yml",
    ),
    environment_variables={"THRESHOLD": "0.5"},
    instance_type=size,
    instance_count=3,
)
client.online_deployments.begin_create_or_update(deployment).result()
"""
FORMS = {"yaml": "deploy/deployment.yml", "code": "deploy/deploy.py", "notebook": "deploy/deploy.ipynb"}


def notebook(*cells: str) -> str:
    made = [{"cell_type": "code", "source": cell.splitlines(True)} for cell in cells]
    return json.dumps({"cells": made}, indent=1)


def as_notebook(code: str) -> str:
    """The code in two cells behind one of text."""
    head, marker, tail = code.partition("deployment =")
    return json.dumps(
        {
            "cells": [
                {"cell_type": "markdown", "source": ["# Deploy"]},
                {"cell_type": "code", "source": ["%load_ext autoreload\n", *head.splitlines(True)]},
                {"cell_type": "code", "source": (marker + tail).splitlines(True)},
            ]
        },
        indent=1,
    )


def checked(folder: Path, files: dict[str, str]) -> Report:
    overlay = {path: textwrap.dedent(text).encode() for path, text in files.items()}
    return lint(str(folder), (), Config(), overlay=overlay)


def in_form(form: str, yaml: str = YAML, code: str = CODE) -> dict[str, str]:
    return {FORMS[form]: {"yaml": yaml, "code": code, "notebook": as_notebook(code)}[form]}


def told(report: Report) -> list[tuple[str, str]]:
    return sorted((finding.code, finding.message) for finding in report.findings if finding.severity != "note")


@pytest.mark.parametrize("form", FORMS)
def test_a_correct_deployment_has_no_findings(tmp_path: Path, form: str) -> None:
    report = checked(tmp_path, {**FILES, **in_form(form)})
    assert [unit.id for unit in report.units] == [f"{FORMS[form]}:blue"]
    (unit,) = report.units
    assert (unit.kind, unit.form) == ("v2-managed", "yaml" if form == "yaml" else "sdk-v2")
    assert unit.container.env("THRESHOLD").value == "0.5" and unit.boot.init.yes
    assert told(report) == []


DEFECTS = [
    ("Standard_D4as_v4", "Standard_NC6", "AML603"),
    ("conda_file", None, "AML505"),
    ("score.py", None, "AML505"),
    ('"model", ', "", "AML203"),
    ("scikit-learn==1.5.2", "scikit-learn", "AML302"),
    ("      - azureml-inference-server-http==1.4.1\n", "", "AML303"),
    ("def run(", "def ran(", "AML105"),
    ("THRESHOLD", "LIMIT", "AML103"),
]


def broken(number: int, form: str) -> dict[str, str]:
    old, new, _ = DEFECTS[number]
    files = {**FILES, **in_form(form)}
    if old == "THRESHOLD":
        files["src/score.py"] = SCORE.replace("def init():\n", 'def init():\n    limit = os.environ["THRESHOLD"]\n')
    for path, text in files.items():
        if old == "conda_file":
            text = text.replace("../src/conda.yml", "../src/conda.yaml")
        elif old == "score.py":
            text = text.replace("scoring_script: score.py", "scoring_script: scored.py")
            text = text.replace('scoring_script="score.py"', 'scoring_script="scored.py"')
            text = text.replace('scoring_script=\\"score.py\\"', 'scoring_script=\\"scored.py\\"')
        elif old == "THRESHOLD":
            text = text if path.endswith("score.py") else text.replace(old, new or "")
        else:
            text = text.replace(old, new or "")
        files[path] = text
    return files


@pytest.mark.parametrize("number", range(len(DEFECTS)))
def test_all_forms_give_the_same_findings(tmp_path: Path, number: int) -> None:
    reports = {form: checked(tmp_path, broken(number, form)) for form in FORMS}
    by_form = {form: told(report) for form, report in reports.items()}
    assert by_form["code"] == by_form["notebook"]
    yaml = [(code, _rewritten(message)) for code, message in by_form["yaml"]]
    assert [(code, _rewritten(message)) for code, message in by_form["code"]] == yaml
    assert DEFECTS[number][2] in {code for code, _ in yaml}


def _rewritten(message: str) -> str:
    """A message without the names of files and keys that differ between the forms."""
    return message.replace("deploy/deployment.yml", "FILE").replace("deploy/deploy.py", "FILE")


@pytest.mark.parametrize(
    ("argument", "key"),
    [
        ("request_settings=OnlineRequestSettings(request_timeout=5)", "request_timeout"),
        ("liveness_probe=ProbeSettings(initial_delays=5)", "initial_delays"),
        ("liveness_probe={'initial_delays': 5}", ""),
        ("instance_typ='x'", "instance_typ"),
        ("liveness_probe_settings=ProbeSettings(initial_delay=5)", "liveness_probe_settings"),
        ("creation_context=None", ""),
        ("package_model=True", ""),
        ("scale_settings=DefaultScaleSettings(least=1)", ""),
    ],
)
def test_parameters_that_a_class_does_not_take(tmp_path: Path, argument: str, key: str) -> None:
    code = "from azure.ai.ml.entities import DefaultScaleSettings, OnlineRequestSettings, ProbeSettings\n" + CODE
    code = code.replace("    instance_count=3,\n", f"    instance_count=3,\n    {argument},\n")
    found = [one for one in checked(tmp_path, {**FILES, "deploy/deploy.py": code}).findings if one.code == "AML501"]
    assert [one.span.text for one in found] == ([key] if key else [])
    assert all("TypeError" in one.message for one in found)


def test_places_in_a_notebook(tmp_path: Path) -> None:
    files = {**FILES, **in_form("notebook", code=CODE.replace("Standard_D4as_v4", "Standard_NC6"))}
    (finding,) = [one for one in checked(tmp_path, files).findings if one.code == "AML603"]
    place = finding.span.place
    assert place.file == "deploy/deploy.ipynb" and place.cell is not None
    # The size is written in the first code cell, behind a line of magic.
    assert (place.cell.index, place.cell.line, place.column) == (1, 4, 8)
    assert "Standard_NC6" in files["deploy/deploy.ipynb"].split("\n")[place.line - 1]
    assert finding.span.source.excerpt(place.line) == 'size = "Standard_NC6"'


# -- files that the notebook writes ------------------------------------------------------------------------------------


def written(folder: Path, *cells: str, **files: str) -> Unit:
    text = notebook(*cells, CODE)
    (unit,) = checked(folder, {**FILES, "deploy/deploy.ipynb": text, **files}).units
    return unit


def test_the_cell_wins_over_the_file_on_disk(tmp_path: Path) -> None:
    cell = "%%writefile ../src/score.py\ndef init():\n    raise ValueError('x')\n\n\ndef run(data):\n    return data\n"
    unit = written(tmp_path, cell)
    assert unit.code is not None and unit.code.script == "src/score.py"
    (site,) = unit.boot.raises
    assert (site.span.place.file, site.span.place.cell and site.span.place.cell.line) == ("deploy/deploy.ipynb", 3)


def test_a_script_that_only_the_cell_holds(tmp_path: Path) -> None:
    files = {path: text for path, text in FILES.items() if path != "src/score.py"}
    text = notebook("script = 'score.py'", f"%%writefile ../src/$script\n{SCORE}", CODE)
    (unit,) = checked(tmp_path, {**files, "deploy/deploy.ipynb": text}).units
    assert unit.boot.init.yes and unit.code is not None and unit.code.script == "src/score.py"


def test_another_unit_does_not_see_the_cell(tmp_path: Path) -> None:
    cell = "%%writefile ../src/score.py\nx = 1\n"
    files = {**FILES, "deploy/deploy.ipynb": notebook(cell, CODE), "deploy/deployment.yml": YAML}
    by_path = {unit.path: unit for unit in checked(tmp_path, files).units}
    assert by_path["deploy/deploy.ipynb"].boot.init.no and by_path["deploy/deployment.yml"].boot.init.yes


def test_a_yaml_that_the_notebook_writes_and_loads(tmp_path: Path) -> None:
    load = (
        "from azure.ai.ml import load_online_deployment\n"
        "d = load_online_deployment('deployment.yml', params_override=[{'instance_type': 'Standard_NC6'}])\n"
        "d.instance_count = 5\n"
    )
    for files in ({"deploy/deployment.yml": YAML, "deploy/deploy.ipynb": notebook(load)},
                  {"deploy/deploy.ipynb": notebook(f"%%writefile deployment.yml\n{YAML}", load)}):  # fmt: skip
        report = checked(tmp_path, {**FILES, **files})
        (unit,) = report.units
        assert unit.id == "deploy/deployment.yml:blue"
        assert (unit.setting("instance_type").text, unit.setting("instance_count").number) == ("Standard_NC6", 5)
        (size,) = [finding for finding in report.findings if finding.code == "AML603"]
        assert size.span.place.file == "deploy/deploy.ipynb"


def test_files_of_the_same_path_from_two_notebooks(tmp_path: Path) -> None:
    other = YAML.replace("name: blue", "name: red").replace("instance_count: 3", "instance_count: 4")
    load = (
        "from azure.ai.ml import load_online_deployment\n"
        "d = load_online_deployment('deployment.yml')\n"
        "d.instance_type = 'Standard_NC6'\n"
    )
    files = {
        **FILES,
        "deploy/a.ipynb": notebook(f"%%writefile deployment.yml\n{YAML}"),
        "deploy/b.ipynb": notebook(f"%%writefile deployment.yml\n{other}", load),
        "deploy/c.ipynb": notebook(f"%%writefile deployment.yml\n{YAML}"),
        "deploy/deployment.yml": YAML.replace("name: blue", "name: old"),
    }
    report = checked(tmp_path, files)
    settings = ("instance_type", "instance_count")
    found = {(unit.id, *(str(unit.setting(name).text) for name in settings)) for unit in report.units}
    assert found == {
        ("deploy/deployment.yml:blue", "Standard_D4as_v4", "3"),
        ("deploy/deployment.yml:blue#2", "Standard_D4as_v4", "3"),
        ("deploy/deployment.yml:red", "Standard_NC6", "4"),
    }
    assert {one.span.place.file for one in report.findings if one.code == "AML603"} == {"deploy/b.ipynb"}


def test_the_same_asset_written_by_two_notebooks_is_one(tmp_path: Path) -> None:
    environment = (
        "$schema: https://azuremlschemas.azureedge.net/latest/environment.schema.json\n"
        "name: scoring\nimage: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20250701.v1\n"
        "conda_file: ../src/conda.yml\n"
    )
    cell = f"%%writefile environment.yml\n{environment}"
    head, _, tail = YAML.partition("environment:\n")
    deployment = f"{head}environment: azureml:scoring@latest\n{tail[tail.index('environment_variables') :]}"
    for other, known in ((cell, True), (cell.replace("20250701.v1", "20250101.v1"), False)):
        files = {
            **FILES,
            "deploy/a.ipynb": notebook(cell, f"%%writefile a.yml\n{deployment}"),
            "deploy/b.ipynb": notebook(other, f"%%writefile b.yml\n{deployment}"),
        }
        environments = [unit.environment for unit in checked(tmp_path, files).units]
        assert [one is not None and one.known for one in environments] == [known, known]


def test_what_the_notebook_itself_makes_is_not_missing(tmp_path: Path) -> None:
    def findings(*cells: str) -> list[Finding]:
        code = CODE.replace("../model", "trained.pkl")
        files = {**FILES, "deploy/deploy.ipynb": notebook(*cells, code)}
        return [one for one in checked(tmp_path, files).findings if one.code in ("AML207", "AML505")]

    assert findings("joblib.dump(model, 'trained.pkl')") == []
    (unit,) = checked(
        tmp_path, {**FILES, "deploy/deploy.ipynb": notebook(CODE.replace("../model", "nowhere.pkl"))}
    ).units
    assert [reference.state for reference in unit.references if reference.role == "model"] == ["missing"]
