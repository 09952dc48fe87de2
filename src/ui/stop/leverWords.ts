import { l10n } from 'vscode';
import { chunksOf } from '../../base/chunksOf.ts';
import { plainText } from '../../base/plainText.ts';
import type { PlannedTarget } from '../../stopping/plan/plan.ts';
import type { StoppedByLever } from '../../stopping/plan/leverFacts.ts';
import { callerWords } from '../words/callers.ts';
import { clockTime } from '../words/times.ts';
import { counted } from '../words/counted.ts';

/** How many names stand in one line: all experiments are named, and a much longer line would be cut. */
const NAMES_A_LINE = 10;

/** What engaging a safety lever stops, or who engaged it and why. Nothing for any other target. */
export function leverLines({ lever }: PlannedTarget): readonly string[] {
  if (!lever) return [];
  const { stops, engaged, reason } = lever;
  return [
    ...(stops ? stopLines(stops) : []),
    ...(engaged
      ? [l10n.t('Engaged since {0} by {1} (Halt’s audit log)', clockTime(engaged.at), callerWords(engaged.who))]
      : []),
    ...(reason === undefined ? [] : [l10n.t('Reason in FIS: {0}', plainText(reason, 200))]),
  ];
}

function stopLines({ experiments, isWhole }: StoppedByLever): readonly string[] {
  const names = experiments.map(({ id, name }) => (name === undefined ? id : `${plainText(name, 60)} (${id})`));
  const count = experiments.length;
  const unread = isWhole
    ? []
    : [`⚠ ${l10n.t('Not all experiments here could be read: active ones that aren’t named are stopped, too.')}`];
  if (count === 0) return isWhole ? [l10n.t('No experiment is active here: none is stopped.')] : unread;
  return [
    counted(l10n.t('{0, plural, one {Stops # active experiment:} other {Stops # active experiments:}}'), count),
    ...chunksOf(names, NAMES_A_LINE).map((some) => some.join(', ')),
    ...unread,
  ];
}
