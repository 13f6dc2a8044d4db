import type { Remark, Rule } from '../rule.js';
import type { View } from '../view.js';

const ZEROS = `sha256:${'0'.repeat(64)}`;
/** Digits that are nearly all there: a digest cut off or changed by hand. */
const DIGEST = /@sha256:([0-9a-zA-Z]*)/g;

function* lines(
  view: View,
  wanted: (path: string) => boolean,
): Generator<{ path: string; line: number; text: string }> {
  for (const path of [...view.files.keys()].sort()) {
    if (!wanted(path)) continue;
    for (const [index, text] of (view.files.get(path) ?? '').split('\n').entries())
      if (!/^\s*#/.test(text)) yield { path, line: index + 1, text };
  }
}

const isYaml = (path: string): boolean => /\.ya?ml$/.test(path);

/** The first line of each file that holds a text. */
function* firsts(view: View, needle: string, message: string, fix: string): Generator<Remark> {
  const seen = new Set<string>();
  for (const { path, line, text } of lines(view, isYaml)) {
    if (seen.has(path) || !text.includes(needle)) continue;
    seen.add(path);
    yield { path, line, message, fix };
  }
}

export const PLACEHOLDER_RULES: readonly Rule[] = [
  {
    id: 'placeholder-project',
    severity: 'note',
    about: 'the Google Cloud project is filled in',
    source: 'contract: the default of --project',
    *check(view) {
      yield* firsts(view, 'your-project-id', 'your-project-id stands for your project', 'generate with --project');
    },
  },
  {
    id: 'placeholder-digest',
    severity: 'note',
    about: 'the image has the digest of a build',
    source: 'design: 64 zeros until the first deployment',
    *check(view) {
      yield* firsts(view, ZEROS, 'the image has no digest yet', 'the first deployment sets it');
    },
  },
  {
    id: 'image-digest',
    severity: 'error',
    about: 'a digest is sha256: and 64 hexadecimal digits',
    source: 'OCI image specification, digests',
    *check(view) {
      const wanted = (path: string): boolean => isYaml(path) || view.dockerfiles.some((file) => file.path === path);
      for (const { path, line, text } of lines(view, wanted)) {
        const found = [...text.matchAll(DIGEST)].map((match) => match[1] ?? '');
        const alone = /^\s*-?\s*digest:\s*["']?([^"'\s#]+)/.exec(text)?.[1];
        if (alone !== undefined && !alone.includes('$')) found.push(alone.replace(/^sha256:/, ''));
        for (const digest of found)
          if (!/^[0-9a-f]{64}$/.test(digest))
            yield { path, line, message: `a digest is 64 hexadecimal digits, this one is ${digest.length} characters` };
      }
    },
  },
];
