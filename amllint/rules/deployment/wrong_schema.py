"""AML509 wrong-schema: the file is written for another form of file than the one that reads it.

- Keys of the preview of 2021: `local_path`, `environment.docker`, `deployments` inside an endpoint. Old samples still
  show them; the client rejects them.
- `resources` next to `settings.instance_count` in a model batch deployment: "Can't set instance_count when resources
  is provided."
- The client ignores `$schema` and tells the kind from the keys. A file with the schema of a Kubernetes deployment but
  without `type: kubernetes` is read as a managed one, a managed endpoint's file with `compute` as a Kubernetes
  endpoint. Where nothing else in the file is wrong the client says nothing: a warning.

## Bad
`deployment.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json
name: blue
endpoint_name: credit
model:
  name: classifier
  version: 1
  local_path: model/classifier.pkl  # <-
code_configuration:
  code:
    local_path: code  # <-
  scoring_script: score.py
environment:
  image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20250701.v1
  conda_file: environment/conda.yaml
instance_type: Standard_D4as_v4
instance_count: 3
```

## Bad: twice the number of instances
Base: batch

`deployment.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/modelBatchDeployment.schema.json
type: model
name: nightly
endpoint_name: credit-batch
model:
  path: model/classifier.pkl
code_configuration:
  code: code
  scoring_script: score.py
environment:
  image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20250701.v1
  conda_file: environment/conda.yaml
compute: azureml:cpu-cluster
resources:
  instance_count: 2
settings:
  mini_batch_size: 10
  instance_count: 2  # <-
```

## Bad: read as a managed deployment
`deployment.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/kubernetesOnlineDeployment.schema.json  # <-
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

from ...facts import schema
from ...finding import Label, Problem
from ...registry import rule
from ...values import Mapping, Unknown, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...model import AssetDocument

_LOUD = ("unknown-key", "missing-key", "wrong-type", "old-form")


@rule("AML509", "wrong-schema", "error", on="document")
def wrong_schema(document: AssetDocument) -> Iterator[Problem]:
    """Report old keys, what excludes each other, and a `$schema` that speaks of another kind."""
    if document.form.startswith("sdk"):
        return
    misfits = schema.document_misfits(document.kind, document.node)
    for misfit in misfits:
        if misfit.kind == "old-form":
            yield Problem(
                misfit.span,
                f"`{'.'.join(misfit.path)}` is a key of the preview of 2021: the client rejects the file",
                help=f"write {misfit.expected}",
                subject=".".join(misfit.path),
            )
    if document.kind == "model-batch-deployment":
        yield from _instances_twice(document.node)
    if not any(misfit.kind in _LOUD for misfit in misfits):
        yield from _read_as_another(document)


def _instances_twice(node: Mapping) -> Iterator[Problem]:
    resources, settings = node.entry("resources"), node.get("settings")
    inner = settings.entry("instance_count") if isinstance(settings, Mapping) else None
    if resources is None or not isinstance(resources.value, Mapping) or not resources.value.entries or inner is None:
        return
    yield Problem(
        inner.key,
        'the client rejects this file: "Can\'t set instance_count when resources is provided."',
        (Label(resources.key, "`resources` is here"),),
        "keep `resources.instance_count` alone",
        subject="instance_count",
    )


def _read_as_another(document: AssetDocument) -> Iterator[Problem]:
    stated = document.node.get("$schema")
    stem = (text_of(stated) or "").rpartition("/")[2].lower()
    kind = document.kind
    if stated is None or isinstance(document.node.get("type"), Unknown):
        return
    if kind == "managed-deployment" and stem.startswith("kubernetesonlinedeployment"):
        what = "without `type: kubernetes` the client reads this file as a managed deployment, whatever `$schema` says"
    elif kind == "kubernetes-deployment" and stem.startswith("managedonlinedeployment"):
        what = "with `type: kubernetes` the client reads this file as a Kubernetes deployment, whatever `$schema` says"
    elif kind == "kubernetes-endpoint" and stem.startswith("managedonlineendpoint"):
        what = "with `compute` the client reads this file as a Kubernetes endpoint, whatever `$schema` says"
    else:
        return
    yield Problem(stated.span, what, help="make `$schema` and keys agree", subject="$schema", severity="warning")
