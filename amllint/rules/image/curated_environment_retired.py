"""AML413 curated-environment-retired: the curated environment was retired.

Curated environments (`AzureML-...`, or of the registry `azureml`) are kept by Microsoft. The definitions of old ones
are deleted: they get no patches, stand on systems past their end of life, and one day cannot be resolved at all ("no
longer exists"). The dates are those on which the definition left github Azure/azureml-assets.

A warning, because what was built may still be pullable.

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
environment: azureml:AzureML-minimal-ubuntu20.04-py38-cpu-inference:44  # <-
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
environment: azureml://registries/azureml/environments/minimal-py312-inference/labels/latest
instance_type: Standard_D4as_v4
instance_count: 3
```
"""

from __future__ import annotations

from ...facts.images import retired_curated
from ...finding import Problem
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit


@rule("AML413", "curated-environment-retired", "warning", on="unit", needs=("curated",))
def curated_environment_retired(unit: Unit) -> Iterator[Problem]:
    """Look the name up in the dated table."""
    environment = unit.environment
    if environment is None or not environment.curated or environment.name is None:
        return
    retired = retired_curated(environment.name)
    if retired is None:
        return
    since = f" on {retired.removed_on}" if retired.removed_on else ""
    yield Problem(
        environment.span,
        f"the curated environment {environment.name} was retired{since}: {retired.why}",
        help=f"use {retired.successor}" if retired.successor else "define an environment of your own",
        subject=environment.name,
    )
