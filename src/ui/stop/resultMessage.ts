import { commands, l10n } from 'vscode';
import { groupBy } from '../../base/groupBy.ts';
import type { Failure } from '../../model/failure.ts';
import { plainText } from '../../base/plainText.ts';
import { scopeKey } from '../../model/scope.ts';
import { shortId } from '../../model/resources/target.ts';
import type { Operation } from '../../model/operation.ts';
import type { PlanRef } from '../../stopping/plan/plan.ts';
import type { Tracked } from '../../stopping/follow/followed.ts';
import type { Ended } from '../../stopping/follow/tracker.ts';
import type { Follow } from '../../stopping/stopping.ts';
import { isSuccess, type Verdict } from '../../stopping/verdict.ts';
import type { Documents } from '../editor/textDocuments.ts';
import { evidence } from '../words/failures.ts';
import { heading } from '../words/operations.ts';
import { isOfferedAgain } from './unsent.ts';
import { verdictWords } from '../words/verdicts.ts';
import { inform, warn } from '../words/say.ts';

export interface ReporterParts {
  readonly follow: Follow;
  readonly documents: Documents;
  readonly startAgain: (refs: readonly PlanRef[]) => Promise<void>;
  readonly forceStop: (refs: readonly PlanRef[]) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/** Says once, for each run, how it ended: for those that this window began and for those that it took up again after a reload. */
export interface RunReporter {
  dispose(): void;
}

export function createRunReporter(parts: ReporterParts): RunReporter {
  const ended = new Map<string, Ended[]>();
  const stopListening = [
    parts.follow.onDidEnd((one) => {
      const { run } = one.tracked;
      const all = ended.get(run) ?? [];
      all.push(one);
      ended.set(run, all);
      if (parts.follow.following().some((tracked) => tracked.run === run)) return;
      ended.delete(run);
      void report(parts, all).catch(parts.onError);
    }),
    parts.follow.onDidStall(({ tracked }) => {
      void offerForce(parts, tracked).catch(parts.onError);
    }),
  ];
  return {
    dispose: () => {
      for (const stop of stopListening) stop();
    },
  };
}

async function report(parts: ReporterParts, all: readonly Ended[]): Promise<void> {
  const [first] = all;
  // What has not left was named when it was refused, with a way to confirm it again.
  if (!first || all.every(isOfferedAgain)) return;
  const { operation } = first.tracked;
  const result = l10n.t('Show Result');
  const again = l10n.t('Start Again');
  const details = l10n.t('Show Details');
  const stopped = all.filter((one) => canStartAgain(one)).map((one) => one.tracked.ref);
  const single = all.length === 1 && first.tracked.ref.kind !== 'lever';
  const buttons = [
    ...(all.length > 1 ? [result] : []),
    ...(stopped.length > 0 ? [again] : []),
    ...(single ? [details] : []),
  ];
  const message = resultMessage(all, operation);
  const good = all.every((one) => isSuccess(one.verdict, one.tracked.operation) || one.verdict.type === 'unwatched');
  const ask = (...choices: readonly string[]) => (good ? inform(message, ...choices) : warn(message, ...choices));
  let choice = await ask(...buttons);
  if (choice === result) {
    await parts.documents.show(l10n.t('Result'), resultDocument(all));
    // The editor takes a message away with its first button, and what was stopped can still be started again.
    if (stopped.length > 0) choice = await ask(again);
  }
  if (choice === again) await parts.startAgain(stopped);
  else if (choice === details) await commands.executeCommand('halt.showDetails', first.tracked.ref);
}

function canStartAgain(one: Ended): boolean {
  if (one.tracked.ref.kind !== 'instance' || one.tracked.operation.type === 'start') return false;
  return (
    one.verdict.type === 'stopped' || one.verdict.type === 'hibernated' || one.verdict.type === 'shut-down-instead'
  );
}

/** One message for the run: each target's own words for one, a count for each end for several. */
function resultMessage(all: readonly Ended[], operation: Operation): string {
  const [first] = all;
  if (!first) return '';
  const { tracked, verdict } = first;
  if (all.length === 1)
    return l10n.t(
      '{0}: {1}',
      subject(tracked),
      `${verdictWords(verdict, operation, tracked.ref.scope)}.`.replace(/\.\.$/, '.'),
    );
  const ends = [...groupBy(all, (one) => kindOfEnd(one.verdict)).values()].toSorted((a, b) => b.length - a.length);
  const counts = ends.map((same) => {
    const [one] = same;
    return one
      ? `${same.length} ${one.verdict.type === 'refused' ? l10n.t('not accepted') : verdictWords(stripped(one.verdict), operation, one.tracked.ref.scope)}`
      : '';
  });
  const what = heading(operation, all.length);
  const scopes = new Map(all.map((one) => [scopeKey(one.tracked.ref.scope), one.tracked.ref.scope]));
  const { profile, region } = tracked.ref.scope;
  const where =
    scopes.size === 1
      ? l10n.t('{0} in {1} · {2}', what, plainText(profile, 60), region)
      : l10n.t('{0} in {1} places', what, scopes.size);
  return `${where}: ${counts.join('; ')}.`;
}

/** Why it is not known how it ended, or why it did not begin. */
function causeOf(verdict: Verdict): Failure | undefined {
  switch (verdict.type) {
    case 'refused':
    case 'not-carried-out':
      return verdict.failure;
    case 'unknown':
    case 'unwatched':
    case 'other-account':
      return verdict.unread?.failure;
    default:
      return undefined;
  }
}

/** Ends that are said with the same words. */
function kindOfEnd(verdict: Verdict): string {
  switch (verdict.type) {
    case 'refused':
      return verdict.type;
    case 'gone':
    case 'unknown':
    case 'unwatched':
    case 'other-account':
      return `${verdict.type}/${verdict.last?.state ?? ''}/${verdict.unread?.failure.kind ?? ''}`;
    default:
      return `${verdict.type}/${verdict.state}`;
  }
}

/** Without the reason, which differs from one target to the next. */
function stripped(verdict: Verdict): Verdict {
  if (!('reason' in verdict)) return verdict;
  const { reason: _, ...rest } = verdict;
  return rest;
}

function subject(tracked: Tracked): string {
  const id = shortId(tracked.ref);
  const name = plainText(tracked.name, 80);
  return name === id || tracked.ref.kind === 'lever' ? name : `${name} (${id})`;
}

/** A line per target, with AWS's own code and request id where it refused. */
function resultDocument(all: readonly Ended[]): string {
  const lines = all.map(({ tracked, verdict }) => {
    const { scope } = tracked.ref;
    const cause = causeOf(verdict);
    const failure = cause ? `\n    ${evidence(cause)}` : '';
    return `${isSuccess(verdict, tracked.operation) ? '✓' : '✗'} ${subject(tracked)} · ${plainText(scope.profile, 60)} · ${scope.region}: ${verdictWords(verdict, tracked.operation, scope)}${failure}`;
  });
  return `${lines.join('\n')}\n`;
}

async function offerForce(parts: ReporterParts, tracked: Tracked): Promise<void> {
  const force = l10n.t('Force Stop…');
  const choice = await warn(
    l10n.t('{0} has been stopping for long: the host may be at fault. Forcing it cuts the power.', subject(tracked)),
    force,
  );
  if (choice === force) await parts.forceStop([tracked.ref]);
}
