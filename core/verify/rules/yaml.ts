import { posix } from 'node:path';
import { isKustomization } from '../kustomize.js';
import type { Remark, Rule } from '../rule.js';
import type { View } from '../view.js';
import { type Node, OLD_BOOLEAN, type ScalarNode } from '../yaml-node.js';

const parserRule = (id: string, about: string): Rule => ({
  id,
  severity: 'error',
  about,
  source: 'YAML 1.2.2; read by two parsers, yaml and js-yaml',
  *check(view) {
    for (const file of view.yaml.values()) for (const one of file.findings) if (one.rule === id) yield { ...one };
  },
});

/** Files whose readers follow YAML 1.1 or 1.2 depending on who wrote them. */
const isOurs = (view: View, path: string): boolean =>
  isKustomization(path) ||
  view.documents.some((one) => one.path === path) ||
  view.compose.some((one) => one.path === path);

function* scalars(node: Node, seen: Set<Node>): Generator<ScalarNode> {
  if (seen.has(node)) return;
  seen.add(node);
  if (node.type === 'scalar') yield node;
  else if (node.type === 'list') for (const item of node.items) yield* scalars(item, seen);
  else for (const one of node.entries.values()) yield* scalars(one.value, seen);
}

function* traps(node: ScalarNode): Generator<Remark> {
  if (node.style !== 'plain') return;
  const place = { path: node.path, line: node.line };
  if (OLD_BOOLEAN.test(node.text)) {
    const meant = /^(y|yes|on)$/i.test(node.text);
    const message = `${node.text} without quotes is ${meant} to some parsers and text to others`;
    yield { ...place, message, fix: `write "${node.text}" or ${meant}` };
  } else if (/^0[0-7]+$/.test(node.text)) {
    const octal = Number.parseInt(node.text, 8);
    const message = `${node.text} without quotes is ${octal} to some parsers and ${Number(node.text)} to others`;
    yield { ...place, message, fix: `write ${octal} for the octal number, or "${node.text}" for text` };
  } else if (/^0\d+$/.test(node.text)) {
    const message = `${node.text} without quotes is ${Number(node.text)} to some parsers and text to others`;
    yield { ...place, message, fix: `write ${Number(node.text)}, or "${node.text}" for text` };
  } else if (/^0o[0-7]+$/.test(node.text)) {
    const message = `${node.text} is ${Number(node.text)} to some parsers and text to others`;
    yield { ...place, message, fix: `write ${Number(node.text)}` };
  } else if (/^\d{1,2}:[0-5]?\d$/.test(node.text)) {
    const message = `${node.text} without quotes is a number to base 60 to some parsers`;
    yield { ...place, message, fix: `write "${node.text}"` };
  }
}

export const YAML_RULES: readonly Rule[] = [
  parserRule('yaml-parses', 'every YAML file is read by both parsers'),
  parserRule('yaml-duplicate-key', 'no key stands twice in one map'),
  {
    id: 'yaml-trap',
    severity: 'warning',
    about: 'no plain value means one thing in YAML 1.1 and another in YAML 1.2',
    source: 'YAML 1.1 types bool and int against the core schema of YAML 1.2.2',
    *check(view) {
      for (const file of view.yaml.values()) {
        if (!isOurs(view, file.path) || posix.dirname(file.path).includes('.github')) continue;
        const seen = new Set<Node>();
        for (const document of file.documents)
          for (const one of scalars(document, seen)) for (const remark of traps(one)) yield remark;
      }
    },
  },
];
