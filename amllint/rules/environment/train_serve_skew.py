"""AML311 train-serve-skew: the environment states other versions than the model was made with.

A model that one version of a library pickled, and another loads, fails ("No module named 'sklearn.ensemble._forest'",
"Can't get attribute"), or answers differently without a word. MLflow writes down beside the model what it was made
with (conda.yaml, requirements.txt, python_env.yaml); the environment should say the same of the packages that both
name.

Compared are versions that exclude each other. Models that lie in the project only.

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
code_configuration:
  code: code
  scoring_script: score.py
environment:
  image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20250701.v1
  conda_file: environment/conda.yaml
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
      - scikit-learn==1.3.2
```

`code/score.py`
```python
import json


def init():
    pass


def run(data):
    return {"rows": len(json.loads(data)["data"])}
```

`environment/conda.yaml`
```yaml
name: scoring
channels:
  - conda-forge
dependencies:
  - python=3.11
  - pip=25.0
  - pip:
      - azureml-inference-server-http==1.5.1
      - joblib==1.4.2
      - numpy==1.26.4
      - scikit-learn==1.5.2  # <-
```

## Good
`environment/conda.yaml`
```yaml
name: scoring
channels:
  - conda-forge
dependencies:
  - python=3.11
  - pip=25.0
  - pip:
      - azureml-inference-server-http==1.5.1
      - joblib==1.4.2
      - numpy==1.26.4
      - scikit-learn==1.5.2
```
"""

from __future__ import annotations

from ...finding import Label, Problem
from ...registry import rule
from ...version_ranges import disjoint

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit
    from ...model import Requirement

_BUILD_TOOLS = frozenset({"pip", "setuptools", "wheel"})


@rule("AML311", "train-serve-skew", "warning", on="unit")
def train_serve_skew(unit: Unit) -> Iterator[Problem]:
    """Compare each package that both the environment and the model's own files name."""
    environment = unit.environment
    if environment is None or not environment.known:
        return
    for requirements in unit.container.model_requirements:
        pairs = [
            (serving, made)
            for made in requirements
            for name in unit.container.names_of(made)
            for serving in unit.container.asked_for(name)
            if name not in _BUILD_TOOLS and serving.span.path != made.span.path and _differ(serving, made)
        ]
        if not pairs:
            continue
        (serving, made), *others = pairs
        names = ", ".join(f"{one.name} ({two.raw} there, {one.raw} here)" for one, two in pairs[:4])
        more = f" and {len(pairs) - 4} more" if len(pairs) > 4 else ""
        labels = [Label(made.span, "the model was made with this")]
        labels += [Label(other.span, "differs too") for other, _ in others]
        yield Problem(
            serving.span,
            f"the model was made with other versions: {names}{more}; what it pickled may not load",
            tuple(labels),
            f"state {made.raw}, or make the model again",
            subject=f"skew:{serving.name}",
        )


def _differ(serving: Requirement, made: Requirement) -> bool:
    """Whether no version fits both."""
    return disjoint(
        serving.specifier,
        made.specifier,
        first_conda=serving.installer == "conda",
        second_conda=made.installer == "conda",
    )
