"""Operators and formatting on plain data, with bounds: no code that is read may make us build huge values.

Each raises ValueError or TypeError for what it refuses; the caller takes that as unknown.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ast
    from collections.abc import Callable
    from typing import Any
else:
    import _ast as ast

LONGEST_TEXT = 20_000
"""Texts above this many characters are not computed."""


def _modest(text: str) -> bool:
    """Whether a format text asks for no huge width."""
    run = 0
    for char in text:
        run = run + 1 if char.isdigit() else 0
        if run > 3:
            return False
    return len(text) <= LONGEST_TEXT and "*" not in text


def formatted(data: object, spec: str | None, conversion: int) -> str:
    """What a replacement field of an f-string gives."""
    if spec is None or not _modest(spec):
        raise ValueError
    shown = repr(data) if conversion == 114 else ascii(data) if conversion == 97 else data
    return format(shown, spec)


def percent(template: str, data: Any) -> str:
    """What `%` gives for a text on its left."""
    if not _modest(template):
        raise ValueError
    text: str = template % data
    return text


def add(left: Any, right: Any) -> Any:
    """What `+` gives."""
    if isinstance(left, str) and len(left) > LONGEST_TEXT:
        raise ValueError
    return left + right


def _multiply(left: Any, right: Any) -> Any:
    size = (len(left) if isinstance(left, (str, bytes)) else 1) * (len(right) if isinstance(right, (str, bytes)) else 1)
    times = next((abs(one) for one in (left, right) if isinstance(one, int)), 1)
    if isinstance(left, (str, bytes)) or isinstance(right, (str, bytes)):
        if size * times > LONGEST_TEXT:
            raise ValueError
    elif any(isinstance(one, int) and one.bit_length() > 256 for one in (left, right)):
        raise ValueError
    return left * right


def _power(left: Any, right: Any) -> Any:
    if (
        not isinstance(left, (int, float))
        or not isinstance(right, (int, float))
        or abs(right) > 64
        or abs(left) > 2**64
    ):
        raise ValueError
    return left**right


def _shift(left: Any, right: Any) -> Any:
    if not isinstance(left, int) or not isinstance(right, int) or right > 64 or left.bit_length() > 256:
        raise ValueError
    return left << right


def _remainder(left: Any, right: Any) -> Any:
    if isinstance(left, (str, bytes)):
        raise TypeError
    return left % right


ARITHMETIC: dict[type, Callable[..., object]] = {
    ast.Sub: lambda left, right: left - right,
    ast.Mult: _multiply,
    ast.Div: lambda left, right: left / right,
    ast.FloorDiv: lambda left, right: left // right,
    ast.Mod: _remainder,
    ast.Pow: _power,
    ast.LShift: _shift,
}
COMPARISONS: dict[type, Callable[..., object]] = {
    ast.Eq: lambda left, right: left == right,
    ast.NotEq: lambda left, right: left != right,
    ast.Lt: lambda left, right: left < right,
    ast.LtE: lambda left, right: left <= right,
    ast.Gt: lambda left, right: left > right,
    ast.GtE: lambda left, right: left >= right,
    ast.Is: lambda left, right: left is right if isinstance(left, bool) and isinstance(right, bool) else left == right,
    ast.IsNot: lambda left, right: (
        left is not right if isinstance(left, bool) and isinstance(right, bool) else left != right
    ),
}
