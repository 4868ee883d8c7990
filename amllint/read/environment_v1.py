"""Environment objects of v1: azureml_environment.json, or embedded in an inference configuration.

Keys: facts/v1.md, section 9. `Environment` of SDK code, once it is a mapping in these words, reads the same.
"""

from __future__ import annotations

from ..record import Record
from ..values import Entry, Mapping, Scalar, Unknown, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..values import Value


class EnvironmentV1(Record):
    """What an environment object states; None for what it leaves open.

    `conda` is an embedded conda environment, `conda_file` the path of one; `image` and `dockerfile` are the entries of
    the base image and of the text (or path) of a Dockerfile; `variables` the mapping of environment variables;
    `own_python` tells that the image's own Python is used (`userManagedDependencies`), which leaves conda out.
    """

    node: Mapping
    name: str | None = None
    version: str | None = None
    conda: Mapping | Unknown | None = None
    conda_file: Entry | None = None
    image: Entry | None = None
    dockerfile: Entry | None = None
    variables: Mapping | Unknown | None = None
    own_python: bool = False


def read_environment_v1(node: Mapping) -> EnvironmentV1:
    """Read an environment object; keys without a value count as absent."""
    python, docker = node.get("python"), node.get("docker")
    conda = _stated(python, "condaDependencies")
    variables = _stated(node, "environmentVariables")
    managed = _stated(python, "userManagedDependencies")
    return EnvironmentV1(
        node,
        text_of(node.get("name")),
        text_of(node.get("version")),
        conda.value if conda is not None and isinstance(conda.value, (Mapping, Unknown)) else None,
        _stated(python, "condaDependenciesFile"),
        _stated(docker, "baseImage"),
        _stated(docker, "baseDockerfile"),
        variables.value if variables is not None and isinstance(variables.value, (Mapping, Unknown)) else None,
        managed is not None and isinstance(managed.value, Scalar) and managed.value.data is True,
    )


def is_environment_v1(node: Mapping) -> bool:
    """Whether a mapping looks like an environment object: a `python` block with the keys that only it has."""
    python, docker = node.get("python"), node.get("docker")
    return (
        isinstance(python, Mapping)
        and any(key in python.keys() for key in ("condaDependencies", "userManagedDependencies", "interpreterPath"))
        and (docker is None or isinstance(docker, Mapping))
        and not any(key in node.keys() for key in ("script", "target", "framework", "entryScript", "definitions"))
    )


def _stated(node: Value | None, key: str) -> Entry | None:
    """The entry of a key that has a value; empty text is none."""
    entry = node.entry(key) if isinstance(node, Mapping) else None
    if entry is None or (isinstance(entry.value, Scalar) and entry.value.data in (None, "")):
        return None
    return entry
