r"""AML904 unknown-ignore: an ignore comment that has no effect, because it names no rule or is not written as one.

The form is `# amllint: ignore[rule, ...] reason`, with codes or names. There is none that ignores every rule: it would
also hide problems that nobody has thought of. `# amllint: file-ignore[rule] reason` counts for a whole file and stands
at its top. To switch a rule off everywhere, or for some paths, use `ignore` and `per-path-ignores` in the settings.

## Bad: misspelt

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
instance_type: Standard_D4as_v4  # amllint: ignore[size-retird] moved next month  # <-
instance_count: 3
```

## Bad: no rule is named

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
instance_type: Standard_D4as_v4  # amllint: ignore  # <-
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

from ...registry import RuleInfo

RULE = RuleInfo("AML904", "unknown-ignore", "warning", on="itself", module=__name__)
