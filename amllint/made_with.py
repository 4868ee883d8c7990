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
_REQUIREMENTS = r"\b(?:extra_pip_requirements|pip_requirements|conda_env)\s*=(?!=|\s*None\b)"


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
    """Scripts whose `mlflow...autolog()` logs a model too, without what `log_model()` is given as requirements."""
    return tree.once("logged twice", lambda: tuple(_logged_twice(tree)))


def _logged_twice(tree: Tree) -> Iterator[tuple[Span, Span]]:
    for path in tree.walk():
        if not path.endswith(".py") or b".autolog(" not in tree.peek(path):
            continue
        source = tree.source(path)
        if isinstance(source, Source):
            autolog = next(_calls(source, _AUTOLOG), None)
            if autolog is None or "log_models" in autolog.text:
                continue
            log_model = next((call for call in _calls(source, _LOG_MODEL) if _with_requirements(call)), None)
            if log_model is not None:
                yield autolog, log_model


def _calls(source: Source, pattern: str) -> Iterator[Span]:
    """The matches that stand in no comment."""
    from re import finditer

    for match in finditer(pattern, source.text):
        line = source.position(match.start())[0]
        if not source.line(line).lstrip().startswith("#"):
            yield source.span(match.start(), match.end())


def _with_requirements(call: Span) -> bool:
    """Whether a call, of which `call` ends with its opening parenthesis, is given requirements of its own."""
    from re import search, sub

    text = sub(r"#.*", "", call.source.text[call.end :])
    depth, end = 1, 0
    while depth and end < len(text):
        depth += {"(": 1, ")": -1}.get(text[end], 0)
        end += 1
    return search(_REQUIREMENTS, text[:end]) is not None
