import type { Rule } from '../rule.js';
import { DOCKERFILE_RULES } from './dockerfile.js';
import { DOCKERFILE_SOURCE_RULES } from './dockerfile-sources.js';
import { POD_SECURITY_RULES } from './pod-security.js';
import { SCHEMA_RULES } from './schema.js';
import { YAML_RULES } from './yaml.js';

/** Every rule, by topic. */
export const RULES: readonly Rule[] = [
  ...YAML_RULES,
  ...SCHEMA_RULES,
  ...DOCKERFILE_RULES,
  ...DOCKERFILE_SOURCE_RULES,
  ...POD_SECURITY_RULES,
];
