"""AML312 needs-system-library: a package needs what the image does not bring.

pip installs Python packages, not the shared libraries and programs of the operating system: opencv-python needs
desktop libraries ("ImportError: libGL.so.1: cannot open shared object file"), pytesseract the program tesseract,
psycopg2 the headers of libpq to be built at all. The base images of Azure Machine Learning lack them.

Silent when the Dockerfile or the conda file installs what is needed, and on images of your own, whose content is not
known.

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
      - opencv-python==4.13.0.92  # <-
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
      - opencv-python-headless==4.13.0.92
      - scikit-learn==1.5.2
```
"""

from __future__ import annotations

from ...facts.images import idle
from ...facts.known_bad import system_library
from ...finding import Edit, Fix, Problem
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit
    from ...model import Environment, Requirement

_IN_BASE_IMAGES = frozenset({"build-essential", "cmake"})


@rule("AML312", "needs-system-library", "warning", on="unit", fix="unsafe")
def needs_system_library(unit: Unit) -> Iterator[Problem]:
    """Ask the table about each package that pip installs, and look for what would satisfy it."""
    environment, image = unit.environment, unit.container.image
    if environment is None or not environment.known:
        return
    if image is None and idle(unit.container.image_text or "") is None:
        return
    for requirement in environment.requirements:
        needed = system_library(requirement.name) if requirement.installer == "pip" else None
        if needed is None or _satisfied(environment, needed.brought_by):
            continue
        if image is not None and image.kind == "base" and not _IN_BASE_IMAGES.isdisjoint(needed.brought_by):
            continue
        instead = f"{requirement.name}-headless" if needed.instead == "headless" else needed.instead
        when = "the image build ends with" if needed.at_build else "the script ends with"
        yield Problem(
            requirement.span,
            f'`{requirement.name}` needs {needed.needs}: {when} "{needed.error}"',
            help=(f"use {instead}, or " if instead else "") + f"install {needed.brought_by[0]} in a Dockerfile",
            fix=_fix(requirement, instead) if instead else None,
            subject=requirement.name,
        )


def _satisfied(environment: Environment, brought_by: tuple[str, ...]) -> bool:
    """Whether a RUN line or the conda file names what brings the library."""
    if any(r.name in brought_by for r in environment.requirements if r.installer == "conda"):
        return True
    dockerfile = environment.dockerfile
    if dockerfile is None:
        return False
    return dockerfile.opaque or any(
        name in instruction.value
        for instruction in dockerfile.instructions
        if instruction.keyword == "RUN"
        for name in brought_by
    )


def _fix(requirement: Requirement, instead: str) -> Fix | None:
    """Rename the package; the versions of both are the same."""
    text = requirement.span.text
    if not text.lower().startswith(requirement.name):
        return None
    new = instead + text[len(requirement.name) :]
    return Fix("unsafe", f"write {new}", (Edit(requirement.span, new),))
