/**
 * Every version that a template or an install step mentions. Nothing is looked up at run time.
 * The `renovate:` comments let a bot raise them; tests build with what stands here.
 */

// renovate: datasource=docker depName=nginxinc/nginx-unprivileged
export const NGINX_IMAGE = 'nginxinc/nginx-unprivileged:1.30-alpine-slim';

// renovate: datasource=docker depName=ghcr.io/astral-sh/uv
export const UV_IMAGE = 'ghcr.io/astral-sh/uv:0.13';

// renovate: datasource=docker depName=pgvector/pgvector
export const POSTGRES_IMAGE = 'pgvector/pgvector:pg15';

// renovate: datasource=docker depName=redis
export const REDIS_IMAGE = 'redis:8';

/** Without its registry, gcr.io, which a mirror stands for. */
// renovate: datasource=docker depName=gcr.io/distroless/cc-debian13
export const DISTROLESS_IMAGE = 'distroless/cc-debian13:nonroot';

/** Debian release of the slim images; system packages are named as it names them. */
export const DEBIAN = 'trixie';

// renovate: datasource=pypi depName=poetry
export const POETRY = '2.5.1';
// renovate: datasource=pypi depName=poetry-plugin-export
export const POETRY_EXPORT = '1.10.1';
// renovate: datasource=pypi depName=pipenv
export const PIPENV = '2026.10.3';

// renovate: datasource=npm depName=yarn
export const YARN_CLASSIC = '1.22.22';
// renovate: datasource=npm depName=@yarnpkg/cli-dist
export const YARN_BERRY = '4.18.1';
// renovate: datasource=npm depName=bun
export const BUN = '1.4.5';
/** The newest pnpm that installs a lock file of lockfileVersion 9 as its own and runs on Node 20. */
// renovate: datasource=npm depName=pnpm allowedVersions=<11
export const PNPM = '10.34.8';
/** The last pnpm that wrote each older form of lock file, by the major of its `lockfileVersion`. */
export const PNPM_BY_LOCK: Readonly<Record<string, string>> = { '5': '7.33.7', '6': '8.15.9' };

/** Actions of emitted workflows, by commit: a tag can be moved to other code. */
export const ACTIONS = {
  // renovate: datasource=github-tags depName=actions/checkout
  checkout: 'actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1',
  // renovate: datasource=github-tags depName=actions/setup-node
  setupNode: 'actions/setup-node@820762786026740c76f36085b0efc47a31fe5020 # v7.0.0',
  // renovate: datasource=github-tags depName=actions/upload-artifact
  uploadArtifact: 'actions/upload-artifact@bbbca2ddaa5d8feaa63e36b76fdaad77386f024f # v7.0.0',
  // renovate: datasource=github-tags depName=actions/download-artifact
  downloadArtifact: 'actions/download-artifact@3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c # v8.0.1',
} as const;
