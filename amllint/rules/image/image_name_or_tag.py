"""AML414 image-name-or-tag: Azure's registry has no image of this name, or no tag of this form.

The images below mcr.microsoft.com/azureml bear tags of the form `YYYYMMDD.vN` (20250701.v1), and `latest`; any other
ends with "manifest unknown" (release notes once named tags without `.vN` that were never published). A name that is
not in the table, but nearly the same as one that is, is probably mistyped.

A warning: the table of names is dated, and tags are not looked up. The old images `base`, `base-gpu` and `base-lite`
had tags of other forms, and are AML401.

## Bad
`deployment.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json
name: blue
endpoint_name: credit
model:
  name: classifier
  version: "1"
  path: model/classifier.pkl
code_configuration:
  code: code
  scoring_script: score.py
environment:
  image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20250701  # <-
  conda_file: environment/conda.yaml
instance_type: Standard_D4as_v4
instance_count: 3
```

## Bad: name

`deployment.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json
name: blue
endpoint_name: credit
model:
  name: classifier
  version: "1"
  path: model/classifier.pkl
code_configuration:
  code: code
  scoring_script: score.py
environment:
  image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu-22.04:latest  # <-
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
  name: classifier
  version: "1"
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

from ...facts import images
from ...finding import Problem
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit


_OLD = ("base", "base-gpu", "base-lite", "o16n-base/python-slim")
_TAG = r"\d{8}\.v\d+|latest"


@rule("AML414", "image-name-or-tag", "warning", on="unit", needs=("image",))
def image_name_or_tag(unit: Unit) -> Iterator[Problem]:
    """Look at name and tag of an image of Azure's own."""
    from re import fullmatch

    environment, text = unit.environment, unit.container.image_text
    if environment is None or environment.image is None or environment.image.span is None or text is None:
        return
    name = images.azureml_name(text)
    if name is None or "$" in text or "{" in text:
        return
    image = unit.container.image
    near = images.near(name) if image is None else ()
    tag = images.parse_reference(text).tag
    if near:
        yield Problem(
            environment.image.span,
            f"no image of the name azureml/{name} is known",
            help=f"did you mean mcr.microsoft.com/azureml/{near[0]}?",
            subject=name,
        )
    elif image is not None and image.kind != "curated" and name not in _OLD and tag and not fullmatch(_TAG, tag):
        yield Problem(
            environment.image.span,
            f'tags of {image.name} have the form YYYYMMDD.vN: `{tag}` ends with "manifest unknown"',
            help="take `latest`, or a tag from the list of mcr.microsoft.com",
            subject=f"{name}:{tag}",
        )
