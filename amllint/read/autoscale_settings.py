"""Autoscale settings of Azure Monitor, however a project writes them, in one form.

Bicep and ARM templates (`Microsoft.Insights/autoscaleSettings`), Terraform (`azurerm_monitor_autoscale_setting`) and
commands (`az monitor autoscale create`, `... rule create`) become documents of kind `autoscale-setting`:

    profiles:
      - minimum, maximum, default
        rules:
          - metric, operator, threshold, time_grain, time_window, direction, value, cooldown

Times are ISO 8601 durations as in ARM. Only settings of files that speak of online endpoints are read.
"""

from __future__ import annotations

from ..model import AssetDocument
from ..text import Source, Span
from ..values import Entry, Listing, Mapping, Scalar, Unknown, Value, mapping_of, text_of
from .blocks import read_resources
from .shell_words import Region, Word, command_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..model import Form

    Names = dict[str, tuple[str, str]]

_ABOUT_ENDPOINTS = ("onlineEndpoints", "online-endpoint", "online-deployment", "onlineendpoints", "online_deployment")
_TYPE = "microsoft.insights/autoscalesettings"
_TERRAFORM_TYPE = "azurerm_monitor_autoscale_setting"
_COMMAND = "az monitor autoscale "
_OPERATORS = {">": "GreaterThan", ">=": "GreaterThanOrEqual", "<": "LessThan", "<=": "LessThanOrEqual"}
_DEEPEST = 30

# canonical name: where ARM has it, where Terraform has it
_CAPACITY: Names = {name: (name, name) for name in ("minimum", "maximum", "default")}
_TRIGGER: Names = {
    "metric": ("metricName", "metric_name"),
    "operator": ("operator", "operator"),
    "threshold": ("threshold", "threshold"),
    "time_grain": ("timeGrain", "time_grain"),
    "time_window": ("timeWindow", "time_window"),
}
_ACTION: Names = {"direction": ("direction",) * 2, "value": ("value",) * 2, "cooldown": ("cooldown",) * 2}


def read_autoscale_settings(source: Source, root: Value | None = None) -> tuple[AssetDocument, ...]:
    """The autoscale settings of a file; `root` is the value of a JSON text."""
    if not any(word in source.text for word in _ABOUT_ENDPOINTS):
        return ()
    if source.path.endswith((".bicep", ".tf")):
        found = _resources(source)
    elif root is not None:
        found = _templates(root)
    else:
        found = _commands(source)
    form: Form = "json" if root is not None else "command"
    return tuple(AssetDocument("autoscale-setting", source, node, form) for node in found)


# -- Bicep, ARM, Terraform -------------------------------------------------------------------------------------------


def _resources(source: Source) -> Iterator[Mapping]:
    for resource in read_resources(source):
        if resource.type.lower() == _TYPE:
            properties = mapping_of(resource.node.get("properties"))
            if properties is not None:
                yield _setting(properties, resource.span, 0)
        elif resource.type == _TERRAFORM_TYPE:
            yield _setting(resource.node, resource.span, 1)


def _templates(value: Value, depth: int = 0) -> Iterator[Mapping]:
    """The settings anywhere in an ARM template; texts in brackets are expressions."""
    if depth > _DEEPEST:
        return
    if isinstance(value, Mapping):
        properties = mapping_of(value.get("properties"))
        if (text_of(value.get("type")) or "").lower() == _TYPE and properties is not None:
            yield _setting(properties, value.entries[0].key, 0)
        for entry in value:
            yield from _templates(entry.value, depth + 1)
    elif isinstance(value, Listing):
        for item in value.items:
            yield from _templates(item, depth + 1)


def _setting(node: Mapping, span: Span, form: int) -> Mapping:
    profiles = tuple(_profile(one, form) for one in _items(node.get(("profiles", "profile")[form])))
    return Mapping(span, (Entry(span, "profiles", Listing(span, profiles)),), (), node.open or not profiles)


def _profile(node: Mapping, form: int) -> Mapping:
    entries = _picked(mapping_of(node.get("capacity")), _CAPACITY, form)
    rules = []
    listed = node.get(("rules", "rule")[form])
    for rule in _items(listed):
        trigger = mapping_of(rule.get(("metricTrigger", "metric_trigger")[form]))
        action = mapping_of(rule.get(("scaleAction", "scale_action")[form]))
        fields = (*_picked(trigger, _TRIGGER, form), *_picked(action, _ACTION, form))
        rules.append(Mapping(rule.span, fields, (), trigger is None or action is None))
    span = node.entry(("rules", "rule")[form])
    at = span.key if span is not None else node.span
    entries += (Entry(at, "rules", Listing(at, tuple(rules))),)
    hidden = isinstance(listed, Unknown) or (isinstance(listed, Listing) and len(rules) < len(listed.items))
    return Mapping(node.span, entries, (), node.open or hidden)


def _items(value: Value | None) -> Iterator[Mapping]:
    for item in value.items if isinstance(value, Listing) else (value,):
        if isinstance(item, Mapping):
            yield item


def _picked(node: Mapping | None, names: Names, form: int) -> tuple[Entry, ...]:
    found = []
    for name, spelled in names.items():
        entry = node.entry(spelled[form]) if node is not None else None
        if entry is not None:
            found.append(Entry(entry.key, name, _known(entry.value)))
    return tuple(found)


def _known(value: Value) -> Value:
    """The value, or unknown where an ARM template works it out (`[parameters('least')]`)."""
    text = text_of(value)
    return Unknown(value.span, "the template works it out", text) if text and text.startswith("[") else value


# -- commands --------------------------------------------------------------------------------------------------------


def _commands(source: Source) -> Iterator[Mapping]:
    """One setting for each `create`, with the rules that later commands of the file give it."""
    region = Region(source.text, 0, len(source.text))
    settings: list[tuple[str | None, Span, tuple[Entry, ...]]] = []
    rules: list[tuple[str | None, Mapping | None]] = []
    at = source.text.find(_COMMAND)
    while at >= 0:
        words, end = command_words(region, at + len(_COMMAND))
        names = [word.literal for word in words[:2]]
        options = dict(_options(words))
        span = source.span(at, end)
        if names[:1] == ["create"]:
            settings.append((_text(options, "--name", "-n"), span, _capacity(source, options)))
        elif names == ["rule", "create"]:
            rules.append((_text(options, "--autoscale-name"), _rule(source, span, options)))
        at = source.text.find(_COMMAND, max(end, at + 1))
    for name, span, capacity in settings:
        own = [rule for of, rule in rules if of == name or len(settings) == 1]
        listed = Listing(span, tuple(rule for rule in own if rule is not None))
        profile = Mapping(span, (*capacity, Entry(span, "rules", listed)), (), None in own)
        yield Mapping(span, (Entry(span, "profiles", Listing(span, (profile,))),))


def _options(words: Iterable[Word]) -> Iterator[tuple[str, tuple[Word, ...]]]:
    name = ""
    values: list[Word] = []
    for word in words:
        text = word.literal or ""
        if text.startswith("-") and not text[1:].isdigit():
            yield name, tuple(values)
            name, values = text, []
        else:
            values.append(word)
    yield name, tuple(values)


def _text(options: dict[str, tuple[Word, ...]], *names: str) -> str | None:
    return next((options[name][0].literal for name in names if options.get(name)), None)


def _capacity(source: Source, options: dict[str, tuple[Word, ...]]) -> tuple[Entry, ...]:
    names = {"minimum": "--min-count", "maximum": "--max-count", "default": "--count"}
    return tuple(
        Entry(source.span(word.start, word.end), name, _value(source, word))
        for name, option in names.items()
        for word in options.get(option, ())[:1]
    )


def _value(source: Source, word: Word, text: str | None = None) -> Value:
    span = source.span(word.start, word.end)
    text = word.literal if text is None else text
    if text is None:
        return Unknown(span, "a variable of the script gives it")
    return Scalar(span, text, text)


def _rule(source: Source, span: Span, options: dict[str, tuple[Word, ...]]) -> Mapping | None:
    """A rule: `--condition "CpuUtilizationPercentage > 70 avg 5m" --scale out 2 --cooldown 5`; None if not literal."""
    condition, scale = options.get("--condition", ()), options.get("--scale", ())
    parts = " ".join(word.literal or "\0" for word in condition).split()
    sign = next((number for number, part in enumerate(parts) if part in _OPERATORS), None)
    if sign is None or not 0 < sign < len(parts) - 1 or "\0" in " ".join(parts) or not scale:
        return None
    direction = {"out": "Increase", "in": "Decrease"}.get(scale[0].literal or "")
    fields: list[tuple[str, Word, str]] = [
        ("metric", condition[0], parts[sign - 1].strip("\"'")),
        ("operator", condition[0], _OPERATORS[parts[sign]]),
        ("threshold", condition[0], parts[sign + 1]),
    ]
    if direction is not None:
        fields.append(("direction", scale[0], direction))
    if len(parts) > sign + 3 and (window := _duration(parts[sign + 3])):
        fields.append(("time_window", condition[0], window))
    cooldown = options.get("--cooldown", ())
    if cooldown and cooldown[0].literal is not None and cooldown[0].literal.isdigit():
        fields.append(("cooldown", cooldown[0], f"PT{cooldown[0].literal}M"))
    entries = [
        Entry(source.span(word.start, word.end), name, _value(source, word, text)) for name, word, text in fields
    ]
    entries += [Entry(source.span(w.start, w.end), "value", _value(source, w)) for w in scale[1:2]]
    return Mapping(span, tuple(entries))


def _duration(text: str) -> str:
    """`5m`, `1h` or `1h5m` as an ISO 8601 duration; "" for anything else."""
    parts = text.upper()
    return f"PT{parts}" if parts[-1:] in ("M", "H") and parts[:-1].replace("H", "").isdigit() else ""
