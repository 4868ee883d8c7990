from __future__ import annotations

from amllint.model import MLmodel
from amllint.read.markup import read_yaml
from amllint.read.mlmodel import read_mlmodel
from amllint.text import Source


def read(text: str) -> MLmodel | None:
    return read_mlmodel(read_yaml(Source("model/MLmodel", text)))


def test_flavours_and_environment_files() -> None:
    model = read(
        "artifact_path: model\nflavors:\n  python_function:\n    env:\n      conda: conda.yaml\n"
        "      virtualenv: python_env.yaml\n    python_version: 3.10\n  sklearn:\n    code: null\n"
        "mlflow_version: 2.10\n"
    )
    assert model is not None
    assert [(name, span.text) for name, span in model.flavors] == [(n, n) for n in ("python_function", "sklearn")]
    assert [path for path, _ in model.environment_files] == ["conda.yaml", "python_env.yaml"]
    assert model.python is not None and model.python[0] == "3.10" and model.python[1].text == "3.10"
    assert model.mlflow_version == "2.10"


def test_the_old_form_and_what_is_none() -> None:
    model = read("flavors:\n  python_function:\n    env: conda.yaml\n")
    assert model is not None and [path for path, _ in model.environment_files] == ["conda.yaml"]
    assert model.python is None and model.mlflow_version is None
    for text in ("", "flavors:\n", "- a\n", "flavors: [a]\n", "a: b: c\n"):
        assert read(text) is None
    assert read("flavors: {python_function: 1}\n") is not None
