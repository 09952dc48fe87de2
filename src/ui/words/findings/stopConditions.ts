import { l10n } from 'vscode';
import { plainText } from '../../../base/plainText.ts';
import { alarmNameOf, type AlarmStates, isAlive } from '../../../model/resources/alarm.ts';
import { alarmStateWords } from '../../../pages/alarmWords.ts';
import type { Finding } from '../../../stopping/plan/plan.ts';
import { counted, pageWords } from '../counted.ts';
import { names } from '../targetNames.ts';

type StopConditions = Extract<Finding, { readonly type: 'stop-conditions' }>;

const alarmName = (arn: string) => alarmNameOf(arn) ?? arn.slice(arn.lastIndexOf(':') + 1);

/** `checkout-5xx (OK)`. */
function alarmWithState(arn: string, states: AlarmStates | undefined): string {
  const state = states && Object.hasOwn(states, arn) ? states[arn] : undefined;
  return `${alarmName(arn)} (${alarmStateWords(state, pageWords)})`;
}

/** Whether an alarm that stops the experiment can go off, as far as AWS told. */
function guardOf({ severity, conditions, alarms }: StopConditions): 'works' | 'dead' | 'unread' | 'none' {
  if (conditions.length === 0) return 'none';
  if (severity === 'warn') return 'dead';
  return alarms !== undefined && conditions.some((arn) => isAlive(arn, alarms)) ? 'works' : 'unread';
}

/** Of one experiment: whether an alarm can stop it, and which. */
export function stopConditionWords(finding: StopConditions): string {
  const alarms = plainText(finding.conditions.map((arn) => alarmWithState(arn, finding.alarms)).join('; '), 200);
  switch (guardOf(finding)) {
    case 'dead':
      return l10n.t('No alarm would stop it: {0}.', alarms);
    case 'none':
      return l10n.t('It has no stop condition: nothing else stops it before its end.');
    case 'unread':
      return l10n.t('Whether an alarm would stop it could not be read: {0}.', alarms);
    case 'works':
      return worksWords(finding);
  }
}

/** Which of the alarms are known to go off, and of which that isn't known. One that is known not to is neither. */
function worksWords({ conditions, alarms = {} }: StopConditions): string {
  const told = (some: readonly string[]): string =>
    plainText(some.map((arn) => alarmWithState(arn, alarms)).join('; '), 200);
  const alive = conditions.filter((arn) => isAlive(arn, alarms));
  const unread = conditions.filter((arn) => !Object.hasOwn(alarms, arn));
  const words = l10n.t('These alarms would stop it: {0}.', told(alive));
  return unread.length === 0
    ? words
    : `${words} ${l10n.t('Whether an alarm would stop it could not be read: {0}.', told(unread))}`;
}

/** Whether the summary of these says itself how many of them there are: where it tells them apart. */
export function countsThemApart(all: readonly StopConditions[]): boolean {
  const guards = new Set(all.map(guardOf));
  const isOneSentence = new Set(all.map(stopConditionWords)).size === 1;
  return !isOneSentence && !(guards.size === 1 && (guards.has('dead') || guards.has('works')));
}

/** The same of several experiments at once. */
export function stopConditionsSummary(all: readonly StopConditions[]): string {
  const of = (...guards: readonly ReturnType<typeof guardOf>[]) => all.filter((one) => guards.includes(guardOf(one)));
  const namesOf = (some: readonly StopConditions[], isMeant = (_: string, __: AlarmStates) => true) =>
    names(
      some.flatMap(({ conditions, alarms = {} }) =>
        conditions.filter((arn) => isMeant(arn, alarms)).map((arn) => alarmWithState(arn, alarms)),
      ),
    );
  const [working, unread, without] = [of('works'), of('unread'), of('none', 'dead')];
  if (of('dead').length === all.length) return l10n.t('No alarm would stop them: {0}.', namesOf(all));
  if (working.length === all.length) return l10n.t('Each has alarms that would stop it: {0}.', namesOf(all, isAlive));
  const parts = [
    working.length > 0 &&
      counted(
        l10n.t(
          '{0, plural, one {# with alarms that would stop it: {1}.} other {# with alarms that would stop them: {1}.}}',
        ),
        working.length,
        namesOf(working, isAlive),
      ),
    unread.length > 0 &&
      counted(
        l10n.t(
          '{0, plural, one {# with alarms whose state could not be read: {1}.} other {# with alarms whose states could not be read: {1}.}}',
        ),
        unread.length,
        namesOf(unread),
      ),
    without.length > 0 &&
      counted(
        l10n.t(
          '{0, plural, one {# without a stop condition that works.} other {# without a stop condition that works.}}',
        ),
        without.length,
      ),
  ];
  return parts.filter(Boolean).join(' ');
}
