"""AML609 fpga: an FPGA size or image, whose service is retired.

Azure Machine Learning's models on FPGAs are retired, and the sizes of the NP family need a quota that is granted on
request only: without it the deployment fails with an FPGA quota error.

## Bad
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
instance_type: Standard_NP10s  # <-
instance_count: 1
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

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit


@rule("AML609", "fpga", "warning", on="unit", needs=("fpga",))
def fpga(unit: Unit) -> Iterator[Problem]:
    """Report an FPGA size, and an image that is made for FPGAs."""
    setting, sku = unit.setting("instance_type"), unit.container.sku
    if sku is not None and sku.fpga and setting.span is not None:
        yield Problem(
            setting.span,
            f"{sku.name} has FPGAs: their quota must be granted first, and Azure Machine Learning no longer serves "
            "models on them",
            help="use a CPU or GPU size",
            subject=sku.name,
        )
    image = unit.environment.image if unit.environment is not None else None
    if image is not None and image.span is not None and "fpga" in (image.text or "").lower():
        yield Problem(
            image.span,
            "this image is made for FPGAs, which Azure Machine Learning no longer serves models on",
            help="use a CPU or GPU image",
            subject="image",
        )
