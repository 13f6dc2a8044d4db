import type { Facts } from '../detect/facts.js';
import type { Answers } from '../options.js';
import { imagePackages, type Learning } from './learning.js';

/** PyTorch's own package index, which asks for no credentials. */
export const TORCH_INDEX = 'download.pytorch.org';

/**
 * PyTorch's wheels for Linux on the public index bring NVIDIA's libraries, several times the size of PyTorch itself;
 * its own index has wheels without them.
 */
export function torchNotes(answers: Answers, facts: Facts, learning: Learning | undefined): readonly string[] {
  if (learning?.library !== 'PyTorch' || facts.install?.value.indexes?.includes(TORCH_INDEX)) return [];
  const packages = imagePackages(answers, facts);
  const find = (wanted: string) => packages.find(({ name }) => name === wanted);
  if (find('torch')?.version?.includes('+')) return [];
  // A lock file that names what PyTorch needs would name these libraries too; a list may leave them to pip.
  const isResolved = answers['package-manager'] !== 'pip' && find('torch') !== undefined && find('sympy') !== undefined;
  if (isResolved && !packages.some(({ name }) => name.startsWith('nvidia-'))) return [];
  return [
    `${learning.package} (${learning.file}) brings PyTorch with libraries for NVIDIA’s GPUs, gigabytes that are never loaded without one: the index https://${TORCH_INDEX}/whl/cpu has it without them`,
  ];
}
