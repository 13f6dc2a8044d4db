const SECRET =
  /(^|_)(PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|CREDENTIALS?|DSN)(_|$)/i;
/** What names a place, a limit or a kind of secret, or is public by its prefix. */
const HARMLESS =
  /_(FILE|PATH|DIR|NAME|URL|URI|ID|TTL|LENGTH|LIMIT|BUDGET|SIZE|EXPIR\w*|EXPIRES?_\w+|SECONDS|MINUTES|HOURS|DAYS|ALGORITHM|TYPE|HEADER|METHOD|VERSION|COUNT)$|^(NEXT_PUBLIC|VITE|REACT_APP|PUBLIC|NUXT_PUBLIC)_|^(MAX|MIN|NUM)_/i;

/** Is a variable of this name a secret, whatever its value? `MAX_TOKENS` and `SECRET_FILE` are not. */
export function isSecretName(name: string): boolean {
  return SECRET.test(name) && !HARMLESS.test(name);
}
