"""AML304 conda-file-invalid: the conda file is not what conda and pip accept.

The image build hands the file to `conda env create`, and what stands below `pip:` to pip. Errors are what they
refuse: `dependencies` that is no list, a second `pip:` block, an entry below `pip:` that is no requirement ("Invalid
requirement"; a single `=` is conda's form), MLflow's python_env.yaml in place of a conda file; in v1 also a key that
its client does not know.

Warnings are what works by luck: a `pip:` block without `pip` among the dependencies (conda adds one of its choice),
no channels (conda takes the defaults of the machine that builds), python named twice.

The fix writes `==` for a single `=` below `pip:`. The rest has none: which version of pip, which channels and which of
two statements is meant, the file does not tell.

## Bad
`environment/conda.yaml`
```yaml
name: scoring
channels:
  - conda-forge
dependencies:
  - python=3.11
  - pip=25.0
  - pip:
      - azureml-inference-server-http==1.5.1
      - joblib==1.4.2
      - numpy==1.26.4
      - scikit-learn=1.5.2  # <-
```

## Bad: no pip

`environment/conda.yaml`
```yaml
name: scoring
channels:
  - conda-forge
dependencies:
  - python=3.11
  - pip:  # <-
      - azureml-inference-server-http==1.5.1
      - joblib==1.4.2
      - numpy==1.26.4
      - scikit-learn==1.5.2
```

## Good
`environment/conda.yaml`
```yaml
name: scoring
channels:
  - conda-forge
dependencies:
  - python=3.11
  - pip=25.0
  - pip:
      - azureml-inference-server-http==1.5.1
      - joblib==1.4.2
      - numpy==1.26.4
      - scikit-learn==1.5.2
```
"""

from __future__ import annotations

from ...finding import Edit, Fix, Label, Problem
from ...registry import rule
from ...values import Mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit
    from ...model import CondaFile
    from ...text import Span

_V1_KEYS = ("name", "channels", "dependencies", "prefix", "variables")
_PYTHON_ENV_KEYS = {"python", "build_dependencies"}
_SINGLE_EQUALS = r"([A-Za-z0-9][\w.-]*(?:\[[^\]]*\])?)\s*=\s*([^=\s][^=]*)"


@rule("AML304", "conda-file-invalid", "error", on="unit", fix="safe")
def conda_file_invalid(unit: Unit) -> Iterator[Problem]:
    """Report what the reader saw, then what works by luck."""
    conda = unit.environment.conda if unit.environment else None
    if conda is None:
        return
    root = conda.node if isinstance(conda.node, Mapping) else None
    if root is not None and set(root.keys()) >= _PYTHON_ENV_KEYS:
        yield Problem(
            root.span,
            "this is MLflow's python_env.yaml, not a conda file: conda cannot read it",
            help="give the conda.yaml that lies beside it",
            subject="python_env",
        )
        return
    for problem in conda.problems:
        if problem.kind == "invalid":
            yield Problem(problem.span, problem.message, fix=_fix(problem.span), subject=f"invalid:{problem.message}")
    if root is not None and unit.v1:
        yield from _unknown_keys(root)
    yield from _by_luck(conda, root)


def _fix(span: Span) -> Fix | None:
    """A single `=` in a pip entry becomes `==`."""
    from re import fullmatch

    match = fullmatch(_SINGLE_EQUALS, span.text)
    if match is None:
        return None
    return Fix("safe", f"write {match[1]}=={match[2]}", (Edit(span, f"{match[1]}=={match[2]}"),))


def _unknown_keys(root: Mapping) -> Iterator[Problem]:
    for entry in root:
        if entry.key_data not in _V1_KEYS:
            yield Problem(
                entry.key,
                f"`{entry.key_data}` is no key of a conda file, and the v1 client refuses it",
                help=f"the keys are {', '.join(_V1_KEYS)}",
                subject=f"key:{entry.key_data}",
            )


def _by_luck(conda: CondaFile, root: Mapping | None) -> Iterator[Problem]:
    if conda.pip_block is not None and conda.pip_listed is None:
        yield Problem(
            conda.pip_block,
            "`pip:` is used, and pip is not among the dependencies: conda adds a version of its own choice",
            help="add `pip=<version>` above this block",
            subject="pip",
            severity="warning",
        )
    if root is not None and not root.open and root.get("channels") is None and root.get("dependencies") is not None:
        yield Problem(
            root.entries[0].key,
            "no `channels` are stated: where the packages come from is left to the machine that builds the image",
            help="state `channels: [conda-forge]`",
            subject="channels",
            severity="warning",
        )
    for requirement in conda.requirements:
        if requirement.name == "python" and requirement.installer == "conda" and conda.python is not None:
            first = Label(conda.python.span, "python is stated here already")
            yield Problem(requirement.span, "python is stated twice", (first,), subject="python", severity="warning")
