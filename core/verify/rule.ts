import type { Finding } from './finding.js';
import type { Unit } from './resources.js';
import type { View } from './view.js';

/** What a check says of one place; rule, severity and the rule's own fix are added by the runner. */
export interface Remark {
  readonly path: string;
  readonly line?: number;
  readonly message: string;
  readonly fix?: string;
  /** Where one place of a rule weighs less or more than the rule's usual severity. */
  readonly severity?: Finding['severity'];
}

/** One judgement as data. A rule that cannot know stays silent. */
export interface Rule {
  /** Permanent, kebab-case: users and tests name it. */
  readonly id: string;
  readonly severity: Finding['severity'];
  /** What it demands, one sentence. */
  readonly about: string;
  /** Whose demand it is: a specification, a platform's documentation, a design rule. */
  readonly source: string;
  readonly fix?: string;
  readonly check: (view: View) => Iterable<Remark>;
}

/** The findings of one rule over a view. */
export function run(rule: Rule, view: View): readonly Finding[] {
  return [...rule.check(view)].map((remark) => {
    const fix = remark.fix ?? rule.fix;
    return {
      rule: rule.id,
      severity: remark.severity ?? rule.severity,
      path: remark.path,
      ...(remark.line === undefined ? {} : { line: remark.line }),
      message: remark.message,
      ...(fix === undefined ? {} : { fix }),
    };
  });
}

/** A rule over what one `kubectl apply` sends. */
export const overUnits = (rule: Omit<Rule, 'check'>, check: (unit: Unit) => Iterable<Remark>): Rule => ({
  ...rule,
  *check(view) {
    for (const unit of view.units) yield* check(unit);
  },
});
