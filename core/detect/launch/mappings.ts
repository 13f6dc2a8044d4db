import type { Folder } from '../folder.js';
import type { Stage } from './dockerfile.js';
import { baseOf, joinPath, normalise } from './paths.js';

/** A place of the image and where it was copied from. */
export interface Mapping {
  readonly image: string;
  readonly repository: string;
}

/** What the COPY instructions of a stage bring, through other stages too. */
export function mapStage(
  folder: Folder,
  stages: readonly Stage[],
  stage: Stage,
  context: string,
  depth: number,
): readonly Mapping[] {
  const mappings: Mapping[] = [];
  for (const copy of stage.copies) {
    for (const source of copy.sources) {
      const target = copy.target === '' ? '/' : copy.target;
      if (copy.from === undefined) {
        const clean = source.replace(/\/?\*[^/]*$/, '') || '.';
        const repository = normalise(folder, joinPath(context, clean.replace(/^\/+/, '')));
        const isFile = clean === source && folder.read(repository) !== undefined;
        const image = isFile && baseOf(target) !== baseOf(repository) ? `${target}/${baseOf(repository)}` : target;
        mappings.push({ image, repository });
      } else if (depth < 4) {
        const other = stages.find((one, i) => one !== stage && (one.name === copy.from || String(i) === copy.from));
        if (!other) continue;
        const inner = mapStage(folder, stages, other, context, depth + 1);
        const from = source.startsWith('/')
          ? source.replace(/\/+$/, '')
          : `${other.workdir}/${source}`.replace(/\/+$/, '');
        for (const one of inner) {
          if (one.image === from || one.image.startsWith(`${from}/`)) {
            mappings.push({ image: target + one.image.slice(from.length), repository: one.repository });
          } else if (from.startsWith(`${one.image}/`)) {
            mappings.push({ image: target, repository: joinPath(one.repository, from.slice(one.image.length + 1)) });
          }
        }
      }
    }
  }
  return mappings;
}

/** Where a path of the image lies in the repository, relative to the service folder. */
export function lookUp(folder: Folder, mappings: readonly Mapping[], imagePath: string): string | undefined {
  let best: Mapping | undefined;
  for (const one of mappings) {
    const isPrefix = one.image === '/' || imagePath === one.image || imagePath.startsWith(`${one.image}/`);
    if (isPrefix && (!best || one.image.length >= best.image.length)) best = one;
  }
  if (!best) return folderAround(folder, mappings, imagePath);
  return normalise(folder, joinPath(best.repository, imagePath.slice(best.image === '/' ? 1 : best.image.length)));
}

/** `COPY src/a ./a` and its like, part by part: the folder is then the one around the parts. */
function folderAround(folder: Folder, mappings: readonly Mapping[], imagePath: string): string | undefined {
  const prefix = imagePath === '/' ? '/' : `${imagePath}/`;
  for (const one of mappings) {
    const tail = one.image.startsWith(prefix) ? one.image.slice(prefix.length) : '';
    if (tail === '' || !(one.repository === tail || one.repository.endsWith(`/${tail}`))) continue;
    return normalise(folder, one.repository.slice(0, -tail.length).replace(/\/$/, '') || '.');
  }
  return undefined;
}
