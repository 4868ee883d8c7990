"""What the project says of how a model was made: the files that MLflow wrote beside it, and training scripts."""

from __future__ import annotations

from .bind.readers import Readers
from .text import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from .model import MLmodel, Requirement
    from .text import Span
    from .tree import Tree

_AUTOLOG = r"\bmlflow(?:\.\w+)*\.autolog\(([^()]*)\)"
_LOG_MODEL = r"\bmlflow\.\w+\.log_model\("


def model_requirements(tree: Tree, folder: str, mlmodel: MLmodel) -> Iterator[tuple[Requirement, ...]]:
    """The packages of each environment file of a model that states some; `folder` is that of its MLmodel file."""
    readers = Readers(tree)
    names = [name for name, _ in mlmodel.environment_files if not name.endswith("python_env.yaml")]
    for name in dict.fromkeys([*names, "conda.yaml", "requirements.txt"]):
        path = tree.resolve(folder, name)
        if path is None or not tree.is_file(path):
            continue
        read = readers.requirements(path) if path.endswith(".txt") else readers.conda(path)
        if read is not None and read.requirements:
            yield read.requirements


def logged_twice(tree: Tree) -> tuple[tuple[Span, Span], ...]:
    """Scripts that call `mlflow...autolog()` without `log_models=False`, and `mlflow.<flavour>.log_model()`."""
    return tree.once("logged twice", lambda: tuple(_logged_twice(tree)))


def _logged_twice(tree: Tree) -> Iterator[tuple[Span, Span]]:
    for path in tree.walk():
        if not path.endswith(".py") or b".autolog(" not in tree.peek(path):
            continue
        source = tree.source(path)
        if isinstance(source, Source):
            autolog, log_model = _call(source, _AUTOLOG), _call(source, _LOG_MODEL)
            if autolog is not None and log_model is not None and "log_models" not in autolog.text:
                yield autolog, log_model


def _call(source: Source, pattern: str) -> Span | None:
    """The first match that stands in no comment."""
    from re import finditer

    for match in finditer(pattern, source.text):
        line = source.position(match.start())[0]
        if not source.line(line).lstrip().startswith("#"):
            return source.span(match.start(), match.end())
    return None
