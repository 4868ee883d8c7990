"""Measures what a check costs, as ratios to `python -c pass` in one run.

    python benchmarks/ratios.py [--pairs 11] [--one FOLDER] [--tree CHECKOUT]

Each measured command runs alternately with the bare interpreter (A B A B ...); the number is the median of the ratios
of the pairs' CPU times (user + system, children included), so that a busy machine weighs on both. Wall times swing
more.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence

BARE = (sys.executable, "-c", "pass")
SCRIPT = os.path.join(os.path.dirname(sys.executable), "amllint")
AMLLINT = (SCRIPT,) if os.path.exists(SCRIPT) else (sys.executable, "-m", "amllint")
"""The installed command; `python -m` costs some milliseconds of its own."""


def cpu_seconds(command: Sequence[str], folder: str | None = None) -> tuple[float, float]:
    """CPU seconds and peak memory (MiB) of one run of a command; its output is thrown away."""
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def ratio(command: Sequence[str], pairs: int, folder: str | None = None) -> tuple[float, float, float]:
    """Median ratio to the bare interpreter, median CPU milliseconds, median peak memory (MiB)."""
    cpu_seconds(command, folder)
    ratios, times, peaks = [], [], []
    for _ in range(pairs):
        bare, _ = cpu_seconds(BARE)
        spent, peak = cpu_seconds(command, folder)
        ratios.append(spent / bare)
        times.append(spent * 1000)
        peaks.append(peak)
    return statistics.median(ratios), statistics.median(times), statistics.median(peaks)


def main() -> None:
    here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=11)
    parser.add_argument("--one", default=os.path.join(here, "fixtures", "base", "v2"), help="one deployment folder")
    parser.add_argument("--tree", help="a checkout of many deployments, such as azureml-examples")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as outside:  # in amllint's own repository the root would be the whole of it
        print_table(options, shutil.copytree(options.one, os.path.join(outside, "project")))


def print_table(options: argparse.Namespace, project: str) -> None:
    rows = [
        ("--version", (*AMLLINT, "--version"), None),
        ("check, one deployment", (*AMLLINT, "check", "."), project),
    ]
    if options.tree:
        rows.append(("check, whole checkout", (*AMLLINT, "check", "."), options.tree))
    print(f"{'run':26}{'x bare':>8}{'CPU ms':>9}{'peak MiB':>10}   (medians of {options.pairs} pairs)")
    for name, command, folder in rows:
        times, spent, peak = ratio(command, options.pairs, folder)
        print(f"{name:26}{times:8.2f}{spent:9.1f}{peak:10.1f}")


if __name__ == "__main__":
    main()
