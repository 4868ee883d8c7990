"""AML515 upload-everything: the code folder takes along what no scoring code is.

Everything below `code` is uploaded and kept as a code asset: `code: .` in the project's root takes data, models,
virtual environments and files with credentials along. The upload is slow, a change of any file makes a new code asset,
and whoever may read the workspace can read the credentials. Reported where the folder holds the deployment's own model,
a Python environment, a file with credentials, or 100 MiB and more.

## Bad
`deployment.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json
name: blue
endpoint_name: credit
model:
  path: model/classifier.pkl
code_configuration:
  code: .  # <-
  scoring_script: code/score.py
environment:
  image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20250701.v1
  conda_file: environment/conda.yaml
instance_type: Standard_D4as_v4
instance_count: 3
```

`.env`
```
KEY=...
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

from ...finding import Problem
from ...registry import rule
from ...upload import ENOUGH_BYTES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit


@rule("AML515", "upload-everything", "warning", on="unit", kinds=("v2-managed", "v2-kubernetes", "v2-batch"))
def upload_everything(unit: Unit) -> Iterator[Problem]:
    """Look into code folders that are wide enough to hold more than code."""
    folder = unit.code.folder if unit.code is not None else None
    span = unit.setting("code_configuration.code").span
    if folder is None or span is None:
        return
    inside = "" if folder == "" else folder + "/"
    models = [model.path for model in unit.models if model.path is not None and model.path.startswith(inside)]
    if not models and not unit.path.startswith(inside):
        return
    upload = unit.container.code_upload
    if upload is None:
        return
    held = [f"the model ({models[0]})"] if models and not unit.container.left_out(folder, models[0]).yes else []
    if upload.environments:
        held.append(f"a Python environment ({upload.environments[0]})")
    if upload.secrets:
        held.append(f"a file that looks like credentials ({upload.secrets[0]})")
    if upload.bytes >= ENOUGH_BYTES:
        held.append(f"more than {ENOUGH_BYTES >> 20} MiB")
    if held:
        yield Problem(
            span,
            f"`code` uploads all {upload.files} files below this folder, with {', '.join(held)}",
            help="keep the scoring code in a folder of its own, or leave the rest out with an .amlignore here",
            subject="code",
        )
