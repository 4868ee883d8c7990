"""AML510 environment-reference: `environment` is written in a way that refers to no environment.

A deployment file names an environment as `azureml:NAME:VERSION` or `azureml:NAME@LABEL`, or defines it inline. What
goes wrong:

- a name without `azureml:`: the client rejects the file, with one complaint for each of the three forms it could have
  been ("In order to specify an existing environments, please provide ... prefixed with 'azureml:'");
- `{name: ..., version: ...}` alone: it loads as a new, empty environment and the service refuses it, because it has
  neither image nor build context (github Azure/azure-cli-extensions issue 8438);
- `file:` and a conda file: the client reads it as the file of an environment and rejects it.

In SDK code a bare `NAME:VERSION` is right.

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
environment: credit:3  # <-
instance_type: Standard_D4as_v4
instance_count: 3
```

## Bad: a name and a version are no definition
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
environment:  # <-
  name: credit
  version: 3
instance_type: Standard_D4as_v4
instance_count: 3
```

## Bad: a conda file is no environment
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
environment: file:environment/conda.yaml  # <-
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
environment: azureml:credit:3
instance_type: Standard_D4as_v4
instance_count: 3
```
"""

from __future__ import annotations

from ...finding import Edit, Fix, Problem
from ...registry import rule
from ...values import Mapping, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit
    from ...text import Span

_DEFINING = ("image", "build", "conda_file")
_OWN = frozenset({"$schema", "name", "version", "description", "tags"})
_CONDA_KEYS = ("dependencies", "channels")


@rule("AML510", "environment-reference", "error", on="unit", kinds=("v2-managed", "v2-kubernetes"), fix="safe")
def environment_reference(unit: Unit) -> Iterator[Problem]:
    """Check the form of a deployment file's `environment`."""
    entry = unit.node.entry("environment") if unit.node is not None else None
    if entry is None or unit.form.startswith("sdk"):
        return
    value = entry.value
    text = text_of(value)
    if isinstance(value, Mapping):
        named = value.get("name") is not None and not value.open
        if named and not value.duplicates and set(value.keys()) <= _OWN:
            name, version = text_of(value.get("name")), value.get("version")
            shown = f"azureml:{name or 'NAME'}:{version.span.text if version else 'VERSION'}"
            yield Problem(
                entry.key,
                "this defines a new environment that has neither image nor build: the service refuses it",
                help=f"to use the registered one, write `environment: {shown}`",
                subject="name-and-version",
            )
    elif text is not None and text.startswith("file:"):
        yield from _file(unit, value.span, text)
    elif text is not None and not text.startswith("azureml:"):
        yield Problem(
            value.span,
            f'`{text}` is no reference to an environment: the client rejects the file ("In order to specify an '
            "existing environments, please provide ... prefixed with 'azureml:'\")",
            help=_help(text),
            fix=_fix(value.span, text),
            subject="prefix",
        )


def _file(unit: Unit, span: Span, text: str) -> Iterator[Problem]:
    node = unit.environment.node if unit.environment is not None else None
    if not isinstance(node, Mapping) or any(node.get(key) is not None for key in _DEFINING):
        return
    if any(node.get(key) is not None for key in _CONDA_KEYS):
        path = text.removeprefix("file:")
        yield Problem(
            span,
            f"{path} is a conda file, and `file:` takes the file of an environment: the client rejects it",
            help=f"write `environment: {{image: ..., conda_file: {path}}}`",
            subject="conda-file",
        )


def _help(text: str) -> str:
    if text.endswith((".yml", ".yaml")):
        return "name a conda file as `conda_file` next to an `image`, or an environment's own file as `file:PATH`"
    if "/" in text:
        return "name an image as `environment: {image: ...}`"
    return "write `azureml:NAME:VERSION`, or `azureml:NAME@latest`"


def _fix(span: Span, text: str) -> Fix | None:
    """Put `azureml:` before a name with a version or label; anything else may be meant in several ways."""
    name, _, version = text.replace("@", ":").partition(":")
    plain = all(part and part.replace("-", "").replace("_", "").replace(".", "").isalnum() for part in (name, version))
    if not plain:
        return None
    return Fix("safe", f"write azureml:{text}", (Edit(span, span.text.replace(text, f"azureml:{text}")),))
