import { edits } from '../nearest.js';

/** Regions of Google Cloud that run Cloud Run and GKE: their locations page, 2026. */
const REGIONS = (
  'africa-south1 asia-east1 asia-east2 asia-northeast1 asia-northeast2 asia-northeast3 asia-south1 asia-south2 ' +
  'asia-southeast1 asia-southeast2 asia-southeast3 australia-southeast1 australia-southeast2 europe-central2 ' +
  'europe-north1 europe-north2 europe-southwest1 europe-west1 europe-west2 europe-west3 europe-west4 europe-west6 ' +
  'europe-west8 europe-west9 europe-west10 europe-west12 me-central1 me-central2 me-west1 northamerica-northeast1 ' +
  'northamerica-northeast2 northamerica-south1 southamerica-east1 southamerica-west1 us-central1 us-east1 us-east4 ' +
  'us-east5 us-south1 us-west1 us-west2 us-west3 us-west4'
).split(' ');

const letters = (name: string): string => name.replace(/\d+$/, '');
const AREAS = new Set(REGIONS.map(letters));

/**
 * The region that a misspelt one was meant to be. A number that is not in the list may be a region of tomorrow; letters
 * that are almost an area are not.
 */
export function regionMeant(name: string): string | undefined {
  if (REGIONS.includes(name) || AREAS.has(letters(name))) return undefined;
  return REGIONS.find((one) => edits(one, name) === 1) ?? REGIONS.find((one) => edits(one, name) === 2);
}
