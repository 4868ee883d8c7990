"""ACME101 owner-tag: a deployment without the tag `owner` has nobody to call at night.

The tag `owner` names the team, as in the company's list.

## Bad

`deployment.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json
name: blue  # <-
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
tags:
  owner: credit-team
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from amllint.finding import Problem
from amllint.registry import rule
from amllint.values import Mapping

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amllint.boot import Unit


@rule("ACME101", "owner-tag", "error", on="unit", kinds=("v2-managed", "v2-kubernetes", "v2-batch"))
def owner_tag(unit: Unit) -> Iterator[Problem]:
    """Ask the deployment's document for its tags; what cannot be read is no proof."""
    if unit.node is None:
        return
    tags = unit.node.get("tags")
    if tags is None or (isinstance(tags, Mapping) and tags.get("owner") is None):
        name = unit.node.entry("name")
        span = name.value.span if name else unit.span
        yield Problem(span, "the deployment has no tag `owner`", help="name the team in tags: owner", subject="owner")
