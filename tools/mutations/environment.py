"""Mutations of the conda file."""

from __future__ import annotations

import re
from collections.abc import Iterator

from . import Expected, Mutant, at, kind
from .sample import Markup, Python, Sample

_PROVIDES = {
    "sklearn": "scikit-learn",
    "cv2": "opencv-python-headless",
    "PIL": "pillow",
    "yaml": "pyyaml",
    "inference_schema": "inference-schema",
    "skimage": "scikit-image",
}
"""Distributions whose import has another name; all others are taken to have the same."""

_BRING_MUCH = {
    "numpy": "scikit-learn scipy pandas joblib torchvision torch tensorflow keras mlflow mlflow-skinny xgboost "
    "transformers datasets evaluate opencv-python azureml-dataset-runtime azureml-ai-monitoring inference-schema "
    "pyarrow pytorch-lightning azureml-mlflow",
    "joblib": "scikit-learn mlflow azureml-mlflow nltk",
    "scipy": "scikit-learn mlflow azureml-mlflow xgboost",
    "scikit-learn": "mlflow azureml-mlflow",
    "pandas": "mlflow azureml-mlflow datasets inference-schema azureml-ai-monitoring azureml-dataset-runtime evaluate",
    "torch": "torchvision pytorch-lightning transformers accelerate optimum",
    "requests": "mlflow mlflow-skinny azureml-mlflow transformers datasets azureml-core azureml-defaults "
    "azure-storage-blob azure-identity azureml-inference-server-http tensorflow evaluate openai",
    "tqdm": "transformers datasets openai evaluate",
    "pyyaml": "mlflow mlflow-skinny azureml-mlflow transformers datasets accelerate",
    "pillow": "torchvision tensorflow",
    "transformers": "optimum",
    "datasets": "evaluate optimum",
    "pyarrow": "mlflow datasets",
    "azure-identity": "azureml-ai-monitoring azureml-core mlflow",
    "azure-core": "azure-identity azure-storage-blob azure-keyvault-secrets",
    "mlflow": "azureml-mlflow",
    "mlflow-skinny": "mlflow azureml-mlflow",
    "azureml-core": "azureml-defaults azureml-dataset-runtime",
    "azureml-inference-server-http": "azureml-defaults",
    "inference-schema": "azureml-defaults azureml-inference-server-http",
}
"""Who brings a distribution along, as their own metadata on PyPI states; read generously, so that a mutant never
drops a package that is installed all the same."""

_ABSENT = ("xgboost", "lightgbm", "catboost", "spacy", "statsmodels")
_PINNED = r"(?<![<>!~=])(?:~=|={1,2})\d"
_TOOLS = ("python", "pip")
_SERVERS = ("azureml-inference-server-http", "azureml-defaults")


class Listed:
    """A conda file's lines that name a package: `names` by line number (from 1)."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self.lines = text.splitlines(keepends=True)
        self.names: dict[int, str] = {}
        start = next((n for n, line in enumerate(self.lines) if line.startswith("dependencies:")), len(self.lines))
        for number, line in enumerate(self.lines[start + 1 :], start + 2):
            found = re.match(r"\s*-\s*[\"']?([A-Za-z0-9_.-]+)", line)
            if line[:1] not in (" ", "-", "\n", "\r", "#"):
                break
            if found and not re.search(r"-\s*pip\s*:", line):
                self.names[number] = found.group(1).lower().replace("_", "-").replace(".", "-")

    def without(self, *numbers: int) -> str:
        """The text without lines."""
        return "".join(line for number, line in enumerate(self.lines, 1) if number not in numbers)

    def with_line(self, number: int, old: str, new: str) -> str:
        """The text with a pattern replaced on one line."""
        changed = re.sub(old, new, self.lines[number - 1], count=1)
        return "".join([*self.lines[: number - 1], changed, *self.lines[number:]])

    def still_brings(self, name: str, dropped: set[int]) -> bool:
        """Whether another listed package may bring a distribution along."""
        bringers = set(_BRING_MUCH.get(name, "").split()) | {name}
        return any(other in bringers for number, other in self.names.items() if number not in dropped)

    @property
    def dependencies_line(self) -> int:
        return Markup(self.text).line("dependencies")


def listed(sample: Sample) -> Listed | None:
    """The sample's conda file."""
    if sample.conda is None or sample.conda not in sample.files:
        return None
    found = Listed(sample.conda, sample.text(sample.conda))
    return found if len(found.names) > 1 else None


def script_and_conda(sample: Sample) -> tuple[Python, Listed] | None:
    """Both, if the sample has both."""
    python, conda = sample.python, listed(sample)
    return (python, conda) if python is not None and conda is not None else None


@kind("AML301")
def drop_package(sample: Sample) -> Iterator[Mutant]:
    """A package that the script imports is taken off the list."""
    both = script_and_conda(sample)
    if both is None:
        return
    python, conda = both
    for module, line in python.imports().items():
        name = _PROVIDES.get(module, module).lower().replace("_", "-")
        numbers = {number for number, other in conda.names.items() if other == name}
        if numbers and not conda.still_brings(name, numbers):
            yield Mutant(f"{name} is dropped", {conda.path: conda.without(*numbers)}, at("AML301", python.path, line))


@kind("AML301")
def drop_package_and_bringers(sample: Sample) -> Iterator[Mutant]:
    """A package that the script imports is dropped with all that bring it along."""
    both = script_and_conda(sample)
    if both is None:
        return
    python, conda = both
    for module, line in python.imports().items():
        name = _PROVIDES.get(module, module).lower().replace("_", "-")
        bringers = set(_BRING_MUCH.get(name, "").split()) | {name}
        numbers = {number for number, other in conda.names.items() if other in bringers}
        if len(numbers) > 1 and len(numbers) < len(conda.names) - 1:
            gone = ", ".join(conda.names[number] for number in sorted(numbers))
            yield Mutant(f"{gone} are dropped", {conda.path: conda.without(*numbers)}, at("AML301", python.path, line))


@kind("AML301")
def import_new_package(sample: Sample) -> Iterator[Mutant]:
    """The script imports one package more, which nothing installs."""
    both = script_and_conda(sample)
    if both is None:
        return
    python, conda = both
    line = python.after_imports
    for module in _ABSENT:
        if module not in conda.text and module not in python.text and line <= len(python.lines):
            yield Mutant(
                f"import {module}",
                {python.path: python.inserted(line, f"import {module}")},
                at("AML301", python.path, line),
            )


@kind("AML301")
def import_in_run(sample: Sample) -> Iterator[Mutant]:
    """run() imports a package that nothing installs."""
    both = script_and_conda(sample)
    statement = both[0].first_statement("run") if both is not None else None
    if both is None or statement is None:
        return
    python, conda = both
    for module in _ABSENT[:2]:
        if module not in conda.text and module not in python.text:
            text = python.inserted(statement.lineno, f"import {module}")
            yield Mutant(f"run() imports {module}", {python.path: text}, at("AML301", python.path, statement.lineno))


@kind("AML303")
def drop_server(sample: Sample) -> Iterator[Mutant]:
    """The inference server is taken off the list."""
    if "inference" not in (sample.markup.value("environment", "image") or ""):
        yield from _without_server(sample, "AML303", ())


@kind("AML411")
def drop_server_on_server_image(sample: Sample) -> Iterator[Mutant]:
    """The inference server is taken off the list, on an image that holds one in its own environment."""
    if "inference" in (sample.markup.value("environment", "image") or ""):
        image = Expected("AML411", sample.deployment, frozenset({sample.markup.line("environment", "image")}))
        yield from _without_server(sample, "AML411", (image,))


def _without_server(sample: Sample, code: str, also: tuple[Expected, ...]) -> Iterator[Mutant]:
    conda = listed(sample)
    if conda is None or not sample.online or sample.python is None:
        return
    numbers = [number for number, name in conda.names.items() if name in _SERVERS]
    if numbers:
        expected = (*at(code, conda.path, conda.dependencies_line), *also)
        yield Mutant("the server is dropped", {conda.path: conda.without(*numbers)}, expected)


@kind("AML302")
def unpin_package(sample: Sample) -> Iterator[Mutant]:
    """A version is taken away."""
    conda = listed(sample)
    for number, name in conda.names.items() if conda is not None else ():
        if conda is not None and re.search(_PINNED, conda.lines[number - 1]) and name not in _TOOLS:
            text = conda.with_line(number, _PINNED + r"[\w.*]*", "")
            yield Mutant(f"{name} loses its version", {conda.path: text}, at("AML302", conda.path, number))


@kind("AML302")
def lower_bound_only(sample: Sample) -> Iterator[Mutant]:
    """A version becomes a lower bound."""
    conda = listed(sample)
    for number, name in conda.names.items() if conda is not None else ():
        if conda is not None and re.search(_PINNED, conda.lines[number - 1]) and name not in _TOOLS:
            text = conda.with_line(number, _PINNED[:-2] + r"(?=\d)", ">=")
            yield Mutant(f"{name} gets >=", {conda.path: text}, at("AML302", conda.path, number))


@kind("AML304")
def single_equals_for_pip(sample: Sample) -> Iterator[Mutant]:
    """A pip entry is written in conda's way."""
    conda = listed(sample)
    for number, name in conda.names.items() if conda is not None else ():
        if conda is not None and re.search(r"\w==\d", conda.lines[number - 1]) and _under_pip(conda, number):
            text = conda.with_line(number, "==", "=")
            yield Mutant(f"{name}= in the pip block", {conda.path: text}, at("AML304", conda.path, number))


@kind("AML305")
def pip_package_in_conda(sample: Sample) -> Iterator[Mutant]:
    """A package that only PyPI has is asked from conda."""
    conda = listed(sample)
    if conda is None:
        return
    line = conda.dependencies_line + 1
    indent = re.match(r"\s*", conda.lines[line - 1])
    if line <= len(conda.lines) and indent is not None:
        new = f"{indent.group()}- azureml-ai-monitoring\n"
        text = "".join([*conda.lines[: line - 1], new, *conda.lines[line - 1 :]])
        yield Mutant("azureml-ai-monitoring from conda", {conda.path: text}, at("AML305", conda.path, line))


@kind("AML306")
def import_name_as_package(sample: Sample) -> Iterator[Mutant]:
    """pip is asked for the import's name."""
    conda = listed(sample)
    for number, name in conda.names.items() if conda is not None else ():
        if conda is not None and _under_pip(conda, number):
            text = "".join(
                [*conda.lines[: number - 1], _like(conda.lines[number - 1], "sklearn"), *conda.lines[number - 1 :]]
            )
            yield Mutant(f"sklearn before {name}", {conda.path: text}, at("AML306", conda.path, number))
            return


@kind("AML309")
def conflicting_pins(sample: Sample) -> Iterator[Mutant]:
    """pip is asked for two versions of one package."""
    conda = listed(sample)
    for number, name in conda.names.items() if conda is not None else ():
        if conda is not None and re.search(r"\w==\d", conda.lines[number - 1]) and _under_pip(conda, number):
            new = re.sub(r"==\d[\w.]*", "==0.0.7", conda.lines[number - 1])
            lines = [*conda.lines[:number], new if new.endswith("\n") else new + "\n", *conda.lines[number:]]
            if not lines[number - 1].endswith("\n"):
                lines[number - 1] += "\n"
            yield Mutant(f"{name} twice", {conda.path: "".join(lines)}, at("AML309", conda.path, number, number + 1))


def _under_pip(conda: Listed, number: int) -> bool:
    start = next((n for n, line in enumerate(conda.lines, 1) if re.search(r"-\s*pip\s*:", line)), None)
    return start is not None and number > start and _indent(conda.lines[number - 1]) > _indent(conda.lines[start - 1])


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _like(line: str, name: str) -> str:
    return f"{line[: _indent(line)]}- {name}\n"
