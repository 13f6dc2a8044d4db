import type { PackageManager, ServiceKind } from './detect/facts.js';

/** Every answer as resolved, by option name. (Derived from the option table.) */
export interface Answers {
  readonly service: ServiceKind;
  readonly platform: 'cloud-run' | 'gke' | 'hybrid';
  readonly name: string;
  readonly port: number;
  readonly app?: string;
  readonly context: string;
  readonly 'python-version': string;
  readonly 'node-version': string;
  readonly 'package-manager': PackageManager;
  readonly 'base-registry'?: string;
  readonly 'health-path': string;
  readonly 'ready-path': string;
  readonly 'metrics-path': string;
  readonly database: 'none' | 'cloud-sql-postgres' | 'external';
  readonly tier: 'starter' | 'pro' | 'growth';
  readonly exposure: 'public' | 'internal';
  readonly environments: readonly string[];
  readonly project: string;
  readonly region: string;
  readonly repository: string;
  readonly compose: boolean;
  readonly task: boolean;
  readonly teams: readonly ('devops' | 'backend' | 'frontend' | 'ops')[];
  readonly timeline: number;
}
