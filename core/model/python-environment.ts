import { posix } from 'node:path';
import type { Image } from './model.js';

/** Where the locked packages lie in the image, in both stages. */
export const VENV = '/opt/venv';
/** The context in both stages: what an editable install points at is there when the service runs. */
export const SOURCE = '/app';

const cache = (target: string): string => `type=cache,target=${target}`;
export const PIP_CACHE = cache('/root/.cache/pip');
export const UV_CACHE = cache('/root/.cache/uv');
export const CREATE_VENV = `python -m venv --without-pip ${VENV}`;
/** Without bytecode, which finish_packages.py makes where it is worth its size. */
export const PIP = `pip --python ${VENV}/bin/python install --no-compile`;

/** Files of the install as bind mounts below `target`; sources are paths inside the build context. */
export function bind(files: readonly string[], image: Image, target: string): readonly string[] {
  return files.map((file) => {
    const path = posix.normalize(posix.join(image.folder, file));
    return `type=bind,source=${path},target=${posix.join(target, path)}`;
  });
}

/** uv leaves a lock of its own in the environment, which everybody may write. */
export const UNLOCK = `rm -f ${VENV}/.lock`;
