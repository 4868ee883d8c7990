"""AML211 model-version-drift: one place asks for another version of a model than another place gives.

`Model.get_model_path("x", version=3)` looks for the folder `azureml-models/x/3`; where the deployment is given version
2, `init()` ends with WebserviceException (an error). A deployment that asks for version 3, where the project's own
files register only version 2, is often a number that was forgotten (a warning). A newer version in a snapshot
(`amllint snapshot`) is a note.

## Bad
`deployment.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json
name: blue
endpoint_name: credit
model: azureml:classifier:3  # <-
code_configuration:
  code: code
  scoring_script: score.py
environment:
  image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20250701.v1
  conda_file: environment/conda.yaml
instance_type: Standard_D4as_v4
instance_count: 3
```

`model.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/model.schema.json
name: classifier
version: 2
path: model/classifier.pkl
```

## Good
`deployment.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json
name: blue
endpoint_name: credit
model: azureml:classifier:2
code_configuration:
  code: code
  scoring_script: score.py
environment:
  image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20250701.v1
  conda_file: environment/conda.yaml
instance_type: Standard_D4as_v4
instance_count: 3
```

`model.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/model.schema.json
name: classifier
version: 2
path: model/classifier.pkl
```
"""

from __future__ import annotations

from ...boot import outcome
from ...finding import Edit, Fix, Label, Problem
from ...model_paths import path_calls
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit


@rule("AML211", "model-version-drift", "warning", on="unit", fix="unsafe")
def model_version_drift(unit: Unit) -> Iterator[Problem]:
    """Compare the versions in the script, in the deployment, and those that are registered."""
    yield from _in_script(unit)
    for model in unit.models:
        if not model.registered or model.name is None or model.version is None:
            continue
        reference = next((one for one in unit.references if one.role == "model" and one.span == model.span), None)
        if reference is None or reference.text.startswith("azureml://"):
            continue
        answer = unit.container.registered_version(model.name, model.version)
        newer = unit.container.newer_version(model)
        if answer.unknown and answer.near:
            near = answer.near[-1]
            fix = None
            if len(answer.near) == 1 and model.span.text.count(model.version) == 1:
                edit = Edit(model.span, model.span.text.replace(model.version, near))
                fix = Fix("unsafe", f"write version {near}", (edit,))
            yield Problem(
                model.span,
                f"the deployment asks for version {model.version} of `{model.name}`, and {answer.why}",
                (Label(answer.span, "this is what there is"),) if answer.span is not None else (),
                f"is version {near} meant?",
                fix,
                f"{model.name}:{model.version}",
            )
        elif newer.yes:
            yield Problem(
                model.span,
                f"version {model.version} of `{model.name}` is deployed, and {newer.why} has version {newer.value}",
                subject=f"{model.name}:newer",
                severity="note",
            )


def _in_script(unit: Unit) -> Iterator[Problem]:
    for call in path_calls(unit):
        if call.name is None or call.version is None or call.version_span is None or call.handled:
            continue
        given = unit.container.given(call.name, call.version)
        if given.no and given.value is not None and not call.version_is_text:
            yield Problem(
                call.version_span,
                f"the script asks for version {call.version} of `{call.name}`, and {given.why}: "
                f"WebserviceException {outcome(call.phase)}",
                (Label(given.span, f"version {given.value} is deployed here"),) if given.span is not None else (),
                "leave the version out: the one that is deployed is found then",
                subject=f"{call.name}:{call.version}",
                severity="error" if call.certain else None,
            )
