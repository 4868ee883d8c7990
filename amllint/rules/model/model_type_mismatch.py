"""AML209 model-type-mismatch: the model's type and its files, or the rest of the deployment, do not go together.

- `mlflow_model` is a folder with a file `MLmodel` in it: "The MLflow model ... does not contain an MLmodel file". A
  folder above it is no MLflow model.
- An MLflow model without a scoring script is served by its flavour `python_function`; a model that lacks it needs a
  script.
- A custom model (the type where none is stated) needs a scoring script, unless the image brings a server of its own.
  Without environment there is no such image: online "MissingDriverProgram". A warning for batch, and where the
  deployment only names the model, because something else may register an MLflow model of that name.
- `triton_model` is a folder as Triton reads it: `NAME/VERSION/model.onnx` below `path`. Triton starts with no model if
  there is one level more or less ("failed to load all models").

## Bad
`deployment.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json
name: blue
endpoint_name: credit
model:
  name: classifier
  version: 1
  path: model  # <-
  type: mlflow_model
instance_type: Standard_D4as_v4
instance_count: 3
```

## Bad: a custom model without a script
`deployment.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json
name: blue
endpoint_name: credit
model:
  path: model/classifier.pkl  # <-
environment:
  image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20250701.v1
  conda_file: environment/conda.yaml
instance_type: Standard_D4as_v4
instance_count: 3
```

## Bad: Triton needs NAME/VERSION/model.onnx
`deployment.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json
name: blue
endpoint_name: credit
model:
  name: densenet
  version: 1
  path: densenet  # <-
  type: triton_model
instance_type: Standard_D4as_v4
instance_count: 3
```

`densenet/1/model.onnx`
```text
stands in for a model
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

## Good: MLflow
`deployment.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json
name: blue
endpoint_name: credit
model:
  name: classifier
  version: 1
  path: mlflow_model
  type: mlflow_model
instance_type: Standard_D4as_v4
instance_count: 3
```

`mlflow_model/MLmodel`
```yaml
flavors:
  python_function:
    loader_module: mlflow.sklearn
    env: conda.yaml
    python_version: 3.11.9
  sklearn:
    sklearn_version: 1.5.2
mlflow_version: 2.17.0
```

`mlflow_model/conda.yaml`
```yaml
channels:
  - conda-forge
dependencies:
  - python=3.11.9
  - pip=24.2
  - pip:
      - mlflow==2.17.0
      - scikit-learn==1.5.2
      - azureml-ai-monitoring==1.0.0
```
"""

from __future__ import annotations

from ...finding import Label, Problem
from ...record import replace
from ...registry import rule
from ...values import Mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit
    from ...model import Model


_KINDS = ("v2-managed", "v2-kubernetes", "v2-batch")
_TRITON_FILES = (".onnx", ".plan", ".pt", ".graphdef", ".savedmodel", "saved_model.pb", "config.pbtxt", "model.py")


@rule("AML209", "model-type-mismatch", "error", on="unit", kinds=_KINDS)
def model_type_mismatch(unit: Unit) -> Iterator[Problem]:
    """Hold each model's type against its files and against what the deployment has besides."""
    for model in unit.models:
        if model.flavour == "mlflow_model":
            for problem in _mlflow(unit, model):
                yield problem if unit.container.place_is_certain else replace(problem, severity="warning")
        elif model.flavour == "triton_model":
            yield from _triton(unit, model)
        elif _without_script(unit):
            if unit.container.serves_only_scripts:
                yield from _custom(unit, model)
            elif model.flavour == "custom_model" and _without_environment(unit):
                yield _bare(unit, model)


def _without_script(unit: Unit) -> bool:
    node = unit.node
    if node is None or node.open or unit.code is not None:
        return False
    return all(node.get(key) is None for key in ("code_configuration", "component", "job_definition"))


def _without_environment(unit: Unit) -> bool:
    """Whether nothing gives the deployment an environment: no key, no option of a command, no package."""
    stated = unit.node is None or unit.node.get("environment") is not None
    return not stated and unit.deployed_with("set").no and not unit.container.packaged


def _mlflow(unit: Unit, model: Model) -> Iterator[Problem]:
    if model.kind == "file":
        yield Problem(
            model.span,
            f"{model.path} is a file, and an MLflow model is a folder with a file `MLmodel`",
            help="write `type: custom_model`, or name the folder that MLflow wrote",
            subject="no-MLmodel",
        )
    elif model.kind == "folder" and model.path is not None and unit.container.model_holds(model, "MLmodel").no:
        own = model.path.rpartition("/")[2]
        inner = next((path for path in unit.container.model_files(model) if path.endswith("/MLmodel")), None)
        folder = model.path[: -len(own)] + inner.rpartition("/")[0] if inner is not None else None
        yield Problem(
            model.span,
            f"the type is mlflow_model, and {model.path} holds no file `MLmodel`: the service takes it for no MLflow "
            "model, and nothing is served",
            help=f"name {folder}" if folder else "name the folder that MLflow wrote, or write `type: custom_model`",
            subject="no-MLmodel",
        )
    elif model.mlmodel is not None and _without_script(unit):
        names = [name for name, _ in model.mlmodel.flavors]
        if names and "python_function" not in names:
            yield Problem(
                model.span,
                "the MLflow model has no flavour python_function, by which it would be served without a script",
                (Label(model.mlmodel.flavors[0][1], f"the flavours are {', '.join(names)}"),),
                "log the model with a flavour that has one, or add a scoring script",
                subject="no-python-function",
            )


def _custom(unit: Unit, model: Model) -> Iterator[Problem]:
    type_known = unit.container.registered_type(model)
    if model.path is None and type_known.value != "custom_model":
        return
    help = "add code_configuration with a scoring script"
    if model.mlmodel is not None:
        help = "write `type: mlflow_model`: the folder holds an MLflow model, which needs no script"
    yield Problem(
        model.span,
        "a custom model is served by a scoring script, and the deployment has none: the container has nothing to start",
        (Label(type_known.span, f"{type_known.why} says custom_model"),) if type_known.span is not None else (),
        help,
        subject="no-script",
    )


def _bare(unit: Unit, model: Model) -> Problem:
    """A custom model with neither script nor environment.

    The error is known of online deployments (github Azure/azure-cli-extensions issue 5583); a warning for batch, and
    where something else may register the model's name.
    """
    inline = unit.node is not None and isinstance(unit.node.get("model"), Mapping)
    refused = 'the service refuses it ("MissingDriverProgram")' if unit.online else "there is nothing to run"
    return Problem(
        model.span,
        f"a custom model needs a scoring script and an environment, and the deployment has neither: {refused}",
        help="write `type: mlflow_model`: the folder holds an MLflow model, which needs neither"
        if model.mlmodel is not None
        else "add code_configuration and environment, or deploy a model of type mlflow_model",
        subject="no-script",
        severity=None if inline and unit.online else "warning",
    )


def _triton(unit: Unit, model: Model) -> Iterator[Problem]:
    """Levels below `path`: the model's name, its version, the file."""
    files = [path.split("/")[1:] for path in unit.container.model_files(model)]
    if model.kind == "file":
        files = [[]]
    held = [parts for parts in files if not parts or parts[-1].endswith(_TRITON_FILES)]
    if not held or any(len(parts) > 2 and parts[1].isdigit() for parts in files):
        return
    shown = "/".join(held[0]) or model.path
    one_less = len(held[0]) > 1 and held[0][0].isdigit()
    yield Problem(
        model.span,
        f"Triton reads NAME/VERSION/model.onnx below `path`, and here lies {shown}: it starts without a model",
        help="name the folder above" if one_less else "lay the model out as NAME/1/model.onnx and name that folder",
        subject="triton-layout",
    )
