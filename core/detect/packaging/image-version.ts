/** The version in an image name: `python:3.12-slim`, `…/uv:python3.12-bookworm`, `…/python-312`. */
export function imageVersion(image: string): string | undefined {
  const last = image.slice(image.lastIndexOf('/') + 1);
  const [name = '', tag = ''] = last.split('@')[0]?.split(/:(.*)/s) ?? [];
  const inTag = /(?:^|[^\d.])(?:python|py)-?(3\.\d{1,2})(?:[^\d]|$)/.exec(`${name}-${tag}`)?.[1];
  if (inTag) return inTag;
  const packed = /python-?3(\d{1,2})(?:\D|$)/.exec(last)?.[1];
  if (packed && packed !== '')
    return name.includes(`python-3${packed}`) || name.includes(`python3${packed}`) ? `3.${packed}` : undefined;
  // Images that are Python's, or are tagged by its version as LangGraph's server is.
  if (/python|langgraph|pypy/.test(name)) return minor(/^v?(3\.\d{1,2})(?:[.\-_]|$)/.exec(tag)?.[1]);
  return undefined;
}

/** X.Y of a full or partial version. */
export function minor(text: string | undefined): string | undefined {
  return /(?:^|[^\d.])(3\.\d{1,2})(?:\.|[^\d]|$)/.exec(text ?? '')?.[1];
}
