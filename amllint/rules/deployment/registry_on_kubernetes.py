"""AML511 registry-on-kubernetes: a Kubernetes deployment refers to an asset in a registry.

The client rejects the file before anything is sent: "Registry reference for models is not supported for
K8SDeployment", and the same for environments and code. Copy or register the asset in the workspace and name it there.

## Bad
Base: kubernetes

`deployment.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/kubernetesOnlineDeployment.schema.json
type: kubernetes
name: blue
endpoint_name: credit
model: azureml://registries/shared/models/classifier/versions/1  # <-
code_configuration:
  code: code
  scoring_script: score.py
environment: azureml://registries/azureml/environments/sklearn-1.5/labels/latest  # <-
```

## Good
Base: kubernetes

`deployment.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/kubernetesOnlineDeployment.schema.json
type: kubernetes
name: blue
endpoint_name: credit
model: azureml:classifier:1
code_configuration:
  code: code
  scoring_script: score.py
environment: azureml:credit:3
```
"""

from __future__ import annotations

from ...finding import Problem
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit

_WHERE = {"model": "models", "environment": "environments", "code_configuration.code": "code_configuration.code"}


@rule("AML511", "registry-on-kubernetes", "error", on="unit", kinds=("v2-kubernetes",))
def registry_on_kubernetes(unit: Unit) -> Iterator[Problem]:
    """Report each registry reference of a deployment file; code is not held against the file's schema."""
    if unit.form.startswith("sdk"):
        return
    for name, what in _WHERE.items():
        setting = unit.setting(name)
        text = setting.text
        if text is None or setting.span is None:
            continue
        if text.removeprefix("azureml:").startswith(("//registries/", "azureml://registries/")):
            yield Problem(
                setting.span,
                f'the client rejects the file: "Registry reference for {what} is not supported for K8SDeployment"',
                help="register the asset in the workspace and refer to it as `azureml:NAME:VERSION`",
                subject=name,
            )
