import type { Engine } from './engine.js';

/**
 * A note where the interpreter inside an image is another version than the tag of its base names: an image of that name
 * on this engine is then not the published one, and what was tried says little. Undefined where they agree or the base
 * is no interpreter's.
 */
export async function otherVersion(
  engine: Engine,
  image: string,
  base: string | undefined,
): Promise<string | undefined> {
  const tag = /(?:^|\/)(python|node):(\d+(?:\.\d+)*)/.exec(base ?? '');
  if (tag?.[1] === undefined || tag[2] === undefined) return undefined;
  const ran = await engine.run(['run', '--rm', '--network', 'none', '--entrypoint', tag[1], image, '--version']);
  const version = /\d+\.\d+(?:\.\d+)*/.exec(ran.all)?.[0];
  if (ran.code !== 0 || version === undefined || `${version}.`.startsWith(`${tag[2]}.`)) return undefined;
  return `${base} holds ${tag[1] === 'python' ? 'Python' : 'Node'} ${version} on this engine: ${tag[2]} itself was not tried`;
}
