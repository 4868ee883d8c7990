"""Ranges of versions: what a specifier of pip or conda allows, and whether two of them can both hold.

A range is an interval. Specifiers that are none (`1.2|1.3`, `!=1.2` where it matters, `===`) have no answer here, so
that what is asked of them stays unknown. Local parts (`+cu118`) do not count. Versions are kept as tuples that sort as
PEP 440 has it; `packaging` is loaded only for those that are more than numbers and points.
"""

from __future__ import annotations

from .record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    Version = tuple[int, tuple[int, ...], tuple[int, int], int, float]
    """Epoch, release without trailing zeros, pre-release, post-release (-1 is none), development release."""

_NO_PRE = (3, 0)
_BEFORE_PRE = (-1, 0)
_NO_POST = -1
_NO_DEV = float("inf")
_PRE = {"a": 0, "b": 1, "rc": 2}


class Range(Record):
    """The versions from `low` to `high`; None is no bound, and a bound counts unless it is `open`."""

    low: Version | None = None
    high: Version | None = None
    low_open: bool = False
    high_open: bool = False

    @property
    def empty(self) -> bool:
        """Whether no version is in it."""
        if self.low is None or self.high is None:
            return False
        return self.low > self.high or (self.low == self.high and (self.low_open or self.high_open))

    def both(self, other: Range) -> Range:
        """The versions in both."""
        low, low_open = self.low, self.low_open
        if low is None or (other.low is not None and (other.low, other.low_open) > (low, low_open)):
            low, low_open = other.low, other.low_open
        high, high_open = self.high, self.high_open
        if high is None or (other.high is not None and (other.high, not other.high_open) < (high, not high_open)):
            high, high_open = other.high, other.high_open
        return Range(low, high, low_open, high_open)

    def within(self, other: Range) -> bool:
        """Whether all its versions are in `other` too."""
        return self.both(other) == self


def range_of(specifier: str, *, conda: bool = False) -> Range | None:
    """The range that a specifier allows (PEP 440, or conda's where `conda`); None if it is none or cannot be read.

    `!=` is left out, so the range may hold a version too many: "none fits" stays true, "all fit" does too.
    """
    found = Range()
    for clause in specifier.replace(" ", "").split(","):
        if not clause or clause.startswith("!="):
            continue
        try:
            part = _conda_clause(clause) if conda else _clause(clause)
        except ValueError:  # also what packaging raises
            return None
        if part is None:
            return None
        found = found.both(part)
    return found


def disjoint(first: str, second: str, *, first_conda: bool = False, second_conda: bool = False) -> bool:
    """Whether no version can satisfy both specifiers, as far as that is sure."""
    one, two = range_of(first, conda=first_conda), range_of(second, conda=second_conda)
    return one is not None and two is not None and not one.empty and not two.empty and one.both(two).empty


def within(specifier: str, outer: str, *, conda: bool = False) -> bool:
    """Whether every version that `specifier` allows satisfies `outer` (PEP 440), as far as that is sure."""
    inner, allowed = range_of(specifier, conda=conda), range_of(outer)
    if inner is None or allowed is None or "!=" in outer or inner.empty:
        return False
    return inner.within(allowed)


def _version(text: str) -> Version:
    """A version as a tuple; raise ValueError if it is none."""
    release = _release(text)
    if release is not None:
        return 0, _stripped(release), _NO_PRE, _NO_POST, _NO_DEV
    from packaging.version import Version

    version = Version(text)
    pre = (_PRE[version.pre[0]], version.pre[1]) if version.pre else _NO_PRE
    if version.pre is None and version.post is None and version.dev is not None:
        pre = _BEFORE_PRE
    post = _NO_POST if version.post is None else version.post
    return version.epoch, _stripped(version.release), pre, post, _NO_DEV if version.dev is None else version.dev


def _release(text: str) -> tuple[int, ...] | None:
    """The numbers of a version that is nothing but numbers and points; None for all others."""
    parts = text.split(".")
    return tuple(map(int, parts)) if all(part.isascii() and part.isdigit() for part in parts) else None


def _stripped(release: tuple[int, ...]) -> tuple[int, ...]:
    while release[1:] and release[-1] == 0:
        release = release[:-1]
    return release


def _before(release: tuple[int, ...]) -> Version:
    """The lowest version that starts with a release (its `.dev0`)."""
    return 0, _stripped(release), _BEFORE_PRE, _NO_POST, 0


def _clause(clause: str) -> Range | None:
    for operator in ("===", "==", "~=", ">=", "<=", ">", "<"):
        if clause.startswith(operator):
            return _compared(operator, clause[len(operator) :])
    return None


def _conda_clause(clause: str) -> Range | None:
    """A clause of a match spec: `=1.2` and `1.2.*` match by prefix, `==1.2` and a bare `1.2` exactly."""
    if "|" in clause or clause == "*":
        return Range() if clause == "*" else None
    if clause.startswith("=") and not clause.startswith("=="):
        return _compared("==", clause[1:].split("=")[0].rstrip("*").rstrip(".") + ".*")
    if clause[0].isdigit():
        return _compared("==", clause)
    return _clause("==" + clause[2:].split("=")[0] if clause.startswith("==") else clause)


def _compared(operator: str, text: str) -> Range | None:
    if operator == "===":
        return None
    if text.endswith(".*"):
        return _prefix(text[:-2]) if operator == "==" else None
    version = _version(text)
    if operator == "==":
        return Range(version, version)
    if operator == "~=":
        release = _release(text)
        return None if release is None or len(release) < 2 else Range(version, _next(release[:-1]), False, True)
    if operator in (">=", ">"):
        return Range(version, None, operator == ">")
    return Range(None, version, False, operator == "<")


def _prefix(text: str) -> Range | None:
    release = _release(text)
    return None if release is None else Range(_before(release), _next(release), False, True)


def _next(release: tuple[int, ...]) -> Version:
    """The lowest version that no longer starts with a release."""
    return _before((*release[:-1], release[-1] + 1))
