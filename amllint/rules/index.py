"""All rules, by code. Written by tools/index_rules.py: do not edit."""

# ruff: noqa: E501
# fmt: off

from __future__ import annotations

from ..registry import RuleInfo

RULES: tuple[RuleInfo, ...] = (
    RuleInfo('AML302', 'dependency-not-pinned', 'warning', 'unit', (), None, True, 'amllint.rules.environment.dependency_not_pinned', 'dependency_not_pinned', 'a package of the deployed environment has no version'),
    RuleInfo('AML303', 'inference-server-missing', 'error', 'unit', ('v2-managed', 'v2-kubernetes'), 'unsafe', True, 'amllint.rules.environment.inference_server_missing', 'inference_server_missing', 'nothing in the environment brings the inference server'),
    RuleInfo('AML505', 'reference-missing', 'error', 'unit', (), 'unsafe', True, 'amllint.rules.deployment.reference_missing', 'reference_missing', 'the deployment names a file or folder that is not there'),
    RuleInfo('AML603', 'size-retired', 'error', 'unit', ('v2-managed',), None, True, 'amllint.rules.compute.size_retired', 'size_retired', 'the instance type is retired, or will be'),
    RuleInfo('AML901', 'rule-crashed', 'error', 'itself', (), None, True, 'amllint.rules.own.rule_crashed', '', 'a rule of amllint failed on a file; the others went on'),
    RuleInfo('AML902', 'unreadable-file', 'warning', 'itself', (), None, True, 'amllint.rules.own.unreadable_file', '', 'a file that belongs to a deployment, or looks as if it did, cannot be read'),
    RuleInfo('AML903', 'unused-ignore', 'warning', 'itself', (), None, True, 'amllint.rules.own.unused_ignore', '', 'an ignore comment stands where its rule finds nothing'),
    RuleInfo('AML904', 'unknown-ignore', 'warning', 'itself', (), None, True, 'amllint.rules.own.unknown_ignore', '', 'an ignore comment that has no effect, because it names no rule or is not written as one'),
    RuleInfo('AML907', 'unresolved-reference', 'note', 'unit', (), None, False, 'amllint.rules.own.unresolved_reference', 'unresolved_reference', 'something that a deployment refers to is unknown, so what depends on it is not checked'),
)
