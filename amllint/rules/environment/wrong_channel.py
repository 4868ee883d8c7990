"""AML305 wrong-channel: a package that only PyPI has is asked from conda.

conda stops the image build: "PackagesNotFoundError: The following packages are not available from current channels"
(`ResolvePackageNotFound` in older versions). The azureml-* packages and inference-schema are on PyPI only;
azureml-mlflow alone is in the channel `defaults` too. They belong below `pip:`.

Proven when all channels are conda-forge or those of Anaconda; a channel of your own may have them, and is unknown.

## Bad
`environment/conda.yaml`
```yaml
name: scoring
channels:
  - conda-forge
dependencies:
  - python=3.11
  - pip=25.0
  - azureml-defaults=1.62.0  # <-
  - pip:
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
      - azureml-defaults==1.62.0
      - joblib==1.4.2
      - numpy==1.26.4
      - scikit-learn==1.5.2
```
"""

from __future__ import annotations

from ...facts.known_bad import pypi_only
from ...finding import Edit, Fix, Label, Problem
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit
    from ...model import CondaFile, Requirement

_KNOWN_CHANNELS = frozenset(
    {"conda-forge", "defaults", "anaconda", "main", "pkgs/main", "nodefaults", "pytorch", "nvidia"}
)


@rule("AML305", "wrong-channel", "error", on="unit", fix="safe")
def wrong_channel(unit: Unit) -> Iterator[Problem]:
    """Look for names that no public channel has among conda's own dependencies."""
    conda = unit.environment.conda if unit.environment else None
    if conda is None or any(name not in _KNOWN_CHANNELS for name, _ in conda.channels):
        return
    for requirement in conda.requirements:
        if requirement.installer != "conda" or requirement.url or not pypi_only(requirement.name):
            continue
        if requirement.channel and requirement.channel not in _KNOWN_CHANNELS:
            continue
        yield Problem(
            requirement.span,
            f"`{requirement.name}` is on PyPI only: conda stops the image build with PackagesNotFoundError",
            (Label(conda.pip_block, "it belongs here"),) if conda.pip_block else (),
            f"move it below `pip:`, as {_pip_form(requirement)}",
            _fix(conda, requirement),
            requirement.name,
        )


def _pip_form(requirement: Requirement) -> str:
    """The same request in pip's words."""
    specifier = requirement.specifier
    if specifier.startswith("=") and not specifier.startswith("=="):
        version = specifier[1:].split("=")[0]
        dots = version.rstrip(".*").count(".")
        specifier = f"=={version}" if dots >= 2 and not version.endswith("*") else f"=={version.rstrip('.*')}.*"
    return requirement.name + specifier


def _fix(conda: CondaFile, requirement: Requirement) -> Fix | None:
    """Take the whole line out, and put the entry in front of the first one below `pip:`."""
    first = next((r for r in conda.requirements if r.installer == "pip" and conda.pip_block), None)
    source = requirement.span.source
    line = source.position(requirement.span.start)[0]
    text = source.line(line)
    if first is None or first.span.source is not source or text.strip() != f"- {requirement.span.text}":
        return None
    start = source.starts[line - 1]
    below = source.position(first.span.start)[0]
    head = source.line(below)[: source.position(first.span.start)[1] - 1]
    if head.strip() != "-":
        return None
    edits = (
        Edit(source.span(start, source.starts[line]), ""),
        Edit(source.span(source.starts[below - 1], source.starts[below - 1]), f"{head}{_pip_form(requirement)}\n"),
    )
    return Fix("safe", f"move {requirement.name} below pip:", edits)
