import type { Facts } from '../detect/facts.js';
import type { Answers } from '../options.js';
import { selectedWords } from './python-selection.js';

/** Packages that cannot be installed without PyTorch. */
const NEEDS_TORCH =
  /^(?:torch|torchvision|torchaudio|sentence-transformers|accelerate|peft|timm|easyocr|ultralytics|openai-whisper|bitsandbytes|lightning|pytorch-lightning|unstructured-inference|docling|flair|spacy-transformers|stable-baselines3)$/;

/** PyTorch's own package index, which asks for no credentials. */
export const TORCH_INDEX = 'download.pytorch.org';

/**
 * PyTorch's wheels for Linux on the public index bring NVIDIA's libraries, several times the size of PyTorch itself;
 * its own index has wheels without them.
 */
export function torchNotes(answers: Answers, facts: Facts): readonly string[] {
  const chosen = selectedWords(answers, facts);
  const dependencies = (facts.dependencies?.value ?? []).filter(
    ({ name }) => chosen === undefined || chosen.some((word) => word.replace(/\[.*/, '') === name),
  );
  const cause = dependencies.find(({ name }) => NEEDS_TORCH.test(name));
  const { files = [], indexes = [] } = facts.install?.value ?? {};
  if (cause === undefined || indexes.includes(TORCH_INDEX)) return [];
  const find = (wanted: string) => dependencies.find(({ name }) => name === wanted);
  if (find('torch')?.version?.includes('+')) return [];
  // A lock file that names what PyTorch needs would name these libraries too; a list may leave them to pip.
  const isResolved = answers['package-manager'] !== 'pip' && find('torch') !== undefined && find('sympy') !== undefined;
  if (isResolved && !dependencies.some(({ name }) => name.startsWith('nvidia-'))) return [];
  return [
    `${cause.name} (${files[0] ?? 'the manifest'}) brings PyTorch with libraries for NVIDIA’s GPUs, gigabytes that are never loaded without one: the index https://${TORCH_INDEX}/whl/cpu has it without them`,
  ];
}
