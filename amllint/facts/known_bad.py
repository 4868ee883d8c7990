"""Packages and combinations that are known to fail, to be retired, or to belong to another installer."""

from __future__ import annotations

from ..record import Record
from .packages import normalise

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal


class MistakenName(Record):
    """An import name asked from pip: `state` absent (no such project) or stub (another project than the one meant).

    `fails` tells whether the installation fails; otherwise it succeeds and the import fails or finds other code.
    """

    name: str
    package: str
    state: Literal["absent", "stub"]
    fails: bool
    why: str
    source: str


class RetiredPackage(Record):
    """A distribution that is given up: `why` is a clause, `since` an ISO date or empty."""

    name: str
    successor: str
    why: str
    since: str
    source: str


class Combination(Record):
    """Packages that do not go together: it holds where all are asked for within these specifiers.

    A specifier is PEP 440, several may be parted by `|`; `unpinned` stands for a package asked for without version,
    `absent` for one not asked for; `python` is the interpreter. `effect` is cannot-install, does-not-start, may-fail
    (whether it does depends on what the script does or the installer takes), old-server (pip takes an old one) or
    outdated.
    """

    packages: tuple[tuple[str, str], ...]
    effect: Literal["cannot-install", "does-not-start", "may-fail", "old-server", "outdated"]
    message: str
    source: str


class RemovedApi(Record):
    """A dotted name that a distribution no longer has since a version (and has again from `until` on, if not "").

    The distribution `python` is the standard library. `instead` says what to write.
    """

    name: str
    package: str
    since: str
    until: str
    instead: str
    source: str


class SystemLibrary(Record):
    """What a distribution needs outside of Python: `needs` is a clause, `brought_by` the packages of apt or conda that
    install it, `instead` a distribution that does without, `error` what is seen; `at_build` where pip needs it."""

    package: str
    needs: str
    brought_by: tuple[str, ...]
    instead: str
    error: str
    at_build: bool
    source: str


def import_name_package(name: str) -> MistakenName | None:
    """What is known of a name asked from pip that is an import name of something else; None for all others."""
    from .tables.known_bad import IMPORT_NAMES

    row = IMPORT_NAMES.get(normalise(name))
    return MistakenName(normalise(name), *row) if row else None  # type: ignore[arg-type]


def retired_package(name: str) -> RetiredPackage | None:
    """What is known of a retired distribution; None for all others."""
    from .tables.known_bad import RETIRED

    row = RETIRED.get(normalise(name))
    return RetiredPackage(normalise(name), *row) if row else None


def pypi_only(name: str) -> bool:
    """Whether a package is known to be on PyPI and not on the conda channels."""
    from .tables.known_bad import PYPI_ONLY

    name = normalise(name)
    patterns = tuple(pattern for pattern, _ in PYPI_ONLY)
    return "!" + name not in patterns and _among(name, patterns)


def removed_api(dotted: str) -> RemovedApi | None:
    """What is known of a dotted name that was removed, by its longest prefix in the table; None for all others."""
    from .tables.known_bad import REMOVED_APIS

    while dotted:
        row = REMOVED_APIS.get(dotted)
        if row:
            return RemovedApi(dotted, *row)
        dotted = dotted.rpartition(".")[0]
    return None


def system_library(name: str) -> SystemLibrary | None:
    """What a distribution needs outside of Python; None for all others."""
    from .tables.known_bad import SYSTEM_LIBRARIES

    row = SYSTEM_LIBRARIES.get(normalise(name))
    return SystemLibrary(normalise(name), *row) if row else None


def combinations() -> tuple[Combination, ...]:
    """All combinations of the table."""
    from .tables.known_bad import COMBINATIONS

    return tuple(Combination(*row) for row in COMBINATIONS)  # type: ignore[arg-type]


def pinned_by_server(name: str) -> bool:
    """Whether the inference server pins a package itself, so that an own pin is advised against."""
    from .tables.known_bad import SERVER_PINS

    return normalise(name) in SERVER_PINS


def cpu_counterpart(name: str) -> str | None:
    """The package that a GPU build stands beside, such as onnxruntime for onnxruntime-gpu; None for all others."""
    from .tables.known_bad import GPU_COUNTERPARTS

    return GPU_COUNTERPARTS.get(normalise(name))


def needs_gpu(name: str, *, conda: bool) -> bool:
    """Whether a package is a GPU build or needs a GPU in normal use; `conda` if the name is a conda package's.

    A CUDA version in the name counts as well: ask `cuda_of` for it.
    """
    from .tables.known_bad import GPU_CONDA, GPU_COUNTERPARTS, GPU_NEEDED

    name = normalise(name)
    if name in GPU_NEEDED or name in GPU_COUNTERPARTS or cuda_of(name) is not None:
        return True
    return conda and _among(name, GPU_CONDA)


def cpu_only(name: str) -> bool:
    """Whether a package is a build that cannot use a GPU."""
    from .tables.known_bad import CPU_ONLY

    return normalise(name) in CPU_ONLY


def cuda_of(name: str) -> str | None:
    """The CUDA major version in a package's name, or None: 12 for cupy-cuda12x and cudf-cu12, 11 for mxnet-cu112."""
    last = normalise(name).rpartition("-")[2]
    digits = last.removeprefix("cuda") if last.startswith("cuda") else last.removeprefix("cu")
    digits = digits.removesuffix("x")
    if digits == last or not (digits.isascii() and digits.isdigit()):
        return None
    return digits if len(digits) < 3 else digits[:-1]


def _among(name: str, patterns: tuple[str, ...]) -> bool:
    """Whether a name equals one of the patterns, or starts as one that ends in `*`."""
    return any(name.startswith(p[:-1]) if p.endswith("*") else name == p for p in patterns)
