"""AML714 no-monitoring: an AKS cluster of the project is made without Azure Monitor.

Without it there is no record of replicas, restarts and node pressure when requests are answered 503. Microsoft's
troubleshooting article advises to switch it on. Off by default, because a policy or the portal may do so too.

## Bad
Base: kubernetes

`cluster.sh`
```sh
az aks create --name ml --resource-group rg --node-count 3 --node-vm-size Standard_D4s_v3  # <-
```

## Good
Base: kubernetes

`cluster.sh`
```sh
az aks create --name ml --resource-group rg --node-count 3 --node-vm-size Standard_D4s_v3 --enable-addons monitoring
```
"""

from __future__ import annotations

from ...finding import Problem
from ...registry import rule
from ...values import Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...model import AssetDocument


@rule("AML714", "no-monitoring", "note", on="document", kinds=("aks-cluster",), default=False)
def no_monitoring(document: AssetDocument) -> Iterator[Problem]:
    """Report a cluster whose definition surely leaves monitoring out."""
    monitoring = document.node.get("monitoring")
    if isinstance(monitoring, Scalar) and monitoring.data is False:
        yield Problem(
            document.node.span,
            "this cluster is made without Azure Monitor: nothing records why requests are answered 503",
            help="add `--enable-addons monitoring`, or the omsagent add-on",
            subject="monitoring",
        )
