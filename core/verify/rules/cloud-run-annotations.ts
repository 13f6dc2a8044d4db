import { nearest } from '../../nearest.js';
import type { Remark, Rule } from '../rule.js';
import { at, type Entry, entries, number, text } from '../yaml-node.js';

const RUN = 'run.googleapis.com/';
const KNATIVE = 'autoscaling.knative.dev/';

/** What a value must look like, where that is known. */
const FLAG = /^(true|false)$/;
const COUNT = /^(0|[1-9]\d*)$/;
const ANY = /^/;

const BOTH: Readonly<Record<string, RegExp>> = {
  [`${RUN}launch-stage`]: /^(GA|BETA|ALPHA)$/,
  [`${RUN}client-name`]: ANY,
  [`${RUN}client-version`]: ANY,
  [`${RUN}operation-id`]: ANY,
};

const SERVICE: Readonly<Record<string, RegExp>> = {
  ...BOTH,
  [`${RUN}ingress`]: /^(all|internal|internal-and-cloud-load-balancing)$/,
  [`${RUN}ingress-status`]: ANY,
  [`${RUN}description`]: /^[\s\S]{0,512}$/,
  [`${RUN}minScale`]: COUNT,
  [`${RUN}maxScale`]: COUNT,
  [`${RUN}scalingMode`]: /^(automatic|manual)$/,
  [`${RUN}manualInstanceCount`]: COUNT,
  [`${RUN}invoker-iam-disabled`]: FLAG,
  [`${RUN}iap-enabled`]: FLAG,
  [`${RUN}default-url-disabled`]: FLAG,
  [`${RUN}custom-audiences`]: /^\[[\s\S]*\]$/,
  [`${RUN}binary-authorization`]: ANY,
  [`${RUN}binary-authorization-breakglass`]: ANY,
  [`${RUN}gc-traffic-tags`]: FLAG,
  [`${RUN}function-target`]: ANY,
  [`${RUN}urls`]: ANY,
};

const REVISION: Readonly<Record<string, RegExp>> = {
  ...BOTH,
  [`${KNATIVE}minScale`]: COUNT,
  [`${KNATIVE}maxScale`]: COUNT,
  [`${RUN}cpu-throttling`]: FLAG,
  [`${RUN}startup-cpu-boost`]: FLAG,
  [`${RUN}sessionAffinity`]: FLAG,
  [`${RUN}execution-environment`]: /^gen[12]$/,
  [`${RUN}cloudsql-instances`]:
    /^[^:,\s]+(:[^:,\s]+)?:[a-z]+-[a-z]+\d+:[^:,\s]+(,\s*[^:,\s]+(:[^:,\s]+)?:[a-z]+-[a-z]+\d+:[^:,\s]+)*$/,
  [`${RUN}secrets`]: /^[^:,\s]+:projects\/[^,\s]+(,[^:,\s]+:projects\/[^,\s]+)*$/,
  [`${RUN}network-interfaces`]: /^\[\s*\{\s*("(network|subnetwork|tags)"\s*:\s*("[^"]*"|\[[^\]]*\])\s*,?\s*)+\}\s*\]$/,
  [`${RUN}vpc-access-connector`]: ANY,
  [`${RUN}vpc-access-egress`]: /^(all-traffic|private-ranges-only|all)$/,
  [`${RUN}container-dependencies`]: /^\{[\s\S]*\}$/,
  [`${RUN}scaling-cpu-target`]: /^(0?\.\d+|disabled)$/,
  [`${RUN}scaling-concurrency-target`]: /^(0?\.\d+|disabled)$/,
  [`${RUN}encryption-key`]: /^projects\//,
  [`${RUN}encryption-key-shutdown-hours`]: COUNT,
  [`${RUN}post-key-revocation-action-type`]: ANY,
  [`${RUN}health-check-disabled`]: FLAG,
  [`${RUN}gpu-zonal-redundancy-disabled`]: FLAG,
  [`${RUN}base-images`]: ANY,
  [`${RUN}secure-session-agent`]: ANY,
  [`${RUN}mesh`]: ANY,
  [`${RUN}build-base-image`]: ANY,
};

function* judge(one: Entry, here: Readonly<Record<string, RegExp>>, there: object, level: string): Generator<Remark> {
  const place = { path: one.path, line: one.line };
  const { value } = one;
  if (value.type !== 'scalar' || (typeof value.value !== 'string' && value.value !== null)) {
    const shown = value.type === 'scalar' ? value.text : value.type;
    const fix = `write "${shown}"`;
    yield { ...place, message: `${one.key}: an annotation is text, ${shown} is not`, fix };
    return;
  }
  const known = here[one.key];
  if (known !== undefined) {
    const content = text(value) ?? '';
    if (!known.test(content)) yield { ...place, message: `${one.key}: "${content}" is not among the values it takes` };
    else if (/^[[{]/.test(content)) yield* json(one, content);
    return;
  }
  const elsewhere = one.key in there;
  const isRun = one.key.startsWith(RUN) || one.key.startsWith(KNATIVE);
  const meant = nearest(one.key, Object.keys(here));
  if (elsewhere)
    yield {
      ...place,
      message: `${one.key} does nothing on ${level}`,
      fix: 'move it to the other metadata.annotations',
    };
  // Build annotations have names without end, and other prefixes are anybody's.
  else if (isRun ? !one.key.startsWith(`${RUN}build-`) : meant !== undefined)
    yield {
      ...place,
      message: `${one.key} is no annotation of Cloud Run${meant === undefined ? '' : `, nearest is ${meant}`}`,
      fix: meant === undefined ? 'remove it' : `write ${meant}`,
    };
}

function* json(one: Entry, content: string): Generator<Remark> {
  try {
    JSON.parse(content);
  } catch {
    yield { path: one.path, line: one.line, message: `${one.key}: the value is no JSON` };
  }
}

function* scale(root: Parameters<typeof at>[0], prefix: string, ...keys: readonly string[]): Generator<Remark> {
  const least = at(root, ...keys, `${prefix}minScale`);
  const most = number(at(root, ...keys, `${prefix}maxScale`));
  const value = number(least);
  if (least !== undefined && value !== undefined && most !== undefined && value > most)
    yield { path: least.path, line: least.line, message: `minScale ${value} is above maxScale ${most}` };
  const zero = at(root, ...keys, `${prefix}maxScale`);
  if (zero !== undefined && most === 0)
    yield { path: zero.path, line: zero.line, message: 'maxScale 0 never starts an instance' };
}

const TOP = ['metadata', 'annotations'];
const BELOW = ['spec', 'template', 'metadata', 'annotations'];

export const ANNOTATION_RULES: readonly Rule[] = [
  {
    id: 'cloud-run-annotations',
    severity: 'error',
    about: 'annotations are text with a known name, at the level where they count',
    source: 'Cloud Run YAML reference v1',
    *check(view) {
      for (const one of view.cloudRun) {
        if (one.kind !== 'Service') {
          // Jobs and worker pools take some of both; only their type is certain.
          for (const keys of [TOP, BELOW])
            for (const each of entries(at(one.root, ...keys)))
              yield* judge(each, { ...SERVICE, ...REVISION }, {}, one.kind);
          continue;
        }
        for (const each of entries(at(one.root, ...TOP))) yield* judge(each, SERVICE, REVISION, 'the service');
        for (const each of entries(at(one.root, ...BELOW))) yield* judge(each, REVISION, SERVICE, 'a revision');
        yield* scale(one.root, RUN, ...TOP);
        yield* scale(one.root, KNATIVE, ...BELOW);
      }
    },
  },
];
