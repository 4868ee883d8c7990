"""Rules on environment and image: their fixes, and that no content of a file makes them fail or err."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amllint.config import Config
from amllint.finding import Finding
from amllint.fix import ready
from amllint.fix.files import applied
from amllint.judge import merge, merge_labels
from amllint.lint import lint

BASE = str(Path(__file__).parents[2] / "fixtures" / "base" / "v2")
FAMILIES = ("AML3", "AML4")
CONDA = "environment/conda.yaml"
DEPLOYMENT = (Path(BASE) / "deployment.yml").read_text()
PIP = ("azureml-inference-server-http==1.5.1", "joblib==1.4.2", "numpy==1.26.4", "scikit-learn==1.5.2")


def conda(*pip: str, conda: tuple[str, ...] = ()) -> str:
    lines = ["channels:", "  - conda-forge", "dependencies:", "  - python=3.11", "  - pip=24.2"]
    lines += [f"  - {entry}" for entry in conda] + ["  - pip:"] + [f"      - {entry}" for entry in pip]
    return "\n".join(lines) + "\n"


def findings(files: dict[str, str], select: tuple[str, ...] = FAMILIES) -> list[Finding]:
    overlay = {path: text.encode() for path, text in files.items()}
    return list(lint(BASE, (BASE,), Config(select=select), overlay=overlay).findings)


def fixed(text: str, finding: Finding) -> str:
    assert finding.fix is not None
    (edits,) = ready(finding.fix).values()
    assert edits[0].span.source.text == text
    return applied(edits[0].span.source, edits)


@pytest.mark.parametrize(
    ("code", "bad", "good"),
    [
        ("AML304", conda(*PIP[:3], "scikit-learn=1.5.2"), conda(*PIP)),
        ("AML305", conda(*PIP[1:], conda=("azureml-defaults=1.62.0",)), conda("azureml-defaults==1.62.0", *PIP[1:])),
        ("AML305", conda(*PIP[1:], conda=("azureml-core",)), conda("azureml-core", *PIP[1:])),
        ("AML306", conda(*PIP[:3], "sklearn"), conda(*PIP[:3], "scikit-learn")),
        (
            "AML312",
            conda(*PIP, "opencv-python==4.13.0.92"),
            conda(*PIP, "opencv-python-headless==4.13.0.92"),
        ),
        ("AML303", conda(*PIP[1:]), conda(*PIP)),
    ],
)
def test_a_fix_leaves_nothing_but_the_right_text(code: str, bad: str, good: str) -> None:
    finding = next(finding for finding in findings({CONDA: bad}) if finding.code == code)
    assert fixed(bad, finding) == good
    assert code not in {finding.code for finding in findings({CONDA: good})}


def test_the_fix_of_a_retired_image_takes_its_successor() -> None:
    bad = DEPLOYMENT.replace("openmpi4.1.0-ubuntu22.04:20250701.v1", "openmpi4.1.0-ubuntu20.04")
    finding = next(finding for finding in findings({"deployment.yml": bad}) if finding.code == "AML401")
    assert "azureml/openmpi4.1.0-ubuntu22.04:latest\n" in fixed(bad, finding)


@pytest.mark.parametrize(
    ("pip", "codes"),
    [
        (("azureml.core==1.60.0",), set()),
        (("mlflow==2.12.2",), {"AML309"}),
        (("mlflow==2.16.2",), set()),
        (("pydantic==2.11.0",), {"AML309"}),
        (("pydantic>=2",), {"AML302"}),
        (("flask==2.0.3",), {"AML309"}),
        (("numpy==2.1.0",), {"AML309"}),
        (("numpy>=1.26,<2",), set()),
        (("numpy==2.1.0; python_version < '3.9'",), set()),
        (("pandas==1.5.3",), set()),
        (("tensorflow-gpu==2.10.0",), {"AML314"}),
        (("azureml-mlflow==1.60.0",), set()),
        (("sklearn",), {"AML306", "AML302"}),
        (("docx==0.2.4",), {"AML306"}),
        (("opencv-python==4.13.0.92",), {"AML312"}),
        (("torch==2.5.1+cu118",), set()),
        (("git+https://github.com/someone/something",), set()),
        (("{{ something }}",), set()),
    ],
)
def test_what_one_more_entry_brings(pip: tuple[str, ...], codes: set[str]) -> None:
    quoted = tuple(f'"{entry}"' for entry in pip)
    assert {finding.code for finding in findings({CONDA: conda(*PIP, *quoted)})} == codes


def test_an_old_pip_installs_what_does_not_fit() -> None:
    text = conda(*PIP, "mlflow==2.12.2").replace("pip=24.2", "pip=20.2.4")
    assert "AML309" not in {finding.code for finding in findings({CONDA: text})}


def test_own_channels_may_have_anything() -> None:
    text = conda(*PIP, conda=("azureml-defaults=1.62.0",)).replace("conda-forge", "my-channel")
    assert "AML305" not in {finding.code for finding in findings({CONDA: text})}


ENTRIES = st.one_of(
    st.sampled_from([*PIP, "numpy>=2", "pandas==1.5.3", "jwt", "dlib==19.24.6", "cupy-cuda11x==13.4.1", "-r more.txt"]),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=20).map(repr),
    st.builds(
        "{}{}{}".format,
        st.sampled_from(["numpy", "flask", "python", "pip"]),
        st.sampled_from(["==", "=", ">="]),
        st.sampled_from(["1", "2.0.*", "x"]),
    ),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(ENTRIES, max_size=6), st.lists(ENTRIES, max_size=4))
def test_no_conda_file_makes_a_rule_crash(pip: list[str], own: list[str]) -> None:
    assert not [finding for finding in findings({CONDA: conda(*pip, conda=tuple(own))}) if finding.code == "AML901"]


LINES = st.one_of(
    st.sampled_from(
        [
            "FROM python:3.11-slim AS base", "FROM base", "FROM mcr.microsoft.com/azureml/minimal-py312-inference",
            "RUN pip install numpy>=1.26 pandas", "COPY . /app", "COPY missing.txt *.whl /x/", "USER me", "USER",
            'CMD ["gunicorn", "-b", "0.0.0.0:80"]', "CMD gunicorn -b :80", "ENTRYPOINT []", 'CMD ["sh"]',
            "ENV API_KEY=abcdefgh A=b", "ARG TOKEN", "EXPOSE 80", "CMD uvicorn --port $PORT app:app",
            "CMD runsvdir /var/runit",
        ]
    ),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=20),
)  # fmt: skip
BUILD = DEPLOYMENT.replace(
    "  image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20250701.v1\n  conda_file: environment/conda.yaml\n",
    "  build:\n    path: docker\n  inference_config:\n"
    "    liveness_route: {port: 8080, path: /}\n    readiness_route: {port: 8080, path: /}\n"
    "    scoring_route: {port: 8080, path: /score}\n",
)


@settings(max_examples=60, deadline=None)
@given(st.lists(LINES, max_size=8))
def test_no_dockerfile_makes_a_rule_crash(lines: list[str]) -> None:
    files = {"deployment.yml": BUILD, "docker/Dockerfile": "\n".join(lines) + "\n"}
    assert not [finding for finding in findings(files) if finding.code == "AML901"]


@pytest.mark.parametrize(
    ("lines", "codes"),
    [
        ("FROM python:3.11-slim", {"AML403"}),
        ("FROM ubuntu:22.04\nCMD bash", {"AML403"}),
        ("FROM python:3.11-slim\nCMD ./start.sh", set()),
        ("FROM python:3.11-slim\nCMD python app.py", set()),
        ("FROM mycompany.azurecr.io/base:1", set()),
        ("FROM python:3.11-slim\nEXPOSE 9000\nCMD gunicorn --bind 0.0.0.0:8080 app:app", set()),
        ("FROM python:3.11-slim\nCMD gunicorn --bind 0.0.0.0:9000 app:app", {"AML404"}),
        ("FROM python:3.11-slim\nCMD gunicorn --bind 0.0.0.0:$PORT app:app", set()),
        ("FROM python:3.11-slim\nCMD gunicorn app:app", set()),
        ("FROM python:3.11-slim\nENTRYPOINT [\"uvicorn\", \"app:app\"]\nCMD [\"--port\", \"9000\"]", {"AML404"}),
        ("FROM tensorflow/serving:2.16.1", {"AML404", "AML405"}),
        ("FROM python:3.11-slim AS build\nFROM python:3.11-slim\nCOPY --from=build /x /x\nCMD ./start.sh", set()),
        ("FROM python:3.11-slim\nCOPY gone.txt /x\nCMD ./start.sh", {"AML406"}),
    ],
)  # fmt: skip
def test_what_a_dockerfile_brings(lines: str, codes: set[str]) -> None:
    files = {"deployment.yml": BUILD, "docker/Dockerfile": lines + "\n"}
    assert {finding.code for finding in findings(files)} == codes


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ("", 0),
        (", registered_model_name=name(1)", 0),
        (", conda_env=None", 0),
        (",\n    # pip_requirements=['x'],\n", 0),
        (", extra_pip_requirements=['azureml-ai-monitoring']", 1),
        (",\n    signature=infer(x, y),\n    pip_requirements=found,\n", 1),
        (", conda_env={'name': 'x'}", 1),
    ],
)
def test_autolog_is_second_only_where_log_model_states_requirements(
    tmp_path: Path, arguments: str, expected: int
) -> None:
    deployment = (
        "$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json\n"
        "name: blue\nendpoint_name: credit\nmodel: azureml:classifier:1\n"
        "instance_type: Standard_D4as_v4\ninstance_count: 3\n"
    )
    train = (
        "import mlflow\n\nmlflow.sklearn.autolog()\n"
        "mlflow.sklearn.log_model(first, 'first')\n"
        f"mlflow.sklearn.log_model(model, 'model'{arguments})\n"
        "other(pip_requirements=[])\n"
    )
    (tmp_path / "deployment.yml").write_text(deployment)
    (tmp_path / "train.py").write_text(train)
    found = lint(str(tmp_path), (str(tmp_path),), Config(select=("AML317",))).findings
    assert len(found) == expected


def test_old_python_is_told_once_where_batch_and_online_share_a_conda_file(tmp_path: Path) -> None:
    shared = (
        "name: x\nendpoint_name: credit\nmodel: azureml:classifier:1\n"
        "environment:\n  image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20250701.v1\n"
        "  conda_file: conda.yaml\n"
    )
    url = "$schema: https://azuremlschemas.azureedge.net/latest/"
    (tmp_path / "conda.yaml").write_text(conda(*PIP).replace("python=3.11", "python=3.7"))
    (tmp_path / "online.yml").write_text(f"{url}managedOnlineDeployment.schema.json\n{shared}")
    (tmp_path / "batch.yml").write_text(f"{url}batchDeployment.schema.json\n{shared}compute: azureml:cpu\n")
    (found,) = merge_labels(merge(lint(str(tmp_path), (str(tmp_path),), Config(select=("AML307",))).findings))
    assert len(found.units) == 2
    assert (found.help or "").count("move to") == 1 and "inference server" in (found.help or "")
