"""Environment variables that are in the container although no file of the project sets them."""

from __future__ import annotations


def platform_variable(name: str, *, batch: bool, v1: bool) -> bool:
    """Whether the platform, the server, the image or the system sets a variable, or may set it.

    Where this is true, a variable that no file sets is still no proof of a KeyError. `batch` and `v1` tell the kind of
    deployment; names are compared exactly, as Linux does.
    """
    from .tables import platform as table

    names = [table.ALWAYS_NAMES, table.BATCH_NAMES if batch else table.ONLINE_NAMES]
    prefixes = table.ALWAYS_PREFIXES + (table.BATCH_PREFIXES if batch else table.ONLINE_PREFIXES)
    if v1:
        names.append(table.V1_NAMES)
        prefixes += table.V1_PREFIXES
    return any(name in group for group in names) or name.startswith(prefixes)


def server_default(name: str) -> str | None:
    """The value that the inference server takes where the variable is not set; None for all other variables."""
    from .tables.platform import DEFAULTS

    return DEFAULTS.get(name)
