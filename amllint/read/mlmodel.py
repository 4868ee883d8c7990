"""MLmodel files: what MLflow wrote beside a model."""

from __future__ import annotations

from ..model import Document, MLmodel
from ..text import Span
from ..values import Mapping, Scalar, mapping_of, text_of


def read_mlmodel(document: Document) -> MLmodel | None:
    """Return what an MLmodel file states, or None if the document is none (it has no mapping `flavors`).

    The environment files are those of the flavour python_function: `env` is a path, or since MLflow 2.0 a mapping of
    environment managers to paths.
    """
    root = mapping_of(document.root)
    flavors = mapping_of(root.get("flavors")) if root else None
    if root is None or flavors is None:
        return None
    function = mapping_of(flavors.get("python_function")) or Mapping(flavors.span, ())
    version = root.get("mlflow_version")
    return MLmodel(
        document.source,
        root,
        tuple((entry.key_data, entry.key) for entry in flavors),
        _environment_files(function),
        _written(function, "python_version"),
        version.text if isinstance(version, Scalar) else None,
    )


def _environment_files(function: Mapping) -> tuple[tuple[str, Span], ...]:
    """The paths that `env` names, in file order."""
    value = function.get("env")
    values = [entry.value for entry in value] if isinstance(value, Mapping) else [value]
    return tuple((text, value.span) for value in values if value and (text := text_of(value)))


def _written(mapping: Mapping, key: str) -> tuple[str, Span] | None:
    """A scalar as the file writes it; `3.10` without quotes is not the number 3.1."""
    value = mapping.get(key)
    return (value.text, value.span) if isinstance(value, Scalar) and value.data is not None else None
