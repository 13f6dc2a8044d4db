import { documents, isMap, type Plain, type PlainMap, text } from '../readback/plain.js';

/**
 * A strict decoder learnt from untouched trees: which keys and types stand where in a kind of document. The API server,
 * gcloud, kustomize and Compose all refuse a key or a type that is not there; what emitted files never hold, no
 * misspelt one becomes.
 */
export class Decoder {
  readonly #keys = new Map<string, Set<string>>();
  readonly #types = new Map<string, Set<string>>();

  /** Takes the shapes of a file's documents as known. */
  learn(path: string, source: string): void {
    for (const one of documents(source)) this.walk(one, kindOf(path, one), (at, key, type) => add(this, at, key, type));
  }

  /** What is refused in a file, as one text; undefined when nothing is. */
  refuses(path: string, source: string): string | undefined {
    let all: readonly PlainMap[];
    try {
      all = documents(source);
    } catch (error) {
      return `no YAML: ${(error as Error).message.split('\n')[0]}`;
    }
    const found: string[] = [];
    for (const one of all) {
      const kind = kindOf(path, one);
      if (!this.#types.has(kind)) found.push(`no such kind: ${kind}`);
      else
        this.walk(one, kind, (at, key, type) => {
          if (key !== undefined && !this.#keys.get(at)?.has(key)) found.push(`unknown key ${at}.${key}`);
          if (!this.#types.get(at)?.has(type) && this.#types.has(at)) found.push(`${type} at ${at}`);
        });
      const named = one.metadata !== undefined || !('apiVersion' in one) || kind.includes('kustomize.config');
      if (!named) found.push(`no metadata in ${kind}`);
    }
    return found[0];
  }

  private walk(one: Plain, at: string, visit: (at: string, key: string | undefined, type: string) => void): void {
    visit(at, undefined, typeOf(one, at));
    if (Array.isArray(one)) for (const item of one as readonly Plain[]) this.walk(item, `${at}[]`, visit);
    if (!isMap(one)) return;
    for (const [key, value] of Object.entries(one)) {
      // Names of labels, variables and services are the user's own.
      const free = FREE.test(at);
      visit(at, free ? undefined : key, 'map');
      this.walk(value, free ? `${at}.*` : `${at}.${key}`, visit);
    }
  }

  /** @internal */
  note(at: string, key: string | undefined, type: string): void {
    const keys = this.#keys.get(at) ?? new Set();
    this.#keys.set(at, key === undefined ? keys : keys.add(key));
    this.#types.set(at, (this.#types.get(at) ?? new Set()).add(type));
  }
}

const add = (decoder: Decoder, at: string, key: string | undefined, type: string): void => decoder.note(at, key, type);

const FREE =
  /\.(labels|annotations|matchLabels|pairs|data|environment|nodeSelector)$|\.spec\.selector$|^compose\.(services|volumes|networks)$|\.depends_on$/;

/** A quantity may be a number, an absent value is of no type. */
function typeOf(one: Plain, at: string): string {
  if (Array.isArray(one)) return 'list';
  if (isMap(one)) return 'map';
  return /\.(limits|requests)\.|\.sizeLimit$/.test(at) ? 'scalar' : typeof one;
}

function kindOf(path: string, one: PlainMap): string {
  if (path === 'compose.yaml') return 'compose';
  // Without a kind kustomize takes the file's name for it.
  if (/kustomization\.yaml$/.test(path))
    return `${text(one.apiVersion) || 'kustomize.config.k8s.io/v1beta1'} ${text(one.kind) || 'Kustomization'}`;
  return `${text(one.apiVersion)} ${text(one.kind)}`;
}
