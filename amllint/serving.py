"""What an image serves with: the program that its last stage starts, the port it listens on, the paths it answers.

Only what is written out counts: ports in variables, configuration files and start scripts are unknown.
"""

from __future__ import annotations

from posixpath import basename

from .facts import images, server
from .record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .model import Dockerfile, Environment
    from .text import Span

_AZURE = "the inference server"
_SHELLS = ("sh", "bash", "/bin/sh", "/bin/bash", "/usr/bin/bash")
# Program → options that give its port, and the port without them (0: not known).
_PROGRAMS: dict[str, tuple[tuple[str, ...], int]] = {
    "gunicorn": (("-b", "--bind"), 0),
    "uvicorn": (("--port",), 0),
    "hypercorn": (("-b", "--bind"), 0),
    "flask": (("-p", "--port"), 0),
    "waitress-serve": (("--port",), 0),
    "tensorflow_model_server": (("--rest_api_port",), 0),
    "tritonserver": (("--http-port",), 8000),
    "azmlinfsrv": (("--port",), server.PORT),
    "runsvdir": ((), server.PORT),
}
_AZURE_PROGRAMS = ("azmlinfsrv", "runsvdir")


class Serving(Record):
    """What answers requests in an image, as far as the files tell.

    `server` is a clause's subject, `port` the only port that it listens on (None: not known). `health` and `scoring`
    are beginnings of the paths that it answers (() where that is not known). `idle` says what is started instead where
    nothing serves. `span` is the place that tells.
    """

    server: str
    span: Span | None
    port: int | None = None
    health: tuple[str, ...] = ()
    scoring: tuple[str, ...] = ()
    idle: str = ""


def serving(environment: Environment) -> Serving | None:
    """What answers requests in the image of an environment; None if that is not known."""
    dockerfile = environment.dockerfile
    if dockerfile is not None and (dockerfile.command is not None or dockerfile.entrypoint is not None):
        return _started(dockerfile)
    text = environment.image.text if environment.image is not None else None
    if text is None or environment.conda is not None or (dockerfile is None and environment.context is not None):
        return None
    span = environment.image.span if environment.image is not None else None
    other = images.known_other(text)
    if other is not None:
        return _other(other, span)
    image = images.find(text)
    if image is not None and image.server:
        return _azure(span, server.PORT)
    idle = images.idle(text)
    return Serving("nothing", span, idle=idle) if idle else None


def _started(dockerfile: Dockerfile) -> Serving | None:
    """What ENTRYPOINT and CMD start."""
    words: list[str] = []
    for instruction in (dockerfile.entrypoint, dockerfile.command):
        words += instruction.words if instruction is not None else ()
    place = dockerfile.command or dockerfile.entrypoint
    assert place is not None
    if not words or any(word.endswith((".sh", ".py", ".R")) for word in words):
        return None
    if len(words) == 1 and words[0] in _SHELLS:
        return Serving("nothing", place.span, idle="a shell")
    for at, word in enumerate(words):
        program = basename(word)
        if program == "torchserve":
            found = images.known_other("pytorch/torchserve")
            configured = "--ts-config" in words or any("config.properties" in copy.path for copy in dockerfile.copies)
            return None if found is None or configured else _other(found, place.span)
        if program in _PROGRAMS:
            port = _port(words[at + 1 :], *_PROGRAMS[program])
            if program in _AZURE_PROGRAMS:
                return _azure(place.span, port)
            return Serving(program, place.span, port)
    return None


def _port(words: list[str], options: tuple[str, ...], default: int) -> int | None:
    """The port that the options of a program give; None where it is not written out, or there are several."""
    found: set[int | None] = set()
    for at, word in enumerate(words):
        name, equals, value = word.partition("=")
        if name in options:
            value = value if equals else words[at + 1] if at + 1 < len(words) else ""
            last = value.rpartition(":")[2]
            found.add(int(last) if last.isdecimal() else None)
    if not found:
        return default or None
    return found.pop() if len(found) == 1 else None


def _azure(span: Span | None, port: int | None) -> Serving:
    return Serving(_AZURE, span, port, (server.LIVENESS, server.SCORING, server.SWAGGER), (server.SCORING,))


def _other(other: images.OtherServer, span: Span | None) -> Serving:
    """A well known server: its paths up to the model's name, which may be any."""
    health = tuple(dict.fromkeys(path.partition("{")[0] for path in (other.liveness, other.readiness)))
    scoring = (other.scoring.partition("{")[0],) if other.scoring else ()
    return Serving(other.server, span, other.port, health, scoring)
