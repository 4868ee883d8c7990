"""Limits of names, counts and times of deployments, by kind; None or "" says that nothing is wrong.

Sources: facts/v2.md, sections 1, 2 and 8 (PyPI azure-ai-ml 1.35.2; how-to-manage-quotas, 2026-01-27), facts/v1.md,
sections 2 to 4 (PyPI azureml-core 1.61.0.post4).
"""

from __future__ import annotations

ENDPOINT_NAME = (3, 32)
"""Smallest and largest length of endpoint, deployment and v1 service names."""
PAIR_NAME = 62
"""Most characters of endpoint and deployment name together on Kubernetes."""
ENVIRONMENT_NAME = 255
RESERVED_ENVIRONMENTS = ("Microsoft", "AzureML")
"""Beginnings of environment names that are kept for curated ones."""
MOST_MIRRORED = 50
"""Percent."""
MOST_INSTANCES = 50
"""Instances of a managed deployment, unless a support ticket raised it."""
MOST_COLLECTORS = 5
ENDPOINT_RPS = 500
"""Requests a second of a managed endpoint; connections a second and active connections have the same limit."""
ACI_CORES = 31.0
ACI_GIB = 240.0
"""A container group of Azure Container Instances (container-instances-resource-and-quota-limits, 2025-11-17)."""
ACI_OWN_CORES = 0.2
ACI_OWN_GIB = 1.0
"""What the platform adds to a request on ACI (github microsoft/PowerApps-Samples issue 332)."""
UPGRADE_RESERVE = (6, 5)
"""Quota must cover ceil(6/5 x instances) (how-to-manage-quotas, 2026-01-27)."""


def endpoint_name_fault(name: str, *, v1: bool = False) -> str:
    """What is wrong with an endpoint, deployment or v1 service name, as a clause; "" if nothing is."""
    least, most = ENDPOINT_NAME
    if not least <= len(name) <= most:
        return f"it has {len(name)} characters, and {least} to {most} are allowed"
    letters = "a lower case letter" if v1 else "a letter"
    if not (name[0].isascii() and name[0].isalpha()) or (v1 and not name[0].islower()):
        return f"it must start with {letters}"
    wrong = next((sign for sign in name if not _name_sign(sign, v1)), None)
    if wrong is not None:
        allowed = "lower case letters" if v1 else "letters"
        return f"only {allowed}, digits and hyphens are allowed, not `{wrong}`"
    return "it must not end in a hyphen" if name.endswith("-") else ""


def _name_sign(sign: str, v1: bool) -> bool:
    return sign.isascii() and (sign == "-" or sign.isdigit() or (sign.isalpha() and not (v1 and sign.isupper())))


def environment_name_fault(name: str) -> str:
    """What is wrong with the name of an environment of one's own; "" if nothing is."""
    if len(name) > ENVIRONMENT_NAME:
        return f"it has {len(name)} characters, and at most {ENVIRONMENT_NAME} are allowed"
    reserved = next((start for start in RESERVED_ENVIRONMENTS if name.startswith(start)), None)
    return f"names that start with `{reserved}` are kept for curated environments" if reserved else ""


def model_name_fault(name: str) -> str:
    """What is wrong with a model's name in the v1 client; "" if nothing is."""
    if not 1 <= len(name) <= 255:
        return f"it has {len(name)} characters, and 1 to 255 are allowed"
    if not (name[0].isascii() and name[0].isalnum()):
        return "it must start with a letter or digit"
    wrong = next((sign for sign in name if not (sign.isascii() and (sign.isalnum() or sign in "-_."))), None)
    return f"only letters, digits, `-`, `_` and `.` are allowed, not `{wrong}`" if wrong else ""


def namespace_fault(name: str) -> str:
    """What is wrong with a Kubernetes namespace in the v1 client; "" if nothing is."""
    fits = 1 <= len(name) <= 63 and all(sign.isascii() and (sign == "-" or sign.isdigit() or sign.islower())
                                        for sign in name)  # fmt: skip
    if fits and name[0] != "-" and name[-1] != "-":
        return ""
    return "it must be 1 to 63 lower case letters, digits and hyphens, with no hyphen at either end"


def reserved_instances(instances: int) -> int:
    """Instances that the quota must cover, so that an upgrade can roll: 1.2 times, rounded up."""
    share, whole = UPGRADE_RESERVE
    return -(-instances * share // whole)


def reserve_exempt(size: str) -> bool:
    """Whether a size needs no reserve for upgrades: NC A100 v4, NC H100 v5, ND A100 and H100, ND40rs_v2."""
    name = size.lower()
    if name.startswith("standard_nc") and ("a100_v4" in name or "h100_v5" in name):
        return True
    return name.startswith("standard_nd") and ("a100" in name or "h100" in name or "40rs_v2" in name)
