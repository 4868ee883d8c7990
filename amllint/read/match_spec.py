"""Conda match specs: `channel::name=version=build`, `name >=1,<2`, `name[version='1.2.*']`.

The grammar is that of conda's own MatchSpec (docs.conda.io, "Package match specifications"): `=1.2` matches every
1.2.x, `==1.2` and `name 1.2` exactly 1.2. No light library reads it.
"""

from __future__ import annotations

import re

from ..model import Requirement
from ..text import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..model import PinGrade


def read_match_spec(text: str, span: Span, channel: str = "") -> Requirement:
    """Read a conda match spec whose place is `span`; `channel` is the channel if the spec names none.

    The name is empty if the text is no match spec, or if it is a URL that does not tell it.
    """
    spec = text.split("#")[0].split(";")[0].strip() if "://" not in text else text.strip()
    if "://" in spec or spec.endswith((".conda", ".tar.bz2")):
        return Requirement(_name_of_archive(spec), text, span, "conda", url=spec, channel=channel, grade="url")
    spec, brackets = _cut_brackets(spec)
    before, colons, rest = spec.rpartition(":")
    if colons:
        # channel::name, channel/linux-64::name, channel:namespace:name
        channel, spec = brackets.get("channel", before.split(":")[0] or channel), rest
    else:
        channel = brackets.get("channel", channel)
    match = re.fullmatch(r"([A-Za-z0-9_][\w.\-]*|\*)\s*(.*)", spec.strip(), re.DOTALL)
    name, version = (match[1], match[2]) if match else ("", "")
    if "version" in brackets:
        version = brackets["version"]
        version = version if version[:1] in "=<>!~*" or not version else "==" + version
    specifier = _specifier(version)
    if brackets.get("build") and specifier.startswith("=") and "," not in specifier:
        specifier = f"{specifier.replace('==', '=', 1)}={brackets['build']}"
    name = brackets.get("name", "" if name == "*" else name)
    normal = re.sub(r"[-_.]+", "-", name).lower()
    return Requirement(normal, text, span, "conda", specifier, channel=channel, grade=grade_of(specifier))


def _cut_brackets(spec: str) -> tuple[str, dict[str, str]]:
    """Split `name[key=value, ...]` into what stands before the bracket and the keys; quotes are dropped."""
    start = spec.find("[")
    if start < 0 or not spec.endswith("]"):
        return spec, {}
    pairs = re.findall(r"(\w+)\s*=\s*(\"[^\"]*\"|'[^']*'|[^,'\"\]]*)", spec[start + 1 : -1])
    return spec[:start], {key.lower(): value.strip("'\" ") for key, value in pairs}


def _specifier(version: str) -> str:
    """The version part in one spelling: no blanks, `==` for a bare version, `=version=build` for both."""
    version = version.strip()
    if not version or version in ("*", "=*", "=", "=="):
        return ""
    if version[0] not in "=<>!~":
        # `name 1.2` and `name 1.2 build`: exact
        words = version.split()
        if len(words) == 2:
            return f"={words[0]}={words[1]}"
        version = "".join(words)
        return version if re.search(r"[<>|*,]", version) and not version.endswith(".*") else _exact(version)
    return re.sub(r"\s*([=<>!~,|]+)\s*", r"\1", version).replace(" ", "=")


def _exact(version: str) -> str:
    """The specifier of a bare version."""
    return f"={version}" if version.endswith("*") else f"=={version}"


def grade_of(specifier: str) -> PinGrade:
    """How tightly a conda specifier binds; `=1.2.3` leaves nothing that matters open and counts as exact."""
    if not specifier or specifier == "*":
        return "none"
    clauses = [clause for clause in specifier.split(",") if clause]
    if "|" not in specifier:
        for clause in clauses:
            if clause.startswith("=") or clause[0].isdigit():
                version, _, build = clause.lstrip("=").partition("=")
                if version.endswith("*"):
                    return "wildcard"
                if clause.startswith("==") or (build and build != "*") or version.count(".") >= 2:
                    return "exact"
                return "wildcard"
    if "|" in specifier or any(clause.startswith(("<", "~=", "=")) for clause in clauses):
        return "bounded"
    return "lower" if any(clause.startswith(">") for clause in clauses) else "none"


def _name_of_archive(url: str) -> str:
    """The name in `.../name-version-build.conda`; empty if there is none."""
    file = url.split("#")[0].rstrip("/").rpartition("/")[2]
    parts = file.removesuffix(".conda").removesuffix(".tar.bz2").rsplit("-", 2)
    return re.sub(r"[-_.]+", "-", parts[0]).lower() if len(parts) == 3 else ""
