import { type Finding, isFailed, type PlannedTarget } from '../../../stopping/plan/plan.ts';
import { changeFailureWords } from '../changeFailures.ts';

interface Told {
  readonly finding: Finding;
  readonly target: Pick<PlannedTarget, 'ref'>;
}

/** What these failures say, with what to do before asking again. */
export function withNext(sentence: string, all: readonly Told[]): string {
  const nexts = all.map(({ finding, target }) =>
    // A plan has asked for nothing yet.
    isFailed(finding) ? changeFailureWords(finding.failure, { ...target.ref.scope, asked: undefined }).next : '',
  );
  return [sentence, ...new Set(nexts)].filter(Boolean).join(' ');
}
