"""All rules, by code. Written by tools/index_rules.py: do not edit."""

# ruff: noqa: E501
# fmt: off

from __future__ import annotations

from ..registry import RuleInfo

RULES: tuple[RuleInfo, ...] = (
    RuleInfo('AML101', 'init-may-raise', 'warning', 'unit', (), 'unsafe', True, 'amllint.rules.script.init_may_raise', 'init_may_raise', 'an exception can leave `init()` and nobody handles it'),
    RuleInfo('AML103', 'env-var-not-set', 'error', 'unit', (), 'unsafe', True, 'amllint.rules.script.env_var_not_set', 'env_var_not_set', 'the script needs an environment variable that nothing sets'),
    RuleInfo('AML105', 'init-or-run-missing', 'error', 'unit', (), None, True, 'amllint.rules.script.init_or_run_missing', 'init_or_run_missing', 'the scoring script defines no `init()` or no `run()` at module level'),
    RuleInfo('AML202', 'model-file-missing', 'error', 'unit', (), 'unsafe', True, 'amllint.rules.model.model_file_missing', 'model_file_missing', 'the script opens a model file that the model does not hold'),
    RuleInfo('AML203', 'model-folder-level', 'error', 'unit', (), 'unsafe', True, 'amllint.rules.model.model_folder_level', 'model_folder_level', 'the model file is there, on another level below AZUREML_MODEL_DIR'),
    RuleInfo('AML301', 'import-not-installed', 'error', 'unit', (), 'unsafe', True, 'amllint.rules.environment.import_not_installed', 'import_not_installed', 'the script imports a package that nothing installs'),
    RuleInfo('AML302', 'dependency-not-pinned', 'warning', 'unit', (), None, True, 'amllint.rules.environment.dependency_not_pinned', 'dependency_not_pinned', 'a package of the deployed environment has no version'),
    RuleInfo('AML303', 'inference-server-missing', 'error', 'unit', ('v2-managed', 'v2-kubernetes'), 'unsafe', True, 'amllint.rules.environment.inference_server_missing', 'inference_server_missing', 'nothing in the environment brings the inference server'),
    RuleInfo('AML501', 'unknown-key', 'error', 'document', (), 'unsafe', True, 'amllint.rules.deployment.unknown_key', 'unknown_key', 'a key that the file of this kind does not have at this place'),
    RuleInfo('AML502', 'wrong-value', 'error', 'document', (), 'unsafe', True, 'amllint.rules.deployment.wrong_value', 'wrong_value', 'a value of the wrong type or form, or a key that stands without a value'),
    RuleInfo('AML503', 'missing-key', 'error', 'unit', ('v2-managed', 'v2-kubernetes', 'v2-batch', 'v2-unknown'), None, True, 'amllint.rules.deployment.missing_key', 'missing_key', 'a key that the deployment needs is not there'),
    RuleInfo('AML504', 'duplicate-key', 'warning', 'document', (), None, True, 'amllint.rules.deployment.duplicate_key', 'duplicate_key', 'a key stands twice in one mapping, and only the last one counts'),
    RuleInfo('AML505', 'reference-missing', 'error', 'unit', (), 'unsafe', True, 'amllint.rules.deployment.reference_missing', 'reference_missing', 'the deployment names a file or folder that is not there'),
    RuleInfo('AML506', 'name-invalid', 'error', 'any', ('online-endpoint', 'kubernetes-endpoint', 'batch-endpoint', 'managed-deployment', 'kubernetes-deployment', 'environment', 'v1-aks', 'v1-aci', 'v1-aksendpoint', 'v1-local'), None, True, 'amllint.rules.deployment.name_invalid', 'name_invalid', 'a name that the client or the service rejects'),
    RuleInfo('AML507', 'endpoint-mismatch', 'warning', 'unit', (), 'unsafe', True, 'amllint.rules.deployment.endpoint_mismatch', 'endpoint_mismatch', '`endpoint_name` names no endpoint of the project, but looks like one'),
    RuleInfo('AML508', 'traffic', 'error', 'document', ('online-endpoint', 'kubernetes-endpoint'), None, True, 'amllint.rules.deployment.traffic', 'traffic', 'percentages of `traffic` or `mirror_traffic` that the endpoint does not take'),
    RuleInfo('AML510', 'environment-reference', 'error', 'unit', ('v2-managed', 'v2-kubernetes'), 'safe', True, 'amllint.rules.deployment.environment_reference', 'environment_reference', '`environment` is written in a way that refers to no environment'),
    RuleInfo('AML511', 'registry-on-kubernetes', 'error', 'unit', ('v2-kubernetes',), None, True, 'amllint.rules.deployment.registry_on_kubernetes', 'registry_on_kubernetes', 'a Kubernetes deployment refers to an asset in a registry'),
    RuleInfo('AML601', 'gpu-without-gpu-size', 'error', 'unit', ('v2-managed', 'v2-kubernetes'), None, True, 'amllint.rules.compute.gpu_without_gpu_size', 'gpu_without_gpu_size', 'a GPU is needed, and the size has none'),
    RuleInfo('AML603', 'size-retired', 'error', 'unit', ('v2-managed',), None, True, 'amllint.rules.compute.size_retired', 'size_retired', 'the instance type is retired, or will be'),
    RuleInfo('AML701', 'autoscale-invalid', 'error', 'unit', ('v2-managed', 'v2-kubernetes'), None, True, 'amllint.rules.scale.autoscale_invalid', 'autoscale_invalid', 'instance counts that the service rejects, or that cannot be meant'),
    RuleInfo('AML702', 'autoscale-headroom', 'warning', 'unit', ('v2-kubernetes',), 'unsafe', True, 'amllint.rules.scale.autoscale_headroom', 'autoscale_headroom', 'a target utilisation above 70 leaves little room for a burst, so requests get 503'),
    RuleInfo('AML703', 'too-few-replicas', 'warning', 'unit', ('v2-managed', 'v2-kubernetes'), 'unsafe', True, 'amllint.rules.scale.too_few_replicas', 'too_few_replicas', 'the stated traffic needs more replicas than the deployment may have'),
    RuleInfo('AML707', 'request-timeout', 'error', 'unit', ('v2-managed', 'v2-kubernetes'), None, True, 'amllint.rules.scale.request_timeout', 'request_timeout', "the time a request may take is out of the service's range, or below the stated request time"),
    RuleInfo('AML901', 'rule-crashed', 'error', 'itself', (), None, True, 'amllint.rules.own.rule_crashed', '', 'a rule of amllint failed on a file; the others went on'),
    RuleInfo('AML902', 'unreadable-file', 'warning', 'itself', (), None, True, 'amllint.rules.own.unreadable_file', '', 'a file that belongs to a deployment, or looks as if it did, cannot be read'),
    RuleInfo('AML903', 'unused-ignore', 'warning', 'itself', (), None, True, 'amllint.rules.own.unused_ignore', '', 'an ignore comment stands where its rule finds nothing'),
    RuleInfo('AML904', 'unknown-ignore', 'warning', 'itself', (), None, True, 'amllint.rules.own.unknown_ignore', '', 'an ignore comment that has no effect, because it names no rule or is not written as one'),
    RuleInfo('AML907', 'unresolved-reference', 'note', 'unit', (), None, False, 'amllint.rules.own.unresolved_reference', 'unresolved_reference', 'something that a deployment refers to is unknown, so what depends on it is not checked'),
)
