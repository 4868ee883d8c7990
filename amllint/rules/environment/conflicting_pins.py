"""AML309 conflicting-pins: two requirements exclude each other.

Within one installer that stops the image build: pip says "Cannot install ... because these package versions have
conflicting dependencies" (`ResolutionImpossible`), conda "Found conflicts". Three cases are errors: a package twice
with versions that exclude each other; a pin of flask, pydantic, werkzeug or gunicorn outside what the pinned
inference server takes; packages that are known not to install together (facts/data/known_bad.toml).

When conda and pip both install a package in different versions, pip replaces conda's: a warning.

Proven by the specifiers alone. An old pip (before 20.3) installs what does not fit, and is left out; so are entries
with markers, URLs and placeholders.

## Bad
`environment/conda.yaml`
```yaml
name: scoring
channels:
  - conda-forge
dependencies:
  - python=3.11
  - pip=25.0
  - pip:
      - azureml-inference-server-http==1.4.1
      - joblib==1.4.2
      - numpy==1.26.4
      - scikit-learn==1.5.2
      - pydantic==2.9.2  # <-
```

## Bad: twice

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
      - numpy==2.1.3  # <-
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
      - pydantic==2.12.4
```
"""

from __future__ import annotations

from ...facts import server
from ...finding import Label, Problem
from ...registry import rule
from ...version_ranges import disjoint

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit
    from ...model import Requirement


@rule("AML309", "conflicting-pins", "error", on="unit")
def conflicting_pins(unit: Unit) -> Iterator[Problem]:
    """Hold requirements on one package against each other, the server's against yours, and ask the table."""
    environment = unit.environment
    if environment is None:
        return
    by_name: dict[str, list[Requirement]] = {}
    for requirement in environment.requirements:
        if not (requirement.marker or requirement.url or requirement.grade == "url"):
            for name in unit.container.names_of(requirement):
                by_name.setdefault(name, []).append(requirement)
    for name, requirements in by_name.items():
        yield from _twice(name, requirements)
    yield from _against_server(unit, by_name)
    for bad in unit.container.bad_combinations:
        if bad.combination.effect == "cannot-install" and bad.requirements:
            *others, last = list(bad.requirements)
            yield Problem(
                last.span,
                f"`{last.raw}` cannot be installed: {bad.combination.message}",
                tuple(Label(other.span, "together with this") for other in others),
                subject="+".join(name for name, _ in bad.combination.packages),
            )


def _twice(name: str, requirements: list[Requirement]) -> Iterator[Problem]:
    first = requirements[0]
    for other in requirements[1:]:
        conda = (first.installer == "conda", other.installer == "conda")
        if not disjoint(first.specifier, other.specifier, first_conda=conda[0], second_conda=conda[1]):
            continue
        if first.installer == other.installer and not _same_install(first, other):
            continue
        same = first.installer == other.installer
        end = "no version fits both, and the image build stops" if same else "pip replaces what conda installed"
        yield Problem(
            other.span,
            f"{name} is asked for twice, as `{first.raw}` and as `{other.raw}`: {end}",
            (Label(first.span, "here first"),),
            "keep one of them",
            subject=f"twice:{name}",
            severity=None if same else "warning",
        )
        return


def _same_install(first: Requirement, other: Requirement) -> bool:
    """Whether one run of an installer reads both: RUN lines of a Dockerfile run one after the other."""
    paths = (first.span.path, other.span.path)
    return all(path.endswith((".yml", ".yaml", ".txt", ".json", ".in")) for path in paths)


def _against_server(unit: Unit, by_name: dict[str, list[Requirement]]) -> Iterator[Problem]:
    pins = by_name.get(server.NAME) or []
    version = pins[0].exact_version if len(pins) == 1 and pins[0].grade == "exact" else None
    known = server.find(version) if version else None
    if known is None or unit.container.old_pip:
        return
    for name in ("flask", "pydantic", "werkzeug", "gunicorn"):
        wanted: str | None = getattr(known, name)
        for requirement in by_name.get(name, ()):
            if wanted and requirement.installer == "pip" and disjoint(wanted, requirement.specifier):
                yield Problem(
                    requirement.span,
                    f"`{requirement.raw}` does not fit the inference server {known.version}, which needs "
                    f"{name}{wanted}: pip cannot install both",
                    (Label(pins[0].span, f"this needs {name}{wanted}"),),
                    f"leave {name} to the server, or state {name}{wanted}",
                    subject=f"server:{name}",
                )
