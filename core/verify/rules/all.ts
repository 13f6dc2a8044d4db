import type { Rule } from '../rule.js';
import { SCHEMA_RULES } from './schema.js';
import { YAML_RULES } from './yaml.js';

/** Every rule, by topic. */
export const RULES: readonly Rule[] = [...YAML_RULES, ...SCHEMA_RULES];
