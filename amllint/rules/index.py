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
    RuleInfo('AML303', 'inference-server-missing', 'error', 'unit', ('v2-managed', 'v2-kubernetes', 'v1-aks', 'v1-aci', 'v1-aksendpoint', 'v1-local', 'v1-unknown'), 'unsafe', True, 'amllint.rules.environment.inference_server_missing', 'inference_server_missing', 'nothing in the environment brings the inference server'),
    RuleInfo('AML501', 'unknown-key', 'error', 'document', (), 'unsafe', True, 'amllint.rules.deployment.unknown_key', 'unknown_key', 'a key that the file of this kind does not have at this place'),
    RuleInfo('AML502', 'wrong-value', 'error', 'document', (), 'unsafe', True, 'amllint.rules.deployment.wrong_value', 'wrong_value', 'a value of the wrong type or form, or a key that stands without a value'),
    RuleInfo('AML503', 'missing-key', 'error', 'unit', ('v2-managed', 'v2-kubernetes', 'v2-batch', 'v2-unknown'), None, True, 'amllint.rules.deployment.missing_key', 'missing_key', 'a key that the deployment needs is not there'),
    RuleInfo('AML504', 'duplicate-key', 'warning', 'document', (), None, True, 'amllint.rules.deployment.duplicate_key', 'duplicate_key', 'a key stands twice in one mapping, and only the last one counts'),
    RuleInfo('AML505', 'reference-missing', 'error', 'unit', (), 'unsafe', True, 'amllint.rules.deployment.reference_missing', 'reference_missing', 'the deployment names a file or folder that is not there'),
    RuleInfo('AML506', 'name-invalid', 'error', 'any', ('online-endpoint', 'kubernetes-endpoint', 'batch-endpoint', 'managed-deployment', 'kubernetes-deployment', 'environment', 'v1-aks', 'v1-aci', 'v1-aksendpoint', 'v1-local'), None, True, 'amllint.rules.deployment.name_invalid', 'name_invalid', 'a name that the client or the service rejects'),
    RuleInfo('AML507', 'endpoint-mismatch', 'warning', 'unit', (), 'unsafe', True, 'amllint.rules.deployment.endpoint_mismatch', 'endpoint_mismatch', '`endpoint_name` names no endpoint of the project, but looks like one'),
    RuleInfo('AML508', 'traffic', 'error', 'document', ('online-endpoint', 'kubernetes-endpoint'), None, True, 'amllint.rules.deployment.traffic', 'traffic', 'percentages of `traffic` or `mirror_traffic` that the endpoint does not take'),
    RuleInfo('AML509', 'wrong-schema', 'error', 'document', (), None, True, 'amllint.rules.deployment.wrong_schema', 'wrong_schema', 'the file is written for another form of file than the one that reads it'),
    RuleInfo('AML510', 'environment-reference', 'error', 'unit', ('v2-managed', 'v2-kubernetes'), 'safe', True, 'amllint.rules.deployment.environment_reference', 'environment_reference', '`environment` is written in a way that refers to no environment'),
    RuleInfo('AML511', 'registry-on-kubernetes', 'error', 'unit', ('v2-kubernetes',), None, True, 'amllint.rules.deployment.registry_on_kubernetes', 'registry_on_kubernetes', 'a Kubernetes deployment refers to an asset in a registry'),
    RuleInfo('AML512', 'data-collector', 'error', 'unit', ('v2-managed', 'v2-kubernetes'), 'safe', True, 'amllint.rules.deployment.data_collector', 'data_collector', '`data_collector` does not say what the client, the service or the script expects'),
    RuleInfo('AML513', 'secret-reference', 'error', 'unit', ('v2-managed', 'v2-kubernetes'), None, True, 'amllint.rules.deployment.secret_reference', 'secret_reference', 'a reference to a secret in `environment_variables` is malformed'),
    RuleInfo('AML514', 'upload-ignored', 'error', 'unit', ('v2-managed', 'v2-kubernetes', 'v2-batch'), None, True, 'amllint.rules.deployment.upload_ignored', 'upload_ignored', 'an ignore file keeps the scoring script or the model out of the upload'),
    RuleInfo('AML515', 'upload-everything', 'warning', 'unit', ('v2-managed', 'v2-kubernetes', 'v2-batch'), None, True, 'amllint.rules.deployment.upload_everything', 'upload_everything', 'the code folder takes along what no scoring code is'),
    RuleInfo('AML516', 'identity-needed', 'note', 'unit', ('v2-managed',), None, True, 'amllint.rules.deployment.identity_needed', 'identity_needed', 'this deployment only works if an identity has been given rights that no file shows'),
    RuleInfo('AML520', 'endpoint-name-generic', 'note', 'document', ('online-endpoint', 'batch-endpoint'), None, True, 'amllint.rules.deployment.endpoint_name_generic', 'endpoint_name_generic', "an endpoint's name that somebody else in the region is likely to have"),
    RuleInfo('AML601', 'gpu-without-gpu-size', 'error', 'unit', ('v2-managed', 'v2-kubernetes', 'v1-aci', 'v1-aks', 'v1-aksendpoint'), None, True, 'amllint.rules.compute.gpu_without_gpu_size', 'gpu_without_gpu_size', 'a GPU is needed, and the size has none'),
    RuleInfo('AML602', 'gpu-size-unused', 'warning', 'unit', ('v2-managed',), None, True, 'amllint.rules.compute.gpu_size_unused', 'gpu_size_unused', 'a size with GPU is paid for, and nothing in the container can use it'),
    RuleInfo('AML603', 'size-retired', 'error', 'unit', ('v2-managed',), None, True, 'amllint.rules.compute.size_retired', 'size_retired', 'the instance type is retired, or will be'),
    RuleInfo('AML604', 'size-unknown', 'warning', 'unit', ('v2-managed',), 'unsafe', True, 'amllint.rules.compute.size_unknown', 'size_unknown', '`instance_type` is in no list of sizes'),
    RuleInfo('AML605', 'size-not-for-endpoints', 'warning', 'unit', ('v2-managed',), None, True, 'amllint.rules.compute.size_not_for_endpoints', 'size_not_for_endpoints', "a size that is not on Microsoft's list for managed online endpoints"),
    RuleInfo('AML606', 'requests-above-limits', 'error', 'unit', ('v2-kubernetes', 'v1-aks', 'v1-aksendpoint'), None, True, 'amllint.rules.compute.requests_above_limits', 'requests_above_limits', 'the container asks for more than it may use'),
    RuleInfo('AML607', 'resources-below-need', 'warning', 'unit', ('v2-managed', 'v2-kubernetes', 'v1-aks', 'v1-aksendpoint', 'v1-aci'), None, True, 'amllint.rules.compute.resources_below_need', 'resources_below_need', 'the container gets too little CPU or memory for what it has to load'),
    RuleInfo('AML608', 'quota-reserve', 'note', 'unit', ('v2-managed',), None, True, 'amllint.rules.compute.quota_reserve', 'quota_reserve', 'the deployment needs more cores than the configuration says there are'),
    RuleInfo('AML609', 'fpga', 'warning', 'unit', (), None, True, 'amllint.rules.compute.fpga', 'fpga', 'an FPGA size or image, whose service is retired'),
    RuleInfo('AML610', 'aci-limits', 'error', 'unit', ('v1-aci',), None, True, 'amllint.rules.compute.aci_limits', 'aci_limits', 'a deployment to Azure Container Instances asks for what ACI does not have'),
    RuleInfo('AML611', 'gpu-memory', 'warning', 'unit', ('v2-managed',), None, True, 'amllint.rules.compute.gpu_memory', 'gpu_memory', "the model is larger than the memory of the size's GPUs"),
    RuleInfo('AML613', 'instance-type-undefined', 'warning', 'unit', ('v2-kubernetes',), None, True, 'amllint.rules.compute.instance_type_undefined', 'instance_type_undefined', 'the Kubernetes instance type is not among those that the project defines'),
    RuleInfo('AML615', 'local-gpu-not-passed', 'note', 'unit', ('v2-managed', 'v2-kubernetes'), None, True, 'amllint.rules.compute.local_gpu_not_passed', 'local_gpu_not_passed', 'a script that needs a GPU is also deployed locally, without the option that passes one'),
    RuleInfo('AML701', 'autoscale-invalid', 'error', 'unit', ('v2-managed', 'v2-kubernetes', 'v1-aks', 'v1-aksendpoint'), None, True, 'amllint.rules.scale.autoscale_invalid', 'autoscale_invalid', 'instance counts that the service rejects, or that cannot be meant'),
    RuleInfo('AML702', 'autoscale-headroom', 'warning', 'unit', ('v2-kubernetes', 'v1-aks', 'v1-aksendpoint'), 'unsafe', True, 'amllint.rules.scale.autoscale_headroom', 'autoscale_headroom', 'a target utilisation above 70 leaves little room for a burst, so requests get 503'),
    RuleInfo('AML703', 'too-few-replicas', 'warning', 'unit', ('v2-managed', 'v2-kubernetes', 'v1-aks', 'v1-aksendpoint'), 'unsafe', True, 'amllint.rules.scale.too_few_replicas', 'too_few_replicas', 'the stated traffic needs more replicas than the deployment may have'),
    RuleInfo('AML707', 'request-timeout', 'error', 'unit', ('v2-managed', 'v2-kubernetes', 'v1-aks', 'v1-aksendpoint'), None, True, 'amllint.rules.scale.request_timeout', 'request_timeout', "the time a request may take is out of the service's range, or below the stated request time"),
    RuleInfo('AML901', 'rule-crashed', 'error', 'itself', (), None, True, 'amllint.rules.own.rule_crashed', '', 'a rule of amllint failed on a file; the others went on'),
    RuleInfo('AML902', 'unreadable-file', 'warning', 'itself', (), None, True, 'amllint.rules.own.unreadable_file', '', 'a file that belongs to a deployment, or looks as if it did, cannot be read'),
    RuleInfo('AML903', 'unused-ignore', 'warning', 'itself', (), None, True, 'amllint.rules.own.unused_ignore', '', 'an ignore comment stands where its rule finds nothing'),
    RuleInfo('AML904', 'unknown-ignore', 'warning', 'itself', (), None, True, 'amllint.rules.own.unknown_ignore', '', 'an ignore comment that has no effect, because it names no rule or is not written as one'),
    RuleInfo('AML907', 'unresolved-reference', 'note', 'unit', (), None, False, 'amllint.rules.own.unresolved_reference', 'unresolved_reference', 'something that a deployment refers to is unknown, so what depends on it is not checked'),
)
