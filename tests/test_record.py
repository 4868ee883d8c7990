from __future__ import annotations

import pickle

import pytest

from amllint.record import Record, replace


class Point(Record):
    x: int
    y: int = 0


class Named(Point):
    name: str = ""


def test_fields_are_filled_by_position_name_and_default() -> None:
    assert repr(Point(1)) == "Point(x=1, y=0)"
    assert Named(1, 2, "a") == Named(x=1, y=2, name="a")
    assert Named(1, name="b").y == 0


def test_wrong_fields_are_refused() -> None:
    with pytest.raises(TypeError, match="Point\\(\\) misses 'x'"):
        Point()  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="too many arguments: \\['z'\\]"):
        Point(1, z=2)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="Point has no \\['z'\\]"):
        replace(Point(1), z=2)


def test_a_record_cannot_be_changed() -> None:
    point = Point(1)
    with pytest.raises(AttributeError):
        point.x = 2  # type: ignore[misc]
    with pytest.raises(AttributeError):
        del point.x
    assert replace(point, x=5) == Point(5) and point.x == 1


def test_equality_and_hash_compare_type_and_fields() -> None:
    assert Point(1, 2) == Point(1, 2) and hash(Point(1, 2)) == hash(Point(1, 2))
    assert Point(1, 2) != Named(1, 2)
    assert {Point(1), Point(1)} == {Point(1)}


def test_a_record_survives_pickling() -> None:
    assert pickle.loads(pickle.dumps(Named(1, 2, "n"))) == Named(1, 2, "n")
