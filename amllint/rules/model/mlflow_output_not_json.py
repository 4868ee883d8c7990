"""AML214 mlflow-output-not-json: an MLflow model that is served without a script returns what JSON does not take.

Without a scoring script the platform calls `predict` of the flavour python_function and encodes the result. The ONNX
flavour returns a dict of arrays: "Object of type ndarray is not JSON serializable", and each request fails (github
mlflow/mlflow issue 8220).

## Bad
`deployment.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json
name: blue
endpoint_name: credit
model:
  name: classifier
  version: 1
  path: mlflow_model  # <-
  type: mlflow_model
instance_type: Standard_D4as_v4
instance_count: 3
```

`mlflow_model/MLmodel`
```yaml
flavors:
  onnx:
    data: model.onnx
    onnx_version: 1.17.0
  python_function:
    loader_module: mlflow.onnx
    env: conda.yaml
    python_version: 3.11.9
mlflow_version: 2.17.0
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

from ...finding import Label, Problem
from ...registry import rule
from ...values import mapping_of, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit


_RETURNING_ARRAYS = {"mlflow.onnx": "a dict of arrays"}


@rule(
    "AML214", "mlflow-output-not-json", "warning", on="unit", kinds=("v2-managed", "v2-kubernetes"), needs=("no code",)
)
def mlflow_output_not_json(unit: Unit) -> Iterator[Problem]:
    """Look at what loads the model of a deployment without a script."""
    if unit.code is not None or unit.setting("code_configuration").given:
        return
    for model in unit.models:
        flavors = mapping_of(model.mlmodel.node.get("flavors")) if model.mlmodel is not None else None
        function = mapping_of(flavors.get("python_function")) if flavors is not None else None
        loader = function.get("loader_module") if function is not None else None
        returned = _RETURNING_ARRAYS.get(text_of(loader) or "")
        if returned is not None and loader is not None:
            yield Problem(
                model.span,
                f'served without a script, this model returns {returned}: each request fails ("Object of type ndarray '
                'is not JSON serializable")',
                (Label(loader.span, "this flavour returns it"),),
                "add a scoring script that turns the arrays into lists",
                subject=text_of(loader) or "",
            )
