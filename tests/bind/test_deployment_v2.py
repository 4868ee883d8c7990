from __future__ import annotations

from pathlib import Path

import pytest
from bound_project import DEPLOYMENT, unit, units

from amllint.bind.assets import asset_name


def states(folder: Path, changes: dict[str, str | None] | None = None) -> dict[str, str]:
    return {reference.role: reference.state for reference in unit(folder, changes).references}


def test_paths_count_from_the_folder_of_the_yaml(tmp_path: Path) -> None:
    bound = unit(tmp_path)
    assert bound.id == "deploy/deployment.yml:blue" and bound.kind == "v2-managed"
    assert bound.code is not None and (bound.code.folder, bound.code.script) == ("code", "code/score.py")
    assert bound.models[0].path == "model" and bound.models[0].kind == "folder"
    assert bound.environment is not None and bound.environment.conda is not None
    assert [requirement.name for requirement in bound.environment.requirements] == [
        "azureml-inference-server-http",
        "scikit-learn",
    ]
    assert bound.setting("instance_count").number == 1
    assert {reference.role: reference.path for reference in bound.references} == {
        "code folder": "code",
        "scoring script": "code/score.py",
        "model": "model",
        "conda file": "deploy/conda.yml",
        "endpoint": None,
    }


@pytest.mark.parametrize(
    ("gone", "role", "near"),
    [
        ({"deploy/conda.yml": None, "deploy/conda.yaml": "dependencies: []\n"}, "conda file", ("deploy/conda.yaml",)),
        ({"code/score.py": None, "code/Score.py": "x = 1\n"}, "scoring script", ("code/Score.py",)),
        ({"code/score.py": None}, "code folder", ()),
    ],
)
def test_what_is_not_there_is_missing(
    tmp_path: Path, gone: dict[str, str | None], role: str, near: tuple[str, ...]
) -> None:
    (missing,) = [reference for reference in unit(tmp_path, gone).references if reference.state == "missing"]
    assert (missing.role, missing.near) == (role, near)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({".gitignore": "conda.yml\n"}, "git ignores deploy/conda.yml, so it may exist elsewhere"),
        ({"deploy/conda.yml.dvc": "outs: []\n"}, "DVC holds deploy/conda.yml"),
        ({"release.sh": "cp envs/prod.yml deploy/conda.yml\n"}, "release.sh may make it"),
        ({"train.py": "env.save_to_directory('deploy')  # conda.yml\n"}, "train.py may make it"),
        ({"train.py": "TARGET = 'conda.yml'\nenvironment.save(TARGET)\n"}, "train.py may make it"),
    ],
)
def test_what_something_may_make_is_unknown(tmp_path: Path, change: dict[str, str | None], why: str) -> None:
    bound = unit(tmp_path, {"deploy/conda.yml": None, **change})
    (reference,) = [reference for reference in bound.references if reference.role == "conda file"]
    assert (reference.state, reference.why) == ("unknown", why)


def test_a_mention_that_writes_nothing_changes_nothing(tmp_path: Path) -> None:
    changes = {"deploy/conda.yml": None, "README.md": "cp conda.yml", "load.py": "read('conda.yml')\n"}
    assert states(tmp_path, changes)["conda file"] == "missing"


@pytest.mark.parametrize("text", ["{{CODE}}", "${{ env.CODE }}", "$(code)", "<code-folder>", "__CODE__", "#{code}#"])
def test_a_placeholder_is_unknown(tmp_path: Path, text: str) -> None:
    found = states(tmp_path, {"deploy/deployment.yml": DEPLOYMENT.replace("../code", text)})
    assert (found["code folder"], found["scoring script"]) == ("unknown", "unknown")


def test_nothing_outside_the_root_is_looked_at(tmp_path: Path) -> None:
    found = states(tmp_path, {"deploy/deployment.yml": DEPLOYMENT.replace("conda.yml", "../../../etc/passwd")})
    assert found["conda file"] == "unknown"


def test_environment_and_model_are_found_by_name(tmp_path: Path) -> None:
    deployment = DEPLOYMENT.replace("  path: ../model\n", "").replace("model:\n", "model: azureml:credit:3\n")
    head, _, tail = deployment.partition("environment:\n")
    deployment = head + "environment: azureml:scoring@latest\n" + tail.split("conda_file: conda.yml\n")[1]
    bound = unit(
        tmp_path,
        {
            "deploy/deployment.yml": deployment,
            "assets/env.yml": "name: scoring\nimage: i\nconda_file: ../deploy/conda.yml\n",
            "assets/model.yml": "name: credit\nversion: 3\ntype: custom_model\npath: ../model/a\n",
            "assets/endpoint.yml": "name: credit\nauth_mode: key\n",
        },
    )
    assert bound.environment is not None and bound.environment.conda is not None
    assert (bound.models[0].path, bound.models[0].version) == ("model/a", "3")
    assert bound.endpoint is not None and bound.endpoint.source.path == "assets/endpoint.yml"
    assert "deploy/conda.yml" in bound.read_set and "assets/env.yml" in bound.read_set


def test_two_definitions_equally_near_are_unknown(tmp_path: Path) -> None:
    deployment = DEPLOYMENT.replace("  path: ../model\n", "").replace("model:\n", "model: azureml:credit:3\n")
    model = "name: credit\ntype: custom_model\npath: ../model/a\n"
    changes = {"deploy/deployment.yml": deployment, "one/m.yml": model, "two/m.yml": model}
    (reference,) = [reference for reference in unit(tmp_path, changes).references if reference.role == "model"]
    assert reference.state == "external"
    assert reference.why == "2 documents of the project define it: one/m.yml, two/m.yml"


def test_requirement_files_are_followed(tmp_path: Path) -> None:
    conda = "dependencies:\n  - pip:\n      - -r ../req/base.txt\n"
    bound = unit(tmp_path, {"deploy/conda.yml": conda, "req/base.txt": "-r more.txt\na==1\n", "req/more.txt": "b==2\n"})
    assert bound.environment is not None and bound.environment.complete
    assert [requirement.name for requirement in bound.environment.requirements] == ["a", "b"]
    bound = unit(tmp_path, {"deploy/conda.yml": conda})
    assert bound.environment is not None and not bound.environment.complete


def test_requirements_are_found_through_the_copy_of_a_build_context(tmp_path: Path) -> None:
    deployment = DEPLOYMENT.replace("  conda_file: conda.yml\n", "").replace(
        "  image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20250701.v1\n", "  build:\n    path: docker\n"
    )
    dockerfile = "FROM python:3.11\nCOPY req/ /tmp/req/\nRUN pip install -r /tmp/req/all.txt\n"
    bound = unit(
        tmp_path,
        {
            "deploy/deployment.yml": deployment,
            "deploy/docker/Dockerfile": dockerfile,
            "deploy/docker/req/all.txt": "pandas==2.2.2\n",
        },
    )
    environment = bound.environment
    assert environment is not None and environment.context == "deploy/docker" and environment.complete
    assert [requirement.name for requirement in environment.requirements] == ["pandas"]
    assert environment.image is not None and environment.image.text == "python:3.11"


def test_two_deployments_of_one_name_keep_ids_apart(tmp_path: Path) -> None:
    twice = DEPLOYMENT + "---\n" + DEPLOYMENT
    assert [bound.id for bound in units(tmp_path, {"deploy/deployment.yml": twice})] == [
        "deploy/deployment.yml:blue",
        "deploy/deployment.yml:blue#2",
    ]


def test_a_prompt_flow_is_left_alone(tmp_path: Path) -> None:
    flow = DEPLOYMENT + "environment_variables:\n  PROMPTFLOW_RUN_MODE: serving\n"
    assert units(tmp_path, {"deploy/deployment.yml": flow}) == ()


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("azureml:credit:3", ("credit", "3", "name")),
        ("azureml:credit@latest", ("credit", None, "name")),
        ("azureml:credit", ("credit", None, "name")),
        ("credit:3", ("credit", "3", "bare")),
        ("azureml://registries/r/models/m/versions/2", ("m", "2", "registry")),
        ("azureml://registries/r/environments/e/labels/latest", ("e", None, "registry")),
        ("azureml:/subscriptions/s/x", (None, None, "id")),
    ],
)
def test_names_of_assets(text: str, parts: tuple[str | None, str | None, str]) -> None:
    assert asset_name(text) == parts
