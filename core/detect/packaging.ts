import type { Remark, Trace } from './detection.js';
import type { Dependency } from './fact-values.js';
import type { Evidence, Fact, Facts } from './facts.js';
import type { Folder } from './folder.js';
import { findBuilds } from './launch/builds.js';
import { folderOf, joinPath, lineText } from './launch/paths.js';
import { chooseRequirements, type RequirementsChoice } from './packaging/choose-requirements.js';
import { findDatabase } from './packaging/database.js';
import { directDependencies, localNames, noManifest, pythonTexts } from './packaging/import-checks.js';
import { modulesOf } from './packaging/import-names.js';
import { planInstall } from './packaging/install.js';
import { findManager, type Managed } from './packaging/manager.js';
import { lineOfKey, type Project } from './packaging/pyproject.js';
import { findPythonVersion } from './packaging/python-version.js';
import { joinRequirements, type Requirements, readRequirements } from './packaging/requirements.js';
import { selectionOf } from './packaging/selection.js';
import { findSystemPackages } from './packaging/system-packages.js';
import { undeclaredImports, unusedPackages } from './packaging/undeclared.js';
import type { Found } from './python/python.js';

/**
 * Python packaging: manager, lock file, manifests, dependencies, Python version, system packages. `imports` are what
 * the code asks for: they decide between several requirements files above the folder and are checked against the result;
 * `texts` are the code.
 * `appFile` is where the app was found: a project further down may be its own.
 */
export async function detectPackaging(
  folder: Folder,
  { imports = [], texts = [] }: Pick<Found, 'imports' | 'texts'> = {},
  appFile = '.',
): Promise<Found> {
  const { builds, composeFiles } = findBuilds(folder);
  const home = projectOf(folder, appFile);
  const choices = chooseRequirements(folder, builds, imports, home);
  const managed = findManager(folder, builds, choices[0]?.file, home);
  if (!managed) return { facts: {}, apps: [], remarks: noManifest(imports), trace: silent() };
  const requirements = pickRequirements(folder, managed, choices);
  const plan = planInstall(folder, managed, requirements);
  const evidence = managed.manager.evidence;
  const dependencies: Fact<readonly Dependency[]> = {
    value: plan.dependencies,
    confidence: plan.locked ? 'certain' : 'likely',
    evidence,
    others: [],
  };
  const direct = directDependencies(managed, requirements, plan.dependencies);
  const hasGit =
    requirements?.entries.some((entry) => entry.url?.startsWith('git+')) ?? /git\s*=/.test(managed.project?.text ?? '');
  const found = {
    name: projectName(folder, managed.project),
    packageManager: managed.manager,
    install: {
      value: plan.install,
      confidence: managed.manager.confidence,
      evidence: hinted(folder, evidence, choices),
      others: choices
        .filter((choice) => !plan.install.files.includes(choice.file))
        .slice(0, 5)
        .map((choice) => ({
          value: { files: [choice.file] },
          evidence: [
            { file: choice.file, line: 1, rule: 'requirements-file', text: lineText(folder.read(choice.file), 1) },
          ],
          reason: `outranked by ${plan.install.files[0] ?? 'another file'}: ${choices[0]?.reason ?? ''}`,
        })),
    },
    dependencies: plan.dependencies.length > 0 || plan.locked ? dependencies : undefined,
    locked: { value: plan.locked, confidence: 'certain' as const, evidence, others: [] },
    pythonVersion: findPythonVersion(folder, builds, managed.project, managed.place),
    selection: selectionOf(requirements, imports, texts, readAll(folder, requirements)),
    systemPackages: findSystemPackages(folder, builds, dependencies, new Set(direct.map((one) => one.name)), hasGit),
    database: findDatabase(folder, direct, composeFiles),
  };
  const facts = Object.fromEntries(Object.entries(found).filter(([, fact]) => fact !== undefined)) as Facts;
  const undeclared = undeclaredImports(imports, {
    dependencies: plan.dependencies,
    locked: plan.locked,
    manifest: plan.install.files[0] ?? 'the manifest',
    local: localNames(folder, plan.dependencies),
    direct: direct.map(({ name }) => name),
  });
  // A compiled list names all that is installed: most of it no code imports.
  const compiled = managed.manager.value === 'pip' && plan.locked;
  const unused = compiled || imports.length === 0 ? [] : unusedPackages(direct, pythonTexts(folder), modulesOf);
  const remarks = [...plan.remarks, ...undeclared, ...unused];
  const asked = direct.map(({ name }) => name);
  return { facts, apps: [], remarks, trace: trace(facts, plan.remarks), direct: asked };
}

/** The nearest folder around a file, inside the service folder, that holds a manifest; `.` when there is none. */
function projectOf(folder: Folder, file: string): string {
  const files = new Set(folder.list());
  for (let at = folderOf(file); at !== '.' && !at.startsWith('..'); at = folderOf(at)) {
    if (['pyproject.toml', 'requirements.txt', 'Pipfile', 'setup.py'].some((name) => files.has(`${at}/${name}`)))
      return at;
  }
  return '.';
}

/** The chosen file counts only where pip is the manager; an image may install several, dynamic metadata names its own. */
function pickRequirements(
  folder: Folder,
  managed: Managed,
  choices: readonly RequirementsChoice[],
): Requirements | undefined {
  if (managed.manager.value !== 'pip') return undefined;
  const first = choices[0];
  const image = first?.hint?.file;
  const together = image === undefined ? [] : choices.slice(1).filter((choice) => choice.hint?.file === image);
  const named =
    first && managed.manager.evidence[0]?.file === first.file
      ? [first, ...together].map((choice) => choice.file)
      : (managed.project?.dynamicFiles ?? []).map((file) => joinPath(managed.place, file));
  return joinRequirements(named.flatMap((file) => readRequirements(folder, file) ?? []));
}

const readAll = (folder: Folder, requirements: Requirements | undefined): readonly string[] =>
  (requirements?.files ?? []).map((file) => folder.read(file) ?? '');

function projectName(folder: Folder, project: Project | undefined): Fact<string> | undefined {
  const name = project?.name;
  // A manifest above names the repository, not this service.
  if (!project || name === undefined || project.file.startsWith('..')) return undefined;
  const line = lineOfKey(project.text, 'name');
  const evidence: Evidence = {
    file: project.file,
    line,
    rule: 'project-name',
    text: lineText(folder.read(project.file), line),
  };
  return { value: name, confidence: 'certain', evidence: [evidence], others: [] };
}

function hinted(
  folder: Folder,
  evidence: readonly Evidence[],
  choices: ReturnType<typeof chooseRequirements>,
): readonly Evidence[] {
  const hint = choices[0]?.hint;
  if (!hint || evidence[0]?.file !== choices[0]?.file) return evidence;
  return [
    ...evidence,
    { file: hint.file, line: hint.line, rule: 'dockerfile-install', text: lineText(folder.read(hint.file), hint.line) },
  ];
}

const READ = ['packageManager', 'install', 'dependencies', 'pythonVersion', 'systemPackages', 'database'] as const;

function silent(): readonly Trace[] {
  return READ.map((fact) => ({
    fact,
    rule: 'python-manifest',
    outcome: 'silent' as const,
    why: 'no manifest, lock or requirements file',
  }));
}

function trace(facts: Facts, remarks: readonly Remark[]): readonly Trace[] {
  return READ.flatMap((name): readonly Trace[] => {
    const fact = facts[name];
    const first = fact?.evidence[0];
    if (!fact || !first)
      return [{ fact: name, rule: 'packaging', outcome: 'silent', why: remarks[0]?.message ?? 'nothing says it' }];
    const lost = fact.others.flatMap((one) =>
      one.evidence
        .slice(0, 1)
        .map(
          (evidence): Trace => ({ fact: name, rule: evidence.rule, outcome: 'outranked', evidence, why: one.reason }),
        ),
    );
    return [{ fact: name, rule: first.rule, outcome: 'fired', evidence: first }, ...lost];
  });
}
