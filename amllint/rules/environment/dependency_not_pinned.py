"""AML302 dependency-not-pinned: a package of the deployed environment has no version.

The image is built anew whenever the environment changes, and then pip and conda take the newest release that fits.
What worked last month then meets a model pickled by another version, or a server that another package no longer fits:
24 of 179 reported failures are of this kind (`No module named 'sklearn.ensemble._forest'`, `numpy.dtype size
changed`, `cannot import name 'Markup' from 'jinja2'`).

A version (`==1.5.2`, conda `=1.5`), a wildcard (`==1.5.*`), a compatible release (`~=1.5`), a range with an upper
bound, a hash or a URL is a pin; no version at all, or only a lower bound, is not. One finding for a file, with each
package as a place. It is loudest where the model that is deployed is a pickle or saved model of that library: then a
newer library may not load it at all.

Only environments that a deployment uses are looked at, never those of training or CI. What RUN lines of a Dockerfile
install is AML410.

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
      - azureml-inference-server-http==1.4.1
      - scikit-learn  # <-
      - joblib>=1.4
      - numpy==1.26.4
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
      - azureml-inference-server-http~=1.4.1
      - scikit-learn==1.5.*
      - joblib>=1.4,<1.5
      - numpy==1.26.4
```
"""

from __future__ import annotations

from ...finding import Label, Problem
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit
    from ...model import Requirement

# Tools that build the environment; their version does not decide what the container runs.
_BUILD_TOOLS = frozenset({"pip", "setuptools", "wheel", "python", "conda", "mamba"})
_SAVED_WITH: dict[str, tuple[str, ...]] = {
    "scikit-learn": (".pkl", ".pickle", ".joblib", ".sav"),
    "xgboost": (".pkl", ".pickle", ".joblib", ".bst", ".ubj"),
    "lightgbm": (".pkl", ".pickle", ".joblib"),
    "catboost": (".pkl", ".cbm"),
    "tensorflow": (".h5", ".keras", ".pb"),
    "keras": (".h5", ".keras"),
    "torch": (".pt", ".pth"),
}


@rule("AML302", "dependency-not-pinned", "warning", on="unit")
def dependency_not_pinned(unit: Unit) -> Iterator[Problem]:
    """Group the loose packages by file: each file is one thing to mend."""
    environment = unit.environment
    if environment is None or not environment.known:
        return
    dockerfile = environment.dockerfile.source.path if environment.dockerfile is not None else None
    loose: dict[str, list[Requirement]] = {}
    for requirement in environment.requirements:
        if requirement.grade in ("none", "lower") and requirement.name and requirement.name not in _BUILD_TOOLS:
            if requirement.span.path != dockerfile:
                loose.setdefault(requirement.span.path, []).append(requirement)
    for requirements in loose.values():
        yield _problem(unit, requirements)


def _problem(unit: Unit, requirements: list[Requirement]) -> Problem:
    saved = next((pair for r in requirements if (pair := _saved_with(unit, r))), None)
    first = saved[0] if saved else requirements[0]
    others = [requirement for requirement in requirements if requirement is not first]
    names = ", ".join(f"`{requirement.name}`" for requirement in [first, *others][:6])
    more = f" and {len(requirements) - 6} more" if len(requirements) > 6 else ""
    bound = "only a lower bound" if all(r.grade == "lower" for r in requirements) else "no version"
    danger = f"; {saved[1]} is saved by {first.name}, and another version of it may not load the file" if saved else ""
    return Problem(
        first.span,
        f"{names}{more}: {bound} is stated, so the next image build takes whatever is newest then{danger}",
        tuple(Label(requirement.span, "not pinned either", site=True) for requirement in others),
        "state the versions that the model was made with, for example "
        f"`{first.name}==<version>` (pip) or `{first.name}=<version>` (conda)",
        subject="loose",
    )


def _saved_with(unit: Unit, requirement: Requirement) -> tuple[Requirement, str] | None:
    """The requirement with the model file that its library wrote; None if there is none."""
    endings = _SAVED_WITH.get(requirement.name)
    for model in unit.models if endings else ():
        for name in unit.container.model_files(model):
            if endings and name.endswith(endings):
                return requirement, name.rpartition("/")[2]
    return None
