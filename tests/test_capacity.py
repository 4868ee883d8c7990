"""The replica formula, Erlang's forms, and the simulation held against them."""

from __future__ import annotations

import subprocess
import sys
import time
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amllint.capacity.erlang import mean_wait, refused_share, waiting_share
from amllint.capacity.replicas import exact, load_headroom, required_replicas
from amllint.capacity.simulation import Scenario, simulate
from amllint.cli import run
from amllint.report.replicas import text


def test_the_articles_own_numbers() -> None:
    assert required_replicas(20, 10, "0.7", 1) == 286
    assert required_replicas("20", "10", 0.7, 1) == 286


@pytest.mark.parametrize(
    ("rps", "seconds", "utilization", "concurrency", "replicas"),
    [
        ("7", "0.1", "0.7", 1, 1),  # 1 exactly: floating point would say 2
        ("14", "0.1", "0.7", 2, 1),
        ("21", "0.3", "0.9", 1, 7),
        ("100", "0.25", "70/100", 4, 9),
        ("0.001", "1", "1", 1, 1),
    ],
)
def test_formula_is_exact(rps: str, seconds: str, utilization: str, concurrency: int, replicas: int) -> None:
    assert required_replicas(rps, seconds, utilization, concurrency) == replicas


@given(
    st.fractions(min_value=0, max_value=1000, max_denominator=1000),
    st.fractions(min_value=0, max_value=100, max_denominator=1000),
    st.fractions(min_value=Fraction(1, 100), max_value=1, max_denominator=100),
    st.integers(min_value=1, max_value=64),
)
def test_formula_is_enough_and_not_one_more(rps: Fraction, seconds: Fraction, share: Fraction, each: int) -> None:
    replicas = required_replicas(rps, seconds, share, each)
    assert replicas * each * share >= rps * seconds
    assert replicas == 0 or (replicas - 1) * each * share < rps * seconds


def test_headroom_at_the_default_target() -> None:
    assert load_headroom(70) == Fraction(10, 7)
    assert exact(0.1) == Fraction(1, 10)


def test_no_utilization_is_no_number_of_replicas() -> None:
    with pytest.raises(ValueError, match="positive"):
        required_replicas(1, 1, 0, 1)


def test_erlang_against_values_worked_out_by_hand() -> None:
    assert refused_share(1, 1.0) == pytest.approx(1 / 2)
    assert refused_share(2, 1.0) == pytest.approx(1 / 5)
    assert waiting_share(1, 0.5) == pytest.approx(0.5)  # M/M/1: the share of waiting is the load
    assert waiting_share(2, 1.0) == pytest.approx(1 / 3)
    assert waiting_share(3, 3.0) == 1.0
    assert mean_wait(1, 0.5, 2.0) == pytest.approx(2.0)
    assert mean_wait(1, 1.0, 2.0) == float("inf")
    with pytest.raises(ValueError, match="server"):
        refused_share(0, 1.0)


def test_waiting_share_of_a_million_requests_is_erlang_c() -> None:
    fixed = Scenario(10.0, 0.8, 10, 10, calm_seconds=1e5, burst_seconds=1.0, exponential=True, queue_seconds=1e9)
    outcome = simulate(fixed)
    assert outcome.requests > 990_000
    assert outcome.waited / outcome.requests == pytest.approx(waiting_share(10, 8.0), rel=0.02)
    assert outcome.refused == 0


def test_concurrency_counts_as_servers() -> None:
    fixed = Scenario(10.0, 0.8, 5, 5, 2, calm_seconds=2e4, burst_seconds=1.0, exponential=True, queue_seconds=1e9)
    outcome = simulate(fixed)
    assert outcome.waited / outcome.requests == pytest.approx(waiting_share(10, 8.0), rel=0.05)


def test_refused_share_without_waiting_is_erlang_b() -> None:
    fixed = Scenario(10.0, 0.8, 10, 10, calm_seconds=2e4, burst_seconds=1.0, exponential=True, queue_seconds=0.0)
    outcome = simulate(fixed)
    assert outcome.refused / outcome.requests == pytest.approx(refused_share(10, 8.0), rel=0.03)


def test_more_replicas_refuse_less() -> None:
    shares = [simulate(Scenario(20.0, 1.0, least, 90, burst=3.0)).refused_in_burst for least in (20, 29, 40, 90)]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] > 0.1 and shares[-1] == 0.0


def test_new_replicas_help_only_when_they_are_up() -> None:
    outcome = simulate(Scenario(20.0, 1.0, 29, 80, burst=2.0, start_seconds=60.0), stretches=12)
    before = [moment for moment in outcome.moments if moment.at < 60]
    after = [moment for moment in outcome.moments if moment.at >= 70]
    assert sum(moment.refused for moment in before) > 20 * sum(moment.refused for moment in after)
    assert before[0].replicas < after[-1].replicas


def test_a_run_is_the_same_every_time() -> None:
    assert simulate(Scenario(20.0, 1.0, 5, 40, burst=3.0)) == simulate(Scenario(20.0, 1.0, 5, 40, burst=3.0))


def test_replicas_go_after_a_minute_of_plenty() -> None:
    quiet = Scenario(100.0, 1.0, 1, 200, burst=0.1, burst_seconds=300.0)
    first, *_, last = simulate(quiet, stretches=30).moments
    assert first.replicas > 100
    assert last.replicas < 40


def test_command_prints_formula_table_and_plot(capsys: pytest.CaptureFixture[str]) -> None:
    start = time.perf_counter()
    assert run(["replicas", "--rps", "20", "--seconds", "10"]) == 0
    assert time.perf_counter() - start < 1
    out = capsys.readouterr().out
    assert "20 requests/s x 10 s / 0.7 utilisation = 285.71" in out
    assert "rounded up: 286" in out
    assert "as given" in out and "formula" in out and "#" in out


@pytest.mark.parametrize(
    "arguments",
    [
        ["--rps", "0", "--seconds", "1"],
        ["--rps", "x", "--seconds", "1"],
        ["--rps", "1", "--seconds", "1", "--utilization", "70"],
        ["--rps", "1", "--seconds", "1", "--min", "5", "--max", "2"],
        ["--rps", "1", "--seconds", "1", "--concurrency", "0"],
    ],
)
def test_wrong_numbers_are_usage_errors(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["replicas", *arguments]) == 2
    assert capsys.readouterr().err.startswith("amllint: ")


def test_whole_command_takes_less_than_a_second() -> None:
    start = time.perf_counter()
    command = [sys.executable, "-m", "amllint", "replicas", "--rps", "20", "--seconds", "10"]
    subprocess.run(command, check=True, capture_output=True)
    assert time.perf_counter() - start < 1


def test_formula_row_has_what_the_formula_says() -> None:
    row = next(line for line in text("20", "0.2").splitlines() if line.startswith("formula "))
    assert row.split()[1:3] == ["6", "12"]
