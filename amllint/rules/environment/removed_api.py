"""AML310 removed-api: the script uses a name that the pinned version no longer has.

`from sklearn.externals import joblib` ends with "ImportError: cannot import name 'joblib'" from scikit-learn 0.23 on,
`np.float` with "AttributeError: module 'numpy' has no attribute 'float'" from numpy 1.24 on, `tf.Session` from
TensorFlow 2 on. On import or in `init()` the container does not start, in `run()` each request fails.

An error where the stated versions are all past the removal and the code is surely reached; a warning where no version
is stated, because then the newest is installed. Imports under `try ... except ImportError` are optional. The table is
facts/data/known_bad.toml.

The fix is safe where the new name means the same (`import joblib`, `float`, `collections.abc`) and the old one surely
fails. Where the successor works differently, such as that of `tf.Session`, there is none.

## Bad
`code/score.py`
```python
import json

from sklearn.externals import joblib  # <-


def init():
    pass


def run(data):
    return {"kind": str(joblib), "rows": len(json.loads(data)["data"])}
```

## Bad: no version

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
      - numpy
      - scikit-learn==1.5.2
```

`code/score.py`
```python
import json

import numpy as np


def init():
    pass


def run(data):
    rows = np.array(json.loads(data)["data"], dtype=np.float)  # <-
    return {"rows": len(rows)}
```

## Good
`code/score.py`
```python
import json

import joblib
import numpy as np


def init():
    pass


def run(data):
    rows = np.array(json.loads(data)["data"], dtype=float)
    return {"kind": str(joblib), "rows": len(rows)}
```
"""

from __future__ import annotations

from ...facts import known_bad
from ...finding import Edit, Fix, Label, Problem
from ...python.values import External
from ...registry import rule
from ...version_ranges import within

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...boot import Unit
    from ...facts.known_bad import RemovedApi
    from ...finding import Safety, Severity
    from ...text import Span

_OLDEST_WITH_NEWEST = "3.9"
"""From this Python on, what is installed without a version is past all removals of the table."""


@rule("AML310", "removed-api", "error", on="unit", fix="unsafe")
def removed_api(unit: Unit) -> Iterator[Problem]:
    """Hold what the script imports, calls and passes on against the versions that the environment states."""
    places: dict[tuple[str, str], list[tuple[Span, str]]] = {}
    for dotted, span, phase in _used(unit):
        removed = known_bad.removed_api(dotted)
        if removed is not None:
            places.setdefault((removed.name, span.path), []).append((span, phase))
    for (name, _), uses in places.items():
        removed = known_bad.removed_api(name)
        severity, label = _gone(unit, removed) if removed is not None else (None, None)
        if removed is None or severity is None:
            continue
        span, phase = uses[0]
        end = "each request fails" if phase == "run" else "the container does not start"
        yield Problem(
            span,
            f"`{removed.name}` is gone since {removed.package} {removed.since}, and {end}",
            (label,) if label else (),
            f"use {removed.instead}",
            _fix(removed, [span for span, _ in uses], "safe" if severity == "error" else "unsafe"),
            removed.name,
            severity,
        )


def _fix(removed: RemovedApi, spans: list[Span], safety: Safety) -> Fix | None:
    """Write the new name at all places; None if one of them has another form, or the new one works differently."""
    # What is imported by its own name is right again once the import is.
    spans = [span for span in dict.fromkeys(spans) if "." in span.text.partition("(")[0] or _imports(span)]
    edits = [_edit(removed, span) for span in spans]
    if None in edits or not edits:
        return None
    return Fix(safety, f"use {removed.instead}", tuple(edit for edit in edits if edit is not None))


def _imports(span: Span) -> bool:
    return span.source.line(span.source.position(span.start)[0]).lstrip().startswith(("from ", "import "))


_NUMPY = {
    "float_": "float64", "unicode_": "str_", "NaN": "nan", "Inf": "inf", "infty": "inf", "string_": "bytes_",
    "complex_": "complex128",
}  # fmt: skip
_BUILTINS = ("float", "int", "object", "complex", "str", "bool")


def _edit(removed: RemovedApi, span: Span) -> Edit | None:
    """The edit of one place: an attribute of numpy, or a from-import on a line of its own."""
    from re import match

    package, _, name = removed.name.rpartition(".")
    if package == "numpy":
        found = match(rf"(\w+)\.{name}\b", span.text)
        new = name if name in _BUILTINS else f"{found[1]}.{_NUMPY[name]}" if found and name in _NUMPY else None
        return Edit(span.source.span(span.start, span.start + found.end()), new) if found and new else None
    start = span.source.text.rfind("\n", 0, span.start) + 1
    line = span.source.line(span.source.position(span.start)[0])
    found = match(r"(\s*)from ([\w.]+) import (\w+(?: *, *\w+)*)", line)
    if found is None or line[found.end() :].strip().startswith((",", "(")):
        return None
    names = [one.strip() for one in found[3].split(",")]
    if package == "sklearn.externals" and names == [name]:
        return Edit(span.source.span(start + found.end(1), start + found.end()), removed.instead)
    same = [known_bad.removed_api(f"{found[2]}.{one}") for one in names]
    if package in ("collections", "jinja2") and all(one and one.instead == removed.instead for one in same):
        return Edit(span.source.span(start + found.start(2), start + found.end(2)), removed.instead)
    return None


def _used(unit: Unit) -> Iterator[tuple[str, Span, str]]:
    """Dotted names that are surely used, with place and phase."""
    for use in unit.boot.imports:
        if use.certain and not use.optional and not use.local and not use.module.startswith("."):
            for name in use.names or ("",):
                yield f"{use.module}.{name}".rstrip(".*"), use.span, use.phase
    for call in unit.boot.calls:
        if call.certain:
            yield call.dotted, call.span, call.phase
            for argument in (*call.args, *call.keywords.values()):
                if isinstance(argument.value, External):
                    yield argument.value.dotted, argument.span, call.phase


def _gone(unit: Unit, removed: RemovedApi) -> tuple[Severity | None, Label | None]:
    """How grave it is (None: the name is there, or that is not known), and the requirement that decides."""
    since, python = f">={removed.since}", unit.container.python
    back = f"<{removed.until}" if removed.until else ""
    if removed.package == "python":
        return ("error" if python and within(f"=={python}", since) else None), None
    asked = unit.container.asked_for(removed.package)
    fitting = [r for r in asked if within(r.specifier, f"{since},{back}".rstrip(","), conda=r.installer == "conda")]
    if asked and len(fitting) == len(asked):
        return "error", Label(asked[0].span, f"{removed.package} comes from here")
    if removed.until or any(r.specifier or r.url for r in asked) or not unit.container.installs(removed.package).yes:
        return None, None
    if python is not None and not within(f"=={python}", f">={_OLDEST_WITH_NEWEST}"):
        return None, None
    return "warning", Label(asked[0].span, "no version: the newest is installed") if asked else None
