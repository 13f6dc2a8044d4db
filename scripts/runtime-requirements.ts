import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Renews templates/runtime/requirements.txt.ejs with the newest versions: node dist/scripts/runtime-requirements.js
 * Needs uv and a Python with pip on the PATH, and asks the package index that these two are configured for.
 */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  // websockets, because uvicorn refuses every WebSocket without it.
  uvicorn: ['uvicorn', 'websockets'],
  gunicorn: ['gunicorn'],
  'prometheus-client': ['prometheus-client'],
  fastapi: ['fastapi'],
};
const PYTHONS = ['3.10', '3.11', '3.12', '3.13', '3.14'] as const;
const MACHINES = ['x86_64', 'aarch64'] as const;
const GLIBC = [
  'manylinux2014',
  'manylinux_2_17',
  'manylinux_2_24',
  'manylinux_2_26',
  'manylinux_2_28',
  'manylinux_2_34',
] as const;

interface Pin {
  readonly name: string;
  readonly version: string;
  readonly marker: string;
}

const folder = mkdtempSync(join(tmpdir(), 'requirements-'));

/** The closure of `names`, one version of each that fits every Python, held to the versions of `constraints`. */
function resolve(names: readonly string[], constraints: readonly Pin[]): readonly Pin[] {
  const asked = join(folder, 'asked.in');
  const held = join(folder, 'held.txt');
  writeFileSync(asked, `${names.join('\n')}\n`);
  writeFileSync(held, constraints.map(({ name, version }) => `${name}==${version}\n`).join(''));
  const options = [
    '--universal',
    '--python-version',
    PYTHONS[0],
    '--fork-strategy',
    'fewest',
    '--no-header',
    '--no-annotate',
  ];
  const text = execFileSync('uv', ['pip', 'compile', ...options, '-c', held, asked], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return [...text.matchAll(/^([\w.-]+)==(\S+)(?: ; (.+))?$/gm)]
    .map(([, name = '', version = '', marker = '']) => ({ name, version, marker }))
    .filter(({ marker }) => !marker.includes('win32') && !marker.includes('emscripten'));
}

/** sha256 of each wheel by package: the ones that pip takes on Linux with glibc, on each Python and machine. */
function hashes(pins: readonly Pin[]): ReadonlyMap<string, readonly string[]> {
  const list = join(folder, 'list.txt');
  const wheels = join(folder, 'wheels');
  writeFileSync(list, pins.map(({ name, version }) => `${name}==${version}\n`).join(''));
  for (const machine of MACHINES) {
    for (const python of PYTHONS) {
      const platforms = GLIBC.flatMap((libc) => ['--platform', `${libc}_${machine}`]);
      const target = ['--python-version', python, '--implementation', 'cp', '--only-binary', ':all:', '--no-deps'];
      execFileSync('python3', ['-m', 'pip', 'download', '-q', ...target, ...platforms, '-d', wheels, '-r', list], {
        stdio: ['ignore', 'ignore', 'inherit'],
      });
    }
  }
  const found = new Map<string, string[]>();
  for (const file of readdirSync(wheels)) {
    const name = (file.split('-')[0] ?? '').toLowerCase().replaceAll(/[_.]+/g, '-');
    const hash = createHash('sha256')
      .update(readFileSync(join(wheels, file)))
      .digest('hex');
    found.set(name, [...(found.get(name) ?? []), hash].sort());
  }
  return found;
}

try {
  const all = resolve(Object.values(GROUPS).flat(), []);
  const closures = Object.entries(GROUPS).map(([group, names]) => [group, resolve(names, all)] as const);
  const files = hashes(all);
  const blocks = all.map((pin) => {
    const groups = closures.filter(([, pins]) => pins.some(({ name }) => name === pin.name)).map(([group]) => group);
    // A package may be needed by one group on every Python and by another on some: the union has no marker then.
    const markers = closures.flatMap(([, pins]) =>
      pins.filter(({ name }) => name === pin.name).map(({ marker }) => marker),
    );
    const marker = markers.length > 0 && markers.every((one) => one === markers[0]) ? markers[0] : '';
    const lines = (files.get(pin.name) ?? []).map((hash) => ` \\\n    --hash=sha256:${hash}`);
    if (lines.length === 0) throw new Error(`no wheel of ${pin.name} ${pin.version}`);
    const condition = groups.map((group) => `wants('${group}')`).join(' || ');
    return `<%_ if (${condition}) { _%>\n${pin.name}==${pin.version}${marker ? ` ; ${marker}` : ''}${lines.join('')}\n<%_ } _%>\n`;
  });
  const head = [
    '<%_ const wants = (name) => runtime.packages.includes(name); _%>',
    "# What the launcher needs beyond the service's own packages. Installed last on the path: the service's versions win.",
    '',
  ].join('\n');
  writeFileSync('templates/runtime/requirements.txt.ejs', head + blocks.join(''));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
