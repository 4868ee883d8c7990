"""AML207 model-path-missing: the local model is not there, or its folder is empty.

`az ml` uploads what `path` names from your disk, seen from the folder of the YAML file. What is not there stops it
("No such file or directory"), and so does an empty folder ("Directory ... is empty. path or local_path must be a
non-empty directory"). It is a warning because models are often copied into place before they are deployed; what git
ignores, what DVC holds and what anything in the project writes is silent.

## Bad
`deployment.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json
name: blue
endpoint_name: credit
model:
  path: model/clasifier.pkl  # <-
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

from ...finding import Edit, Fix, Problem
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit


@rule("AML207", "model-path-missing", "warning", on="unit", fix="unsafe")
def model_path_missing(unit: Unit) -> Iterator[Problem]:
    """Report model paths that are proven missing, and folders without a file."""
    for reference in unit.references:
        if reference.role != "model" or reference.state != "missing" or reference.text.startswith("azureml:"):
            continue
        fix = None
        if reference.near and reference.path is not None and reference.span.text.count(reference.text) == 1:
            old, new = reference.path.rpartition("/"), reference.near[0].rpartition("/")
            if old[0] == new[0] and reference.text.rstrip("/").endswith(old[2]):
                text = reference.span.text.replace(old[2], new[2])
                fix = Fix("unsafe", f"write {reference.near[0]}", (Edit(reference.span, text),))
        yield Problem(
            reference.span,
            f"the model `{reference.text}` is not there (looked at {reference.path}), and nothing in the project makes "
            'it: `az ml` stops ("No such file or directory")',
            help=f"did you mean {reference.near[0]}?" if reference.near else None,
            fix=fix,
            subject=reference.text,
        )
    for model in unit.models:
        if unit.container.model_is_empty(model).yes:
            yield Problem(
                model.span,
                f'the folder {model.path} is empty: `az ml` stops ("path or local_path must be a non-empty directory")',
                subject=model.path or "",
            )
