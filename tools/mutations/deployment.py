"""Mutations of the deployment's YAML: references, keys, values, size, scale, time."""

from __future__ import annotations

from collections.abc import Iterator

from . import Mutant, at, kind
from .sample import Sample

_RETIRED_SIZES = ("Standard_NC6", "Standard_NV12", "Standard_ND6s")
"""Azure retired NC on 2023-09-06, NV on 2023-09-06 and ND on 2023-09-06 (facts/data/skus.csv holds the notices)."""
_FREE_NAMES = frozenset({"environment_variables", "tags", "properties", "data_collector"})
"""Mappings whose keys are the user's own."""


def _in_deployment(sample: Sample, what: str, text: str, code: str, *lines: int) -> Mutant:
    return Mutant(what, {sample.deployment: text}, at(code, sample.deployment, *lines))


def misspelled(word: str) -> str:
    """A word with two neighbouring letters swapped."""
    middle = len(word) // 2
    for index in (*range(middle, len(word) - 1), *range(1, middle)):
        first, second = word[index], word[index + 1]
        if first.isalpha() and second.isalpha() and first != second:
            return word[:index] + second + first + word[index + 2 :]
    return word + "x"


# -- references ------------------------------------------------------------------------------------------------------


@kind("AML505")
def delete_script(sample: Sample) -> Iterator[Mutant]:
    """The scoring script is deleted."""
    if sample.script is not None and sample.markup.value("code_configuration", "scoring_script") is not None:
        line = sample.markup.line("code_configuration", "scoring_script")
        note = f"{sample.script.rpartition('/')[0]}/NOTES"  # git keeps no empty folder, a disk does
        changes: dict[str, str | bytes | None] = {sample.script: None, note: b"v2\n"}
        yield Mutant(f"{sample.script} is deleted", changes, at("AML505", sample.deployment, line))


@kind("AML505")
def script_name_typo(sample: Sample) -> Iterator[Mutant]:
    """The deployment misspells the script."""
    stated = sample.markup.value("code_configuration", "scoring_script")
    if sample.script is not None and stated is not None:
        new = stated.replace(".py", "s.py") if stated.endswith(".py") else stated + "s"
        text = sample.markup.with_value(new, "code_configuration", "scoring_script")
        line = sample.markup.line("code_configuration", "scoring_script")
        yield _in_deployment(sample, f"scoring_script: {new}", text, "AML505", line)


@kind("AML505")
def script_name_case(sample: Sample) -> Iterator[Mutant]:
    """The deployment writes the script in another case."""
    stated = sample.markup.value("code_configuration", "scoring_script")
    if sample.script is not None and stated is not None and stated != stated.title().replace(".Py", ".py"):
        new = stated.title().replace(".Py", ".py")
        text = sample.markup.with_value(new, "code_configuration", "scoring_script")
        line = sample.markup.line("code_configuration", "scoring_script")
        yield _in_deployment(sample, f"scoring_script: {new}", text, "AML505", line)


@kind("AML505")
def code_folder_renamed(sample: Sample) -> Iterator[Mutant]:
    """The code folder is renamed, the deployment keeps the old name."""
    stated = sample.markup.value("code_configuration", "code")
    folder = sample.code_folder
    if stated is None or not folder or folder == sample.deployment.rpartition("/")[0]:
        return
    if sample.deployment.startswith(folder + "/"):
        return
    changes: dict[str, str | bytes | None] = {}
    for path in sample.files:
        if path.startswith(folder + "/"):
            changes[path] = None
            changes[f"{folder}_new{path[len(folder) :]}"] = sample.files[path]
    line = sample.markup.line("code_configuration", "code")
    yield Mutant(f"{folder} becomes {folder}_new", changes, at("AML505", sample.deployment, line))


@kind("AML505")
def code_folder_typo(sample: Sample) -> Iterator[Mutant]:
    """The deployment misspells the code folder."""
    stated = sample.markup.value("code_configuration", "code")
    if stated is not None and sample.code_folder and stated.rstrip("/")[-1:].isalnum():
        text = sample.markup.with_value(f"{stated.rstrip('/')}_v9", "code_configuration", "code")
        yield _in_deployment(
            sample, "code is misspelled", text, "AML505", sample.markup.line("code_configuration", "code")
        )


@kind("AML505")
def conda_file_typo(sample: Sample) -> Iterator[Mutant]:
    """The deployment misspells the conda file."""
    stated = sample.markup.value("environment", "conda_file")
    if stated is not None and sample.conda is not None:
        stem, _, ending = stated.rpartition(".")
        text = sample.markup.with_value(f"{stem}_v9.{ending}", "environment", "conda_file")
        yield _in_deployment(
            sample, "conda_file is misspelled", text, "AML505", sample.markup.line("environment", "conda_file")
        )


@kind("AML505")
def conda_file_other_ending(sample: Sample) -> Iterator[Mutant]:
    """yml for yaml, or the reverse."""
    stated = sample.markup.value("environment", "conda_file")
    if stated is not None and sample.conda is not None:
        stem, _, ending = stated.rpartition(".")
        text = sample.markup.with_value(f"{stem}.{'yml' if ending == 'yaml' else 'yaml'}", "environment", "conda_file")
        yield _in_deployment(
            sample, "conda_file with another ending", text, "AML505", sample.markup.line("environment", "conda_file")
        )


@kind("AML505")
def delete_conda_file(sample: Sample) -> Iterator[Mutant]:
    """The conda file is deleted."""
    if sample.conda is not None and sample.markup.value("environment", "conda_file") is not None:
        line = sample.markup.line("environment", "conda_file")
        yield Mutant(f"{sample.conda} is deleted", {sample.conda: None}, at("AML505", sample.deployment, line))


# -- keys and values -------------------------------------------------------------------------------------------------


@kind("AML501")
def misspell_top_key(sample: Sample) -> Iterator[Mutant]:
    """A key at the top is misspelled."""
    for path in sample.markup.scalars():
        if len(path) == 1 and path[0] not in ("$schema", "type", "name") and len(path[0]) > 3:
            new = misspelled(path[0])
            text = sample.markup.with_key(new, *path)
            yield _in_deployment(sample, f"{path[0]} is written {new}", text, "AML501", sample.markup.line(*path))


@kind("AML501")
def misspell_nested_key(sample: Sample) -> Iterator[Mutant]:
    """A key below another is misspelled."""
    for path in sample.markup.scalars():
        if len(path) > 1 and not set(path[:-1]) & _FREE_NAMES and len(path[-1]) > 3:
            new = misspelled(path[-1])
            text = sample.markup.with_key(new, *path)
            yield _in_deployment(
                sample, f"{'.'.join(path)} is written {new}", text, "AML501", sample.markup.line(*path)
            )


@kind("AML501")
def key_on_wrong_level(sample: Sample) -> Iterator[Mutant]:
    """A nested key stands at the top."""
    key = "request_timeout_ms: 5000" if sample.online else "max_retries: 3"
    text, line = sample.markup.with_block(f"{key}\n")
    yield _in_deployment(sample, f"{key} at the top", text, "AML501", line)


@kind("AML502")
def null_block(sample: Sample) -> Iterator[Mutant]:
    """A block stands without content."""
    for key in ("scale_settings", "request_settings", "environment_variables", "tags"):
        if sample.markup.pair(key) is None and (sample.online or key not in ("scale_settings", "request_settings")):
            text, line = sample.markup.with_block(f"{key}:\n")
            yield _in_deployment(sample, f"{key} is empty", text, "AML502", line)


@kind("AML502")
def wrong_type(sample: Sample) -> Iterator[Mutant]:
    """A number becomes a word."""
    for path in (("instance_count",), ("resources", "instance_count"), ("settings", "mini_batch_size")):
        if sample.markup.value(*path) is not None:
            text = sample.markup.with_value("two", *path)
            yield _in_deployment(sample, f"{path[-1]}: two", text, "AML502", sample.markup.line(*path))


@kind("AML502")
def list_for_mapping(sample: Sample) -> Iterator[Mutant]:
    """The variables are written as a list."""
    if sample.markup.pair("environment_variables") is None:
        text, line = sample.markup.with_block("environment_variables:\n  - WORKER_COUNT=2\n")
        yield _in_deployment(sample, "environment_variables is a list", text, "AML502", line, line + 1)


@kind("AML502")
def number_for_quantity(sample: Sample) -> Iterator[Mutant]:
    """A quantity of Kubernetes loses its quotes, or is added without them."""
    if sample.kind == "v2-kubernetes":
        for part in ("requests", "limits"):
            path = ("resources", part, "cpu")
            if sample.markup.value(*path) is not None:
                text = sample.markup.with_value("1", *path)
                yield _in_deployment(sample, f"resources.{part}.cpu: 1", text, "AML502", sample.markup.line(*path))


@kind("AML502")
def wrong_word(sample: Sample) -> Iterator[Mutant]:
    """A word that is not among the allowed ones."""
    for path in (("scale_settings", "type"), ("settings", "output_action")):
        stated = sample.markup.value(*path)
        if stated is not None:
            text = sample.markup.with_value(f"{stated}s", *path)
            yield _in_deployment(sample, f"{path[-1]}: {stated}s", text, "AML502", sample.markup.line(*path))


@kind("AML503")
def drop_required_key(sample: Sample) -> Iterator[Mutant]:
    """A managed deployment loses its instance type."""
    if sample.kind == "v2-managed" and sample.markup.value("instance_type") is not None:
        text = sample.markup.without("instance_type")
        name = sample.markup.line("name") if sample.markup.pair("name") else 1
        moved = sample.markup.line("instance_type") < name
        yield _in_deployment(sample, "instance_type is dropped", text, "AML503", name - int(moved))


@kind("AML503")
def scale_settings_without_type(sample: Sample) -> Iterator[Mutant]:
    """Scale settings without a type."""
    if sample.online and sample.markup.pair("scale_settings") is None:
        text, line = sample.markup.with_block("scale_settings:\n  max_instances: 3\n")
        yield _in_deployment(sample, "scale_settings without type", text, "AML503", line)


@kind("AML504")
def duplicate_key(sample: Sample) -> Iterator[Mutant]:
    """A key is written a second time, at the end."""
    for key, value in (("instance_count", "4"), ("instance_type", "Standard_F4s_v2"), ("name", "canary")):
        if sample.markup.value(key) is not None and sample.markup.value(key) != value:
            text, line = sample.markup.with_block(f"{key}: {value}\n")
            yield _in_deployment(sample, f"{key} twice", text, "AML504", sample.markup.line(key), line)


# -- compute, scale and time -----------------------------------------------------------------------------------------


@kind("AML603")
def retired_size(sample: Sample) -> Iterator[Mutant]:
    """The size is one that Azure has retired."""
    if sample.kind == "v2-managed" and sample.markup.value("instance_type") is not None:
        for size in _RETIRED_SIZES:
            text = sample.markup.with_value(size, "instance_type")
            yield _in_deployment(sample, f"instance_type: {size}", text, "AML603", sample.markup.line("instance_type"))


@kind("AML701")
def no_instance(sample: Sample) -> Iterator[Mutant]:
    """No instance, or less."""
    if sample.online and sample.markup.value("instance_count") is not None:
        for count in ("0", "-1"):
            text = sample.markup.with_value(count, "instance_count")
            yield _in_deployment(
                sample, f"instance_count: {count}", text, "AML701", sample.markup.line("instance_count")
            )


def _scaled(sample: Sample, least: str, most: str, target: str) -> tuple[str, int] | None:
    """A Kubernetes deployment's text with these scale settings, and the line of the block."""
    if sample.kind != "v2-kubernetes":
        return None
    plain = sample
    text = plain.markup.without("scale_settings") if plain.markup.pair("scale_settings") else plain.markup.text
    text = text if text.endswith("\n") else text + "\n"
    block = (
        f"scale_settings:\n  type: target_utilization\n  min_instances: {least}\n  max_instances: {most}\n"
        f"  target_utilization_percentage: {target}\n"
    )
    return text + block, text.count("\n") + 1


def _scale_mutant(sample: Sample, values: tuple[str, str, str], code: str, below: int) -> Iterator[Mutant]:
    good, bad = _scaled(sample, "2", "6", "70"), _scaled(sample, *values)
    if good is not None and bad is not None:
        what = "min {}, max {}, target {}".format(*values)
        changes: dict[str, str | bytes | None] = {sample.deployment: bad[0]}
        yield Mutant(what, changes, at(code, sample.deployment, bad[1] + below), {sample.deployment: good[0]})


@kind("AML701")
def swap_min_and_max(sample: Sample) -> Iterator[Mutant]:
    """The minimum is above the maximum."""
    yield from _scale_mutant(sample, ("6", "2", "70"), "AML701", 2)


@kind("AML701")
def no_minimum(sample: Sample) -> Iterator[Mutant]:
    """A minimum of zero, which the service refuses."""
    yield from _scale_mutant(sample, ("0", "6", "70"), "AML701", 2)


@kind("AML701")
def target_as_fraction(sample: Sample) -> Iterator[Mutant]:
    """0.7 for 70 percent."""
    yield from _scale_mutant(sample, ("2", "6", "0.7"), "AML701", 4)


@kind("AML702")
def target_too_high(sample: Sample) -> Iterator[Mutant]:
    """A target that leaves no room for a burst."""
    yield from _scale_mutant(sample, ("2", "6", "80"), "AML702", 4)
    yield from _scale_mutant(sample, ("2", "6", "95"), "AML702", 4)


@kind("AML707")
def timeout_too_long(sample: Sample) -> Iterator[Mutant]:
    """A request may take longer than the service allows."""
    if not sample.online:
        return
    for value in ("400000", "900000") if sample.kind == "v2-kubernetes" else ("180001", "240000"):
        path = ("request_settings", "request_timeout_ms")
        if sample.markup.value(*path) is not None:
            text = sample.markup.with_value(value, *path)
            yield _in_deployment(sample, f"request_timeout_ms: {value}", text, "AML707", sample.markup.line(*path))
        elif sample.markup.pair("request_settings") is None:
            text, line = sample.markup.with_block(f"request_settings:\n  request_timeout_ms: {value}\n")
            yield _in_deployment(sample, f"request_timeout_ms: {value}", text, "AML707", line + 1)
