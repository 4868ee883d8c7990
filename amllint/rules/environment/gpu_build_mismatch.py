"""AML313 gpu-build-mismatch: a package is built for another CUDA than the image has.

A wheel such as cupy-cuda11x loads the CUDA libraries of the image, and finds only those of its own major version
("ImportError: libcublas.so.11: cannot open shared object file"). Wheels that bring their CUDA libraries along (torch,
nvidia-*) fit any image and are not looked at. A GPU package on a size without GPU is AML601.

## Bad
`deployment.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json
name: blue
endpoint_name: credit
model:
  name: classifier
  version: "1"
  path: model/classifier.pkl
code_configuration:
  code: code
  scoring_script: score.py
environment:
  image: mcr.microsoft.com/azureml/openmpi5.0-cuda12.4-ubuntu22.04:20250701.v1
  conda_file: environment/conda.yaml
instance_type: Standard_NC4as_T4_v3
instance_count: 3
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
      - cupy-cuda11x==13.4.1  # <-
      - joblib==1.4.2
      - numpy==1.26.4
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
  path: model/classifier.pkl
code_configuration:
  code: code
  scoring_script: score.py
environment:
  image: mcr.microsoft.com/azureml/openmpi5.0-cuda12.4-ubuntu22.04:20250701.v1
  conda_file: environment/conda.yaml
instance_type: Standard_NC4as_T4_v3
instance_count: 3
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
      - cupy-cuda12x==13.4.1
      - joblib==1.4.2
      - numpy==1.26.4
      - scikit-learn==1.5.2
```
"""

from __future__ import annotations

from ...facts.known_bad import cuda_of
from ...finding import Label, Problem
from ...registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit


# Families whose wheels use the CUDA libraries of the image.
_USE_THE_IMAGE = ("cupy-cuda", "mxnet-cu", "dgl-cu", "spconv-cu")


@rule("AML313", "gpu-build-mismatch", "warning", on="unit")
def gpu_build_mismatch(unit: Unit) -> Iterator[Problem]:
    """Compare the CUDA version in a package's name with that of the image."""
    environment, image = unit.environment, unit.container.image
    if environment is None or environment.image is None or image is None or image.cuda is None:
        return
    if any(r.installer == "conda" and r.name.startswith("cuda") for r in environment.requirements):
        return
    has = image.cuda.split(".")[0]
    for requirement in environment.requirements:
        wants = cuda_of(requirement.name) if requirement.name.startswith(_USE_THE_IMAGE) else None
        if wants is None or wants == has:
            continue
        there = f"the image has CUDA {image.cuda}" if has else "the image has no CUDA"
        place = environment.image.span
        yield Problem(
            requirement.span,
            f"`{requirement.name}` is built for CUDA {wants}, and {there}: its libraries are not found",
            (Label(place, there),) if place else (),
            "take the package and the image of the same CUDA version",
            subject=requirement.name,
        )
