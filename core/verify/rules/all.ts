import type { Rule } from '../rule.js';
import { ADDRESS_RULES } from './addresses.js';
import { AGREEMENT_RULES } from './agreement.js';
import { ARCHITECTURE_RULES } from './architecture.js';
import { AS_WRITTEN } from './as-written.js';
import { BALANCER_TIME_RULES } from './balancer-times.js';
import { BUILD_CONTEXT_RULES } from './build-context.js';
import { CLOUD_RUN_RULES } from './cloud-run.js';
import { ANNOTATION_RULES } from './cloud-run-annotations.js';
import { CLOUD_RUN_HEALTH_RULES } from './cloud-run-health.js';
import { CLOUD_RUN_RESOURCE_RULES } from './cloud-run-resources.js';
import { CLOUD_RUN_TRAFFIC_RULES } from './cloud-run-traffic.js';
import { COMPOSE_RULES } from './compose.js';
import { COMPOSE_CHECK_RULES } from './compose-checks.js';
import { COMPOSE_NEIGHBOUR_RULES } from './compose-neighbours.js';
import { COMPOSE_RESTRICTION_RULES } from './compose-restrictions.js';
import { DISRUPTION_RULES } from './disruption.js';
import { DOCKERFILE_RULES } from './dockerfile.js';
import { DOCKERFILE_COMMAND_RULES } from './dockerfile-commands.js';
import { DOCKERFILE_ENVIRONMENT_RULES } from './dockerfile-environment.js';
import { DOCKERFILE_FLAG_RULES } from './dockerfile-flags.js';
import { DOCKERFILE_PATH_RULES } from './dockerfile-paths.js';
import { DOCKERFILE_SERVER_RULES } from './dockerfile-server.js';
import { DOCKERFILE_SOURCE_RULES } from './dockerfile-sources.js';
import { DOCKERIGNORE_RULES } from './dockerignore.js';
import { EGRESS_RULES } from './egress.js';
import { ENV_EXAMPLE_RULES } from './env-example.js';
import { ENV_SECRET_RULES } from './env-secrets.js';
import { ENVIRONMENT_RULES } from './environment.js';
import { GATEWAY_RULES } from './gateway.js';
import { HEALTH_PATH_RULES } from './health-paths.js';
import { JOB_RULES } from './jobs.js';
import { KUSTOMIZE_RULES } from './kustomize.js';
import { KUSTOMIZE_REACH_RULES } from './kustomize-reach.js';
import { METRIC_RULES } from './metrics.js';
import { MONITORING_RULES } from './monitoring.js';
import { NAME_SLIP_RULES } from './name-slips.js';
import { NETWORK_RULES } from './network.js';
import { NGINX_RULES } from './nginx.js';
import { PATCHED_RULES } from './patched.js';
import { PLACEHOLDER_RULES } from './placeholders.js';
import { PLACEMENT_RULES } from './placement.js';
import { POD_DRAIN_RULES } from './pod-drain.js';
import { POD_HEALTH_RULES } from './pod-health.js';
import { POD_RESOURCE_RULES } from './pod-resources.js';
import { POD_SECURITY_RULES } from './pod-security.js';
import { PROJECT_RULES } from './projects.js';
import { QUOTA_SIZE_RULES } from './quota-sizes.js';
import { QUOTA_RULES } from './quotas.js';
import { REFERENCE_RULES } from './references.js';
import { REGISTRY_RULES } from './registries.js';
import { ROLLOUT_RULES } from './rollouts.js';
import { RUNTIME_VERSION_RULES } from './runtime-versions.js';
import { SCALING_RULES } from './scaling.js';
import { SCHEMA_RULES } from './schema.js';
import { SCRIPT_NAME_RULES } from './script-names.js';
import { SCRIPT_RULES } from './scripts.js';
import { SERVICE_RULES } from './services.js';
import { SIBLING_RULES } from './siblings.js';
import { VALUE_RULES } from './values.js';
import { VALUE_AGREEMENT_RULES } from './values-agree.js';
import { VOLUME_RULES } from './volumes.js';
import { WELL_KNOWN_RULES } from './well-known.js';
import { WRAPPER_RULES } from './wrapper.js';
import { WRAPPER_TIME_RULES } from './wrapper-times.js';
import { YAML_RULES } from './yaml.js';

/** Every rule, by topic. */
export const RULES: readonly Rule[] = [
  ...YAML_RULES,
  ...SCHEMA_RULES,
  ...DOCKERFILE_RULES,
  ...DOCKERFILE_ENVIRONMENT_RULES,
  ...DOCKERFILE_SOURCE_RULES,
  ...DOCKERFILE_FLAG_RULES,
  ...POD_SECURITY_RULES,
  ...POD_HEALTH_RULES,
  ...POD_DRAIN_RULES,
  ...POD_RESOURCE_RULES,
  ...JOB_RULES,
  ...SCALING_RULES,
  ...DISRUPTION_RULES,
  ...ROLLOUT_RULES,
  ...ADDRESS_RULES,
  ...QUOTA_RULES,
  ...QUOTA_SIZE_RULES,
  ...SERVICE_RULES,
  ...NETWORK_RULES,
  ...EGRESS_RULES,
  ...GATEWAY_RULES,
  ...BALANCER_TIME_RULES,
  ...NGINX_RULES,
  ...PATCHED_RULES,
  ...NAME_SLIP_RULES,
  ...DOCKERFILE_COMMAND_RULES,
  ...COMPOSE_CHECK_RULES,
  ...COMPOSE_NEIGHBOUR_RULES,
  ...COMPOSE_RESTRICTION_RULES,
  ...DOCKERFILE_PATH_RULES,
  ...DOCKERFILE_SERVER_RULES,
  ...VALUE_AGREEMENT_RULES,
  ...MONITORING_RULES,
  ...REFERENCE_RULES,
  ...VOLUME_RULES,
  ...KUSTOMIZE_RULES,
  ...KUSTOMIZE_REACH_RULES,
  ...CLOUD_RUN_RULES,
  ...CLOUD_RUN_TRAFFIC_RULES,
  ...CLOUD_RUN_HEALTH_RULES,
  ...ANNOTATION_RULES,
  ...CLOUD_RUN_RESOURCE_RULES,
  ...COMPOSE_RULES,
  ...BUILD_CONTEXT_RULES,
  ...DOCKERIGNORE_RULES,
  ...AGREEMENT_RULES,
  ...ARCHITECTURE_RULES,
  ...HEALTH_PATH_RULES,
  ...ENVIRONMENT_RULES,
  ...ENV_SECRET_RULES,
  ...ENV_EXAMPLE_RULES,
  ...WELL_KNOWN_RULES,
  ...METRIC_RULES,
  ...VALUE_RULES,
  ...PLACEMENT_RULES,
  ...PROJECT_RULES,
  ...PLACEHOLDER_RULES,
  ...REGISTRY_RULES,
  ...SCRIPT_RULES,
  ...SCRIPT_NAME_RULES,
  ...WRAPPER_RULES,
  ...WRAPPER_TIME_RULES,
  ...RUNTIME_VERSION_RULES,
  ...SIBLING_RULES,
  AS_WRITTEN,
];
