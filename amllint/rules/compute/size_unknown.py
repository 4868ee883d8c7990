"""AML604 size-unknown: `instance_type` is in no list of sizes.

A misspelt size is refused only after the deployment was accepted ("The specified instance type is not supported"). The
list that comes with amllint has a date, and the message gives it: a newer size may be right, so this is a warning.

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
instance_type: Standard_D4as-v4  # <-
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
instance_type: Standard_D4as_v4
instance_count: 3
```
"""

from __future__ import annotations

from ...facts import skus
from ...finding import Edit, Fix, Problem
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit


@rule("AML604", "size-unknown", "warning", on="unit", kinds=("v2-managed",), fix="unsafe")
def size_unknown(unit: Unit) -> Iterator[Problem]:
    """Report a size that the table does not have, with the names that look like it."""
    setting = unit.setting("instance_type")
    name = setting.text
    if not name or setting.span is None or unit.container.sku is not None:
        return
    near = skus.near(name)
    fix = None
    if near:
        edit = Edit(setting.span, setting.span.text.replace(name, near[0]))
        fix = Fix("unsafe", f"write {near[0]}", (edit,))
    yield Problem(
        setting.span,
        f"`{name}` is not among the sizes known on {skus.AS_OF}: if it does not exist, the deployment is refused",
        help=f"did you mean {' or '.join(near)}?" if near else None,
        fix=fix,
        subject=name,
    )
