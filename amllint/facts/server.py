"""The inference server: its versions, who brings it, where it listens, which names it hides."""

from __future__ import annotations

from ..record import Record
from .tables.server import HEALTH_PORT as HEALTH_PORT
from .tables.server import LIVENESS as LIVENESS
from .tables.server import PORT as PORT
from .tables.server import READINESS as READINESS
from .tables.server import SCORING as SCORING
from .tables.server import SWAGGER as SWAGGER

NAME = "azureml-inference-server-http"


class ServerVersion(Record):
    """What one version asks for, as specifiers: "" allows any, None means that it does not ask for the package.

    `released` is an ISO date, or empty if it is not in the table.
    """

    version: str
    python: str
    flask: str | None
    pydantic: str | None
    werkzeug: str | None
    gunicorn: str | None
    released: str


def versions() -> tuple[ServerVersion, ...]:
    """The versions in the table, oldest first; they are not all that exist."""
    from .tables.server import VERSIONS

    return tuple(ServerVersion(*row) for row in VERSIONS)


def find(version: str) -> ServerVersion | None:
    """The version of that exact number, or None if it is not in the table."""
    return next((known for known in versions() if known.version == version.strip()), None)


def newest(python: str) -> str | None:
    """The newest server that pip takes for a Python such as `3.8` or `3.8.10`; None if that is not in the table."""
    from .tables.server import NEWEST

    return NEWEST.get(".".join(python.strip().split(".")[:2]))


def defaults_bring(version: str) -> str | None:
    """What azureml-defaults of a version asks of the server: a specifier, "" if it brings none, None if not known.

    Below the oldest version of the table there is none. Between two versions of the table the answer is that of the
    earlier if both agree, else None; above the newest it is None.
    """
    from .tables.server import DEFAULTS

    wanted = _minor(version)
    rows = [(_minor(known), server) for known, server in DEFAULTS]
    if not wanted:
        return None
    if wanted <= rows[0][0]:
        return rows[0][1]
    at = sum(known <= wanted for known, _ in rows) - 1
    known, server = rows[at]
    if known == wanted:
        return server
    return server if at + 1 < len(rows) and rows[at + 1][1] == server else None


def hidden_by_server(module: str) -> bool | None:
    """Whether the server's folder hides a module of the code folder: True if seen, None if likely, False if not."""
    from .tables.server import HIDES, MAY_HIDE

    return True if module in HIDES else None if module in MAY_HIDE else False


def hidden_defines(module: str, name: str) -> bool | None:
    """Whether the server's own module, which hides a sibling of that name, has a name at its top level (1.5.1).

    None where importing it by itself fails already: all but `utils` and `exceptions` import relatively.
    """
    known = _DEFINED.get(module)
    return None if known is None else name in known.split()


_DEFINED = {
    "utils": "FrameType Generator Iterator Optional Timer TracebackType Type contextlib os signal threading time "
    "timeout timeout_supported walk_path",
    "exceptions": "AzmlAssertionError AzmlinfsrvError",
}


def _minor(version: str) -> tuple[int, ...]:
    """The first two numbers of a version, () if they are none."""
    parts = version.strip().split(".")[:2]
    return tuple(int(part) for part in parts) if len(parts) == 2 and all(p.isdecimal() for p in parts) else ()
