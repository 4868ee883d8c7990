"""Keyword arguments of the classes of azure-ai-ml.

Written by `tools/compile_facts.py` from data/sdk_v2.toml.
"""

# fmt: off
# ruff: noqa: E501

from __future__ import annotations

SOURCE: str = 'PyPI azure-ai-ml 1.35.2'
"""The package whose classes were called."""

PARAMETERS: dict[str, tuple[str, ...]] = {
    'BatchDeployment': ('_from_rest', '_type', 'base_path', 'code_configuration', 'code_path', 'compute', 'creation_context', 'description', 'endpoint_name', 'environment', 'environment_variables', 'error_threshold', 'id', 'instance_count', 'logging_level', 'max_concurrency_per_instance', 'mini_batch_size', 'model', 'name', 'output_action', 'output_file_name', 'print_as_yaml', 'properties', 'provisioning_state', 'resources', 'retry_settings', 'scoring_script', 'settings', 'source_path', 'tags'),
    'BatchEndpoint': ('auth_mode', 'base_path', 'creation_context', 'default_deployment_name', 'defaults', 'description', 'id', 'location', 'name', 'openapi_uri', 'print_as_yaml', 'properties', 'provisioning_state', 'scoring_uri', 'source_path', 'tags'),
    'BatchRetrySettings': ('max_retries', 'timeout'),
    'BuildContext': ('dockerfile_path', 'path'),
    'CodeConfiguration': ('code', 'scoring_script'),
    'DataAsset': ('data_id', 'name', 'path', 'version'),
    'Environment': ('auto_delete_setting', 'auto_increment_version', 'base_path', 'build', 'conda_file', 'creation_context', 'datastore', 'description', 'id', 'image', 'inference_config', 'intellectual_property', 'is_anonymous', 'name', 'os_type', 'print_as_yaml', 'properties', 'source_path', 'tags', 'version'),
    'KubernetesOnlineDeployment': ('app_insights_enabled', 'base_path', 'code_configuration', 'code_path', 'creation_context', 'data_collector', 'description', 'endpoint_name', 'environment', 'environment_variables', 'id', 'instance_count', 'instance_type', 'liveness_probe', 'model', 'model_mount_path', 'name', 'print_as_yaml', 'properties', 'provisioning_state', 'readiness_probe', 'request_settings', 'resources', 'scale_settings', 'scoring_script', 'source_path', 'tags', 'type'),
    'KubernetesOnlineEndpoint': ('auth_mode', 'base_path', 'compute', 'creation_context', 'description', 'id', 'identity', 'kind', 'location', 'mirror_traffic', 'name', 'openapi_uri', 'print_as_yaml', 'properties', 'provisioning_state', 'scoring_uri', 'source_path', 'tags', 'traffic'),
    'ManagedIdentityConfiguration': ('client_id', 'object_id', 'principal_id', 'resource_id'),
    'ManagedOnlineDeployment': ('app_insights_enabled', 'base_path', 'code_configuration', 'code_path', 'creation_context', 'data_collector', 'description', 'egress_public_network_access', 'endpoint_name', 'environment', 'environment_variables', 'id', 'instance_count', 'instance_type', 'liveness_probe', 'model', 'model_mount_path', 'name', 'package_model', 'print_as_yaml', 'private_network_connection', 'properties', 'provisioning_state', 'readiness_probe', 'request_settings', 'scale_settings', 'scoring_script', 'source_path', 'tags', 'type'),
    'ManagedOnlineEndpoint': ('auth_mode', 'base_path', 'creation_context', 'description', 'id', 'identity', 'kind', 'location', 'mirror_traffic', 'name', 'openapi_uri', 'print_as_yaml', 'properties', 'provisioning_state', 'public_network_access', 'scoring_uri', 'source_path', 'tags', 'traffic'),
    'Model': ('allowed_deployment_templates', 'auto_delete_setting', 'auto_increment_version', 'base_path', 'creation_context', 'datastore', 'default_deployment_template', 'description', 'flavors', 'id', 'intellectual_property', 'is_anonymous', 'job_name', 'name', 'path', 'print_as_yaml', 'properties', 'source_path', 'stage', 'system_metadata', 'tags', 'type', 'utc_time_created', 'version'),
    'ModelBatchDeployment': ('base_path', 'code_configuration', 'code_path', 'compute', 'creation_context', 'description', 'endpoint_name', 'environment', 'environment_variables', 'error_threshold', 'id', 'instance_count', 'logging_level', 'max_concurrency_per_instance', 'mini_batch_size', 'model', 'name', 'output_action', 'output_file_name', 'print_as_yaml', 'properties', 'provisioning_state', 'resources', 'retry_settings', 'scoring_script', 'settings', 'source_path', 'tags', 'type'),
    'OnlineRequestSettings': ('max_concurrent_requests_per_instance', 'max_queue_wait_ms', 'request_timeout_ms'),
    'PipelineComponentBatchDeployment': ('base_path', 'code_configuration', 'code_path', 'component', 'compute', 'creation_context', 'description', 'endpoint_name', 'environment', 'environment_variables', 'error_threshold', 'id', 'instance_count', 'job_definition', 'logging_level', 'max_concurrency_per_instance', 'mini_batch_size', 'model', 'name', 'output_action', 'output_file_name', 'print_as_yaml', 'properties', 'provisioning_state', 'resources', 'retry_settings', 'scoring_script', 'settings', 'source_path', 'tags', 'type'),
    'ProbeSettings': ('failure_threshold', 'initial_delay', 'period', 'success_threshold', 'timeout'),
    'ResourceRequirementsSettings': ('limits', 'requests'),
    'ResourceSettings': ('cpu', 'gpu', 'memory'),
}
"""By class that raises TypeError for any other: all that it takes."""
