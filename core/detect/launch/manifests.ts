import type { Folder } from '../folder.js';
import { ancestors, baseOf, normalise } from './paths.js';

/** A manifest of Kubernetes or Cloud Run, and which of its containers may be the service. */
export interface ManifestFile {
  readonly file: string;
  runs(image: string): boolean;
}

/** Folders whose files show how a service could run, not how it does. */
export const EXAMPLES = /(?:^|\/)(?:tests?|examples?|docs|node_modules|\.github)\//;
/** Where repositories of several services keep the manifests of all of them. */
const PLACES = ['k8s', 'kubernetes', 'manifests', 'deploy', 'deployment', 'infra', 'ops', 'kustomize'];

/**
 * The manifests that may run the service: its own, where every image is taken that is not a well-known one, and those
 * of the folders above, where the image must be called like the service's folder.
 */
export function manifestFiles(folder: Folder): readonly ManifestFile[] {
  const own = folder.list().filter((file) => file.split('/').length <= 5 && isManifest(file));
  const above = ancestors(folder).flatMap((at) => PLACES.flatMap((place) => folder.listAt(`${at}/${place}`, 3)));
  return [
    ...own.map((file) => ({ file, runs: (image: string) => !isSideImage(image) })),
    ...above
      .map((file) => normalise(folder, file))
      .filter((file) => file.startsWith('../') && isManifest(file))
      .map((file) => ({ file, runs: (image: string) => imageName(image) === folder.name })),
  ];
}

function isManifest(file: string): boolean {
  return /\.ya?ml$/.test(file) && !EXAMPLES.test(file) && !/compose|lock|^\.|workflow/.test(baseOf(file));
}

/** `gcr.io/shop/orders:1.0` is called `orders`. */
function imageName(image: string): string {
  return baseOf(image).split(/[:@]/)[0] ?? '';
}

/** Images of databases, caches and proxies, which run beside the service. */
export function isSideImage(image: string): boolean {
  return /^(?:postgres|pgvector|postgis|timescaledb|mysql|mariadb|mongo|redis|valkey|memcached|rabbitmq|kafka|zookeeper|nginx|traefik|caddy|envoy|minio|elasticsearch|opensearch|qdrant|chroma|weaviate|milvus|prometheus|grafana|jaeger|busybox|alpine|adminer|pgadmin|mailhog|mailpit|cloud-sql-proxy|cloudsql-proxy)/.test(
    imageName(image),
  );
}
