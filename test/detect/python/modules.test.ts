import { describe, expect, test } from '@jest/globals';
import { parserOf } from '../../../core/detect/parser.js';
import { Modules } from '../../../core/detect/python/modules.js';
import { memoryFolder } from '../memory-folder.js';

async function modulesOf(files: Record<string, string>, path = '.'): Promise<Modules> {
  return new Modules(memoryFolder(files, { path }), await parserOf('python'));
}

describe('resolving imports', () => {
  test('relative imports', async () => {
    const modules = await modulesOf({ 'a/b/c.py': '', 'a/x.py': '', 'a/b/__init__.py': '' });
    expect(modules.resolve('a/b/c.py', '..x')?.path).toBe('a/x.py');
    expect(modules.resolve('a/b/c.py', '.')?.path).toBe('a/b/__init__.py');
    expect(modules.resolve('a/b/c.py', '.gone')).toBeUndefined();
  });

  test('a module beside a script, and not one that answers for an installed package', async () => {
    const files = {
      'app/main.py': 'import routes\nimport redis\nimport jose\n',
      'app/routes.py': '',
      'app/redis.py': '',
      'app/jose.py': '',
    };
    const modules = await modulesOf({ ...files, 'requirements.txt': 'python-jose==3\n' });
    modules.get('app/main.py');
    expect(modules.resolve('app/main.py', 'routes')).toEqual({ path: 'app/routes.py', root: 'app' });
    expect(modules.resolve('app/main.py', 'redis')).toBeUndefined();
    expect(modules.resolve('app/main.py', 'jose')).toBeUndefined();
  });

  test('a package that asks for its own name does not answer for the modules beside it', async () => {
    const modules = await modulesOf({ 'shop/__init__.py': 'import shop\n', 'shop/wsgi.py': 'from shop import app\n' });
    expect(modules.resolve('shop/__init__.py', 'shop')).toBeUndefined();
    expect(modules.resolve('shop/wsgi.py', 'shop')?.path).toBe('shop/__init__.py');
  });

  test('a project above that is declared by its published name is installed from the index', async () => {
    const files = {
      'main.py': 'import memory\n',
      '../memory/__init__.py': '',
      '../pyproject.toml': '[project]\nname = "memory_ai"\n',
    };
    const declared = await modulesOf({ ...files, 'requirements.txt': 'memory-ai>=1\n' }, 'server');
    expect(declared.resolve('main.py', 'memory')).toBeUndefined();
    const other = await modulesOf({ ...files, 'requirements.txt': 'memory-client\n' }, 'server');
    expect(other.resolve('main.py', 'memory')?.path).toBe('../memory/__init__.py');
  });

  test('a sibling of a module that belongs to a package is not on the path', async () => {
    const modules = await modulesOf({
      'shop/main.py': 'from shop import x\nimport socketio\n',
      'shop/socketio.py': '',
      'shop/__init__.py': '',
    });
    modules.get('shop/main.py');
    expect(modules.resolve('shop/main.py', 'socketio')).toBeUndefined();
  });

  test('a package that is the service folder itself', async () => {
    const modules = await modulesOf({ 'main.py': '', 'core.py': '' }, 'services/backend');
    expect(modules.resolve('main.py', 'backend.core')).toEqual({ path: 'core.py', root: '..' });
    expect(modules.resolve('main.py', 'services.backend.core')?.path).toBe('core.py');
  });

  test('nothing above the repository', async () => {
    const modules = await modulesOf({ 'main.py': '' });
    expect(modules.ancestors('main.py')).toEqual(['.']);
    expect(modules.resolve('main.py', '...x')).toBeUndefined();
  });

  test('a file that does not parse is remarked once', async () => {
    const modules = await modulesOf({ 'main.py': 'x = (\n' });
    expect(modules.get('main.py')).toBeUndefined();
    expect(modules.get('main.py')).toBeUndefined();
    expect(modules.remarks).toHaveLength(1);
  });
});
