"""AML504 duplicate-key: a key stands twice in one mapping, and only the last one counts.

YAML forbids it, but the client's reader takes the last one without a word: the setting that you look at may not be the
one that is deployed.

## Bad
`deployment.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json
name: blue
endpoint_name: credit
model:
  path: model/classifier.pkl
code_configuration:
  code: code
  scoring_script: score.py
environment:
  image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20250701.v1
  conda_file: environment/conda.yaml
environment_variables:
  WORKER_COUNT: "4"  # <-
  LOG_LEVEL: info
  WORKER_COUNT: "1"
instance_type: Standard_D4as_v4
instance_count: 3
```

## Good
`deployment.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json
name: blue
endpoint_name: credit
model:
  path: model/classifier.pkl
code_configuration:
  code: code
  scoring_script: score.py
environment:
  image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20250701.v1
  conda_file: environment/conda.yaml
environment_variables:
  WORKER_COUNT: "1"
  LOG_LEVEL: info
instance_type: Standard_D4as_v4
instance_count: 3
```
"""

from __future__ import annotations

from ...facts import schema
from ...finding import Label, Problem
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...model import AssetDocument


@rule("AML504", "duplicate-key", "warning", on="document")
def duplicate_key(document: AssetDocument) -> Iterator[Problem]:
    """Report each entry that a later one of the same key replaces."""
    for misfit in schema.document_misfits(document.kind, document.node):
        if misfit.kind == "duplicate-key":
            yield Problem(
                misfit.span,
                f"`{misfit.path[-1]}` stands twice: this entry is dropped without a word, the last one counts",
                labels=(Label(misfit.other, "this one counts"),) if misfit.other else (),
                help="keep one of the two",
                subject=".".join(misfit.path),
            )
