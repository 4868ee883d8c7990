"""What pytest loads in every run: options, marker and fixtures.

Imports pytest and the standard library alone, because each pytest start in an environment with amllint pays for it;
everything else is imported when `--amllint` or a fixture asks.
"""

from __future__ import annotations

import pytest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .checking import Checker


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the options and ini settings; all others stand in amllint's own configuration."""
    group = parser.getgroup("amllint", "amllint: Azure Machine Learning deployments")
    group.addoption("--amllint", action="store_true", help="check the project's deployments, one item each")
    group.addoption(
        "--amllint-path",
        action="append",
        default=[],
        metavar="PATH",
        help="check the deployments that lie or read below PATH (repeatable; overrides amllint_paths)",
    )
    group.addoption(
        "--amllint-select", action="append", default=[], metavar="RULES", help="run these rules only (repeatable)"
    )
    group.addoption("--amllint-ignore", action="append", default=[], metavar="RULES", help="leave these rules out")
    group.addoption(
        "--amllint-fail-on",
        choices=("error", "warning", "note"),
        help="the lightest severity that fails an item (default: the configuration's, else error)",
    )
    group.addoption("--amllint-config", metavar="FILE", help="amllint's configuration file")
    group.addoption(
        "--amllint-output",
        action="append",
        type=_output,
        default=[],
        metavar="FORMAT=PATH",
        help="with --amllint, also write a report of the whole project (repeatable); formats as of `amllint check`",
    )
    parser.addini("amllint_paths", "check the deployments that lie or read below these paths", type="paths")
    parser.addini("amllint_fail_on", "the lightest severity that fails an item: error, warning or note", default="")


def _output(text: str) -> tuple[str, str]:
    from argparse import ArgumentTypeError

    from amllint.report import FORMATS

    format, _, path = text.partition("=")
    if format not in FORMATS or not path:
        raise ArgumentTypeError(f"{text!r} is not FORMAT=PATH with a format of {', '.join(FORMATS)}")
    return format, path


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker always (strict markers), the collection only where it was asked for."""
    config.addinivalue_line("markers", "amllint: the check of one Azure ML deployment unit (pytest --amllint)")
    if config.getoption("--amllint"):
        from .collection import Collection

        config.pluginmanager.register(Collection(config), "amllint-collection")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that takes `amllint_unit` once for each deployment unit of the project."""
    if "amllint_unit" in metafunc.fixturenames:
        from .project import project_of, unique_names

        project = project_of(metafunc.config)
        if not project.units:
            pytest.fail(project.nothing_found, pytrace=False)
        names = unique_names([(unit.path, unit.name) for unit in project.units])
        ids = [f"{unit.path}[{name}]" if name else unit.path for unit, name in zip(project.units, names)]
        metafunc.parametrize("amllint_unit", project.units, ids=ids)


@pytest.fixture(scope="session", name="amllint")
def amllint_fixture(pytestconfig: pytest.Config) -> Checker:
    """Give `amllint.check(path, ...)`, whose report has `assert_clean()` and `codes()`; needs no `--amllint`."""
    from .checking import Checker
    from .project import project_of

    return Checker(project_of(pytestconfig), pytestconfig.rootpath)
