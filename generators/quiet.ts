import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Generator from 'yeoman-generator';

type StorageOptions = Parameters<Generator['createStorage']>[1];

/**
 * A generator for which Yeoman reads and keeps no file: its constructor would read package.json and .yo-rc.json of the
 * folder and fail on a damaged one before we can say so in our own words. A class of its own, because Yeoman runs each
 * method of the outermost class as a task.
 */
export class QuietGenerator extends Generator {
  override createStorage(_path: string, options?: StorageOptions): ReturnType<Generator['createStorage']> {
    return super.createStorage(join(tmpdir(), `saasfactory-${randomUUID()}`), options);
  }
}
