r"""AML907 unresolved-reference: something that a deployment refers to is unknown, so what depends on it is not checked.

Unknown is not wrong: a placeholder, a registered asset without a definition in the project, a path outside it. This
note tells what amllint could not see and why, for those who want to show it more: with `[tool.amllint.values]`, a
snapshot of the workspace, or a definition beside the deployment. `amllint units` lists the same for every deployment.

## Bad

`deployment.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json
name: blue
endpoint_name: credit
model:
  name: classifier
  version: "1"
  path: model/classifier.pkl
code_configuration:
  code: code
  scoring_script: score.py
environment:
  image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20250701.v1
  conda_file: "{{CONDA_FILE}}"  # <-
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
  name: classifier
  version: "1"
  path: model/classifier.pkl
code_configuration:
  code: code
  scoring_script: score.py
environment:
  image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20250701.v1
  conda_file: environment/conda.yaml
instance_type: Standard_D4as_v4
instance_count: 3
```
"""

from __future__ import annotations

from ...finding import Problem
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit


@rule("AML907", "unresolved-reference", "note", on="unit", default=False)
def unresolved_reference(unit: Unit) -> Iterator[Problem]:
    """One note for each reference of which the files do not tell where it leads."""
    for reference in unit.references:
        if reference.state == "unknown":
            why = reference.why or "the files do not tell where it leads"
            yield Problem(reference.span, f"the {reference.role} is unknown: {why}", subject=reference.role)
