import type { Facts } from '../detect/facts.js';
import type { Answers } from '../options.js';
import { selectedWords } from './python-selection.js';

/**
 * Libraries of machine learning whose mere import takes more than a small instance has, and the packages that cannot be
 * installed without each. The largest resident set of a process that imports one and does no more, from the public
 * index on x86-64: PyTorch 2.9 633 MiB, with sentence-transformers 920, TensorFlow 2.20 648. JAX, ONNX Runtime, spaCy,
 * XGBoost, FAISS and LiteLLM stay below 250.
 */
const LIBRARIES = [
  [
    'PyTorch',
    /^(?:torch|torchvision|torchaudio|sentence-transformers|accelerate|peft|timm|easyocr|ultralytics|openai-whisper|bitsandbytes|lightning|pytorch-lightning|unstructured-inference|docling|flair|spacy-transformers|stable-baselines3)$/,
  ],
  ['TensorFlow', /^(?:tensorflow(?:-cpu|-gpu|-intel|-hub|-text)?|tf-keras|deepface)$/],
] as const;

/** What such a library and a small model of its take, in MiB. */
const LEAST_MIB = 2048;

/** A package that the image gets, with the library that comes with it. */
export interface Learning {
  readonly library: (typeof LIBRARIES)[number][0];
  readonly package: string;
  readonly file: string;
  readonly leastMiB: number;
}

/** The packages that the image gets: those that the manifest or its lock file names, less what the answers leave out. */
export function imagePackages(answers: Answers, facts: Facts): readonly { name: string; version?: string }[] {
  const chosen = selectedWords(answers, facts);
  return (facts.dependencies?.value ?? []).filter(
    ({ name }) => chosen === undefined || chosen.some((word) => word.replace(/\[.*/, '') === name),
  );
}

/** The first library of machine learning that a service of Python has in its image; undefined where it has none. */
export function learningOf(answers: Answers, facts: Facts): Learning | undefined {
  const packages = imagePackages(answers, facts);
  for (const [library, pattern] of LIBRARIES) {
    const cause = packages.find(({ name }) => pattern.test(name));
    if (cause === undefined) continue;
    return {
      library,
      package: cause.name,
      file: facts.install?.value.files[0] ?? 'the manifest',
      leastMiB: LEAST_MIB,
    };
  }
  return undefined;
}
