"""What the environment of a unit installs: the distributions, why there may be more, and what does not go together."""

from __future__ import annotations

from .facts import known_bad, packages
from .model import Requirement
from .record import Record
from .version_ranges import range_of, within

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .facts.images import Image
    from .facts.known_bad import Combination
    from .model import Environment

    Wanted = tuple[str, str | None, tuple[str, ...]]

_OLD_RESOLVER = "<20.3"
"""pip before 20.3 installs what does not fit together and only warns."""


class Installed(Record):
    """One distribution in the container: who asked for it, and through what it came."""

    requirement: Requirement
    through: tuple[str, ...] = ()


class Bad(Record):
    """A combination that holds in an environment, with the requirements that make it so."""

    combination: Combination
    requirements: tuple[Requirement, ...]


def install(
    environment: Environment, image: Image | None, image_text: str | None, python: str | None
) -> tuple[dict[str, Installed], str]:
    """The distributions that are surely installed, by PyPI name, and why there may be more ("" if that is all).

    A conda file builds an environment of its own, so what the image holds counts only without one. Nothing is called
    "all" while the table of requirements does not cover the version of a package.
    """
    found: dict[str, Installed] = {}
    asked: list[Wanted] = []
    reasons = [] if environment.complete else ["a part of the environment cannot be read"]
    for requirement in environment.requirements:
        for name in pypi_names(requirement):
            found.setdefault(name, Installed(requirement))
            asked.append((name, requirement.exact_version, requirement.extras))
        reasons += _untold(requirement, python)
    if environment.conda is None:
        reasons += _from_image(environment, image, image_text, found, asked)
    reasons += [f"what `{name}` brings along is not known" for name in packages.unknown(asked)]
    by_name = {name: installed.requirement for name, installed in found.items()}
    for name, chain in packages.brought(asked).items():
        if name not in found and chain and chain[0] in by_name:
            found[name] = Installed(by_name[chain[0]], chain)
    _from_conda(environment.requirements, found)
    return found, reasons[0] if reasons else ""


def pypi_names(requirement: Requirement) -> tuple[str, ...]:
    """The distributions that a requirement asks for; () for a conda package that holds none, and for one unnamed."""
    if requirement.installer == "conda":
        return packages.from_conda(requirement.name)
    return (requirement.name,) if requirement.name else ()


def _untold(requirement: Requirement, python: str | None) -> Iterator[str]:
    """Why a requirement may bring more than the table says."""
    if requirement.url:
        yield f"`{requirement.raw}` may bring anything"
    conda = requirement.installer == "conda"
    if conda and packages.conda_brings(requirement.name) is None:
        yield f"what the conda package `{requirement.name}` brings along is not known"
    allowed = range_of(requirement.specifier, conda=conda)
    version = requirement.exact_version
    below = str(allowed.high) if allowed is not None and allowed.high is not None else ""
    for name in pypi_names(requirement):
        if packages.known(name) and not packages.covered(name, version, below=below, python=python):
            yield f"what `{requirement.raw}` brings along is not known for that version"


def _from_conda(requirements: Iterable[Requirement], found: dict[str, Installed]) -> None:
    """Add what conda packages may bring beside what the distribution requires."""
    for requirement in requirements:
        if requirement.installer == "conda":
            added = packages.conda_brings(requirement.name) or ()
            further = packages.brought((name, None, ()) for name in added)
            for name in (*added, *further):
                found.setdefault(name, Installed(requirement, (requirement.name, name)))


def _from_image(
    environment: Environment,
    image: Image | None,
    image_text: str | None,
    found: dict[str, Installed],
    asked: list[Wanted],
) -> Iterator[str]:
    """Add what the image's own environment holds; why that is not all, if so."""
    if environment.image is None or image is None or image.packages is None:
        yield f"what the image {image_text or ''} holds is not known".replace("  ", " ")
        return
    span = environment.image.span or environment.span
    for name in image.packages:
        found.setdefault(name, Installed(Requirement(name, name, span, "image")))
        asked.append((name, None, ()))


def asked_for(environment: Environment, name: str) -> tuple[Requirement, ...]:
    """The requirements that ask for a distribution by its name, in file order."""
    return tuple(r for r in environment.requirements if name in pypi_names(r))


def has_old_pip(environment: Environment) -> bool:
    """Whether the pip that the environment states installs packages that do not fit together."""
    pip = environment.conda.pip_listed if environment.conda is not None else None
    return pip is not None and pip.specifier != "" and within(pip.specifier, _OLD_RESOLVER, conda=True)


def bad_combinations(environment: Environment, python: str | None) -> Iterator[Bad]:
    """Combinations of the table that surely hold in an environment."""
    old_pip = has_old_pip(environment)
    for combination in known_bad.combinations():
        if combination.effect == "cannot-install" and old_pip:
            continue
        involved = _involved(combination, environment, python)
        if involved:
            yield Bad(combination, involved)


def _involved(combination: Combination, environment: Environment, python: str | None) -> tuple[Requirement, ...]:
    """The requirements that make a combination hold; () if it does not, or not surely."""
    found: list[Requirement] = []
    for name, condition in combination.packages:
        if name == "python":
            if python is None or not within(f"=={python}.*", condition):
                return ()
            continue
        asked = asked_for(environment, name)
        if any(r.marker or r.url or r.grade == "url" for r in asked):
            return ()
        fitting = [r for r in asked if _fits(r, condition)]
        if len(fitting) < len(asked) or not (asked or (environment.complete and "absent" in condition.split("|"))):
            return ()
        found += fitting
    return tuple(found)


def _fits(requirement: Requirement, condition: str) -> bool:
    """Whether what a requirement allows surely meets a condition: a specifier, `unpinned`, or several parted by `|`."""
    conda = requirement.installer == "conda"
    for part in condition.split("|"):
        if part == "unpinned":
            if not requirement.specifier:
                return True
        elif part != "absent" and (not part or within(requirement.specifier, part, conda=conda)):
            return True
    return False
