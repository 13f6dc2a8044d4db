import type { Syntax } from '../parser.js';
import type { Evaluator } from './evaluate.js';
import { type Context, keyword, positional, UNKNOWN, type Value } from './values.js';

/** One read of the environment by a call. */
export interface Read {
  readonly name: string;
  readonly default?: Value;
  /** The call fails when the variable is absent. */
  readonly fails: boolean;
}

/** Functions that give None for an absent variable. */
const LENIENT = new Set([
  'os.getenv',
  'os.environ.get',
  'os.environ.pop',
  'os.environ.setdefault',
  'environ.get',
  'os.getenvb',
]);
/** Functions and callable objects that fail for an absent variable without a default. */
const STRICT = new Set([
  'decouple.config',
  'decouple.AutoConfig',
  'decouple.Config',
  'starlette.config.Config',
  'environ.Env',
  'environs.Env',
  'environ.FileAwareEnv',
]);
/** Of those, the ones whose instances read; calling the class itself reads nothing. */
const CLASSES = new Set([...STRICT].filter((name) => name !== 'decouple.config'));
/** Methods of django-environ's and environs' Env whose variable may be chosen freely. */
const TYPED = new Set(
  'str int bool float list tuple dict json url db db_url database_url cache cache_url email_url search_url decimal path log_level enum date datetime time timedelta uuid dj_db_url dj_cache_url dj_email_url bytes'.split(
    ' ',
  ),
);
/** What those methods read when no name is given (django-environ). */
const IMPLIED: Readonly<Record<string, string>> = {
  db: 'DATABASE_URL',
  db_url: 'DATABASE_URL',
  cache: 'CACHE_URL',
  cache_url: 'CACHE_URL',
  email_url: 'EMAIL_URL',
};

/** Whether what is called gives the variable whose name it is handed, or None. */
export function isGetter(callee: Value): boolean {
  return LENIENT.has(calleeName(callee) ?? '');
}

/** The environment read that a call is, if it is one. The callee has been worked out already. */
export function readOf(evaluator: Evaluator, callee: Value, call: Syntax, context: Context): Read | undefined {
  const target = calleeName(callee);
  if (target === undefined) return undefined;
  if (target === 'dj_database_url.config' || target === 'dj_database_url.parse') {
    if (target.endsWith('parse')) return undefined;
    return made(
      evaluator,
      evaluator.string(keyword(call, 'env'), context) ?? 'DATABASE_URL',
      keyword(call, 'default'),
      false,
      context,
    );
  }
  const lenient = LENIENT.has(target);
  const implied = strictName(target);
  if (!lenient && implied === undefined) return undefined;
  const [first, second] = positional(call);
  const name =
    evaluator.string(first ?? keyword(call, 'key') ?? keyword(call, 'var') ?? keyword(call, 'name'), context) ??
    (first === undefined ? implied : undefined);
  if (name === undefined || name === '') return undefined;
  // In starlette's and decouple's config the second position is a cast or a default.
  const cast = target === 'starlette.config.Config';
  const fallback = keyword(call, 'default') ?? (cast ? undefined : second);
  return made(evaluator, prefixOf(evaluator, callee) + name, fallback, !lenient, context);
}

function made(
  evaluator: Evaluator,
  name: string,
  fallback: Syntax | undefined,
  fails: boolean,
  context: Context,
): Read {
  if (fallback === undefined) return { name, fails };
  const value = evaluator.evaluate(fallback, context);
  return { name, fails: false, default: value.kind === 'constant' && value.value === null ? UNKNOWN : value };
}

/** The dotted name of what is called: a function, a callable object, or a method of one; no class itself. */
function calleeName(callee: Value): string | undefined {
  if (callee.kind === 'external') return CLASSES.has(callee.name) ? undefined : callee.name;
  return callee.kind === 'object' && typeof callee.of === 'string' ? callee.of : undefined;
}

/** For a strict reader, the variable it reads when none is named (`''` when one must be named). */
function strictName(target: string): string | undefined {
  if (STRICT.has(target)) return '';
  const dot = target.lastIndexOf('.');
  const method = target.slice(dot + 1);
  const owner = target.slice(0, dot);
  if (STRICT.has(owner) && owner.endsWith('Env') && TYPED.has(method)) return IMPLIED[method] ?? '';
  return undefined;
}

/** starlette's `Config(env_prefix="APP_")`. */
function prefixOf(evaluator: Evaluator, callee: Value): string {
  const holder = callee.kind === 'external' ? callee.on : callee;
  if (holder?.kind !== 'object') return '';
  return evaluator.string(keyword(holder.call, 'env_prefix') ?? keyword(holder.call, 'prefix'), holder.context) ?? '';
}
