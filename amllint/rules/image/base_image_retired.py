"""AML401 base-image-retired: the base image gets no patches any more, or is gone.

A deprecated image can still be pulled, but gets no new tags and no security patches; a removed or renamed one is no
longer built. Environments on it may be refused one day, and today fail in the small print: old glibc, old OpenSSL, an
end-of-life Ubuntu. The dates are those of the release notes of github Azure/AzureML-Containers and of github
Azure/azureml-assets.

Always a warning, because the image may still be pullable. The fix names the successor of the same kind and is unsafe:
the new image has another operating system.

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
  image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu20.04:20250217.v1  # <-
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

from ...finding import Edit, Fix, Problem
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit
    from ...text import Span

_STATES = {
    "deprecated": "is deprecated",
    "removed": "is no longer built",
    "renamed": "is no longer built under this name",
    "unlisted": "is no longer in the list of supported images",
}


@rule("AML401", "base-image-retired", "warning", on="unit", fix="unsafe", needs=("image",))
def base_image_retired(unit: Unit) -> Iterator[Problem]:
    """Look the image up in the dated table."""
    environment, image = unit.environment, unit.container.image
    if environment is None or environment.image is None or environment.image.span is None or image is None:
        return
    state = _STATES.get(image.status)
    if state is None:
        return
    since = f" since {image.retired_on}" if image.retired_on else ""
    last = f"; its last tag is {image.last_tag}" if image.last_tag else ""
    yield Problem(
        environment.image.span,
        f"the image {image.name} {state}{since}{last}: it gets no security patches",
        help=f"use mcr.microsoft.com/azureml/{image.successor}" if image.successor else None,
        fix=_fix(environment.image.span, unit.container.image_text or "", image.successor),
        subject=image.name,
    )


def _fix(span: Span, written: str, successor: str) -> Fix | None:
    """Put the successor in place of the old reference, with the tag that always exists."""
    if not successor or written not in span.text:
        return None
    new = f"mcr.microsoft.com/azureml/{successor}:latest"
    return Fix("unsafe", f"write {new}", (Edit(span, span.text.replace(written, new)),))
