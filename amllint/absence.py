"""Whether a file that is not there is missing, or only not there yet.

What git ignores, what DVC or LFS holds, and what anything in the project writes, is unknown and not missing.
"""

from __future__ import annotations

from .model import Answer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from .tree import Tree

_CODE_WRITING = (
    "dump(", "save", "to_csv", "to_parquet", "to_json", "write", "urlretrieve", "download", "copy", "move", "rename",
    "mkdir", "makedirs", "extract", "snapshot", "persist", "export", "freeze", "'w", '"w', "unpack",
)  # fmt: skip
_WRITING_CALL = (
    rb"(dump|save|to_csv|to_parquet|to_json|write|urlretrieve|download|copy|move|rename|mkdir|makedirs|extract|snapshot"
    rb"|persist|export|freeze|unpack|output|upload|register|log_artifact|log_model)\w*\(|['\"]w"
)
_SHELL_WRITING = (
    "cp ", "mv ", "curl ", "wget ", "unzip", "tar ", "touch ", " > ", ">>", "tee ", "rsync", "azcopy", "download",
    "mkdir", "git clone", "ln -s", "dvc ", "copy", "publish", "extract", "Out-File", "Set-Content", "artifact",
    "--output", "--out", "-o ",
)  # fmt: skip
_CODE = (".py", ".ipynb", ".R")
_PROSE = (".md", ".txt")


def absent(tree: Tree, path: str, except_in: frozenset[str] = frozenset(), except_line: str = "") -> Answer:
    """Judge a path that the tree does not hold: *no* if it is missing, *unknown* if something may make it.

    `except_in` names files whose mention of the path proves nothing (the ones that refer to it); with `except_line`
    only lines of them that hold that text (code may make what it refers to).
    """
    from .text import Source

    folder, _, name = path.rpartition("/")
    above = path
    while above:
        above, _, _ = above.rpartition("/")
        if tree.kind(above) == "outside":
            return Answer("unknown", f"{above} is a link that leads out of the project")
    for where in except_in if except_line else ():
        source = tree.source(where)
        if isinstance(source, Source) and (_made_by_name(source.text, except_line) or _downloads(source.text, path)):
            return Answer("unknown", f"{where} may make it")
        for line in source.text.split("\n") if isinstance(source, Source) and name in source.text else ():
            if (
                name in line
                and except_line not in (plain := line.replace('\\"', '"'))
                and _writes(tree, where, plain, name)
            ):
                return Answer("unknown", f"{where} may make it")
    # A pattern like `model/` speaks of folders, and a name without an ending may be one.
    if tree.ignored(path) or ("." not in name and tree.ignored(f"{path}/{name}")):
        return Answer("unknown", f"git ignores {path}, so it may exist elsewhere")
    if tree.is_file(path + ".dvc"):
        return Answer("unknown", f"DVC holds {path}")
    for where, line in _spoken_of(tree, folder, name):
        if where not in except_in and _writes(tree, where, line, name):
            return Answer("unknown", f"{where} may make it")
    return Answer("no", "it is not in the project", near=tree.near(path))


def _made_by_name(text: str, line: str) -> bool:
    """Whether a path that a line of code keeps in a variable is used for more than to deploy: it may be written to."""
    import re

    match = re.match(r"(\w+)\s*=\s*[rf]?[\"'][^\"']*[\"']$", line)
    if match is None:
        return False
    name = re.escape(match[1])
    uses = len(re.findall(rf"\b{name}\b", text))
    stated = r"\b(?:entry_script|scoring_script|conda_file|file_path|source_directory|code|code_path|path|source)"
    return uses > 1 + len(re.findall(rf"{stated}\s*=\s*{name}\b", text))


def _downloads(text: str, path: str) -> bool:
    """Whether code downloads into a folder at or above a path, or into one that is not told.

    `model.download(".")` and `run.download_files(output_directory="./")` name no file of what they bring.
    """
    import re
    from posixpath import normpath

    for call in re.finditer(r"\.download(?:_files?|_folder|_artifacts)?\(([^\n]*)", text):
        targets = re.findall(r"[\"']([^\"'\\]+)\\?[\"']", call[1])
        folders = [normpath(target.replace("\\", "/")) for target in targets]
        if not folders or any(folder == "." or f"/{folder}/" in f"/{path}" for folder in folders):
            return True
    return False


def _spoken_of(tree: Tree, folder: str, name: str) -> Iterator[tuple[str, str]]:
    """Lines near a folder that mean the file `name` in it, with their paths.

    A name with an ending is telling. A bare word ("scripts", "model") is not: it counts with its parent's name before
    it, or as a word of its own in a file whose folder holds the path, or in a pipeline.
    """
    if "." in name:
        yield from tree.mentions.lines(name, folder)
        return
    yield from tree.mentions.lines(f"{folder.rpartition('/')[2]}/{name}", folder)
    for where, line in tree.mentions.lines(name, folder, above=True):
        if name in line.replace("/", " ").replace('"', " ").replace("'", " ").replace("\\", " ").split():
            yield where, line


def _writes(tree: Tree, where: str, line: str, name: str) -> bool:
    """Whether a line that names a file may make it; the judgement leans to yes."""
    if where.endswith(_PROSE) or "Dockerfile" in where:
        return False
    if where.endswith(_CODE):
        before, _, _ = line.partition(name)
        return any(word in line for word in _CODE_WRITING) or (_assigns(before) and _writes_anything(tree, where))
    return any(word in line for word in _SHELL_WRITING)


def _assigns(before: str) -> bool:
    """Whether the text before a literal assigns it to a name (`path = "model.pkl"`), which may be written to later."""
    target, sign, _ = before.strip().lstrip('"').rpartition("=")
    return bool(sign) and target.strip().isidentifier() and before.rstrip()[-1:] in "\"'\\"


def _writes_anything(tree: Tree, where: str) -> bool:
    """Whether code calls anything that writes: a script that only loads does not make what it names."""
    import re

    return re.search(_WRITING_CALL, tree.mentions.text(where)) is not None
