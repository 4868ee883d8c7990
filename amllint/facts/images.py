"""Images that deployments stand on: references, Azure's base and inference images, well known servers."""

from __future__ import annotations

from ..record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

_REGISTRY = "mcr.microsoft.com"
_FOLDER = "azureml/"


class ImageReference(Record):
    """The parts of an image reference: `registry` is docker.io where none is written; `tag` and `digest` may be empty.

    `digest` keeps its algorithm (`sha256:...`).
    """

    registry: str
    repository: str
    tag: str = ""
    digest: str = ""


class Image(Record):
    """An image below mcr.microsoft.com/azureml. None stands for unknown.

    `name` is the repository without `azureml/`; `kind` base, inference or curated (a curated spelling of another
    image). `status` is supported, deprecated (can be pulled, gets no patches), removed or renamed (no longer built
    under this name), unlisted (dropped from the documentation). `python` is the version that the image itself starts,
    `cuda` is empty without CUDA, `server` tells whether the inference server is in it, `packages` is the most that its
    own environment is known to hold. `retired_on` is an ISO date or empty, `last_tag` the last tag that was pushed.
    """

    name: str
    kind: Literal["base", "inference", "curated"]
    status: Literal["supported", "deprecated", "removed", "renamed", "unlisted"]
    python: str | None
    cuda: str | None
    ubuntu: str | None
    server: bool | None
    packages: tuple[str, ...] | None
    conda: bool | None
    retired_on: str
    last_tag: str
    successor: str
    source: str


class OtherServer(Record):
    """An image that serves by itself: where it listens; `{model}` in a path is the model's name, "" is unknown."""

    repository: str
    server: str
    port: int
    liveness: str
    readiness: str
    scoring: str
    source: str


class RetiredCurated(Record):
    """A curated environment whose definition is gone since `removed_on` (ISO date or empty); `why` is a clause."""

    name: str
    why: str
    removed_on: str
    successor: str
    source: str


def parse_reference(text: str) -> ImageReference:
    """The parts of a reference as Docker reads it; placeholders stay in the part where they stand."""
    rest, _, digest = text.strip().partition("@")
    slash = rest.rfind("/")
    colon = rest.rfind(":")
    tag = ""
    if colon > slash:
        rest, tag = rest[:colon], rest[colon + 1 :]
    first, parted, repository = rest.partition("/")
    if parted and ("." in first or ":" in first or first == "localhost"):
        return ImageReference(first.lower(), repository, tag, digest)
    return ImageReference("docker.io", rest, tag, digest)


def find(reference: str) -> Image | None:
    """What is known of an image of mcr.microsoft.com/azureml, in any spelling; None for all others."""
    name, curated = _name(reference)
    row = None
    if name is not None:
        from .tables.images import IMAGES

        row = IMAGES.get(name) or next((r for pattern, r in IMAGES.items() if _matches(pattern, name)), None)
    if name is None or row is None:
        return None
    return Image(name, "curated" if curated else row[0], *row[1:])  # type: ignore[arg-type]


def near(name: str) -> tuple[str, ...]:
    """Image names of the table, without `azureml/`, that may have been meant by a name or reference; nearest first."""
    from difflib import get_close_matches

    from .tables.images import IMAGES

    wanted = _name(name)[0] or name.strip().lower()
    whole = [known for known in IMAGES if "*" not in known]
    return tuple(get_close_matches(wanted, whole, n=3, cutoff=0.8))


def known_other(reference: str) -> OtherServer | None:
    """The server in a well known image that is not Azure's, by its repository; None if it is not in the table."""
    from .tables.images import OTHER

    parsed = parse_reference(reference)
    for repository in (parsed.repository, f"{parsed.registry}/{parsed.repository}"):
        row = OTHER.get(repository)
        if row:
            return OtherServer(repository, *row)
    return None


def azureml_name(reference: str) -> str | None:
    """The name below mcr.microsoft.com/azureml, without `curated/`; None for all other images."""
    return _name(reference)[0]


def idle(reference: str) -> str | None:
    """What the own command of a well known image starts where that is no server (a clause); None for all others."""
    from .tables.images import IDLE, IMAGES

    name, _ = _name(reference)
    if name is not None:
        row = IMAGES.get(name)
        return "a shell" if row and row[0] == "base" else None
    parsed = parse_reference(reference)
    found = IDLE.get(parsed.repository.removeprefix("library/")) if parsed.registry == "docker.io" else None
    return found[0] if found else None


def retired_curated(name: str) -> RetiredCurated | None:
    """What is known of a curated environment that is gone, by its name with or without `AzureML-`."""
    from fnmatch import fnmatchcase

    from .tables.images import CURATED

    wanted = name.strip().lower().removeprefix("azureml-")
    for patterns, *row in CURATED:
        if any(fnmatchcase(wanted, pattern) for pattern in patterns):
            return RetiredCurated(name, *row)
    return None


def _name(reference: str) -> tuple[str | None, bool]:
    """The name below mcr.microsoft.com/azureml, and whether it was spelled as a curated environment's image."""
    parsed = parse_reference(reference)
    if parsed.registry != _REGISTRY or not parsed.repository.startswith(_FOLDER):
        return None, False
    name = parsed.repository.removeprefix(_FOLDER).lower()
    return name.removeprefix("curated/"), name.startswith("curated/")


def _matches(pattern: str, name: str) -> bool:
    """Whether a name fits a pattern with at most one `*`."""
    start, star, end = pattern.partition("*")
    return bool(star) and len(name) >= len(start) + len(end) and name.startswith(start) and name.endswith(end)
