import { ofWhom, whoseAt } from '../../model/sight.ts';
import { stateOf } from '../../model/resources/target.ts';
import type { Clock } from '../../base/clock.ts';
import { momentOf, ranAlike, wallTimeOf } from '../../base/deadline.ts';
import { within } from '../../base/within.ts';
import type { Outcome } from '../../model/failure.ts';
import type { AuditLog } from '../audit/auditLog.ts';
import { type AuditEntry, requestedEntry } from '../audit/entry.ts';
import type { Confirmations, ConfirmedPlan, PermittedGroup } from '../confirmation.ts';
import { sendInBatches, RESENDS } from './instanceBatches.ts';
import { afterDoubt, type InstanceOperation, isInstanceOperation, type Operation } from '../../model/operation.ts';
import { type Permit, PERMIT_LIFE } from '../../model/permit.ts';
import type { LeftOut, PlannedTarget } from '../plan/plan.ts';
import { twinsIn } from '../plan/twins.ts';
import type { RunResult, TargetAnswer } from '../runResult.ts';
import { outlastThrottling } from './outlastThrottling.ts';
import type { Tracked } from '../follow/followed.ts';
import type { Tracker } from '../follow/tracker.ts';
import type { Changed, AwsChanges, StateChange } from '../../model/ports/awsChanges.ts';

export interface RunParts {
  readonly confirmations: Confirmations;
  readonly changes: AwsChanges;
  readonly audit: AuditLog;
  readonly tracker: Tracker;
  readonly clock: Clock;
  readonly newId: () => string;
  /** Called when the log could not be written. The stop goes on, and the person is told. */
  readonly onAuditTrouble: (error: unknown) => void;
}

/** How long writing the log may hold up a stop, in milliseconds. */
const AUDIT_PATIENCE = 2_000;
const CALLS_AT_ONCE = 4;

/**
 * Carries out a confirmed plan, once. Resolves when every call has been answered; from then on the tracker follows what was asked for. Rejects only
 * for a plan that may not be carried out (see {@link Confirmations.take}).
 */
export async function runStop(parts: RunParts, confirmed: ConfirmedPlan): Promise<RunResult> {
  const groups = parts.confirmations.take(confirmed);
  const { operation } = confirmed.plan;
  const run = parts.newId();
  const twinsOf = twinsIn(confirmed.plan);
  // What was left out is written once a run, on the first of its lines.
  const results = await Promise.all(
    groups.map((group, index) =>
      runGroup(parts, { confirmed, run, twinsOf }, { group, leftOut: index === 0 ? confirmed.leftOut : [] }),
    ),
  );
  return { run, operation, answers: results.flat() };
}

/** What all groups of a confirmed plan are sent with. */
interface Run {
  readonly confirmed: ConfirmedPlan;
  readonly run: string;
  readonly twinsOf: ReturnType<typeof twinsIn>;
}

async function runGroup(
  parts: RunParts,
  { confirmed, run, twinsOf }: Run,
  { group, leftOut }: { readonly group: PermittedGroup; readonly leftOut: readonly LeftOut[] },
): Promise<readonly TargetAnswer[]> {
  const { operation } = confirmed.plan;
  const { clock, tracker } = parts;
  const at = clock.now();
  // Where this machine's clock was set since the plan was made, the difference from AWS's clock that the plan saw no longer holds.
  const isClockAsPlanned = ranAlike(confirmed.plan.made, momentOf(clock));
  const pairs = group.targets.map((target) => {
    const stateBefore = target.observed ? stateOf(target.observed) : undefined;
    const hookId = group.permit.targets.find(({ id }) => id === target.ref.id)?.hookId;
    const own = operation.type === 'continue' && hookId !== undefined ? { ...operation, hookId } : operation;
    const twins = twinsOf(group, target);
    const tracked: Tracked = {
      id: parts.newId(),
      run,
      ref: target.ref,
      ...ofWhom(whoseAt(group.permit)),
      name: target.name,
      operation: own,
      requestedAt: at,
      ...(isClockAsPlanned && target.clockOffset !== undefined && { clockOffset: target.clockOffset }),
      ...(stateBefore === undefined ? {} : { stateBefore }),
      ...(twins.length > 0 && { twins }),
    };
    return { target, tracked };
  });
  for (const { tracked } of pairs) tracker.sending(tracked);
  const who = group.identity?.arn ?? '';
  const { account } = group.permit;
  await record(
    parts,
    pairs.map(({ target, tracked }, index) =>
      requestedEntry({
        ...tracked,
        at,
        who,
        account,
        scope: group.scope,
        state: tracked.stateBefore,
        staysBilled: target.findings.find((finding) => finding.type === 'stays-billed')?.billed,
        leftOut: index === 0 ? leftOut : [],
        said: confirmed.said,
        ref: target.ref,
      }),
    ),
  );
  const answers = new Map<string, TargetAnswer>();
  const lines = answerLines(parts);
  const settle = (tracked: Tracked, answer: Omit<TargetAnswer, 'tracked'>) => {
    answers.set(tracked.id, { tracked, ...answer });
    const { failure } = answer;
    const isWriting = lines.add({ tracked, ...answer });
    // What was refused ends at once, and its end has a line of its own: that must come behind the line of the answer.
    if (failure && !failure.mayHaveHappened) void isWriting.then(() => tracker.refuse(tracked, failure));
    else tracker.follow(answer.failure ? { ...tracked, uncertain: answer.failure } : tracked);
  };

  if (isInstanceOperation(operation)) {
    const byId = new Map(pairs.map(({ tracked }) => [tracked.ref.id, tracked]));
    await sendInBatches(
      [...byId.keys()],
      (ids) => callInstances(parts.changes, group.permit, ids),
      afterDoubt[operation.type] === 'sent-again' ? RESENDS : 0,
      clock,
      {
        settle: (id, outcome) => {
          const tracked = byId.get(id);
          if (tracked) settle(tracked, outcome);
        },
        throttled: (ids) => {
          for (const tracked of ids.flatMap((id) => byId.get(id) ?? []))
            tracker.sending({ ...tracked, throttled: heldUntil(group.permit, clock) });
        },
      },
    );
  } else {
    const queue = [...pairs];
    const worker = async () => {
      for (let pair = queue.shift(); pair; pair = queue.shift())
        settle(pair.tracked, await callOne(parts, group.permit, operation, pair));
    };
    await Promise.all(Array.from({ length: Math.min(CALLS_AT_ONCE, queue.length) }, worker));
  }
  await lines.written();
  return pairs.flatMap(({ tracked }) => answers.get(tracked.id) ?? []);
}

/**
 * Writes each of AWS's answers into the log as it comes: the window may be closed before the last batch is sent, and other windows read in the log
 * whether something was asked for. The answers of one call are one write. If the log can't be written, that is told once.
 */
function answerLines(parts: RunParts) {
  let waiting: AuditEntry[] = [];
  const writes: Promise<unknown>[] = [];
  let handedOver = Promise.resolve();
  let isTold = false;
  const onAuditTrouble = (error: unknown): void => {
    if (!isTold) parts.onAuditTrouble(error);
    isTold = true;
  };
  const write = (): Promise<unknown> => {
    const entries = waiting;
    waiting = [];
    return record({ ...parts, onAuditTrouble }, entries);
  };
  return {
    /** Resolves when the line is on its way to the log. Never rejects. */
    add: (answer: TargetAnswer): Promise<void> => {
      waiting.push(answeredEntry(answer, parts.clock.now()));
      if (waiting.length === 1) handedOver = Promise.resolve().then(() => void writes.push(write()));
      return handedOver;
    },
    written: () => handedOver.then(() => Promise.all(writes)),
  };
}

function callInstances(
  changes: AwsChanges,
  permit: Permit,
  ids: readonly string[],
): Promise<Outcome<Changed<readonly StateChange[]>>> {
  return permit.operation.type === 'start' ? changes.startInstances(permit, ids) : changes.stopInstances(permit, ids);
}

/** When a confirmation ends, by the wall clock as it is set now. */
const heldUntil = ({ confirmed }: Permit, clock: Clock): { readonly until: number } => ({
  until: wallTimeOf(confirmed, momentOf(clock)) + PERMIT_LIFE,
});

async function callOne(
  parts: RunParts,
  permit: Permit,
  operation: Exclude<Operation, InstanceOperation>,
  { target, tracked }: { readonly target: PlannedTarget; readonly tracked: Tracked },
): Promise<Omit<TargetAnswer, 'tracked'>> {
  const { changes, clock } = parts;
  const { id } = target.ref;
  const outlast = <T>(call: () => Promise<Outcome<T>>): Promise<Outcome<T>> =>
    outlastThrottling(call, clock, () => parts.tracker.sending({ ...tracked, throttled: heldUntil(permit, clock) }));
  switch (operation.type) {
    case 'roll-back':
    case 'abort':
      return answerOf(await outlast(() => changes.stopDeployment(permit, id)), stateless);
    case 'continue': {
      const hookId = tracked.operation.type === 'continue' ? tracked.operation.hookId : undefined;
      if (hookId === undefined) {
        return { failure: { kind: 'forbidden', code: 'no-waiting-hook', message: '', mayHaveHappened: false } };
      }
      return answerOf(await outlast(() => changes.continueDeployment(permit, id)), stateless);
    }
    case 'stop-experiment':
      return answerOf(await outlast(() => changes.stopExperiment(permit, id)), ({ state }) => ({
        current: state,
      }));
    case 'engage-lever':
    case 'disengage-lever':
      return answerOf(await outlast(() => changes.setSafetyLever(permit)), ({ state }) => ({
        current: state,
      }));
  }
}

/** ECS's answer tells no state. */
const stateless = () => ({});

function answerOf<T>(
  outcome: Outcome<Changed<T>>,
  facts: (value: T) => { previous?: string; current?: string },
): Omit<TargetAnswer, 'tracked'> {
  if (!outcome.ok) return { failure: outcome.failure };
  const { value, requestId } = outcome.value;
  return { ...facts(value), ...(requestId === undefined ? {} : { requestId }) };
}

function answeredEntry(answer: TargetAnswer, at: number): AuditEntry {
  const { failure, previous, current, requestId } = answer;
  return {
    v: 1,
    type: 'answered',
    id: answer.tracked.id,
    time: new Date(at).toISOString(),
    ...(requestId === undefined
      ? failure?.requestId === undefined
        ? {}
        : { requestId: failure.requestId }
      : { requestId }),
    ...(previous === undefined ? {} : { previous }),
    ...(current === undefined ? {} : { current }),
    ...(failure
      ? {
          error: {
            kind: failure.kind,
            ...(failure.code === undefined ? {} : { code: failure.code }),
            message: failure.message,
            mayHaveHappened: failure.mayHaveHappened,
          },
        }
      : {}),
  };
}

/** Writes to the log, but never holds up or fails a stop because of it. */
function record(parts: RunParts, entries: readonly AuditEntry[]): Promise<unknown> {
  // In an async function, so that what is thrown at once is caught too.
  const writing = async () => parts.audit.write(entries);
  return within(parts.clock, AUDIT_PATIENCE, writing().catch(parts.onAuditTrouble));
}
