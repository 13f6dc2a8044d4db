/** Longest name of a service: Cloud Run allows 49 characters, Kubernetes 63. */
export const LONGEST_NAME = 49;

/** A DNS-1035 label of any length. */
export const DNS_1035 = /^[a-z](?:[a-z0-9-]*[a-z0-9])?$/;

/**
 * A project's or folder's name made into a DNS-1035 label of at most 49 characters: an npm scope is dropped, accents
 * are taken off, other characters become one hyphen, a leading digit gets a prefix. Never empty.
 */
export function label(name: string): string {
  const plain = name
    .replace(/^@[^/]*\//, '')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '');
  const begun = /^[0-9]/.test(plain) ? `app-${plain}` : plain;
  return begun.slice(0, LONGEST_NAME).replace(/-+$/, '') || 'app';
}
