"""AML514 upload-ignored: an ignore file keeps the scoring script or the model out of the upload.

The client reads `.amlignore` in the root of the folder that it uploads, or `.gitignore` there if there is no
`.amlignore`, and leaves out what it matches. The deployment is accepted and fails later: the container has no script,
or no model. A `.gitignore` that belongs to DVC or keeps models out of git does just that; write an `.amlignore` next to
it, which then counts alone. Ignore files above the folder do not count.

## Bad
`code/.amlignore`
```
*.py
```

`deployment.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json
name: blue
endpoint_name: credit
model:
  path: model/classifier.pkl
code_configuration:
  code: code
  scoring_script: score.py  # <-
environment:
  image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20250701.v1
  conda_file: environment/conda.yaml
instance_type: Standard_D4as_v4
instance_count: 3
```

## Good
`code/.amlignore`
```
*.ipynb
tests/
```
"""

from __future__ import annotations

from ...finding import Label, Problem
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit

_KINDS = ("v2-managed", "v2-kubernetes", "v2-batch")


@rule("AML514", "upload-ignored", "error", on="unit", kinds=_KINDS)
def upload_ignored(unit: Unit) -> Iterator[Problem]:
    """Ask for the script, then for each model folder."""
    code = unit.code
    if code is not None and code.folder is not None and code.script is not None:
        answer = unit.container.left_out(code.folder, code.script)
        if answer.yes and answer.span is not None:
            yield Problem(
                unit.setting("code_configuration.scoring_script").span or code.span,
                f"{answer.why} of the upload: the container has no `{code.entry}` to start",
                (Label(answer.span, "this pattern"),),
                f"take the pattern out of {answer.span.path}"
                + ("" if answer.span.path.endswith(".amlignore") else ", or write an .amlignore, which counts alone"),
                subject="script",
            )
    for model in unit.models:
        answer = unit.container.model_left_out(model)
        if answer.yes and answer.span is not None:
            yield Problem(
                model.span,
                f"{answer.why} of the upload, and nothing else is in the model: AZUREML_MODEL_DIR is empty",
                (Label(answer.span, "this pattern"),),
                "write an .amlignore into the model's folder: it counts alone",
                subject="model",
            )
