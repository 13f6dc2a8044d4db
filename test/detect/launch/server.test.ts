import { expect, test } from '@jest/globals';
import { portOf, readServer } from '../../../core/detect/launch/server.js';
import { unwrap } from '../../../core/detect/launch/unwrap.js';

const read = (line: string) => readServer(line.split(' '));

test.each([
  ['uvicorn orders.api:app --host 0.0.0.0 --port 8093', 'orders.api:app', 8093],
  ['uvicorn --factory --reload --port=9 orders:make', 'orders:make()', 9],
  ['python -m uvicorn main:app --port 81', 'main:app', 81],
  ['python3 -u -m gunicorn -b :5000 --access-logfile - app.wsgi:application', 'app.wsgi:application', 5000],
  ['gunicorn -w 4 -k uvicorn.workers.UvicornWorker main:app --bind 0.0.0.0:8080', 'main:app', 8080],
  ['gunicorn -b0.0.0.0:81 shop.wsgi', 'shop.wsgi:application', 81],
  ['gunicorn app:create_app()', 'app:create_app()', undefined],
  ['hypercorn src.main:app --bind [::]:8001', 'src.main:app', 8001],
  ['granian --interface asgi app.main:app --port 8002', 'app.main:app', 8002],
  ['daphne -b 0.0.0.0 -p 8003 site.asgi:application', 'site.asgi:application', 8003],
  ['flask --app orders:create_app run -p 5001', 'orders:create_app', 5001],
  ['uwsgi --http :9090 --module shop.wsgi:application', 'shop.wsgi:application', 9090],
  ['waitress-serve --port=8041 --call orders:create_app', 'orders:create_app()', 8041],
  ['fastapi run app/main.py --port 80 --app api', 'app.main:api', 80],
  ['poetry run uvicorn main:app', 'main:app', undefined],
  ['uv run --no-dev uvicorn main:app --port 7', 'main:app', 7],
  ['./wait-for-it.sh db:5432 -- uvicorn main:app', 'main:app', undefined],
  ['tini -- gosu app uvicorn main:app', 'main:app', undefined],
])('%s', (line, app, port) => {
  expect(read(line)?.app).toBe(app);
  expect(read(line)?.port).toBe(port);
});

test.each([
  'celery -A worker worker',
  'alembic upgrade head',
  'flask db upgrade',
  'echo uvicorn main:app',
  'npm start',
  'python -c x',
])('%s names no app', (line) => {
  expect(read(line)?.app).toBeUndefined();
});

test('a Python file or module is told apart', () => {
  expect(read('python src/main.py')).toEqual({ server: 'python', file: 'src/main.py' });
  expect(read('python -m orders.main')).toEqual({ server: 'python', module: 'orders.main' });
  expect(read('python manage.py runserver 0.0.0.0:8005')).toMatchObject({ server: 'runserver', port: 8005 });
  expect(read('python manage.py migrate')).toBeUndefined();
});

test('the default port stands only where no file and no variable may say another', () => {
  expect(read('uvicorn main:app')?.defaultPort).toBe(8000);
  expect(read('gunicorn -c conf.py main:app')?.defaultPort).toBeUndefined();
  expect(read('uvicorn main:app --port $PORT')?.defaultPort).toBeUndefined();
});

test('the folder of the import is read', () => {
  expect(read('uvicorn --app-dir src main:app')?.directory).toBe('src');
  expect(read('gunicorn --chdir backend main:app')?.directory).toBe('backend');
});

test('a wrapper without its verb is left alone', () => {
  expect(unwrap(['poetry', 'install'])).toEqual(['poetry', 'install']);
  expect(unwrap(['env', 'A=1', 'B=2', 'run'])).toEqual(['run']);
});

test.each([
  ['8000', 8000],
  [':5000', 5000],
  ['$PORT', undefined],
  ['70000', undefined],
  [undefined, undefined],
])('port of %s', (text, port) => {
  expect(portOf(text)).toBe(port);
});
