"""AML507 endpoint-mismatch: `endpoint_name` names no endpoint of the project, but looks like one.

A deployment is created in an endpoint that is already there. If the name is misspelt, the service answers that the
endpoint does not exist (`EndpointNotFound` on Kubernetes, `ResourceNotFound` on managed endpoints). The endpoint may
have been made elsewhere, so this is reported only where the project has an endpoint of a similar name and nothing
else in the project speaks of the name that is written: a warning.

In code, an endpoint object where its name belongs (`endpoint_name=endpoint`) is an error: the object's text becomes
part of the request (github Azure/azure-sdk-for-python issue 26295).

## Bad
`deployment.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json
name: blue
endpoint_name: credits  # <-
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
from ...values import Mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit


@rule("AML507", "endpoint-mismatch", "warning", on="unit", fix="unsafe")
def endpoint_mismatch(unit: Unit) -> Iterator[Problem]:
    """Report a name that looks like an endpoint of the project, and an object where a name belongs."""
    stated = unit.node.entry("endpoint_name") if unit.node is not None else None
    if stated is not None and isinstance(stated.value, Mapping) and unit.form.startswith("sdk"):
        yield Problem(
            stated.key,
            "`endpoint_name` takes the name of the endpoint, not the endpoint object: the request names an endpoint "
            "that does not exist",
            help="write the object's `.name`",
            subject="object",
            severity="error",
        )
    for reference in unit.references:
        if reference.role != "endpoint" or reference.state != "external" or not reference.near:
            continue
        near = reference.near[0]
        edit = Edit(reference.span, reference.span.text.replace(reference.text, near))
        yield Problem(
            reference.span,
            f"no file of the project defines an endpoint `{reference.text}`: if there is none, the service answers "
            "that the endpoint does not exist (EndpointNotFound)",
            help=f"did you mean `{near}`?",
            fix=Fix("unsafe", f"write {near}", (edit,)),
            subject=reference.text,
        )
