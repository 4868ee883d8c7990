"""Whether a file that is not there is missing, or only not there yet.

What git ignores, what DVC or LFS holds, and what anything in the project writes, is unknown and not missing.
"""

from __future__ import annotations

from .model import Answer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .tree import Tree

_WRITING = (
    "dump(", "save", "to_csv", "to_parquet", "to_json", "write", "urlretrieve", "download", "copy", "move", "rename",
    "mkdir", "makedirs", "extract", "snapshot", "persist", "export", "freeze", "'w", '"w', "unpack",
)  # fmt: skip
_SHELL_WRITING = (
    "cp ", "mv ", "curl ", "wget ", "unzip", "tar ", "touch ", " > ", ">>", "tee ", "rsync", "azcopy", "download",
    "mkdir", "git clone", "ln -s", "dvc ", "gsutil", "aws s3", "python ", "copy", "publish", "extract", "Out-File",
    "Set-Content", "artifact",
)  # fmt: skip
_CODE = (".py", ".ipynb", ".R")
_PROSE = (".md", ".txt")


def absent(tree: Tree, path: str, except_in: frozenset[str] = frozenset()) -> Answer:
    """Judge a path that the tree does not hold: *no* if it is missing, *unknown* if something may make it.

    `except_in` names files whose mention of the path proves nothing (the ones that refer to it).
    """
    name = path.rpartition("/")[2]
    folder = path
    while folder:
        folder, _, _ = folder.rpartition("/")
        if tree.kind(folder) == "outside":
            return Answer("unknown", f"{folder} is a link that leads out of the project")
    if tree.ignored(path):
        return Answer("unknown", f"git ignores {path}, so it may exist elsewhere")
    if tree.is_file(path + ".dvc"):
        return Answer("unknown", f"DVC holds {path}")
    for where, line in tree.lines_with(name):
        if where not in except_in and not where.endswith(_PROSE) and _writes(where, line, name):
            return Answer("unknown", f"{where} may make it")
    return Answer("no", "it is not in the project", near=tree.near(path))


def _writes(where: str, line: str, name: str) -> bool:
    """Whether a line that names a file may make it; the judgement leans to yes."""
    if where.endswith(_CODE):
        before, _, _ = line.partition(name)
        return any(word in line for word in _WRITING) or _assigns(before)
    return any(word in line for word in _SHELL_WRITING)


def _assigns(before: str) -> bool:
    """Whether the text before a literal assigns it to a name (`path = "model.pkl"`), which may be written to later."""
    target, sign, _ = before.strip().lstrip('"').rpartition("=")
    return bool(sign) and target.strip().isidentifier() and before.rstrip()[-1:] in "\"'\\"
