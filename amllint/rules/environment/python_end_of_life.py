"""AML307 python-end-of-life: the Python of the environment is no longer maintained, or not stated.

After its end of life a Python gets no patches, packages stop supporting it, and conda channels drop it: models logged
with Python 3.7 no longer deploy ("setuptools requires a different Python: 3.7.13 not in '>=3.8'"). Azure warns when
such an environment is registered, and may block it. Not stated means that the newest is taken, which the pinned
packages may not support yet.

The dates are those of devguide.python.org. The Python of a base image without conda file counts where the image's
content is known.

## Bad
`environment/conda.yaml`
```yaml
name: scoring
channels:
  - conda-forge
dependencies:
  - python=3.8  # <-
  - pip=25.0
  - pip:
      - azureml-inference-server-http==1.3.4
      - joblib==1.4.2
      - numpy==1.24.4
      - scikit-learn==1.3.2
```

## Bad: not stated

`environment/conda.yaml`
```yaml
name: scoring
channels:
  - conda-forge
dependencies:  # <-
  - pip=25.0
  - pip:
      - azureml-inference-server-http==1.5.1
      - joblib==1.4.2
      - numpy==1.26.4
      - scikit-learn==1.5.2
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

from time import gmtime, strftime

from ...facts.python_versions import find
from ...facts.server import newest
from ...finding import Problem
from ...registry import rule
from ...values import Mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit


@rule("AML307", "python-end-of-life", "warning", on="unit")
def python_end_of_life(unit: Unit) -> Iterator[Problem]:
    """Compare the version's end of life with today's date."""
    environment = unit.environment
    if environment is None or not environment.known:
        return
    conda = environment.conda
    if conda is None and not environment.complete:
        return  # a conda file that cannot be read decides
    if conda is not None and conda.python is None:
        entry = conda.node.entry("dependencies") if isinstance(conda.node, Mapping) else None
        if entry is not None and conda.complete and conda.requirements:
            yield Problem(
                entry.key,
                "python is not stated: the newest version is taken, which the other packages may not support yet",
                help="state it, for example `python=3.12`",
                subject="unstated",
            )
        return
    version = unit.container.python
    known = find(version) if version else None
    today = strftime("%Y-%m-%d", gmtime())
    if known is None or known.end_of_life >= today:
        return
    place = conda.python.span if conda is not None and conda.python is not None else unit.container.environment_span
    if place is None:
        return
    server = newest(known.version)
    # No part of the message: a batch deployment may share the file, and would say the same in other words.
    old = f"; the newest inference server for this one is {server}" if server and unit.online and server < "1.4" else ""
    yield Problem(
        place,
        f"Python {known.version} got its last patch on {known.end_of_life}",
        help=f"move to a maintained version, and save the model again with it{old}",
        subject=known.version,
    )
