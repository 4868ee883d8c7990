"""AML314 deprecated-package: the package was given up, renamed or replaced.

Such a package gets no more fixes, and one day no longer installs beside the others: deployments with the meta package
azure-keyvault ended in 502 after a refresh of the base image, tensorflow-gpu has no installable current release,
fbprophet is now prophet. The table is facts/data/known_bad.toml, dated.

There is no fix: the replacement has other versions, and often other names to import.

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
      - azure-keyvault==4.2.0  # <-
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
      - azure-keyvault-secrets==4.10.0
      - joblib==1.4.2
      - numpy==1.26.4
      - scikit-learn==1.5.2
```
"""

from __future__ import annotations

from ...facts.known_bad import import_name_package, retired_package
from ...finding import Problem
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit


# Told by rules of their own: AML306 and AML316.
_ELSEWHERE = ("azureml-core", "azureml-sdk")


@rule("AML314", "deprecated-package", "warning", on="unit")
def deprecated_package(unit: Unit) -> Iterator[Problem]:
    """Ask the table about each package by its name."""
    environment = unit.environment
    for requirement in environment.requirements if environment else ():
        for name in unit.container.names_of(requirement):
            retired = retired_package(name)
            if retired is None or name in _ELSEWHERE or import_name_package(name) is not None:
                continue
            yield Problem(
                requirement.span,
                f"`{requirement.name}` is retired: {retired.why}",
                help=f"use {retired.successor}" if retired.successor else None,
                subject=name,
            )
