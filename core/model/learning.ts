import type { Facts } from '../detect/facts.js';
import type { Answers } from '../options.js';
import { selectedWords } from './python-selection.js';

/**
 * Libraries of machine learning whose mere import takes more than a small instance has, and the packages that cannot be
 * installed without each. Largest resident set in MiB, of the public index's wheels on x86-64, by
 * `python -c "import resource, torch; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)"`: torch 2.15.0
 * 633, sentence_transformers 6.2.0 920, tensorflow 2.21.0 557 to 648; jax, onnxruntime, spacy, xgboost, faiss and
 * litellm below 250.
 */
const LIBRARIES = [
  [
    'PyTorch',
    /^(?:torch|torchvision|torchaudio|sentence-transformers|accelerate|peft|timm|easyocr|ultralytics|openai-whisper|bitsandbytes|lightning|pytorch-lightning|unstructured-inference|docling|flair|spacy-transformers|stable-baselines3)$/,
  ],
  ['TensorFlow', /^(?:tensorflow(?:-cpu|-gpu|-intel|-hub|-text)?|tf-keras|deepface)$/],
] as const;

/** A package that the image gets, with the library that comes with it. */
export interface Learning {
  readonly library: (typeof LIBRARIES)[number][0];
  readonly package: string;
  readonly file: string;
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
    };
  }
  return undefined;
}
