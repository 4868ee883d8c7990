"""Commands that deploy: which document they mean, what they replace in it, and where that is said."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from amllint.bind import bind
from amllint.config import Config
from amllint.discovery import discover
from amllint.lint import lint
from amllint.tree import Tree
from amllint.values import Mapping, Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amllint.model import BoundUnit

PROJECTS = Path(__file__).parents[2] / "fixtures" / "projects"
DEPLOYMENT = """\
$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json
name: blue
endpoint_name: credit
model:
  path: ./model
code_configuration:
  code: ./code
  scoring_script: score.py
environment:
  image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20250701.v1
  conda_file: ./conda.yml
instance_type: Standard_DS3_v2
instance_count: 2
"""
FILES = {
    "ml/deployment.yml": DEPLOYMENT,
    "ml/conda.yml": "dependencies: [python=3.11, pip, {pip: [azureml-inference-server-http==1.5.1]}]\n",
    "ml/code/score.py": "def init():\n    pass\n\n\ndef run(data):\n    return data\n",
    "ml/model/model.pkl": "x",
}


def units(folder: Path, changes: dict[str, str | None]) -> tuple[BoundUnit, ...]:
    files = {**FILES, **changes}
    overlay = {path: textwrap.dedent(text).encode() for path, text in files.items() if text is not None}
    tree = Tree(str(folder), overlay)
    return bind(tree, discover(tree))


def unit(folder: Path, changes: dict[str, str | None]) -> BoundUnit:
    (found,) = units(folder, changes)
    return found


def place(unit: BoundUnit, name: str) -> str:
    """Where the value of a setting stands."""
    span = unit.setting(name).span
    assert span is not None
    at = span.place
    return f"{at.file}:{at.line}:{at.column}-{at.end_column}"


def shown(unit: BoundUnit) -> Iterator[str]:
    """A unit as the expected files of the projects tell it."""
    yield f"unit {unit.id} {unit.kind} endpoint {unit.endpoint.source.path if unit.endpoint else '-'}"
    for trigger in unit.triggers:
        yield f"  {trigger.span.place.file}:{trigger.span.place.line} {' '.join(trigger.words)}"
    for name, setting in unit.settings.items():
        if setting.value is None or isinstance(setting.value, Mapping):
            continue
        if isinstance(setting.value, Unknown):
            yield f"  {name} unknown: {setting.value.why}"
        elif setting.value.span.path != unit.path:
            yield f"  {name} = {setting.text} at {place(unit, name)}"
    for reference in unit.references:
        yield f"  {reference.role} {reference.state} {reference.path or reference.text}"


@pytest.mark.parametrize("name", sorted(path.name for path in PROJECTS.glob("trigger-*") if path.is_dir()))
def test_project(name: str) -> None:
    tree = Tree(str(PROJECTS / name))
    lines = [line for found in bind(tree, discover(tree)) for line in shown(found)]
    report = lint(str(PROJECTS / name), (), Config())
    assert not report.crashed
    lines += [
        f"{finding.place.file}:{finding.place.line}: {finding.code}"
        for finding in report.findings
        if finding.severity == "error"
    ]
    assert lines == (PROJECTS / f"{name}.expected.txt").read_text("utf-8").splitlines()


# -- which document --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "script"),
    [
        ("ml/run.sh", "az ml online-deployment create -f deployment.yml"),
        ("ml/bin/run.sh", "az ml online-deployment create -f deployment.yml"),
        ("run.sh", "az ml online-deployment create -f ml/deployment.yml"),
        ("bin/run.sh", "cd $(dirname $0)/../ml\naz ml online-deployment create -f deployment.yml"),
        ("bin/run.sh", "cd ml && az ml online-deployment create -f ./deployment.yml"),
        ("bin/run.sh", "cd $SOMEWHERE\naz ml online-deployment create -f deployment.yml"),
        ("bin/run.sh", "az ml online-deployment create -f $BASE/deployment.yml"),
        ("bin/run.sh", "F=ml/deployment.yml\naz ml online-deployment create -f $F"),
        ("bin/run.sh", 'F="ml"\naz ml online-deployment create -f "${F}/deployment.yml"'),
        ("run.ps1", "az ml online-deployment create `\n  --file ml\\deployment.yml"),
        ("run.cmd", "call az ml online-deployment create ^\n  --file=ml\\deployment.yml"),
        ("x.py", 'run("az ml online-deployment create -f ml/deployment.yml")'),
        ("x.py", 'run(f"az ml online-deployment create -f {base}/deployment.yml")'),
        (".gitlab-ci.yml", "deploy:\n  script:\n    - az ml online-deployment create -f ml/deployment.yml"),
        ("Jenkinsfile", "sh 'az ml online-deployment create -f ml/deployment.yml'"),
        ("w.yml", "steps:\n- bash: az ml online-deployment create -f deployment.yml\n  workingDirectory: ml"),
    ],
)
def test_command_deploys_the_document(tmp_path: Path, path: str, script: str) -> None:
    found = unit(tmp_path, {path: script + "\n"})
    assert [trigger.span.path for trigger in found.triggers] == [path]
    assert path in found.read_set


@pytest.mark.parametrize(
    "script",
    [
        "# az ml online-deployment create -f ml/deployment.yml",
        "echo az ml online-deployment create -f ml/deployment.yml",
        'echo "run: az ml online-deployment create -f ml/deployment.yml"',
        "az ml online-deployment show -f ml/deployment.yml",
        "az ml online-deployment create -f ml/other.yml",
        "az ml batch-deployment create -f ml/deployment.yml",
        "az ml online-deployment create -f $FILE",
    ],
)
def test_command_deploys_nothing_here(tmp_path: Path, script: str) -> None:
    assert unit(tmp_path, {"run.sh": script + "\n"}).triggers == ()


def test_file_that_only_the_command_tells_the_kind_of(tmp_path: Path) -> None:
    found = units(tmp_path, {"ml/plain.yaml_": "name: x\nmodel: azureml:m:1\n", "run.sh": """\
        az ml online-deployment create -f ml/plain.yaml_ --set instance_count=1
        """})  # fmt: skip
    assert [(one.path, one.name, one.setting("instance_count").number) for one in found] == [
        ("ml/deployment.yml", "blue", 2),
        ("ml/plain.yaml_", "x", 1),
    ]


def test_copy_counts_from_its_own_folder(tmp_path: Path) -> None:
    script = "cp ml/template.yml out/deployment.yml\naz ml online-deployment create -f out/deployment.yml\n"
    found = unit(
        tmp_path,
        {"ml/deployment.yml": None, "ml/template.yml": DEPLOYMENT, "out/code/score.py": "", "run.sh": script},
    )
    assert [trigger.span.path for trigger in found.triggers] == ["run.sh"]
    assert found.setting("instance_count").number == 2


# -- what is replaced ------------------------------------------------------------------------------------------------


def test_literal_is_the_value_with_its_place(tmp_path: Path) -> None:
    script = "az ml online-deployment create -f ml/deployment.yml --set instance_count=3 --name green\n"
    found = unit(tmp_path, {"run.sh": script})
    assert (found.id, found.name) == ("ml/deployment.yml:blue", "green")
    assert found.span.path == "ml/deployment.yml"
    assert found.setting("instance_count").number == 3
    assert place(found, "instance_count") == "run.sh:1:74-75"
    assert place(found, "name") == "run.sh:1:83-88"
    key = found.setting("instance_count").key
    assert key is not None
    assert key.path == "ml/deployment.yml"


def test_new_key_stands_in_the_command(tmp_path: Path) -> None:
    script = "az ml online-deployment create -f ml/deployment.yml --set environment_variables.X=1 a=b\n"
    found = unit(tmp_path, {"run.sh": script})
    key = found.variables["X"].key
    assert key is not None
    assert key.text == "environment_variables.X"
    assert found.setting("a").text == "b"


@pytest.mark.parametrize(
    ("scripts", "why"),
    [
        (["--set instance_count=$N"], "0.sh:1 sets it to `$N`, which is known only when the command runs"),
        (["--set instance_count=3", ""], "0.sh:1 sets it and 1.sh:1 does not"),
        (["--set instance_count=3", "--set instance_count=4"], "0.sh:1 and 1.sh:1 set it to different values"),
        (["--set instance_count=3", "--set instance_count=$N"], "0.sh:1 and 1.sh:1 set it to different values"),
    ],
)
def test_unknown_names_the_lines(tmp_path: Path, scripts: list[str], why: str) -> None:
    commands = {
        f"{number}.sh": f"az ml online-deployment create -f ml/deployment.yml {options}\n"
        for number, options in enumerate(scripts)
    }
    value = unit(tmp_path, {**commands}).setting("instance_count").value
    assert isinstance(value, Unknown)
    assert value.why == why


def test_commands_that_agree_with_the_file_leave_it_known(tmp_path: Path) -> None:
    script = "az ml online-deployment create -f ml/deployment.yml"
    found = unit(tmp_path, {"a.sh": f"{script} --set instance_count=2\n", "b.sh": f"{script}\n"})
    assert found.setting("instance_count").number == 2


def test_prose_gives_way_to_scripts(tmp_path: Path) -> None:
    command = "az ml online-deployment create -f ml/deployment.yml"
    readme = f"```\n{command} --set instance_count=9\n```\n"
    assert unit(tmp_path, {"README.md": readme}).setting("instance_count").number == 9
    assert unit(tmp_path, {"README.md": readme, "a.sh": command + "\n"}).setting("instance_count").number == 2


def test_path_counts_from_the_file_or_the_working_folder(tmp_path: Path) -> None:
    script = "az ml online-deployment create -f ml/deployment.yml --set code_configuration.code="
    files = {"src/score.py": "def init(): ...\ndef run(data): return data\n"}
    for code, folder in (("src", "src"), ("code", "ml/code"), ("$PWD/src", "src")):
        found = unit(tmp_path, {**files, "run.sh": f"{script}{code}\n"})
        assert found.code is not None
        assert found.code.folder == folder
    missing = unit(tmp_path, {**files, "run.sh": f"{script}sources\n"})
    assert [(one.role, one.state, one.span.path) for one in missing.references][:1] == [
        ("code folder", "missing", "run.sh")
    ]


def test_unknown_path_is_not_missing(tmp_path: Path) -> None:
    script = "az ml online-deployment create -f ml/deployment.yml --set code_configuration.code=$SRC model=$M\n"
    found = unit(tmp_path, {"run.sh": script})
    states = {reference.role: reference.state for reference in found.references}
    assert states["code folder"] == states["scoring script"] == states["model"] == "unknown"


@pytest.mark.parametrize(
    ("command", "answers"),
    [
        ("", {"package-model": "no", "local": "no"}),
        ("--package-model", {"package-model": "yes", "local": "no"}),
        ("--with-package --local", {"package-model": "yes", "local": "yes"}),
        ("--skip-script-validation", {"skip-script-validation": "yes"}),
        ("$MORE", {"package-model": "unknown", "local": "unknown"}),
    ],
)
def test_options_that_rules_ask_for(tmp_path: Path, command: str, answers: dict[str, str]) -> None:
    script = f"az ml online-deployment create -f ml/deployment.yml {command}\n"
    found = unit(tmp_path, {"run.sh": script})
    assert {option: found.deployed_with(option).state for option in answers} == answers


def test_option_of_one_of_two_commands_is_unknown(tmp_path: Path) -> None:
    script = "az ml online-deployment create -f ml/deployment.yml"
    found = unit(tmp_path, {"run.sh": f"{script} --package-model\n{script}\n"})
    assert found.deployed_with("package-model").unknown


def test_update_after_the_deployment_leaves_its_value_open(tmp_path: Path) -> None:
    script = """\
        az ml online-deployment create -f ml/deployment.yml --name blue -e $E
        az ml online-deployment update --name blue -e $E --set instance_count=7
        """
    found = unit(tmp_path, {"run.sh": script})
    assert found.setting("instance_count").number is None
    assert found.setting("name").text == "blue"


def test_hidden_file_leaves_what_it_sets_open(tmp_path: Path) -> None:
    script = "steps:\n- bash: az ml online-deployment create -f $(file) --set instance_count=3\n"
    value = unit(tmp_path, {"pipeline.yml": script}).setting("instance_count").value
    assert isinstance(value, Unknown)
    assert value.why == "pipeline.yml:2 may set it: the command's file is known only when it runs"


def test_endpoint_is_the_one_that_gets_the_same_name(tmp_path: Path) -> None:
    endpoint = (
        "$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineEndpoint.schema.json\n"
        "name: other\nauth_mode: key\n"
    )
    script = """\
        E=$(date)
        az ml online-endpoint create -n $E -f ml/endpoint.yml
        az ml online-deployment create -e $E -f ml/deployment.yml
        """
    found = unit(tmp_path, {"ml/endpoint.yml": endpoint, "run.sh": script})
    assert found.endpoint is not None
    assert found.endpoint.source.path == "ml/endpoint.yml"


# -- rewrites --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rewrite", "touched"),
    [
        ("sed -i 's/instance_count: 2/instance_count: 9/' ml/deployment.yml", {"instance_count"}),
        ("sed -i -e 's#name: blue#name: red#g' ml/deployment.yml", {"name"}),
        ("yq -i '.instance_count = env(N)' ml/deployment.yml", {"instance_count"}),
        ("yq eval -i '.instance_type = \"Standard_F4s_v2\"' ml/deployment.yml", set()),
        ("envsubst < ml/deployment.yml > ml/deployment.yml", set()),
        ("cp a b", set()),
    ],
)
def test_rewrite_leaves_what_it_touches_open(tmp_path: Path, rewrite: str, touched: set[str]) -> None:
    script = f"{rewrite}\naz ml online-deployment create -f ml/deployment.yml\n"
    found = unit(tmp_path, {"run.sh": script})
    assert {name for name, setting in found.settings.items() if isinstance(setting.value, Unknown)} == touched


def test_rewrite_that_cannot_be_read_leaves_all_open(tmp_path: Path) -> None:
    script = "yq -i -f program.yq ml/deployment.yml\naz ml online-deployment create -f ml/deployment.yml\n"
    found = unit(tmp_path, {"run.sh": script.replace("-f program.yq ", "'del(.x)' ")})
    assert not found.setting("instance_count").known
    assert {reference.state for reference in found.references if reference.role != "endpoint"} == {"unknown"}


# -- assets ----------------------------------------------------------------------------------------------------------


def test_model_that_a_command_registers(tmp_path: Path) -> None:
    deployment = DEPLOYMENT.replace("model:\n  path: ./model\n", "model: azureml:scorer:3\n")
    script = "az ml model create -n scorer -v 3 -p ml/model\naz ml online-deployment create -f ml/deployment.yml\n"
    (model,) = unit(tmp_path, {"ml/deployment.yml": deployment, "run.sh": script}).models
    assert (model.name, model.version, model.path, model.kind) == ("scorer", "3", "ml/model", "folder")
    assert (model.span.path, model.span.text) == ("run.sh", "ml/model")


def test_environment_whose_command_renames_it(tmp_path: Path) -> None:
    head, rest = DEPLOYMENT.split("environment:\n")
    deployment = f"{head}environment: azureml:renamed@latest\n{rest.partition('conda.yml')[2].lstrip()}"
    environment = (
        "$schema: https://azuremlschemas.azureedge.net/latest/environment.schema.json\n"
        "name: original\nimage: ubuntu:22.04\nconda_file: conda.yml\n"
    )
    script = "az ml environment create --name renamed -f ml/environment.yml\n"
    found = unit(tmp_path, {"ml/deployment.yml": deployment, "ml/environment.yml": environment, "run.sh": script})
    assert found.environment is not None
    assert found.environment.known
    assert found.environment.conda is not None
