"""AML613 instance-type-undefined: the Kubernetes instance type is not among those that the project defines.

An instance type is a custom resource of the cluster (`kind: InstanceType`). One that is not there ends in a failed
validation by the service (github Azure/AML-Kubernetes issue 249). Clusters may have types that no file shows, so this
is a warning, and silent where the project defines none. `defaultinstancetype` always exists.

## Bad
Base: kubernetes

`deployment.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/kubernetesOnlineDeployment.schema.json
type: kubernetes
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
instance_type: smal  # <-
```

`cluster/instance-types.yml`
```yaml
apiVersion: amlarc.azureml.com/v1alpha1
kind: InstanceTypeList
items:
  - metadata:
      name: small
    spec:
      resources:
        limits:
          cpu: "2"
          memory: 4Gi
```

## Good
Base: kubernetes

`deployment.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/kubernetesOnlineDeployment.schema.json
type: kubernetes
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
instance_type: small
```

`cluster/instance-types.yml`
```yaml
apiVersion: amlarc.azureml.com/v1alpha1
kind: InstanceType
metadata:
  name: small
spec:
  resources:
    limits:
      cpu: "2"
      memory: 4Gi
```
"""

from __future__ import annotations

from ...finding import Problem
from ...registry import rule
from ...spelling import nearest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit

_ALWAYS = "defaultinstancetype"


@rule("AML613", "instance-type-undefined", "warning", on="unit", kinds=("v2-kubernetes",), needs=("instance types",))
def instance_type_undefined(unit: Unit) -> Iterator[Problem]:
    """Look the name up among the project's resources."""
    setting = unit.setting("instance_type")
    name, known = setting.text, unit.instance_types
    if not name or not known or setting.span is None or name in known or name == _ALWAYS:
        return
    near = nearest(name, (*known, _ALWAYS))
    yield Problem(
        setting.span,
        f"no InstanceType of the project is called `{name}`: unless the cluster has it, the service fails to validate "
        "the deployment",
        help=f"did you mean `{near[0]}`?" if near else "the project defines " + ", ".join(known),
        subject=name,
    )
