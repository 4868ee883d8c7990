"""The world outside the code, of which the interpreter asks questions."""

from __future__ import annotations

from ..model import Answer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    from .syntax import Module

    class World(Protocol):
        """The running container as code sees it; every answer is yes, no or unknown."""

        def variable(self, name: str) -> Answer:
            """Whether the environment variable is set; `value` holds its text where it is known."""

        def file(self, path: str) -> Answer:
            """Whether an absolute path exists; for yes, `value` is "file" or "folder" where that is known."""

        def module(self, dotted: str, importer: str) -> Module | None:
            """The local module of that name (leading dots for a relative import), None if it is not local.

            `importer` is the path of the importing source.
            """

        def gpu(self) -> Answer:
            """Whether CUDA is available."""

        def installed(self, module: str) -> Answer:
            """Whether the environment provides the dotted module."""

        def model_path(self, name: str, version: str | None) -> Answer:
            """Whether `Model.get_model_path(name, version)` finds the model; `value` is the path that it returns."""


class UnknownWorld:
    """A world that knows nothing: for code that runs on somebody's own machine, such as deploying code."""

    def variable(self, name: str) -> Answer:
        """Unknown."""
        return Answer("unknown", "the code runs outside the container")

    def file(self, path: str) -> Answer:
        """Unknown."""
        return Answer("unknown", "the code runs outside the container")

    def module(self, dotted: str, importer: str) -> Module | None:
        """None."""
        return None

    def gpu(self) -> Answer:
        """Unknown."""
        return Answer("unknown", "the code runs outside the container")

    def installed(self, module: str) -> Answer:
        """Unknown."""
        return Answer("unknown", "the code runs outside the container")

    def model_path(self, name: str, version: str | None) -> Answer:
        """Unknown."""
        return Answer("unknown", "the code runs outside the container")
