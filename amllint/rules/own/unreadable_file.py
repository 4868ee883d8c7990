r"""AML902 unreadable-file: a file that belongs to a deployment, or looks as if it did, cannot be read.

What stands in it is unknown to amllint, so other findings may be missing. The message gives the reason: an encoding
that is not UTF-8, brackets nested too deep, syntax. Placeholders such as `{{NAME}}` are no reason: they are read as
values that nobody knows yet; but where a file has placeholders, its syntax may be right once they are filled in. Wrong
syntax in a file without any is AML517.

## Bad

`deployment.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json
name: {{NAME}}
endpoint_name: credit
instance_type: "Standard_D4as_v4
instance_count: 1
code_configuration:
  code: code
  scoring_script: score.py  # <-
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
instance_type: "Standard_D4as_v4"
instance_count: 3
```
"""

from __future__ import annotations

from ...registry import RuleInfo

RULE = RuleInfo("AML902", "unreadable-file", "warning", on="itself", module=__name__)
