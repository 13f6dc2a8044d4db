import type { Candidate, Evidence, Fact } from '../facts.js';
import type { Folder } from '../folder.js';
import type { Build } from '../launch/builds.js';
import { ancestors, lineText } from '../launch/paths.js';
import { imageVersion, minor } from './image-version.js';
import { lineOfKey, type Project } from './pyproject.js';
import { readPins, readTools } from './python-pins.js';
import { accepts, lowerBound } from './version-range.js';

interface Claim {
  readonly value: string;
  readonly evidence: Evidence;
  readonly confidence: Fact<string>['confidence'];
}

/**
 * The Python version as X.Y. What the service's image runs comes first, then files that pin one version, then the
 * lower bound of what the project accepts. A pin that the project refuses is passed over. Undefined when nothing says.
 */
export function findPythonVersion(
  folder: Folder,
  builds: readonly Build[],
  project: Project | undefined,
  place: string,
): Fact<string> | undefined {
  const claims: Claim[] = [];
  const add = (
    value: string | undefined,
    file: string,
    line: number,
    rule: string,
    confidence: Claim['confidence'],
  ): void => {
    if (value === undefined) return;
    claims.push({ value, confidence, evidence: { file, line, rule, text: lineText(folder.read(file), line) } });
  };
  for (const build of builds) {
    const { image, imageLine } = build.final;
    add(imageVersion(image), build.file, imageLine, 'dockerfile-from', 'certain');
    for (const stage of build.stages) {
      if (stage !== build.final && /python/.test(stage.image))
        add(imageVersion(stage.image), build.file, stage.imageLine, 'dockerfile-from-build', 'likely');
    }
    const named = build.final.environment.get('UV_PYTHON') ?? build.final.environment.get('PYTHON_VERSION');
    add(minor(named), build.file, imageLine, 'dockerfile-env', 'likely');
  }
  for (const at of ['.', ...ancestors(folder)]) readPins(folder, at, add);
  const bound = project?.requiresPython;
  const lower = bound ? lowerBound(bound.text) : undefined;
  const accepted = claims.filter((claim) => bound === undefined || accepts(bound.text, claim.value));
  if (project && bound) add(lower, project.file, lineOfKey(project.text, bound.key), 'requires-python', 'likely');
  readTools(folder, place, add);
  const order = [
    ...accepted,
    ...claims.filter((claim) => claim.evidence.rule === 'requires-python' || claim.evidence.rule === 'tool-setting'),
  ];
  const best = order[0];
  if (!best) return undefined;
  const rest = claims.filter((claim) => claim !== best);
  return {
    value: best.value,
    confidence: best.confidence,
    evidence: [best.evidence, ...rest.filter((claim) => claim.value === best.value).map((claim) => claim.evidence)],
    others: rest
      .filter((claim) => claim.value !== best.value)
      .map(
        (claim): Candidate<string> => ({
          value: claim.value,
          evidence: [claim.evidence],
          reason:
            bound === undefined || accepts(bound.text, claim.value)
              ? `outranked by ${best.evidence.rule}`
              : `${bound.text} refuses it`,
        }),
      ),
  };
}
