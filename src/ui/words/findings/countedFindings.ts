import { l10n } from 'vscode';
import type { CountedSentence } from '../../../base/countedSentence.ts';
import type { Finding, PlannedTarget } from '../../../stopping/plan/plan.ts';
import { counted } from '../counted.ts';
import { stateInSentence } from '../states.ts';
import { requestedBeforeSummary } from './requestedBefore.ts';
import { names, namesAndOthers } from '../targetNames.ts';

/** What holds of several targets, with their number; undefined where there is no such sentence of these findings, which are all of one type. */
export function countedFindings(
  all: readonly { readonly finding: Finding; readonly target: Pick<PlannedTarget, 'ref'> }[],
): string | undefined {
  const findings = all.map(({ finding }) => finding);
  const of = <T extends Finding['type']>(type: T) =>
    findings.filter((one): one is Extract<Finding, { readonly type: T }> => one.type === type);
  const count = new Set(all.map(({ target }) => target)).size;
  const say = (sentence: CountedSentence, those = '') => counted(sentence, count, those);
  switch (findings[0]?.type) {
    case 'auto-scaling':
      return say(
        l10n.t(
          '{0, plural, one {# is in an Auto Scaling group that will terminate and replace it: {1}.} other {# are in Auto Scaling groups that will terminate and replace them: {1}.}}',
        ),
        namesAndOthers(of('auto-scaling').map(({ group }) => group)) || l10n.t('can’t be read'),
      );
    case 'public-address':
      return say(
        l10n.t(
          '{0, plural, one {# loses its public address and gets a new one when started.} other {# lose their public address and get a new one when started.}}',
        ),
      );
    case 'managed':
      return say(
        l10n.t(
          '{0, plural, one {# is managed by {1} and can only be stopped there.} other {# are managed by {1} and can only be stopped there.}}',
        ),
        names(of('managed').map(({ by }) => by)),
      );
    case 'breaker':
      // A breaker that has triggered does roll back: the sentence below says that they may.
      if (of('breaker').some(({ triggered }) => triggered)) return undefined;
      return say(
        l10n.t(
          '{0, plural, one {# has a circuit breaker that has counted failures and may roll back.} other {# have a circuit breaker that has counted failures and may roll back.}}',
        ),
      );
    case 'alarms-triggered': {
      const alarms = of('alarms-triggered');
      const sentence = alarms.every(({ rollsBack }) => rollsBack)
        ? l10n.t(
            '{0, plural, one {# has a triggered alarm, so that ECS rolls back: {1}.} other {# have a triggered alarm, so that ECS rolls back: {1}.}}',
          )
        : l10n.t('{0, plural, one {# has a triggered alarm: {1}.} other {# have a triggered alarm: {1}.}}');
      return say(sentence, names(alarms.flatMap((one) => one.names)));
    }
    case 'early-success':
      return say(
        l10n.t(
          '{0, plural, one {# counts as successful before all of its tasks run: after that a stop is refused.} other {# count as successful before all of their tasks run: after that a stop is refused.}}',
        ),
      );
    case 'traffic-steps':
      return say(l10n.t('{0, plural, one {# is shifting traffic in steps.} other {# are shifting traffic in steps.}}'));
    case 'already-on-its-way':
      return say(
        l10n.t('{0, plural, one {# is already {1}.} other {# are already {1}.}}'),
        names(
          all.flatMap(({ finding, target }) =>
            finding.type === 'already-on-its-way' ? [stateInSentence(target.ref.kind, finding.state)] : [],
          ),
        ),
      );
    case 'requested-before': {
      const sentence = requestedBeforeSummary(of('requested-before'));
      return sentence && say(sentence);
    }
    case 'other-accounts':
      return say(l10n.t('{0, plural, one {# acts in other accounts too.} other {# act in other accounts too.}}'));
    case 'twice':
      return say(
        l10n.t(
          '{0, plural, one {# is already in this plan, through {1} of the same account.} other {# are already in this plan, through {1} of the same account.}}',
        ),
        names(of('twice').map((one) => one.profile)),
      );
    default:
      return undefined;
  }
}
