"""AML317 autolog-second-model: training logs the model twice, and one of them lacks what serving needs.

`mlflow.autolog()` logs a model on its own. A script that also calls `log_model(...)`, with the extra requirements
that serving needs, leaves two models in the run; which one is registered is then a matter of luck, and the one of
autolog lacks azureml-ai-monitoring: 502, "No module named 'azureml'". Write `autolog(log_models=False)`.

Looked at only where the project deploys an MLflow model without a scoring script, and the call of `log_model()` states
requirements (`pip_requirements`, `extra_pip_requirements`, `conda_env`): without them both models are alike.

## Bad
`deployment.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json
name: blue
endpoint_name: credit
model: azureml:classifier:1
instance_type: Standard_D4as_v4
instance_count: 3
```

`training/train.py`
```python
import mlflow
from sklearn.linear_model import LogisticRegression

mlflow.sklearn.autolog()  # <-
model = LogisticRegression().fit([[0], [1]], [0, 1])
mlflow.sklearn.log_model(model, "model", extra_pip_requirements=["azureml-ai-monitoring"])
```

## Good
`deployment.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json
name: blue
endpoint_name: credit
model: azureml:classifier:1
instance_type: Standard_D4as_v4
instance_count: 3
```

`training/train.py`
```python
import mlflow
from sklearn.linear_model import LogisticRegression

mlflow.sklearn.autolog(log_models=False)
model = LogisticRegression().fit([[0], [1]], [0, 1])
mlflow.sklearn.log_model(model, "model", extra_pip_requirements=["azureml-ai-monitoring"])
```
"""

from __future__ import annotations

from ...finding import Label, Problem
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit


@rule("AML317", "autolog-second-model", "warning", on="unit", kinds=("v2-managed", "v2-kubernetes"), needs=("no code",))
def autolog_second_model(unit: Unit) -> Iterator[Problem]:
    """Ask for training scripts that do both."""
    if unit.code is not None or unit.environment is not None or not unit.models:
        return
    if any(model.flavour not in (None, "mlflow_model") for model in unit.models):
        return
    for autolog, log_model in unit.container.logged_twice:
        yield Problem(
            autolog,
            "autolog() logs a second model, without the requirements that are given to log_model()",
            (Label(log_model, "this logs the model that is meant"),),
            "write autolog(log_models=False)",
            subject="autolog",
        )
