"""AML306 import-name-as-package: pip is asked for the name of an import, not of the package.

Modules and packages do not always bear the same name: `sklearn` is imported, scikit-learn is installed. Where PyPI
has no project of that name the image build stops ("No matching distribution found for cv2"); where it has a stub,
that fails by design (`sklearn`, `pytorch`). Where another project owns the name (`jwt`, `docx`), the build succeeds
and the import fails: a warning.

Names that pip normalises to the right one are fine: `azureml.core` is azureml-core. A conda package of that name is
another matter, and is not looked at; nor is a package index of your own.

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
      - scikit-learn==1.5.2
      - cv2  # <-
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
      - opencv-python-headless==4.13.0.92
```
"""

from __future__ import annotations

from ...facts.known_bad import import_name_package
from ...finding import Edit, Fix, Problem
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit
    from ...facts.known_bad import MistakenName
    from ...finding import Safety
    from ...model import Requirement

_PERMITS = "SKLEARN_ALLOW_DEPRECATED_SKLEARN_PACKAGE_INSTALL"


@rule("AML306", "import-name-as-package", "error", on="unit", fix="unsafe")
def import_name_as_package(unit: Unit) -> Iterator[Problem]:
    """Look up each name that pip installs by name in the table of mistaken ones."""
    environment = unit.environment
    if environment is None or (environment.conda is not None and environment.conda.indexes):
        return
    permitted = _PERMITS in unit.variables or (
        environment.dockerfile is not None and any(name == _PERMITS for name, _, _ in environment.dockerfile.variables)
    )
    for requirement in environment.requirements:
        if requirement.installer != "pip" or requirement.url or requirement.marker:
            continue
        mistake = import_name_package(requirement.name)
        if mistake is None or (permitted and mistake.name == "sklearn"):
            continue
        end = "pip stops the image build" if mistake.fails else "the import then fails, or finds other code"
        yield Problem(
            requirement.span,
            f"`{requirement.name}` is the name of an import, not of a package: {mistake.why}; {end}",
            help=f"ask for {mistake.package}",
            fix=_fix(requirement, mistake),
            subject=requirement.name,
            severity=None if mistake.fails else "warning",
        )


def _fix(requirement: Requirement, mistake: MistakenName) -> Fix | None:
    """Put the right name in; a version belongs to the wrong project, and then there is no fix."""
    text = requirement.span.text
    if requirement.specifier or text.lower().replace("_", "-").replace(".", "-") != requirement.name:
        return None
    safety: Safety = "safe" if mistake.fails and mistake.name != "cv2" and mistake.name != "opencv" else "unsafe"
    return Fix(safety, f"write {mistake.package}", (Edit(requirement.span, mistake.package),))
