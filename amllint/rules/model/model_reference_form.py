"""AML208 model-reference-form: `model` is written in a way that refers to no model, or to no version of one.

A deployment file names a registered model as `azureml:NAME:VERSION` or `azureml:NAME@LABEL`, or defines one as
`model: {path: ...}`. What goes wrong:

- a name without `azureml:`, or a path where `path:` belongs: the client rejects the file, with one complaint for each
  form that it could have been ("In order to specify an existing models, please provide ... prefixed with 'azureml:'");
- `path: azureml:NAME:VERSION`: a `path` is a local path or a storage address, so the client looks for a file of that
  name (github Azure/azure-cli-extensions issue 8438);
- `azureml:NAME` without version and label loads, and then names no version (a warning); so does `azureml:NAME:latest`,
  which asks for a version called "latest".

In SDK code a bare `NAME:VERSION` is right.

## Bad
`deployment.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json
name: blue
endpoint_name: credit
model: classifier:1  # <-
code_configuration:
  code: code
  scoring_script: score.py
environment:
  image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20250701.v1
  conda_file: environment/conda.yaml
instance_type: Standard_D4as_v4
instance_count: 3
```

## Bad: path names a reference
`deployment.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json
name: blue
endpoint_name: credit
model:
  path: azureml:classifier:1  # <-
code_configuration:
  code: code
  scoring_script: score.py
environment:
  image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20250701.v1
  conda_file: environment/conda.yaml
instance_type: Standard_D4as_v4
instance_count: 3
```

## Bad: no version and no label
`deployment.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json
name: blue
endpoint_name: credit
model: azureml:classifier  # <-
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
model: azureml:classifier:1
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

from ...finding import Edit, Fix, Problem
from ...registry import rule
from ...values import Mapping, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit
    from ...values import Value


_REJECTED = (
    'the client rejects the file ("In order to specify an existing models, please provide ... prefixed with '
    "'azureml:'\")"
)


@rule(
    "AML208",
    "model-reference-form",
    "error",
    on="unit",
    kinds=("v2-managed", "v2-kubernetes", "v2-batch"),
    fix="unsafe",
)
def model_reference_form(unit: Unit) -> Iterator[Problem]:
    """Check the form of a deployment file's `model`."""
    value = unit.node.get("model") if unit.node is not None else None
    if value is None or unit.form.startswith("sdk"):
        return
    text = text_of(value)
    if isinstance(value, Mapping):
        path = value.get("path")
        stated = text_of(path)
        if path is not None and stated is not None and stated.startswith("azureml:"):
            yield from _path(value, path, stated)
    elif text is not None and text.startswith("azureml:"):
        yield from _reference(value, text)
    elif text is not None and text:
        yield from _bare(value, text)


def _path(block: Mapping, path: Value, text: str) -> Iterator[Problem]:
    if text.startswith(("azureml:/", "azureml://")):
        return
    yield Problem(
        path.span,
        f"`path` is a local path or a storage address, so the client looks for a file called `{text}`, and stops",
        help=f"write `model: {text}`",
        fix=Fix("unsafe", f"write {text}", (Edit(block.span, text),)) if len(block.entries) == 1 else None,
        subject="path",
    )


def _reference(value: Value, text: str) -> Iterator[Problem]:
    rest = text.removeprefix("azureml:")
    name, colon, version = rest.partition(":")
    if rest.startswith("/") or not name or "@" in rest:
        return
    if not colon:
        yield Problem(
            value.span,
            f"`{text}` names neither a version nor a label: it loads, and then it is open which version is deployed",
            help=f"write `{text}:VERSION`, or `{text}@latest`",
            subject="no-version",
            severity="warning",
        )
    elif version == "latest":
        edit = Edit(value.span, value.span.text.replace(":latest", "@latest"))
        yield Problem(
            value.span,
            f"`{text}` asks for a version called latest; a label is written with @",
            help=f"write `azureml:{name}@latest`",
            fix=Fix("unsafe", f"write azureml:{name}@latest", (edit,)),
            subject="label",
            severity="warning",
        )


def _bare(value: Value, text: str) -> Iterator[Problem]:
    name, _, version = text.replace("@", ":").partition(":")
    plain = all(part and part.replace("-", "").replace("_", "").replace(".", "").isalnum() for part in (name, version))
    is_path = "/" in text or "\\" in text or text.startswith("file:")
    if is_path:
        help = f"write `model: {{path: {text.removeprefix('file:')}}}`"
    else:
        help = "write `azureml:NAME:VERSION`, `azureml:NAME@latest`, or `model: {path: ...}` for a local model"
    fix = None
    if plain:
        edit = Edit(value.span, value.span.text.replace(text, f"azureml:{text}"))
        fix = Fix("safe", f"write azureml:{text}", (edit,))
        help = f"write `azureml:{text}`"
    yield Problem(value.span, f"`{text}` refers to no model: {_REJECTED}", help=help, fix=fix, subject="prefix")
