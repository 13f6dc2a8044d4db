import type { Scaffold } from './parts.js';
import { Failure } from './errors.js';

export async function openScaffold(_folder: string, _generator: string): Promise<Scaffold> {
  throw new Failure('state is being built', { code: 'soon' });
}
