"""Ranges of versions, held against `packaging`, which decides single versions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from amllint.version_ranges import disjoint, range_of, within

release = st.lists(st.integers(0, 4), min_size=1, max_size=3).map(lambda parts: ".".join(map(str, parts)))
clause = st.one_of(
    st.builds("{}{}".format, st.sampled_from(["==", ">=", "<=", ">", "<", "!="]), release),
    st.builds("=={}.*".format, release),
    st.builds("~={}.{}".format, release, st.integers(0, 4)),
)
specifier = st.lists(clause, max_size=3).map(",".join)


suffix = st.sampled_from(["", "a1", "b2", "rc1", ".post0", ".post2", ".dev0", ".dev3", "a1.dev2", "rc1.post1"])


@given(release, suffix, release, suffix)
def test_versions_sort_as_packaging_has_it(first: str, one: str, second: str, other: str) -> None:
    low, high = first + one, second + other
    assert within(f"=={low}", f"<={high}") == (Version(low) <= Version(high))


@given(specifier, release)
def test_a_range_holds_every_version_that_fits(spec: str, version: str) -> None:
    allowed = range_of(spec)
    assert allowed is not None
    if SpecifierSet(spec).contains(version):
        point = range_of(f"=={version}")
        assert point is not None
        assert point.within(allowed)


@given(specifier, specifier, release)
def test_disjoint_specifiers_share_no_version(first: str, second: str, version: str) -> None:
    if disjoint(first, second):
        assert not (SpecifierSet(first).contains(version) and SpecifierSet(second).contains(version))


@given(specifier, specifier, release)
def test_within_means_that_what_fits_the_inner_fits_the_outer(inner: str, outer: str, version: str) -> None:
    if within(inner, outer) and SpecifierSet(inner).contains(version):
        assert SpecifierSet(outer).contains(version)


@pytest.mark.parametrize(
    ("first", "second", "conda", "answer"),
    [
        ("==1.2.3", "==1.2.3+cu118", False, False),
        ("==1.2.3", "==1.2.4", False, True),
        ("==1.2", "==1.2.0", False, False),
        ("=1.2", "==1.2.9", True, False),
        ("=1.2", "==1.3.0", True, True),
        ("==1.2", "==1.2.9", True, True),
        ("=1.2=py39_0", "==1.3", True, True),
        ("1.2|1.3", "==2", True, False),
        ("", "==1", False, False),
        ("<2,>=3", "==1", False, False),
        ("===banana", "==1", False, False),
    ],
)
def test_disjoint(first: str, second: str, conda: bool, answer: bool) -> None:
    assert disjoint(first, second, first_conda=conda) is answer


def test_bounds_of_a_compatible_release() -> None:
    assert within("==2.11.0", "~=2.11.0")
    assert not within("==2.11.0rc1", "~=2.11.0")
    assert within("==2.11.5", "~=2.11.0")
    assert not within("==2.12.0", "~=2.11.0")
    assert not within("", "<2")
    assert within("==1.10.*", "<2")
