"""AML402 base-image-not-pinned: the image is named without tag and without digest.

Docker then takes `latest`, and each build may stand on another image. A dated tag (`20250701.v1`) makes a build
repeatable; `latest` in so many words takes part in the patches that appear every two weeks, and is a choice. A note,
because many of Azure's own samples do without.

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
  image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04  # <-
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

from ...facts.images import parse_reference
from ...finding import Problem
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit


@rule("AML402", "base-image-not-pinned", "note", on="unit", needs=("image",))
def base_image_not_pinned(unit: Unit) -> Iterator[Problem]:
    """Look at the parts of the reference."""
    environment, text = unit.environment, unit.container.image_text
    if environment is None or environment.image is None or environment.image.span is None or text is None:
        return
    reference = parse_reference(text)
    if reference.tag or reference.digest or "$" in text or "{" in text or text == "scratch":
        return
    yield Problem(
        environment.image.span,
        f"the image `{text}` has no tag: each build may stand on another one",
        help="state a tag or a digest",
        subject=reference.repository,
    )
