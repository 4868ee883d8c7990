"""Which keyword arguments the classes of azure-ai-ml take.

Compiled from data/sdk_v2.toml, for which each class was called with each name.
"""

from __future__ import annotations

from .tables.sdk_v2 import PARAMETERS, SOURCE

__all__ = ["SOURCE", "error", "parameters"]


def parameters(cls: str) -> tuple[str, ...] | None:
    """The keyword arguments that a class takes, TypeError for any other; None for a class that takes any."""
    return PARAMETERS.get(cls)


def error(cls: str, name: str) -> str:
    """What the TypeError says of a keyword argument that a class does not take."""
    if (cls, name) == ("BatchDeployment", "type"):
        return "Deployment.__init__() got multiple values for keyword argument 'type'"
    # The constructors of assets and resources pass on what they do not know, at last to object.
    if "base_path" in PARAMETERS.get(cls, ()):
        return "object.__init__() takes exactly one argument (the instance to initialize)"
    return f"{cls}.__init__() got an unexpected keyword argument '{name}'"
