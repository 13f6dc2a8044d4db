import type { Rule } from '../rule.js';
import { DOCKERFILE_RULES } from './dockerfile.js';
import { DOCKERFILE_SOURCE_RULES } from './dockerfile-sources.js';
import { KUSTOMIZE_RULES } from './kustomize.js';
import { NETWORK_RULES } from './network.js';
import { POD_HEALTH_RULES } from './pod-health.js';
import { POD_RESOURCE_RULES } from './pod-resources.js';
import { POD_SECURITY_RULES } from './pod-security.js';
import { REFERENCE_RULES } from './references.js';
import { SCALING_RULES } from './scaling.js';
import { SCHEMA_RULES } from './schema.js';
import { YAML_RULES } from './yaml.js';

/** Every rule, by topic. */
export const RULES: readonly Rule[] = [
  ...YAML_RULES,
  ...SCHEMA_RULES,
  ...DOCKERFILE_RULES,
  ...DOCKERFILE_SOURCE_RULES,
  ...POD_SECURITY_RULES,
  ...POD_HEALTH_RULES,
  ...POD_RESOURCE_RULES,
  ...SCALING_RULES,
  ...NETWORK_RULES,
  ...REFERENCE_RULES,
  ...KUSTOMIZE_RULES,
];
