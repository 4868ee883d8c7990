"""AML614 cluster-too-small: the replicas do not fit on the nodes of the project's cluster.

A rolling update starts a new replica before an old one goes, so the cluster must hold one more than the deployment
has, and no replica is larger than a node. Pods that find no node wait and fail: "Couldn't Schedule because the
kubernetes cluster didn't have available resources after trying for 00:05:00". Counted without what the system takes
for itself. Reported only where the project makes exactly one cluster, of a known size and number of nodes.

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
instance_count: 4
resources:
  requests:
    cpu: "3"  # <-
    memory: 2Gi
```

`cluster.sh`
```sh
az aks create --name ml --resource-group rg --node-count 3 --node-vm-size Standard_D4s_v3 --enable-addons monitoring
```

## Good
Base: kubernetes

`cluster.sh`
```sh
az aks create --name ml --resource-group rg --node-count 3 --node-vm-size Standard_D4s_v3 --enable-addons monitoring
```
"""

from __future__ import annotations

from ...facts import skus
from ...finding import Label, Problem
from ...registry import rule
from ...values import number_of, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit

_KINDS = ("v2-kubernetes", "v1-aks", "v1-aksendpoint")


@rule("AML614", "cluster-too-small", "warning", on="unit", kinds=_KINDS, needs=("cluster",))
def cluster_too_small(unit: Unit) -> Iterator[Problem]:
    """Count how many replicas the nodes hold, one resource at a time."""
    cluster = unit.cluster
    size = skus.find(text_of(cluster.node.get("node_size")) or "") if cluster is not None else None
    if cluster is None or size is None:
        return
    nodes = number_of(cluster.node.get("most_nodes")) or number_of(cluster.node.get("node_count"))
    replicas = _replicas(unit)
    for what, of_node, measure in (("cpu", size.vcpus, "cores"), ("memory", size.memory_gib, "GiB")):
        asked = unit.container.resource("requests", what)  # type: ignore[arg-type]
        if asked is None or asked.amount <= 0:
            continue
        on_a_node = int(of_node // asked.amount)
        label = Label(cluster.node.span, "the cluster")
        if on_a_node == 0:
            message = f"one replica asks for {asked.text} ({what}), and a {size.name} node has {of_node:g} {measure}"
        elif nodes is not None and replicas is not None and replicas + 1 > on_a_node * nodes:
            message = (
                f"{replicas} replicas, and one more during an update, ask for {asked.text} each ({what}), and "
                f"{nodes:g} x {size.name} hold {on_a_node * int(nodes)} of them"
            )
        else:
            continue
        yield Problem(
            asked.span,
            f"{message}: Couldn't Schedule because the kubernetes cluster didn't have available resources",
            (label,),
            "lower the request or the replicas, or add nodes",
            subject=what,
        )


def _replicas(unit: Unit) -> int | None:
    """The replicas that the deployment has at least; None where it is not known."""
    for name in ("scale_settings.min_instances", "instance_count"):
        setting = unit.setting(name)
        if setting.given:
            return int(setting.number) if setting.number is not None else None
    return 1
