"""AML505 reference-missing: the deployment names a file or folder that is not there.

`az ml ... create` uploads the code folder, the model and the conda file from your disk, and reads the environment from
it. What is missing stops it, sometimes only after the upload ("No such file or directory", "scoring script not
found"), or starts a container that cannot find its script.

What a v2 YAML names counts from the folder of that YAML; `scoring_script` from the code folder; `dockerfile_path` from
the build context; a `-r` line from the file in which it stands. Names are compared exactly, because the container's
disk tells `Score.py` from `score.py`.

What a v1 configuration names counts from the working directory of the caller, or from `sourceDirectory`. No file
states that directory, so a path is missing only if no folder of the project leads to it.

Unknown, and so silent: placeholders, paths outside the project, what git ignores, what DVC holds, and what a script or
pipeline of the project writes. A missing local model is AML207, a missing Dockerfile AML407.

The fix writes the one name in the same folder that looks alike. It is unsafe: the file may also be the one that is
missing.

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
  scoring_script: Score.py  # <-
environment:
  image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20250701.v1
  conda_file: environment/conda.yml  # <-
instance_type: Standard_DS3_v2
instance_count: 2
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
instance_type: Standard_DS3_v2
instance_count: 2
```
"""

from __future__ import annotations

from ...finding import Edit, Fix, Problem
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit
    from ...model import Reference

_CONSEQUENCES = {
    "code folder": "the client finds no code to upload and stops",
    "scoring script": 'the container has no script to start ("scoring script not found")',
    "conda file": "the client cannot build the environment and stops",
    "environment": "the client stops before anything is sent",
    "requirements file": "pip stops the image build",
    "Docker file steps": "the client stops before anything is sent",
}
_NAMED_BY_V1 = ("code folder", "scoring script", "conda file", "Docker file steps")


@rule("AML505", "reference-missing", "error", on="unit", fix="unsafe")
def reference_missing(unit: Unit) -> Iterator[Problem]:
    """Report every local reference that is proven missing; a model's path is AML207's business."""
    for reference in unit.references:
        consequence = _CONSEQUENCES.get(reference.role)
        if reference.state != "missing" or consequence is None:
            continue
        what = f"the {reference.role} `{reference.text}` is not there"
        if reference.why.startswith("it is a "):
            what = f"the {reference.role} `{reference.text}`: {reference.why}"
        looked = f"looked at {reference.path}"
        action = unit.setting("entry_script").spelled == "inference_entry_script"
        if unit.v1 and reference.role in _NAMED_BY_V1:
            consequence = _CONSEQUENCES["conda file"]
            looked += "" if action else ", and from every other folder"
        if action:
            consequence = "the action then deploys without code, which only a few frameworks allow"
        yield Problem(
            reference.span,
            f"{what} ({looked}): {consequence}",
            help=f"did you mean {reference.near[0]}?" if reference.near else None,
            fix=_fix(reference),
            subject=f"{reference.role}:{reference.text}",
            severity="warning" if action else None,
        )


def _fix(reference: Reference) -> Fix | None:
    """Write the one name in the same folder that looks alike."""
    folder, _, name = (reference.path or "").rpartition("/")
    above, _, near = reference.near[0].rpartition("/") if len(reference.near) == 1 else ("", "", "")
    written = reference.span.text
    plain = near.replace("-", "").replace("_", "").replace(".", "").isalnum()
    if not plain or not name or above != folder or written.count(name) != 1:
        return None
    start = reference.span.start + written.index(name)
    edit = Edit(reference.span.source.span(start, start + len(name)), near)
    return Fix("unsafe", f"write {reference.text.removesuffix(name)}{near}", (edit,))
