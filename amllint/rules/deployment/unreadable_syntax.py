r"""AML517 unreadable-syntax: the file of a deployment is no YAML or JSON.

The client stops before anything is sent: "while parsing a block mapping ... expected <block end>", "Error parsing
--inference-config-file. Must be valid JSON or YAML". The place is where reading failed; the cause often stands on the
line above: a quotation mark that is not closed, a tab, a colon without a blank, a key further in than its neighbours.

Placeholders (`{{NAME}}`, `$(name)`, `#{name}#` ...) are read as unknown values. In a file that has any, wrong syntax
is a warning (AML902), because filling them in may cure it.

## Bad
`deployment.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json
name: blue
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

RULE = RuleInfo("AML517", "unreadable-syntax", "error", on="itself", module=__name__)
"""The pipeline itself reports it: a file that cannot be read is no document that a rule could ask about."""
