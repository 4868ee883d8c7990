"""What was found: each deployment unit with what it refers to, and what is missing, external or unknown and why."""

from __future__ import annotations

from .escaping import log, one_line
from .text import Paint, number_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from ..model import BoundUnit, Reference

FORMATS = ("text", "json")
"""The formats of `amllint units`."""

_STYLES = {"found": "bold", "missing": "error", "external": "label", "unknown": "warning"}


def text(units: Sequence[BoundUnit], colour: bool = False) -> str:
    """A tree: a line for each unit, below it a line for each reference, and one line that sums up."""
    paint = Paint(colour)
    lines: list[str] = []
    for unit in units:
        endpoint = f", endpoint {one_line(unit.endpoint_name)}" if unit.endpoint_name else ""
        name = f"{one_line(unit.name)}, " if unit.name else ""
        lines.append(f"{paint('bold', one_line(unit.path))} ({name}{unit.kind}{endpoint})")
        role = max((len(one_line(reference.role)) for reference in unit.references), default=0)
        lines += [_line(reference, role, paint) for reference in unit.references]
        if unit.variables_open:
            lines.append(f"  {paint('warning', 'unknown ')}  {'variables':{role}}  {one_line(unit.variables_open)}")
    references = [reference for unit in units for reference in unit.references]
    counts = {state: sum(one.state == state for one in references) for state in _STYLES}
    told = ", ".join(f"{count} {state}" for state, count in counts.items() if count)
    lines.append(f"{number_of(len(units), 'unit')}" + (f"; references: {told}" if told else ""))
    return log("".join(line + "\n" for line in lines))


def _line(reference: Reference, width: int, paint: Paint) -> str:
    state = paint(_STYLES[reference.state], f"{reference.state:8}")
    target = one_line(reference.text)
    if reference.path is not None and reference.path != reference.text:
        target += f" -> {one_line(reference.path) or '.'}"
    why = f": {one_line(reference.why)}" if reference.why and reference.state != "found" else ""
    near = f" (there is {', '.join(map(one_line, reference.near))})" if reference.near else ""
    return f"  {state}  {one_line(reference.role):{width}}  {target}{why}{near}  [{_at(reference)}]"


def _at(reference: Reference) -> str:
    place = reference.span.place
    return f"{one_line(place.file)}:{place.line}"


def json(units: Sequence[BoundUnit]) -> str:
    """The same as JSON, version 1, with the read set of each unit."""
    from .json import VERSION, dump, place_data, unit_data

    def data(unit: BoundUnit) -> dict[str, Any]:
        return {
            **unit_data(unit),
            "endpoint": unit.endpoint_name,
            "references": [
                {
                    "role": reference.role,
                    "text": reference.text,
                    "state": reference.state,
                    "path": reference.path,
                    "why": reference.why or None,
                    "near": list(reference.near),
                    **place_data(reference.span.place),
                }
                for reference in unit.references
            ],
            "variables_open": unit.variables_open or None,
            "read": sorted(unit.read_set),
        }

    return dump({"version": VERSION, "units": [data(unit) for unit in units]})
