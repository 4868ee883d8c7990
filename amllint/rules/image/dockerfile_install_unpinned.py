"""AML410 dockerfile-install-unpinned: a RUN line installs packages without versions, or loses them to the shell.

What the Dockerfile installs decides what the container runs, and without a version each build takes the newest. Worse
is a bound without quotes: in `RUN pip install numpy>=1.26` the shell takes `>=1.26` for a file to write into, and pip
installs any numpy.

One finding for a Dockerfile, with each package as a place. Style is the business of hadolint; requirement files that
a RUN line installs are AML302.

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
environment:
  build:
    path: docker
    dockerfile_path: Dockerfile
  inference_config:
    liveness_route:
      port: 8080
      path: /live
    readiness_route:
      port: 8080
      path: /ready
    scoring_route:
      port: 8080
      path: /score
instance_type: Standard_D4as_v4
instance_count: 3
```

`docker/Dockerfile`
```dockerfile
FROM python:3.11-slim
RUN pip install gunicorn==23.0.0 scikit-learn  # <-
CMD ["gunicorn", "--bind", "0.0.0.0:8080", "app:app"]
```

## Bad: quotes

`deployment.yml`
```yaml
$schema: https://azuremlschemas.azureedge.net/latest/managedOnlineDeployment.schema.json
name: blue
endpoint_name: credit
model:
  name: classifier
  version: "1"
  path: model/classifier.pkl
environment:
  build:
    path: docker
    dockerfile_path: Dockerfile
  inference_config:
    liveness_route:
      port: 8080
      path: /live
    readiness_route:
      port: 8080
      path: /ready
    scoring_route:
      port: 8080
      path: /score
instance_type: Standard_D4as_v4
instance_count: 3
```

`docker/Dockerfile`
```dockerfile
FROM python:3.11-slim
RUN pip install gunicorn==23.0.0 && pip install numpy>=1.26,<2  # <-
CMD ["gunicorn", "--bind", "0.0.0.0:8080", "app:app"]
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
environment:
  build:
    path: docker
    dockerfile_path: Dockerfile
  inference_config:
    liveness_route:
      port: 8080
      path: /live
    readiness_route:
      port: 8080
      path: /ready
    scoring_route:
      port: 8080
      path: /score
instance_type: Standard_D4as_v4
instance_count: 3
```

`docker/Dockerfile`
```dockerfile
FROM python:3.11-slim
RUN pip install gunicorn==23.0.0 scikit-learn==1.5.2 "numpy>=1.26,<2"
CMD ["gunicorn", "--bind", "0.0.0.0:8080", "app:app"]
```
"""

from __future__ import annotations

from ...finding import Label, Problem
from ...registry import rule
from ...text import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit
    from ...model import Dockerfile, Requirement

_BUILD_TOOLS = frozenset({"pip", "setuptools", "wheel", "python", "conda", "mamba", "uv"})
_UNQUOTED = (
    r"\b(?:pip3?|conda|mamba|micromamba)\s+install\b[^;&|\n\"']*?\s"
    r"([A-Za-z][\w.-]*(?:\[[\w,]*\])?[<>]=?\s?[0-9][\w.,<>=]*)"
)


@rule("AML410", "dockerfile-install-unpinned", "warning", on="unit", needs=("dockerfile",))
def dockerfile_install_unpinned(unit: Unit) -> Iterator[Problem]:
    """Group the loose packages of the Dockerfile; bounds that the shell swallows come apart."""
    dockerfile = unit.environment.dockerfile if unit.environment is not None else None
    if dockerfile is None:
        return
    swallowed = tuple(_swallowed(dockerfile))
    for span, entry in swallowed:
        yield Problem(
            span,
            f"the shell takes the sign in `{entry}` for a redirection: pip does not see the bound",
            help=f'write "{entry}"',
            subject=f"redirect:{entry}",
        )
    lost = {span.start for span, _ in swallowed}
    loose = [
        requirement
        for requirement in dockerfile.requirements
        if requirement.grade in ("none", "lower") and requirement.name and requirement.name not in _BUILD_TOOLS
        if requirement.span.path == dockerfile.source.path and not any(_covers(requirement, start) for start in lost)
    ]
    if loose:
        first, *others = loose
        names = ", ".join(f"`{requirement.name}`" for requirement in loose[:6])
        more = f" and {len(loose) - 6} more" if len(loose) > 6 else ""
        yield Problem(
            first.span,
            f"{names}{more}: no version is stated, so the next image build takes whatever is newest then",
            tuple(Label(requirement.span, "not pinned either", site=True) for requirement in others),
            f"state the versions, for example `{first.name}==<version>`",
            subject="loose",
        )


def _covers(requirement: Requirement, start: int) -> bool:
    return requirement.span.start <= start < max(requirement.span.end, requirement.span.start + 1)


def _swallowed(dockerfile: Dockerfile) -> Iterator[tuple[Span, str]]:
    """Entries whose bound stands outside of quotes in a shell command."""
    from re import finditer

    for instruction in dockerfile.instructions:
        if instruction.keyword == "RUN" and not instruction.json_form:
            for match in finditer(_UNQUOTED, instruction.span.text):
                start = instruction.span.start + match.start(1)
                yield Span(dockerfile.source, start, start + len(match[1])), match[1]
