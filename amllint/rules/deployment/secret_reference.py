"""AML513 secret-reference: a reference to a secret in `environment_variables` is malformed.

The platform puts the secret in place when the container starts. These forms are taken:

    ${{azureml://connections/CONNECTION}}
    ${{azureml://connections/CONNECTION/credentials/NAME}}
    ${{azureml://connections/CONNECTION/metadata/NAME}}
    ${{azureml://connections/CONNECTION/target}}
    ${{keyvault:https://VAULT.vault.azure.net/secrets/NAME/VERSION}}

Anything else ends in `SecretsInjectionError`, after image and model are in place. Other `${{...}}` belong to a
pipeline, and are left alone.

## Bad
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
environment_variables:
  SEARCH_KEY: ${{azureml://connections/search/credential/key}}  # <-
  STORE_KEY: ${{keyvault:credit-vault/secrets/store/1}}  # <-
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
environment_variables:
  SEARCH_KEY: ${{azureml://connections/search/credentials/key}}
  STORE_KEY: ${{keyvault:https://credit-vault.vault.azure.net/secrets/store/0123456789abcdef}}
instance_type: Standard_D4as_v4
instance_count: 3
```
"""

from __future__ import annotations

from ...finding import Problem
from ...registry import rule
from ...values import Scalar, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit

_CONNECTION = "azureml://connections/"
_VAULT = "keyvault:"


@rule("AML513", "secret-reference", "error", on="unit", kinds=("v2-managed", "v2-kubernetes"), needs=("variables",))
def secret_reference(unit: Unit) -> Iterator[Problem]:
    """Check the values that are nothing but a reference to a connection or vault."""
    for name, variable in unit.variables.items():
        value = variable.value
        text = value.text if isinstance(value, (Scalar, Unknown)) else ""
        inner = text.strip("\"'").strip()
        if value is None or not (inner.startswith("${{") and inner.endswith("}}")):
            continue
        fault = _fault(inner[3:-2])
        if fault:
            yield Problem(
                value.span,
                f"`{name}` does not refer to a secret: {fault}; the deployment ends in SecretsInjectionError",
                help="write ${{azureml://connections/CONNECTION/credentials/NAME}} or "
                "${{keyvault:https://VAULT.vault.azure.net/secrets/NAME/VERSION}}",
                subject=name,
            )


def _fault(reference: str) -> str:
    """What is wrong with the text between the braces; "" for what is right, has a placeholder, or is no reference."""
    if "$" in reference or "{" in reference or "<" in reference:
        return ""
    if reference.startswith(_CONNECTION):
        return _connection_fault(reference.removeprefix(_CONNECTION).split("/"))
    if reference.startswith(_VAULT):
        return _vault_fault(reference.removeprefix(_VAULT))
    return ""


def _connection_fault(parts: list[str]) -> str:
    if not parts[0]:
        return "the connection has no name"
    below = parts[1:]
    if not below or below == ["target"] or (len(below) == 2 and below[0] in ("credentials", "metadata") and below[1]):
        return ""
    return f"below a connection there are credentials/NAME, metadata/NAME and target, not {'/'.join(below)}"


def _vault_fault(address: str) -> str:
    if not address.startswith("https://"):
        return "the vault is given by its address, https://VAULT.vault.azure.net"
    parts = address.removeprefix("https://").rstrip("/").split("/")
    if len(parts) not in (3, 4) or parts[1] != "secrets" or not all(parts):
        return "after the vault's address comes /secrets/NAME/VERSION"
    return ""
