"""v1 deployments as files: what they are, what belongs together, from where their paths count."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from pathlib import Path

import pytest

from amllint.boot import Unit
from amllint.config import Config, load_config
from amllint.finding import Finding
from amllint.lint import lint

ROOT = Path(__file__).parents[2]
PROJECTS = sorted(path for path in (ROOT / "fixtures" / "projects").glob("v1-*") if path.is_dir())
SCRIPT = "def init():\n    pass\n\n\ndef run(data):\n    return data\n"
CONDA = "dependencies: [python=3.11.9, pip=24.2, {pip: [azureml-defaults==1.62.0]}]\n"
INFERENCE = '{"entryScript": "score.py", "runtime": "python", "condaFile": "conda.yml"}'
AKS = '{"computeType": "AKS", "containerResourceRequirements": {"cpu": 1, "memoryInGB": 2}}'
ACI = '{"computeType": "aci"}'
FILES = {"d/ic.json": INFERENCE, "d/dc.json": AKS, "d/score.py": SCRIPT, "d/conda.yml": CONDA}


def overlay(changes: Mapping[str, str | None]) -> dict[str, bytes]:
    files = {**FILES, **changes}
    return {path: textwrap.dedent(text).encode() for path, text in files.items() if text is not None}


def units(folder: Path, changes: Mapping[str, str | None]) -> tuple[Unit, ...]:
    return lint(str(folder), (), Config(), overlay=overlay(changes), units_only=True).units


def unit(folder: Path, changes: Mapping[str, str | None]) -> Unit:
    (found,) = units(folder, changes)
    return found


def findings(folder: Path, changes: Mapping[str, str | None], code: str) -> list[Finding]:
    report = lint(str(folder), (), Config(), overlay=overlay(changes))
    assert not report.crashed
    return [finding for finding in report.findings if finding.code == code]


@pytest.mark.parametrize("project", PROJECTS, ids=lambda path: path.name)
def test_project(project: Path) -> None:
    report = lint(str(project), (), Config())
    lines = [f"unit {unit.id} {unit.kind}" for unit in report.units]
    lines += [
        f"{finding.place.file}:{finding.place.line}: {finding.code} {finding.severity}"
        for finding in report.findings
        if finding.severity != "note"
    ]
    assert lines == project.with_name(project.name + ".expected.txt").read_text("utf-8").splitlines()


def test_base_project_is_silent() -> None:
    report = lint(str(ROOT / "fixtures" / "base" / "v1"), (), Config())
    assert [finding for finding in report.findings if finding.severity != "note"] == []
    (found,) = report.units
    assert (found.kind, found.name, found.models[0].path) == ("v1-aks", "credit", "model/classifier.pkl")


# -- what belongs together -------------------------------------------------------------------------------------------


def test_one_inference_configuration_goes_with_each_deployment_configuration_beside_it(tmp_path: Path) -> None:
    found = units(tmp_path, {"d/other.json": ACI, "d/here.yml": "computeType: Local\nport: 6789\n"})
    assert [(unit.path, unit.kind) for unit in found] == [
        ("d/dc.json", "v1-aks"),
        ("d/here.yml", "v1-local"),
        ("d/other.json", "v1-aci"),
    ]
    assert all(unit.code and unit.code.script == "d/score.py" for unit in found)


def test_one_without_the_other(tmp_path: Path) -> None:
    alone = unit(tmp_path, {"d/dc.json": None})
    assert (alone.id, alone.kind, alone.span.text) == ("d/ic.json", "v1-unknown", '"entryScript": "score.py"')
    alone = unit(tmp_path, {"d/ic.json": None})
    assert (alone.id, alone.kind, alone.code, alone.environment) == ("d/dc.json", "v1-aks", None, None)


def test_several_of_both_are_not_paired(tmp_path: Path) -> None:
    found = units(tmp_path, {"d/ic2.json": INFERENCE, "d/dc2.json": ACI})
    assert [(unit.path, unit.kind) for unit in found] == [
        ("d/dc.json", "v1-aks"),
        ("d/dc2.json", "v1-aci"),
        ("d/ic.json", "v1-unknown"),
        ("d/ic2.json", "v1-unknown"),
    ]


def test_several_inference_configurations_share_one_deployment_configuration(tmp_path: Path) -> None:
    found = units(tmp_path, {"d/ic2.json": INFERENCE})
    assert [unit.id for unit in found] == ["d/dc.json:ic.json", "d/dc.json:ic2.json"]


@pytest.mark.parametrize(("place", "paired"), [("e/dc.json", True), ("d/e/dc.json", True), ("e/f/dc.json", False)])
def test_the_nearest_counts_if_it_is_near(tmp_path: Path, place: str, paired: bool) -> None:
    found = units(tmp_path, {"d/dc.json": None, place: AKS})
    assert (len(found) == 1 and found[0].code is not None) == paired


def test_a_command_joins_files_and_names_service_and_models(tmp_path: Path) -> None:
    command = "az ml model deploy -n credit -m scorer:2 -m tokens:1 --ic ic.json --dc dc2.json --ct aks\n"
    found = units(tmp_path, {"d/ic2.json": INFERENCE, "d/dc2.json": AKS, "d/deploy.sh": command})
    (named,) = (unit for unit in found if unit.triggers)
    assert (named.path, named.name, named.code and named.code.span.path) == ("d/dc2.json", "credit", "d/ic.json")
    assert [(model.name, model.version, model.registered) for model in named.models] == [
        ("scorer", "2", True),
        ("tokens", "1", True),
    ]
    assert [unit.path for unit in found] == ["d/dc.json", "d/dc2.json"]


def test_commands_that_differ_leave_name_and_models_open(tmp_path: Path) -> None:
    script = """\
        az ml model deploy -n credit-test -m scorer:2 --ic ic.json --dc dc.json
        az ml model deploy -n credit -m scorer:1 --ic ic.json --dc dc.json
        """
    found = unit(tmp_path, {"d/deploy.sh": script})
    assert (found.name, found.models, len(found.triggers)) == (None, (), 2)


def test_a_command_alone_may_be_the_configuration(tmp_path: Path) -> None:
    command = "az ml model deploy -n credit -m scorer:2 --es score.py -e credit-environment --dc dc.json\n"
    found = unit(tmp_path, {"d/ic.json": None, "d/deploy.sh": command})
    assert found.code is not None and found.code.script == "d/score.py"
    assert found.environment is not None and not found.environment.known


# -- from where paths count ------------------------------------------------------------------------------------------


def test_own_folder_root_and_source_directory(tmp_path: Path) -> None:
    moved = {"d/ic.json": '{"entryScript": "d/score.py", "runtime": "python", "condaFile": "d/conda.yml"}'}
    assert unit(tmp_path, moved).environment.complete  # type: ignore[union-attr]
    sourced = {"ic.json": INFERENCE.replace("{", '{"sourceDirectory": "./d", ', 1), "d/ic.json": None}
    found = unit(tmp_path, sourced)
    assert found.code is not None and (found.code.folder, found.code.script) == ("d", "d/score.py")
    windows = {"d/ic.json": INFERENCE.replace("score.py", "sub\\\\score.py"), "d/sub/score.py": SCRIPT}
    assert unit(tmp_path, windows).code.script == "d/sub/score.py"  # type: ignore[union-attr]


def test_a_folder_from_which_all_paths_are_there_is_the_working_directory(tmp_path: Path) -> None:
    found = unit(tmp_path, {"d/score.py": None, "d/conda.yml": None, "x/y/score.py": SCRIPT, "x/y/conda.yml": CONDA})
    assert found.code is not None and found.code.script == "x/y/score.py"


def test_what_is_there_from_several_folders_is_unknown(tmp_path: Path) -> None:
    changes: dict[str, str | None] = {"d/score.py": None, "x/score.py": SCRIPT, "y/score.py": SCRIPT}
    states = {reference.role: reference.state for reference in unit(tmp_path, changes).references}
    assert states == {"scoring script": "unknown", "conda file": "found"}
    assert findings(tmp_path, changes, "AML505") == []


def test_what_is_there_from_no_folder_is_missing(tmp_path: Path) -> None:
    (missing,) = findings(tmp_path, {"d/score.py": None, "d/Score.py": SCRIPT}, "AML505")
    assert (missing.place.file, missing.span.text, missing.severity) == ("d/ic.json", '"score.py"', "error")
    assert missing.help == "did you mean d/Score.py?"


def test_the_working_directory_of_the_command_decides(tmp_path: Path) -> None:
    step = """\
        steps:
          - task: AzureCLI@2
            inputs:
              workingDirectory: $(Build.SourcesDirectory)/d
              inlineScript: az ml model deploy -n credit -m scorer:2 --ic ic.json --dc dc.json
        """
    changes: dict[str, str | None] = {"pipeline.yml": step, "d/score.py": None, "score.py": SCRIPT}
    (missing,) = findings(tmp_path, changes, "AML505")
    assert "looked at d/score.py" in missing.message


# -- settings --------------------------------------------------------------------------------------------------------


def test_settings_have_canonical_names_and_the_users_spelling(tmp_path: Path) -> None:
    found = unit(tmp_path, {"d/dc.json": '{"computeType": "aks", "autoScaler": {"minReplicas": 2}, "gpuCores": null}'})
    least = found.setting("scale_settings.min_instances")
    assert (least.spelled, least.number, least.span and least.span.text) == ("autoScaler.minReplicas", 2, "2")
    assert not found.setting("resources.requests.nvidia.com/gpu").given
    assert found.setting("request_settings.request_timeout_ms").spelled == "scoringTimeoutMs"


def test_what_aci_does_not_read_is_no_setting(tmp_path: Path) -> None:
    text = '{"computeType": "ACI", "gpuCores": 1, "autoScaler": {"minReplicas": 0}, "sslEnabled": false}'
    found = unit(tmp_path, {"d/dc.json": text})
    assert not found.setting("scale_settings.min_instances").given
    assert found.setting("ssl_enabled").flag is False
    assert found.container.devices.no
    assert findings(tmp_path, {"d/dc.json": text}, "AML701") == []


AUTOSCALE = [
    ("", []),
    ('"autoScaler": {"autoscaleEnabled": true, "minReplicas": 1, "maxReplicas": 3}', []),
    ('"autoScaler": {"autoscaleEnabled": true}, "numReplicas": 2', ["2"]),
    ('"autoScaler": {"autoscaleEnabled": "false", "minReplicas": 2}', []),
    ('"autoScaler": {"autoscaleEnabled": false}', ["false"]),
    ('"autoScaler": {"autoscaleEnabled": false}, "numReplicas": 2', []),
    ('"autoScaler": {"autoscaleEnabled": false, "maxReplicas": 5}, "numReplicas": 2', ["5"]),
    ('"autoScaler": {"minReplicas": 5}', ["5"]),
    ('"autoScaler": {"autoscaleEnabled": null, "targetUtilization": 70}', ["70"]),
    ('"autoScaler": {"minReplicas": 0}', []),
    ('"autoScaler": {"autoscaleEnabled": true, "minReplicas": 0}', ["0"]),
    ('"autoScaler": {"autoscaleEnabled": true, "minReplicas": 5, "maxReplicas": 4}', ["5"]),
    ('"autoScaler": {"autoscaleEnabled": "{{ON}}", "minReplicas": 5}', []),
    ('"numReplicas": 0', ["0"]),
    ('"numReplicas": 3', []),
]


@pytest.mark.parametrize(("lines", "spans"), AUTOSCALE)
def test_autoscale(tmp_path: Path, lines: str, spans: list[str]) -> None:
    text = '{"computeType": "AKS"' + (", " + lines if lines else "") + "}"
    found = findings(tmp_path, {"d/dc.json": text}, "AML701")
    assert [(finding.span.text, finding.severity) for finding in found] == [(span, "error") for span in spans]


@pytest.mark.parametrize(("share", "message"), [("0.7", "means 0.7 %, not 70 %"), ("110", "is no percentage")])
def test_a_target_that_cannot_be_meant_passes_the_client(tmp_path: Path, share: str, message: str) -> None:
    text = f'{{"computeType": "AKS", "autoScaler": {{"autoscaleEnabled": true, "targetUtilization": {share}}}}}'
    (found,) = findings(tmp_path, {"d/dc.json": text}, "AML701")
    assert found.severity == "warning" and message in found.message


def test_too_few_replicas_for_the_stated_traffic(tmp_path: Path) -> None:
    text = (
        '{"inference_entry_script": "score.py", "name": "credit", "deployment_compute_target": "k", "num_replicas": 2}'
    )
    toml = "[tool.amllint.traffic.credit]\ntarget_rps = 20\nrequest_seconds = 1\n"
    (tmp_path / "pyproject.toml").write_text(toml, "utf-8")
    config = load_config(str(tmp_path / "pyproject.toml"))
    assert isinstance(config, Config)
    files = {".cloud/.azure/deploy.json": text.encode(), "code/deploy/score.py": SCRIPT.encode()}
    report = lint(str(tmp_path), (), config, overlay=files)
    (found,) = (finding for finding in report.findings if finding.code == "AML703")
    assert (found.span.text, "= 29 replicas; the rest is answered 503" in found.message) == ("2", True)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ('"sslEnabled": true', ["sslEnabled"]),
        ('"sslEnabled": false', []),
        ('"_comment": "for tests"', []),
        ('"appinsightsEnabled": false', ["appinsightsEnabled"]),
    ],
)
def test_dropped_keys_are_told_where_it_matters(tmp_path: Path, line: str, found: list[str]) -> None:
    dropped = findings(tmp_path, {"d/dc.json": f'{{"computeType": "AKS", {line}}}'}, "AML501")
    assert [(one.span.text.strip('"'), one.severity) for one in dropped] == [(key, "warning") for key in found]


# -- environments ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keys", "complete"),
    [
        ('"runtime": "python"', True),
        ('"runtime": "python", "enableGpu": true', True),
        ('"runtime": "python", "baseImage": "registry.io/own:1"', True),
        ('"runtime": "python", "baseImage": "registry.io/own:1", "enableGpu": true', False),
        ('"runtime": "python", "extraDockerfileSteps": "steps"', False),
        ('"runtime": "python", "cudaVersion": "9.1"', False),
        ('"runtime": "spark-py"', False),
        ('"runtime": null', False),
    ],
)
def test_what_the_client_makes_an_environment_of_is_known(tmp_path: Path, keys: str, complete: bool) -> None:
    text = f'{{"entryScript": "score.py", "condaFile": "conda.yml", {keys}}}'
    environment = unit(tmp_path, {"d/ic.json": text, "d/steps": ""}).environment
    assert environment is not None
    assert (environment.known, environment.complete) == (True, complete)


def test_azureml_defaults_missing(tmp_path: Path) -> None:
    conda = "dependencies: [python=3.11.9, pip=24.2, {pip: [numpy==1.26.4]}]\n"
    (found,) = findings(tmp_path, {"d/conda.yml": conda}, "AML303")
    assert (found.place.file, found.span.text) == ("d/conda.yml", "dependencies")
    old = "dependencies: [python=3.7, {pip: [azureml-defaults==1.8.*]}]\n"
    assert findings(tmp_path, {"d/conda.yml": old}, "AML303") == []


def test_embedded_environment(tmp_path: Path) -> None:
    text = """\
        {"entryScript": "score.py", "environment": {
          "name": "own", "environmentVariables": {"A": "1"},
          "docker": {"baseImage": "registry.io/own:1"},
          "python": {"userManagedDependencies": %s, "condaDependencies": {"dependencies": ["python=3.9"]}}}}
        """
    found = unit(tmp_path, {"d/ic.json": text % "false"})
    environment = found.environment
    assert environment is not None and environment.conda is not None and environment.image is not None
    assert (environment.name, environment.image.spelled) == ("own", "baseImage")
    assert environment.conda.python is not None and environment.conda.python.span.text == '"python=3.9"'
    assert found.container.env("A").value == "1"
    own = unit(tmp_path, {"d/ic.json": text % "true"}).environment
    assert own is not None and own.conda is None


def test_environment_by_name_is_that_of_the_project(tmp_path: Path) -> None:
    changes: dict[str, str | None] = {
        "d/ic.json": '{"entryScript": "score.py", "environment": "own"}',
        "env/azureml_environment.json": '{"name": "own", "python": {"userManagedDependencies": false}}',
        "env/conda_dependencies.yml": CONDA,
    }
    environment = unit(tmp_path, changes).environment
    assert environment is not None and environment.conda is not None
    assert environment.conda.source.path == "env/conda_dependencies.yml"
    del changes["env/azureml_environment.json"]
    elsewhere = unit(tmp_path, changes).environment
    assert elsewhere is not None and not elsewhere.known


def test_action_takes_defaults_that_are_there(tmp_path: Path) -> None:
    files: dict[str, str | None] = {
        "d/ic.json": None,
        "d/dc.json": None,
        ".cloud/.azure/deploy.json": '{"inference_entry_script": "score.py", "skip_deployment": false}',
        "code/deploy/score.py": SCRIPT,
        "code/deploy/environment.yml": CONDA,
    }
    found = unit(tmp_path, files)
    assert (found.kind, found.code and found.code.script) == ("v1-aci", "code/deploy/score.py")
    assert found.environment is not None and found.environment.complete
    files[".cloud/.azure/deploy.json"] = '{"inference_source_directory": "src", "inference_entry_script": "score.py"}'
    (missing,) = findings(tmp_path, files, "AML505")
    assert (missing.span.text, missing.severity) == ('"src"', "warning")
