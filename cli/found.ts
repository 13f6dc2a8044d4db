import type { Detection } from '../core/detect/detection.js';
import { label } from '../core/label.js';
import { headline } from '../core/report-detect.js';
import { place } from '../core/report-values.js';
import { printable } from './screen.js';
import type { Session } from './session.js';

/** `orders: a backend (FastAPI, app orders.api:app, src/orders/api.py:14)`, above the questions. */
export function printFound({ screen }: Session, detection: Detection, folder: string): void {
  const { facts } = detection;
  const [kind, ...rest] = headline(facts).split(', ');
  const where = (facts.app ?? facts.service)?.evidence[0];
  const details = [...rest, ...(facts.app ? [`app ${facts.app.value}`] : []), ...(where ? [place(where)] : [])];
  const article = /^[aeiou]/.test(kind ?? '') ? 'an' : 'a';
  const name = label(facts.name?.value ?? folder);
  const found = facts.service
    ? `${article} ${kind} (${details.join(', ')})`
    : (detection.refusal ?? 'no service was found');
  screen.out(`${screen.paint('bold', name)}: ${printable(found)}\n\n`);
}
