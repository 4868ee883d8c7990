"""AML308 known-bad-version: packages that install together and then fail together.

A dated table of combinations that were seen to fail, each with its source (facts/data/known_bad.toml): numpy 2 under
packages built for numpy 1 ("numpy.dtype size changed"), Flask 1 with Jinja2 3.1 ("cannot import name 'escape' from
'jinja2'"), flask 2.0.3 with a newer Werkzeug, inference servers with a defect, tensorflow before 2.4 with h5py 3.

An error where the stated versions surely fail; a warning where it depends on what else the installer takes, or on
what the script does. What pip cannot install at all is AML309.

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
      - azureml-inference-server-http==1.5.1
      - joblib==1.4.2
      - numpy==2.1.3  # <-
      - pandas==1.5.3
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
      - pandas==2.2.3
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
    from ...finding import Severity

_SEVERITIES: dict[str, Severity] = {
    "does-not-start": "error",
    "may-fail": "warning",
    "old-server": "warning",
    "outdated": "note",
}


@rule("AML308", "known-bad-version", "error", on="unit")
def known_bad_version(unit: Unit) -> Iterator[Problem]:
    """Report the combinations that hold in the environment and that pip does install."""
    for bad in unit.container.bad_combinations:
        severity = _SEVERITIES.get(bad.combination.effect)
        if severity is None or not bad.requirements:
            continue
        *others, last = sorted(bad.requirements, key=lambda requirement: requirement.name != "numpy", reverse=True)
        names = " and ".join(f"`{requirement.raw}`" for requirement in bad.requirements)
        yield Problem(
            last.span,
            f"{names}: {bad.combination.message}",
            tuple(Label(other.span, "together with this") for other in others),
            subject="+".join(name for name, _ in bad.combination.packages),
            severity=severity,
        )
