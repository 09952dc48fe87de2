import { l10n } from 'vscode';
import type { Unfit } from '../../../stopping/operation.ts';
import { type Finding, isFailed, type PlannedTarget } from '../../../stopping/plan/plan.ts';
import type { Undo } from '../../../stopping/plan/experimentUndo.ts';
import { failureWords } from '../failures.ts';
import { ownerWords } from '../../../pages/ownerWords.ts';
import { countedFindings } from './countedFindings.ts';
import { withNext } from './nextSteps.ts';
import { ownerSummary } from './owners.ts';
import { requestedBeforeWords } from './requestedBefore.ts';
import { together } from '../../../model/resources/staysBilled.ts';
import { staysBilledWords } from '../../../pages/staysBilledWords.ts';
import { timeoutsWords, timeoutWords } from '../pauseHook.ts';
import { stateInSentence } from '../states.ts';
import { countsThemApart, stopConditionsSummary, stopConditionWords } from './stopConditions.ts';
import { stuckWords, troubleUnreadWords } from '../stuck.ts';
import { forcedInFull } from '../operations.ts';
import { names, namesAndOthers, namesInShort, reasons } from '../targetNames.ts';
import { plainText } from '../../../base/plainText.ts';
import { counted, pageWords } from '../counted.ts';

/** One sentence for one finding about one target. */
export function findingWords(finding: Finding, target: Pick<PlannedTarget, 'ref'>): string {
  switch (finding.type) {
    case 'unfit':
      return unfitWords(finding.unfit, stateInSentence(target.ref.kind, finding.state));
    case 'managed':
      return l10n.t('Managed by {0}: it can only be stopped there.', plainText(finding.by, 80));
    case 'managed-unknown':
      return l10n.t('Whether an AWS service manages it could not be read. AWS refuses if one does.');
    case 'stop-protection':
      return l10n.t('Stop protection is on (disableApiStop): AWS would refuse. Halt never takes it off.');
    case 'one-time-spot':
      return l10n.t('A one-time Spot request: it can’t be stopped, only terminated.');
    case 'gone':
      return l10n.t('It no longer exists in AWS.');
    case 'forced-before':
      return forcedInFull(finding);
    case 'twice':
      return l10n.t(
        'Already in this plan, through the profile {0} of the same account.',
        plainText(finding.profile, 60),
      );
    case 'first-deployment':
      return l10n.t('The first deployment of its service: there is no earlier revision to roll back to.');
    case 'forbidden':
      return failureWords(finding.failure, target.ref.scope).sentence;
    case 'unreachable-account':
      return withNext(failureWords(finding.failure, target.ref.scope).sentence, [{ finding, target }]);
    case 'account-changed':
      return l10n.t('The profile belonged to account {0} and now belongs to {1}.', finding.from, finding.to);
    case 'auto-scaling':
      return finding.group === ''
        ? l10n.t('The Auto Scaling group will terminate and replace it.')
        : l10n.t('Auto Scaling group {0} will terminate and replace it.', plainText(finding.group, 80));
    case 'owner':
      return ownerWords(finding.owner, pageWords);
    case 'owners-unread':
      return l10n.t('Whether something starts or replaces it after a stop isn’t known: its tags can’t be read.');
    case 'instance-store-data':
      return l10n.t('Stopping erases its instance-store volumes.');
    case 'instance-store-unknown':
      return l10n.t('It isn’t known whether it has instance-store volumes, which a stop would erase.');
    case 'public-address':
      return l10n.t('It loses its public address {0} and gets a new one when started.', plainText(finding.address, 40));
    case 'force-windows':
      return l10n.t('AWS advises against forcing Windows instances.');
    case 'not-reread':
      return l10n.t(
        'Its present state could not be read ({0})',
        failureWords(finding.failure, target.ref.scope).sentence,
      );
    case 'unread-members':
      return unreadWords(finding.members);
    case 'protection-unknown':
      return l10n.t('Whether stop protection is on could not be read.');
    case 'protection-unchecked':
      return l10n.t('Stop protection was not checked: AWS refuses the protected ones, and the others are stopped.');
    case 'not-allowed':
      return finding.change === 'start'
        ? l10n.t('You are not allowed to start it.')
        : l10n.t('You are not allowed to stop it.');
    case 'spot-unknown':
      return l10n.t('A Spot instance; the kind of its request could not be read. AWS refuses if it is a one-time one.');
    case 'other-accounts':
      return counted(
        l10n.t('{0, plural, one {It acts in # other account too.} other {It acts in # other accounts too.}}'),
        finding.count,
      );
    case 'stays-done':
      return l10n.t('“{0}” ({1}) isn’t undone.', plainText(finding.action, 60), plainText(finding.actionId, 60));
    case 'already-on-its-way':
      return l10n.t('Already {0}.', stateInSentence(target.ref.kind, finding.state));
    case 'requested-before':
      return requestedBeforeWords(finding);
    case 'requests-unread':
      return l10n.t('What was requested before isn’t known: the audit log couldn’t be read.');
    case 'spot-hibernation':
      return l10n.t(
        'A Spot instance: after you hibernate it, you can resume it if there is capacity at its price. One that EC2 hibernated is resumed by EC2 alone.',
      );
    case 'stays-billed':
      return billedWords([finding]);
    case 'persistent-spot':
      return l10n.t('A persistent Spot request: once you stop it, AWS may not start it again.');
    case 'breaker':
      return breakerWords(finding);
    case 'alarms-triggered':
      return finding.rollsBack
        ? l10n.t('The alarm {0} has triggered: ECS rolls back.', names(finding.names))
        : l10n.t('The alarm {0} has triggered.', names(finding.names));
    case 'stuck':
      return stuckWords(finding) ?? '';
    case 'stopped-tasks-unread':
      return stoppedUnreadWords[finding.why]();
    case 'paused':
      return pausedWords(finding);
    case 'early-success':
    case 'traffic-steps':
      return goingOutWords(finding);
    case 'preview-run':
      return l10n.t('A preview run (skip-all): it touches nothing.');
    case 'stop-conditions':
      return stopConditionWords(finding);
    case 'undone':
      return undoWords(finding.undo, finding.action, finding.actionId);
  }
}

const stoppedUnreadWords = {
  failed: () => l10n.t('Whether its tasks stopped, and why, could not be read.'),
  'not-asked': () => l10n.t('Whether its tasks stopped, and why, was not asked: there are too many deployments.'),
  service: troubleUnreadWords,
} as const satisfies Record<FindingOf<'stopped-tasks-unread'>['why'], () => string>;

function pausedWords(finding: FindingOf<'paused'>): string {
  // A deployment can wait before ECS has told its first stage.
  const waits =
    finding.stage === '' ? l10n.t('It is paused.') : l10n.t('It is paused at {0}.', plainText(finding.stage, 40));
  return [waits, timeoutWords(finding, finding.left)].filter((sentence) => sentence !== undefined).join(' ');
}

function breakerWords({ triggered, failures, threshold }: FindingOf<'breaker'>): string {
  if (triggered) return l10n.t('Its circuit breaker has triggered: ECS rolls back.');
  if (threshold === undefined)
    return counted(
      l10n.t(
        '{0, plural, one {Its circuit breaker has counted # failure; at how many it rolls back can’t be read.} other {Its circuit breaker has counted # failures; at how many it rolls back can’t be read.}}',
      ),
      failures,
    );
  return counted(
    l10n.t(
      '{0, plural, one {Its circuit breaker rolls back at # failure; its own count is {1}, apart from the service’s count of failures in a row.} other {Its circuit breaker rolls back at # failures; its own count is {1}, apart from the service’s count of failures in a row.}}',
    ),
    threshold,
    failures,
  );
}

/** Whether tasks of the deployment itself have failed. */
export const hasFailingTasks = ({ inARow, stopped }: FindingOf<'stuck'>): boolean =>
  inARow > 0 || stopped !== undefined;

/** Of those of which no task was ever started, ECS's own events tell why. */
function stuckSummary(all: readonly FindingOf<'stuck'>[]): string {
  const failing = all.filter(hasFailingTasks);
  const others = all.filter((one) => !failing.includes(one));
  const why = reasons(others.flatMap((one) => stuckWords(one) ?? []));
  return [failing.length > 0 && l10n.t('With tasks that fail.'), why !== '' && `${why}.`].filter(Boolean).join(' ');
}

/** What each of them waits at, and how many of them ECS answers for in which way. */
function pausedSummary(all: readonly FindingOf<'paused'>[]): string {
  const stages = namesAndOthers(all.map(({ stage }) => stage));
  const waits = stages === '' ? l10n.t('Paused at a hook.') : l10n.t('Paused at a hook: {0}.', stages);
  return [waits, timeoutsWords(all)].filter((sentence) => sentence !== undefined).join(' ');
}

/** How a deployment goes out, where that is not all at once. */
function goingOutWords(finding: FindingOf<'early-success'> | FindingOf<'traffic-steps'>): string {
  if (finding.type === 'early-success') {
    const { tasks, healthyPercent, bake } = finding;
    if (bake.kind !== 'none') {
      const when =
        bake.kind === 'known'
          ? l10n.t(
              'It counts as successful at {0} % and after a bake time of {1} min: then a stop is refused.',
              healthyPercent,
              bake.value,
            )
          : l10n.t(
              'It counts as successful at {0} % and after its bake time, which can’t be read: then a stop is refused.',
              healthyPercent,
            );
      return tasks === undefined
        ? when
        : `${when} ${l10n.t('Tasks: {0} of {1} running.', tasks.running, tasks.requested)}`;
    }
    if (tasks === undefined)
      return l10n.t('It counts as successful at {0} %: after that a stop is refused.', healthyPercent);
    return counted(
      l10n.t(
        '{0, plural, one {It counts as successful at {1} % (running: {2} of # task): after that a stop is refused.} other {It counts as successful at {1} % (running: {2} of # tasks): after that a stop is refused.}}',
      ),
      tasks.requested,
      healthyPercent,
      tasks.running,
    );
  }
  const { kind, percent, bakeMinutes } = finding.steps;
  return kind === 'linear'
    ? l10n.t(
        'Traffic shifts in steps of {0} %, {1} min apart; the new version has {2} % now.',
        percent,
        bakeMinutes,
        finding.share ?? '?',
      )
    : l10n.t(
        'A canary of {0} % for {1} min, then the rest; the new version has {2} % of the traffic now.',
        percent,
        bakeMinutes,
        finding.share ?? '?',
      );
}

function billedWords(all: readonly FindingOf<'stays-billed'>[]): string {
  return l10n.t('Stays billed when stopped: {0}.', staysBilledWords(together(all), pageWords));
}

function unreadWords(members: readonly string[]): string {
  return l10n.t('Couldn’t be read in AWS’s answer: {0}', names(members));
}

/** A finding, and what it is about. */
export interface TargetFinding {
  readonly finding: Finding;
  readonly target: PlannedTarget;
}

/** One sentence for the same kind of finding about several targets or actions: with each value that it has there, never with the first one's alone. */
export function sharedWords(all: readonly TargetFinding[]): string {
  const [first] = all;
  if (!first) return '';
  const { type } = first.finding;
  // What several leave behind is added up, also where each leaves the same.
  if (type === 'stays-billed') return severalWords(type, all);
  // Each finding is put into words with its own value. Where all of them read the same, that sentence is said once, as for a single target.
  const [only = '', ...others] = new Set(all.map(({ finding, target }) => findingWords(finding, target)));
  return others.length === 0 ? only : (countedFindings(all) ?? severalWords(type, all));
}

/** Findings of one kind about several targets, in one line: how many they are, or which, and what holds of them. */
export function severalTargetsWords(all: readonly TargetFinding[]): string {
  const findings = all.map(({ finding }) => finding);
  const conditions = findings.filter((one) => one.type === 'stop-conditions');
  const saysItself =
    conditions.length > 0 ? countsThemApart(conditions) : wholeSentences.has(findings[0]?.type ?? 'gone');
  const numbered = countedFindings(all);
  if (numbered !== undefined) return numbered;
  const words = sharedWords(all);
  return saysItself ? words : `${namesInShort([...new Set(all.map(({ target }) => target))])}: ${words}`;
}

/** Of several targets they tell what happens to something else, which is named. */
const wholeSentences: ReadonlySet<Finding['type']> = new Set([
  'stays-billed',
  'undone',
  'stays-done',
  'account-changed',
]);

type FindingOf<T extends Finding['type']> = Extract<Finding, { readonly type: T }>;

/** Of findings of one type whose own sentences differ. */
function severalWords(type: Finding['type'], all: readonly TargetFinding[]): string {
  const findings = all.map(({ finding }) => finding);
  const of = <T extends Finding['type']>(one: T) =>
    findings.filter((finding): finding is FindingOf<T> => finding.type === one);
  const causes = () =>
    reasons(
      all.flatMap(({ finding, target }) =>
        isFailed(finding) ? [failureWords(finding.failure, target.ref.scope).sentence] : [],
      ),
    );
  switch (type) {
    case 'undone':
      return undoSummary[of('undone')[0]?.undo ?? 'unknown'](names(of('undone').map(({ action }) => action)));
    case 'stays-done':
      return undoSummary.stays(names(of('stays-done').map(({ action }) => action)));
    case 'owner':
      return ownerSummary(of('owner').map(({ owner }) => owner));
    case 'unread-members':
      return unreadWords(of('unread-members').flatMap(({ members }) => members));
    case 'stop-conditions':
      return stopConditionsSummary(of('stop-conditions'));
    case 'stuck':
      return stuckSummary(of('stuck'));
    case 'paused':
      return pausedSummary(of('paused'));
    case 'account-changed':
      return l10n.t(
        'Their profiles now belong to other accounts: {0}.',
        names(of('account-changed').map(({ from, to }) => `${from} → ${to}`)),
      );
    case 'forbidden':
      return `${causes()}.`;
    case 'unreachable-account':
      return withNext(`${causes()}.`, all);
    case 'stays-billed':
      return billedWords(of('stays-billed'));
    case 'not-reread':
      return l10n.t('Their present state could not be read ({0})', causes());
    case 'unfit':
    case 'auto-scaling':
    case 'public-address':
    case 'managed':
    case 'breaker':
    case 'alarms-triggered':
    case 'early-success':
    case 'traffic-steps':
    case 'already-on-its-way':
    case 'other-accounts':
    case 'requested-before':
    case 'requests-unread':
    case 'forced-before':
    case 'twice':
    case 'managed-unknown':
    case 'protection-unknown':
    case 'stop-protection':
    case 'one-time-spot':
    case 'gone':
    case 'first-deployment':
    case 'owners-unread':
    case 'instance-store-data':
    case 'instance-store-unknown':
    case 'force-windows':
    case 'spot-unknown':
    case 'not-allowed':
    case 'spot-hibernation':
    case 'persistent-spot':
    case 'protection-unchecked':
    case 'stopped-tasks-unread':
    case 'preview-run':
      // They are counted, or have no value of their own, so that all of them are said alike.
      return [...new Set(all.map(({ finding, target }) => findingWords(finding, target)))].join(' ');
  }
}

const undoSummary = {
  restored: (those) => l10n.t('Put back by post-actions: {0}.', those),
  ends: (those) => l10n.t('End with the stop: {0}.', those),
  stays: (those) => l10n.t('These aren’t undone: {0}.', those),
  partly: (those) => l10n.t('Cancelled; what they had done depends on their documents: {0}.', those),
  nothing: (those) => l10n.t('Change nothing: {0}.', those),
  unknown: (those) => l10n.t('Halt doesn’t know what a stop undoes: {0}.', those),
} as const satisfies Record<Undo, (those: string) => string>;

/** `state`: in words. */
function unfitWords(unfit: Unfit, state: string): string {
  switch (unfit) {
    case 'state':
      return l10n.t('Not possible in its state: {0}.', state);
    case 'managed':
      return l10n.t('Managed by an AWS service: it can only be stopped there.');
    case 'instance-store-root':
      return l10n.t('Its root device is an instance store: it can’t be stopped, only terminated.');
    case 'hibernation-unread':
      return l10n.t('Whether it was launched with hibernation can’t be read.');
    case 'hibernation-not-configured':
      return l10n.t('It was not launched with hibernation.');
    case 'no-waiting-hook':
      return l10n.t('The deployment isn’t paused at a hook.');
  }
}

/** What a stop does about an action that has begun. */
function undoWords(undo: Undo, action: string, actionId: string): string {
  const name = plainText(action, 60);
  const id = plainText(actionId, 60);
  switch (undo) {
    case 'restored':
      return l10n.t('“{0}” ({1}) is put back by its post-action.', name, id);
    case 'ends':
      return l10n.t('“{0}” ({1}) ends with the stop.', name, id);
    case 'stays':
      return l10n.t('“{0}” ({1}) isn’t undone.', name, id);
    case 'partly':
      return l10n.t('“{0}” ({1}) is cancelled; what it had done depends on its document.', name, id);
    case 'nothing':
      return l10n.t('“{0}” ({1}) changes nothing.', name, id);
    case 'unknown':
      return l10n.t('“{0}” ({1}): Halt doesn’t know what a stop undoes.', name, id);
  }
}
