import { expect, test } from '@jest/globals';
import type { Facts } from '../../core/detect/facts.js';
import type { Found } from '../../core/detect/python/python.js';
import { chooseService, workerService } from '../../core/detect/service.js';
import { memoryFolder } from './memory-folder.js';

const found = (facts: Facts): Found => ({ facts, apps: [], remarks: [], trace: [] });
const at = <T>(value: T, file: string) => ({
  value,
  confidence: 'certain' as const,
  evidence: [{ file, line: 1, rule: 'x', text: '' }],
  others: [],
});
const none = found({});
const site = found({ service: at('frontend' as const, 'package.json') });
const packaging = found({ install: at({ files: ['requirements.txt'] }, 'requirements.txt') });
const app = (file: string) => found({ service: at('backend' as const, file), app: at('main:app', file) });

test('an app beside a package.json for assets stays a backend, and the site is named as not taken', () => {
  const choice = chooseService(
    memoryFolder({ 'requirements.txt': '', 'main.py': '' }),
    app('main.py'),
    packaging,
    site,
  );
  expect(choice.service?.value).toBe('backend');
  expect(choice.service?.others[0]?.value).toBe('frontend');
});

test('a site with an app in a project further down stays a site', () => {
  const folder = memoryFolder({ 'package.json': '', 'api/requirements.txt': '', 'api/main.py': '' });
  expect(chooseService(folder, app('api/main.py'), none, site).service?.value).toBe('frontend');
});

test('one of them alone decides, none is none', () => {
  const folder = memoryFolder({});
  expect(chooseService(folder, none, none, site)).toMatchObject({ language: 'node', service: { value: 'frontend' } });
  expect(chooseService(folder, app('main.py'), none, none).service?.value).toBe('backend');
  expect(chooseService(folder, none, none, none).service).toBeUndefined();
});

test('a worker is no service where its own manifest asks for a web framework; what others bring along is no sign', () => {
  const worker = found({ worker: at({ library: 'celery' as const, command: ['celery', 'worker'] }, 'tasks.py') });
  const asks = (direct: readonly string[], locked: readonly string[] = []): Found => ({
    ...found({
      dependencies: at(
        [...direct, ...locked].map((name) => ({ name })),
        'uv.lock',
      ),
    }),
    direct,
  });
  const service = (packages: Found) => workerService(worker, packages).service?.value;
  expect(service(asks(['celery', 'shared'], ['fastapi', 'starlette']))).toBe('backend');
  expect(service(asks(['celery', 'flower', 'tornado']))).toBe('backend');
  expect(service(asks(['celery', 'fastapi']))).toBeUndefined();
  expect(service(asks(['celery', 'tornado']))).toBeUndefined();
});
