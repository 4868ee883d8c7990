"""AML503 missing-key: a key that the deployment needs is not there.

The client ends in "Missing data for required field." before anything is sent: a managed deployment needs
`instance_type`, `scale_settings` a `type`, an `inference_config` all three routes, each with `port` and `path`. Where
the `settings` of a model batch deployment lack `mini_batch_size`, or a `data_collector` its `collections`, the client
dies of a bare TypeError. An inline model with a `version` needs a `name` ("If version is specified, name must be
specified also.").

`name`, `endpoint_name` and `compute` may as well come from the command line, so their absence is a note. A key that a
trigger of the project sets is not missing.

## Bad
`deployment.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json
name: blue  # <-
endpoint_name: credit
model:
  path: model/classifier.pkl
code_configuration:
  code: code
  scoring_script: score.py
environment:
  image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20250701.v1
  conda_file: environment/conda.yaml
scale_settings:  # <-
  max_instances: 3
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
scale_settings:
  type: default
instance_type: Standard_D4as_v4
instance_count: 3
```
"""

from __future__ import annotations

from ...discovery import kind_of
from ...facts import schema
from ...finding import Problem
from ...registry import rule
from ...values import text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit

_KINDS = ("v2-managed", "v2-kubernetes", "v2-batch", "v2-unknown")
_ERRORS = {
    "settings.mini_batch_size": "missing 1 required keyword-only argument: 'mini_batch_size'",
    "data_collector.collections": "missing 1 required positional argument: 'collections'",
    "model.name": "If version is specified, name must be specified also.",
}
_OPTIONS = {"name": "--name", "endpoint_name": "--endpoint-name", "compute": "--set compute=azureml:NAME"}


@rule("AML503", "missing-key", "error", on="unit", kinds=_KINDS)
def missing_key(unit: Unit) -> Iterator[Problem]:
    """Report what the deployment's own file lacks and nothing else gives."""
    kind = kind_of(unit.node) if unit.node is not None else None
    if unit.node is None or kind is None:
        return
    for misfit in schema.document_misfits(kind, unit.node):
        if misfit.kind != "missing-key" or misfit.field is None or unit.setting(".".join(misfit.path)).given:
            continue
        key = misfit.path[-1]
        if misfit.field.required == "option":
            yield Problem(
                unit.span if len(misfit.path) == 1 else misfit.span,
                f"`{key}` is not in the file: the command line must give it",
                help=f"pass {_OPTIONS[key]}, or write the key",
                subject=key,
                severity="note",
            )
        else:
            yield _problem(unit, misfit)


def _problem(unit: Unit, misfit: schema.Misfit) -> Problem:
    name = ".".join(misfit.path)
    error = _ERRORS.get(name, "Missing data for required field.")
    stated = text_of(unit.node.get("type")) if unit.node is not None else None
    in_capitals = misfit.path == ("instance_type",) and stated is not None and stated.lower() == "kubernetes"
    return Problem(
        unit.span if len(misfit.path) == 1 else misfit.span,
        f'`{name}` is missing: the client rejects the file ("{error}")',
        help=f"`type: {stated}` is read as a managed deployment: write `type: kubernetes` in lower case"
        if in_capitals
        else f"add the key; it takes {misfit.expected}",
        subject=name,
    )
