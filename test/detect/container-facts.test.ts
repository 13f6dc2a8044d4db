import { describe, expect, test } from '@jest/globals';
import { detect } from '../../core/detect/detect.js';
import { memoryFolder } from './memory-folder.js';

const APP = { 'main.py': 'from fastapi import FastAPI\napp = FastAPI()\n', 'requirements.txt': 'fastapi\n' };
const factsOf = async (files: Readonly<Record<string, string>>) =>
  (await detect(memoryFolder({ ...APP, ...files }))).facts;

describe('health path from container files', () => {
  test('HEALTHCHECK of the stage that runs, only where the code shows no route', async () => {
    const Dockerfile = 'FROM python:3.12\nHEALTHCHECK CMD curl -f http://localhost:8000/alive || exit 1\n';
    expect((await factsOf({ Dockerfile })).healthPath).toMatchObject({
      value: '/alive',
      confidence: 'likely',
      evidence: [{ file: 'Dockerfile', line: 2, rule: 'dockerfile-healthcheck' }],
    });
    const routed = `${APP['main.py']}@app.get("/healthz")\ndef h(): return 1\n`;
    expect((await factsOf({ Dockerfile, 'main.py': routed })).healthPath?.value).toBe('/healthz');
  });

  test.each([
    ['another stage', 'FROM a AS b\nHEALTHCHECK CMD curl http://localhost/alive\nFROM python:3.12\n'],
    ['NONE after it', 'FROM a\nHEALTHCHECK CMD curl http://localhost/alive\nHEALTHCHECK NONE\n'],
    ['a comment', 'FROM a\n# HEALTHCHECK CMD curl http://localhost/alive\n'],
    ['another host', 'FROM a\nHEALTHCHECK CMD curl http://example.org/alive\n'],
    ['the bare root', 'FROM a\nHEALTHCHECK CMD curl http://localhost:8000/\n'],
  ])('nothing from %s', async (_, Dockerfile) => {
    expect((await factsOf({ Dockerfile })).healthPath).toBeUndefined();
  });

  test('probes of a Deployment; not those of a database beside it', async () => {
    const of = (image: string): string =>
      `apiVersion: apps/v1\nkind: Deployment\nspec:\n  template:\n    spec:\n      containers:\n      - image: ${image}\n        livenessProbe:\n          httpGet:\n            path: /up?x=1\n        readinessProbe:\n          httpGet: {path: /go}\n`;
    const facts = await factsOf({ 'k8s/api.yaml': of('mine') });
    expect([facts.healthPath?.value, facts.readyPath?.value]).toEqual(['/up', '/go']);
    expect(facts.healthPath?.evidence[0]).toMatchObject({ file: 'k8s/api.yaml', line: 10 });
    expect((await factsOf({ 'k8s/api.yaml': of('postgres:16') })).healthPath).toBeUndefined();
  });

  test.each([
    ['fly.toml', 'app = "x"\n[[services]]\n[[services.http_checks]]\npath = "/up"\n', '/up', 4],
    ['fly.toml', '[http_service]\n[[http_service.checks]]\npath = "/up"\n', '/up', 3],
    ['fly.toml', '[[statics]]\npath = "/app/public"\n', undefined, 0],
    ['railway.json', '{\n"deploy": { "healthcheckPath": "/up" } }', '/up', 2],
    ['render.yaml', 'services:\n- type: web\n  healthCheckPath: /up\n', '/up', 3],
    ['render.yaml', 'services:\n- type: web\n  healthCheckPath: /\n', undefined, 0],
    ['render.yaml', 'services: [', undefined, 0],
    ['docs/render.yaml', 'services:\n- healthCheckPath: /up\n', undefined, 0],
  ])('the check of a platform in %s %#', async (file, text, path, line) => {
    const { healthPath } = await factsOf({ [file]: text });
    expect(healthPath?.value).toBe(path);
    if (path !== undefined)
      expect(healthPath?.evidence[0]).toMatchObject({ file, line, rule: 'platform-health-check' });
  });

  test('the health check of the compose service that is built here', async () => {
    const compose =
      'services:\n  a:\n    build: .\n    healthcheck:\n      test: ["CMD", "curl", "http://127.0.0.1:1/here"]\n';
    const facts = await factsOf({ Dockerfile: 'FROM python:3.12\n', 'compose.yaml': compose });
    expect(facts.healthPath).toMatchObject({ value: '/here', evidence: [{ rule: 'compose-healthcheck' }] });
  });

  test.each([
    ['curl --fail localhost:8000/up || exit 1', '/up'],
    ['curl 127.0.0.1/up?x=1', '/up'],
    ['curl example.org/up', undefined],
    ['test -f localhost', undefined],
    ['pg_isready -h $HOST/up', undefined],
  ])('an address without a scheme: %s', async (command, path) => {
    const Dockerfile = `FROM python:3.12\nHEALTHCHECK CMD ${command}\n`;
    expect((await factsOf({ Dockerfile })).healthPath?.value).toBe(path);
  });
});

describe('user of a Dockerfile', () => {
  test.each([
    ['USER 1000:1000', 1000],
    ['RUN groupadd a && useradd --uid 1001 -g a app\nUSER app', 1001],
    ['RUN adduser -D \\\n  -u 1002 app\nUSER app:app', 1002],
    ['ARG UID=1003\nUSER ${UID}', 1003],
    ['USER root', undefined],
    ['USER 0', undefined],
    ['USER app', undefined],
    ['RUN useradd -u 1001 other\nUSER app', undefined],
    ['RUN true', undefined],
  ])('%j is %s', async (lines, user) => {
    expect((await factsOf({ Dockerfile: `FROM python:3.12\n${lines}\n` })).user?.value).toBe(user);
  });
});

describe('an image of somebody’s own', () => {
  test('the Dockerfile here, by the working directory of its last stage', async () => {
    const Dockerfile = 'FROM python:3.12 AS b\nWORKDIR /b\nFROM python:3.12\nWORKDIR /srv\nCMD ["python", "main.py"]\n';
    expect((await factsOf({ Dockerfile })).ownImage).toMatchObject({
      value: '/srv',
      evidence: [{ file: 'Dockerfile', line: 5, rule: 'dockerfile-own' }],
    });
  });

  test.each([
    ['none', {}],
    ['a Dockerfile elsewhere', { 'docker/Dockerfile': 'FROM python:3.12\nCMD ["python", "main.py"]\n' }],
    ['one that starts the launcher', { Dockerfile: 'FROM a\nCMD ["python", "/app/deploy/runtime/serve.py"]\n' }],
    ['one that starts the site', { Dockerfile: 'FROM a\nENTRYPOINT ["/opt/site/site.sh"]\n' }],
  ])('not from %s', async (_, files) => {
    expect((await factsOf(files)).ownImage).toBeUndefined();
  });
});
