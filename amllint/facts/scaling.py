"""Defaults and limits of scaling and of requests, by kind of unit; None where the kind has none or it is not known.

Sources: facts/v2.md, sections 1 and 1.2 (PyPI azure-ai-ml 1.35.2; reference-yaml-deployment-managed-online and
-kubernetes-online), facts/v1.md, sections 3 and 3.1 (PyPI azureml-core 1.61.0.post4; github
Azure/MachineLearningNotebooks issue 1624).
"""

from __future__ import annotations

V1_AKS = ("v1-aks", "v1-aksendpoint")
"""The v1 kinds that scale and take request settings."""

TARGET_UTILIZATION = 70
"""Percent, the same on Kubernetes and v1 AKS."""

_MOST_TIMEOUT_MS = {"v2-managed": 180_000, "v2-kubernetes": 300_000, "v1-aks": 300_000, "v1-aksendpoint": 300_000}
_DEFAULT_TIMEOUT_MS = {"v2-managed": 5_000, "v2-kubernetes": 5_000, "v1-aks": 60_000, "v1-aksendpoint": 60_000}
_DEFAULT_MOST_REPLICAS = {"v2-kubernetes": 1, "v1-aks": 10, "v1-aksendpoint": 10}


def most_timeout_ms(kind: str) -> int | None:
    """The longest time that a request may be given (ms); exactly that is fine."""
    return _MOST_TIMEOUT_MS.get(kind)


def default_timeout_ms(kind: str) -> int | None:
    """The time that a request is given where nothing is stated (ms)."""
    return _DEFAULT_TIMEOUT_MS.get(kind)


def default_most_replicas(kind: str) -> int | None:
    """The most replicas of an autoscaled deployment where nothing is stated."""
    return _DEFAULT_MOST_REPLICAS.get(kind)
