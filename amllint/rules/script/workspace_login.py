"""AML115 workspace-login-in-init: the script logs in to the workspace in a way that a container cannot.

`Workspace.from_config()` without credentials opens a browser or prints a code to type in; there is nobody to answer,
and the config.json that it looks for is not in the container unless the code folder holds it. The container hangs or
ends with "Message: We could not find config.json" and the deployment in `ScoreInitRestart` or `ResourceNotReady`. The
same holds for interactive and device-code credentials, and for credentials of the Azure CLI.

Models are mounted: read AZUREML_MODEL_DIR. What else is needed comes with environment variables, or with a managed
identity (`DefaultAzureCredential`, `ManagedIdentityCredential`).

## Bad
`code/score.py`
```python
import json

from azureml.core import Workspace


def init():
    global workspace
    workspace = Workspace.from_config()  # <-


def run(data):
    return {"workspace": workspace.name, "data": json.loads(data)}
```

`environment/conda.yaml`
```yaml
name: credit
channels:
  - conda-forge
dependencies:
  - python=3.10.14
  - pip=24.2
  - pip:
      - azureml-inference-server-http==1.5.1
      - azureml-core==1.57.0
```

## Good
`code/score.py`
```python
import json
import os


def init():
    global workspace
    workspace = os.environ.get("WORKSPACE_NAME", "unknown")


def run(data):
    return {"workspace": workspace, "data": json.loads(data)}
```
"""

from __future__ import annotations

from ...boot import outcome
from ...finding import Label, Problem
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Call, Unit
    from ...finding import Severity


_INTERACTIVE = ("InteractiveLoginAuthentication", "InteractiveBrowserCredential", "DeviceCodeCredential")
_DESKTOP = ("AzureCliAuthentication", "AzureCliCredential", "VisualStudioCodeCredential", "AzurePowerShellCredential")


@rule("AML115", "workspace-login-in-init", "error", on="unit", needs=("script",))
def workspace_login(unit: Unit) -> Iterator[Problem]:
    """Ask about each login on import and in init() that surely happens and that nothing stops."""
    if not unit.online:
        return  # a batch job runs with a workspace around it
    boot = unit.boot
    for call in boot.calls_in("import", "init"):
        reason = _reason(unit, call)
        if reason is None or not call.certain or boot.handler_of(call.span) is not None:
            continue
        severity, why = reason
        yield Problem(
            call.span,
            f"{why} {outcome(call.phase)}",
            (Label(call.span, " → ".join(call.chain)),) if len(call.chain) > 2 else (),
            "read the model from AZUREML_MODEL_DIR, and take what else is needed from environment variables or a "
            "managed identity",
            subject=call.dotted,
            severity=severity,
        )


def _reason(unit: Unit, call: Call) -> tuple[Severity | None, str] | None:
    """The severity (None: error) and a clause that tells why a call fails in a container."""
    first, _, last = call.dotted.rpartition(".")
    if not call.dotted.startswith(("azureml.", "azure.")):
        return None
    if last in _INTERACTIVE:
        return None, f"`{last}` waits for a person to log in, and nobody does"
    if last in _DESKTOP:
        return "warning", f"`{last}` needs the tool of a desk, which the container does not have: this fails"
    if first.endswith("Workspace") and last in ("from_config", "get") and call.argument("auth") is None:
        if call.open:
            return None
        if last == "get":
            return "warning", "`Workspace.get` without `auth` falls back to a login by a person: this fails"
        return None, "`Workspace.from_config()` needs a config.json and a person to log in, and has neither: this fails"
    if call.dotted == "azure.ai.ml.MLClient.from_config" and not _has_config(unit):
        return "warning", "`MLClient.from_config` looks for a config.json, which is not in the code folder: this fails"
    return None


def _has_config(unit: Unit) -> bool:
    names = ("config.json", ".azureml/config.json")
    return any(unit.container.code_json(name) is not None for name in names)
