"""Issues of Azure Pipelines: logging commands on standard output, which knows errors and warnings alone.

Escaping is that of microsoft/azure-pipelines-task-lib, taskcommand.ts.
"""

from __future__ import annotations

from . import ignored_or_not, repository_path
from .concise import line
from .escaping import log, one_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..finding import Finding
    from ..judge import Verdict
    from . import Options


def render(verdict: Verdict, options: Options) -> str:
    """A command for each error and warning; a plain line for each note."""
    lines = []
    for finding, mark in ignored_or_not(verdict, options):
        plain = mark or finding.severity == "note"
        lines.append(log(line(finding) + mark) if plain else _issue(finding, options))
    return "".join(text + "\n" for text in lines)


def _issue(finding: Finding, options: Options) -> str:
    place = finding.place
    properties = {
        "type": finding.severity,
        "sourcepath": one_line(repository_path(place.file, options)),
        "linenumber": str(place.line),
        "columnnumber": str(place.column),
        "code": finding.code,
    }
    told = "".join(f"{key}={_property(value)};" for key, value in properties.items())
    message = one_line(finding.message) + (f" (help: {one_line(finding.help)})" if finding.help else "")
    return f"##vso[task.logissue {told}]{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%AZP25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace("]", "%5D").replace(";", "%3B")
