"""AML315 mlflow-environment: the environment of an MLflow model lacks what the platform's own script imports.

A model of type mlflow_model that is deployed without a scoring script is served by a script of the platform, in the
environment that the model's own conda.yaml describes. Since the middle of 2026 that script imports
azureml.ai.monitoring without a guard: without azureml-ai-monitoring the container answers with 502 ("No module named
'azureml.ai'"). Add it when the model is logged: `extra_pip_requirements=["azureml-ai-monitoring"]`.

Looked at are models that lie in the project, in online deployments that state no environment of their own and are not
deployed with `--package-model`.

## Bad
`deployment.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json
name: blue
endpoint_name: credit
model:
  name: classifier
  version: "1"
  type: mlflow_model
  path: model
instance_type: Standard_D4as_v4
instance_count: 3
```

`model/MLmodel`
```yaml
flavors:
  python_function:
    env:
      conda: conda.yaml
    loader_module: mlflow.sklearn
  sklearn:
    pickled_model: classifier.pkl
```

`model/conda.yaml`
```yaml
channels:
  - conda-forge
dependencies:
  - python=3.11.9
  - pip<=24.2
  - pip:
      - mlflow==2.22.2  # <-
      - scikit-learn==1.5.2
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
  type: mlflow_model
  path: model
instance_type: Standard_D4as_v4
instance_count: 3
```

`model/MLmodel`
```yaml
flavors:
  python_function:
    env:
      conda: conda.yaml
    loader_module: mlflow.sklearn
  sklearn:
    pickled_model: classifier.pkl
```

`model/conda.yaml`
```yaml
channels:
  - conda-forge
dependencies:
  - python=3.11.9
  - pip<=24.2
  - pip:
      - azureml-ai-monitoring==1.0.0
      - mlflow==2.22.2
      - scikit-learn==1.5.2
```
"""

from __future__ import annotations

from ...finding import Label, Problem
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit


_NEEDED = "azureml-ai-monitoring"


@rule("AML315", "mlflow-environment", "warning", on="unit", kinds=("v2-managed", "v2-kubernetes"), needs=("no code",))
def mlflow_environment(unit: Unit) -> Iterator[Problem]:
    """Look for the package among what the model's own files name."""
    if unit.code is not None or unit.environment is not None:
        return
    if not any(model.flavour == "mlflow_model" for model in unit.models) or unit.container.packaged:
        return
    files = unit.container.model_requirements
    if not files or any(requirement.name == _NEEDED for requirements in files for requirement in requirements):
        return
    first = next((requirement for requirement in files[0] if requirement.installer == "pip"), files[0][0])
    yield Problem(
        first.span,
        f"{first.span.path} does not list {_NEEDED}, which the platform's script for MLflow models imports: "
        "the container answers with 502 (No module named 'azureml.ai')",
        tuple(Label(model.span, "this model is deployed without a scoring script") for model in unit.models),
        f'log the model with extra_pip_requirements=["{_NEEDED}"], or add it here',
        subject=_NEEDED,
    )
