import { expect, test } from '@jest/globals';
import { readLaunches } from '../../core/detect/launches.js';
import { memoryFolder } from './memory-folder.js';

const shown = (files: Readonly<Record<string, string>>, options = {}): readonly string[] =>
  readLaunches(memoryFolder(files, options)).map(({ evidence, app, port, directory, words }) =>
    [evidence.rule, `${evidence.file}:${evidence.line}`, app ?? words[0] ?? '', port ?? '', directory ?? '']
      .join(' ')
      .trim(),
  );

test('an exec command, EXPOSE and the folder in which it runs', () => {
  expect(
    shown({
      Dockerfile:
        'FROM python:3.12\nWORKDIR /app\nCOPY . .\nEXPOSE 8093\nCMD ["uvicorn", "orders:app", "--port", "8093"]\n',
      'orders.py': '',
    }),
  ).toEqual(['dockerfile-cmd Dockerfile:5 orders:app 8093 .', 'dockerfile-expose Dockerfile:4  8093']);
});

test('docker takes a dockerfile in small letters, no other', () => {
  const text = 'FROM python:3.12\nEXPOSE 8093\n';
  expect(shown({ dockerfile: text })).toEqual(['dockerfile-expose dockerfile:2  8093']);
  expect(shown({ dockerfiles: text })).toEqual([]);
});

test('entry scripts are followed, with the variables of the image', () => {
  expect(
    shown({
      Dockerfile: 'FROM a\nENV PORT=7000\nWORKDIR /srv\nCOPY . /srv\nENTRYPOINT ["/srv/bin/start.sh"]\n',
      'bin/start.sh': '#!/bin/sh\nalembic upgrade head\n. ./bin/serve.sh\n',
      'bin/serve.sh': `exec gunicorn -b 0.0.0.0:\${PORT:-8000} api:app\n`,
      'api.py': '',
    }).slice(0, 1),
  ).toEqual(['entry-script bin/serve.sh:1 api:app 7000 .']);
});

test('compose: context, command, the right-hand side of the mapping', () => {
  const found = shown(
    {
      '../docker-compose.yml':
        'services:\n  web:\n    build: ./api\n    command: uvicorn main:app\n    ports:\n      - "8004:8001"\n  db:\n    image: postgres\n    ports: ["5432:5432"]\n',
      Dockerfile: 'FROM python:3.12\n',
      'main.py': '',
    },
    { path: 'api' },
  );
  expect(found).toEqual([
    'compose-command ../docker-compose.yml:4 main:app',
    'compose-ports ../docker-compose.yml:6  8001',
    'server-default-port ../docker-compose.yml:4  8000',
  ]);
});

test('a worker beside the app gives no port', () => {
  const found = shown({
    'compose.yaml': 'services:\n  flower:\n    build: .\n    command: celery -A w flower\n    ports: ["5556:5555"]\n',
    Dockerfile: 'FROM python:3.12\n',
  });
  expect(found).toEqual(['compose-command compose.yaml:4 celery']);
});

test('a Dockerfile above counts when its final stage holds the folder, not when an earlier one does', () => {
  const above = (final: string) =>
    shown(
      {
        '../Dockerfile': `FROM node AS site\nCOPY site/ /site\nFROM python:3.12\nWORKDIR /app\n${final}\nCMD ["uvicorn", "main:app"]\n`,
        'main.py': '',
      },
      { path: 'api' },
    );
  expect(above('COPY api/ /app')[0]).toBe('dockerfile-cmd ../Dockerfile:6 main:app  .');
  expect(above('COPY other/ /app')).toEqual([]);
});

test('a Dockerfile in a folder of its own is built from the service folder', () => {
  const found = shown({
    'docker/Dockerfile.service': 'FROM a\nWORKDIR /app\nCOPY src/api ./api\nCMD ["python", "run.py"]\n',
    'src/api/x.py': '',
    'src/run.py': '',
  });
  expect(found).toEqual(['dockerfile-cmd docker/Dockerfile.service:4 python  src']);
});

test('a command that names a module which is not there comes last', () => {
  const found = shown({
    Dockerfile: 'FROM a\nCMD ["uvicorn", "old.main:app", "--port", "1"]\n',
    Procfile: 'worker: celery -A x\nweb: gunicorn orders.wsgi\n',
    'orders/wsgi.py': '',
  });
  expect(found).toEqual([
    'procfile-web Procfile:2 orders.wsgi:application',
    'procfile-worker Procfile:1 celery',
    'dockerfile-cmd Dockerfile:2 old.main:app 1',
  ]);
});

test('platform files, project tasks, make targets and package scripts', () => {
  const found = shown({
    'app.yaml': 'runtime: python312\nentrypoint: gunicorn -b :$PORT main:app\n',
    'k8s/deployment.yaml':
      'apiVersion: apps/v1\nkind: Deployment\nspec:\n  template:\n    spec:\n      containers:\n        - image: x/api\n          ports:\n            - containerPort: 8085\n        - image: redis:7\n          ports:\n            - containerPort: 6379\n',
    'fly.toml': '[http_service]\ninternal_port = 8086\n',
    'pyproject.toml': '[tool.fastapi]\nentrypoint = "main:app"\n',
    Makefile: 'PORT = 8087\nrun:\n\t@uvicorn main:app --port $(PORT)\n',
    'package.json': '{"scripts": {"start": "uvicorn main:app --port 8088", "lint": "uvicorn main:app"}}',
    'main.py': '',
  });
  expect(found).toEqual([
    'app-yaml-entrypoint app.yaml:2 main:app',
    'fly-internal-port fly.toml:2  8086',
    'kubernetes-container-port k8s/deployment.yaml:9  8085',
    'package-script-start package.json:1 main:app 8088',
    'fastapi-entrypoint pyproject.toml:2 main:app',
    'make-target Makefile:3 main:app 8087',
  ]);
});

test('manifests above the folder count where they run an image of its name', () => {
  const of = (image: string): string =>
    `apiVersion: apps/v1\nkind: Deployment\nspec:\n  template:\n    spec:\n      containers:\n        - image: ${image}\n          ports:\n            - containerPort: 8085\n`;
  const port = (image: string, file = '../../k8s/all.yaml') =>
    readLaunches(memoryFolder({ 'main.py': '', [file]: of(image) }, { path: 'services/orders' })).map(
      (one) => one.port,
    );
  expect(port('gcr.io/shop/orders:1.0')).toEqual([8085]);
  expect(port('gcr.io/shop/billing:1.0')).toEqual([]);
  expect(port('orders', '../../examples/all.yaml')).toEqual([]);
});

test('PORT of the image comes after what it exposes, and a line of monofy is read as one of a shell', () => {
  const port = (lines: string) =>
    readLaunches(memoryFolder({ Dockerfile: `FROM python:3.12\nCOPY . .\n${lines}`, 'main.py': '' })).map(
      (one) => `${one.evidence.rule} ${one.evidence.line} ${one.port}`,
    );
  expect(port('ENV PORT=8001\n')).toEqual(['dockerfile-env-port 3 8001']);
  expect(port('ENV PORT=8001\nEXPOSE 8002\n')).toEqual(['dockerfile-expose 4 8002', 'dockerfile-env-port 3 8001']);
  expect(port('ENV DB_PORT=8001\nENV PORT=$OTHER\n')).toEqual([]);
  const monofy =
    'ENV PORT=8001\nCMD ["monofy", "check", "&&", "gunicorn", "--bind=0.0.0.0:$PORT", "main:app", "|||", "work"]\n';
  expect(port(monofy)).toContain('dockerfile-cmd 4 8001');
});

test('a base image that brings its server has its port', () => {
  const port = (Dockerfile: string) => readLaunches(memoryFolder({ Dockerfile, 'main.py': '' })).map((one) => one.port);
  expect(port('FROM tiangolo/uvicorn-gunicorn-fastapi:python3.11\nCOPY . /app\n')).toEqual([80]);
  expect(port('FROM tiangolo/uvicorn-gunicorn:python3.11\nENV PORT=8080\nCOPY . /app\n')).toEqual([8080]);
  expect(port('FROM tiangolo/uvicorn-gunicorn:python3.11\nCOPY . /app\nCMD ["sh", "run"]\n')).not.toContain(80);
  expect(port('FROM tiangolo/node-frontend:10\nCOPY . /app\n')).toEqual([]);
  const composed = (environment: string) =>
    readLaunches(
      memoryFolder({
        Dockerfile: 'FROM tiangolo/uvicorn-gunicorn:python3.11\nCOPY . /app\n',
        'main.py': '',
        'compose.yaml': `services:\n  web:\n    build: .\n    environment:\n      ${environment}\n`,
      }),
    ).map((one) => `${one.evidence.rule} ${one.port}`);
  expect(composed('PORT: 8001')).toEqual(['compose-environment 8001']);
  expect(composed('DB_PORT: 8001')).toEqual(['dockerfile-base-image 80']);
});

test('supervisor and uWSGI configurations are followed', () => {
  expect(
    shown({
      Dockerfile: 'FROM a\nCOPY . /\nCMD ["supervisord", "-c", "/etc/supervisord.conf"]\n',
      'etc/supervisord.conf': '[program:api]\ncommand=uvicorn main:app --port 81\n',
      'main.py': '',
    })[0],
  ).toBe('supervisor-program etc/supervisord.conf:2 main:app 81 .');
  expect(
    shown({
      Dockerfile: 'FROM a\nCMD ["uwsgi", "uwsgi.ini"]\n',
      'uwsgi.ini': '[uwsgi]\nhttp = :82\nmodule = shop.wsgi:application\n',
      'shop/wsgi.py': '',
    })[0],
  ).toBe('uwsgi-configuration uwsgi.ini:3 shop.wsgi:application 82');
});

test('broken files cost nothing but themselves', () => {
  expect(
    shown({
      'compose.yml': 'services: [',
      'deploy.yaml': '{{ if }}',
      'package.json': '{',
      'pyproject.toml': '[',
      Procfile: 'web: uvicorn m:app',
      'm.py': '',
    }),
  ).toEqual(['procfile-web Procfile:1 m:app', 'server-default-port Procfile:1  8000']);
});
