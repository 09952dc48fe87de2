import type { Clock } from '../../base/clock.ts';
import type { Failure, Outcome } from '../../model/failure.ts';
import type { AuditLog } from '../audit/auditLog.ts';
import { type AuditEntry, requestedEntry } from '../audit/entry.ts';
import type { Confirmations, ConfirmedPlan } from '../confirmation.ts';
import { inBatches } from './instanceBatches.ts';
import { type Operation, observedState } from '../operation.ts';
import type { PlanGroup, PlannedTarget } from '../plan/plan.ts';
import { outlastThrottling } from './retryThrottled.ts';
import type { Tracked, Tracker } from '../follow/tracker.ts';
import type { Changed, AwsChanges, StateChange } from '../../model/ports/awsChanges.ts';
import { waitingHook } from '../../model/resources/deployment.ts';

export interface RunParts {
  readonly confirmations: Confirmations;
  readonly changes: AwsChanges;
  readonly audit: AuditLog;
  readonly tracker: Tracker;
  readonly clock: Clock;
  /** The account that the profile belongs to now, where it is known: a plan for another one is void. Best asked of AWS afresh; an answer that takes long is not waited for. */
  readonly accountNow: (profile: string) => string | undefined | Promise<string | undefined>;
  readonly newId: () => string;
  /** The log could not be written. The stop goes on; the person is told. */
  readonly onAuditTrouble: (error: unknown) => void;
}

/** What AWS answered for one target. */
export interface Answer {
  readonly tracked: Tracked;
  /** The previous and current state of StopInstances, the experiment's or lever's state as it came back. */
  readonly previous?: string;
  readonly current?: string;
  readonly requestId?: string;
  /** Why AWS didn't do it; with `mayHaveHappened` it is not known whether it did. */
  readonly failure?: Failure;
}

export interface RunResult {
  readonly run: string;
  readonly operation: Operation;
  /** One per target that was sent, in the plan's order. */
  readonly answers: readonly Answer[];
}

/** How long the log, and the check of the account, may hold up a stop, in milliseconds. */
const auditPatience = 2_000;
const accountPatience = 3_000;
const callsAtOnce = 4;

/** Carries out a confirmed plan, once. Resolves when every call has been answered; the tracker goes on from there. Rejects only for a plan that may not be carried out. */
export async function runStop(parts: RunParts, confirmed: ConfirmedPlan): Promise<RunResult> {
  const groups = parts.confirmations.take(confirmed);
  const { operation } = confirmed.plan;
  const run = parts.newId();
  const results = await Promise.all(groups.map((group) => runGroup(parts, confirmed, run, group)));
  return { run, operation, answers: results.flat() };
}

async function runGroup(
  parts: RunParts,
  confirmed: ConfirmedPlan,
  run: string,
  group: PlanGroup,
): Promise<readonly Answer[]> {
  const { operation } = confirmed.plan;
  const { clock, tracker } = parts;
  const at = clock.now();
  const pairs = group.targets.map((target) => {
    const stateBefore = target.observed ? observedState(target.observed) : undefined;
    const hook = target.observed?.kind === 'deployment' ? waitingHook(target.observed)?.id : undefined;
    const own = operation.type === 'continue' && hook !== undefined ? { ...operation, hookId: hook } : operation;
    const tracked: Tracked = {
      id: parts.newId(),
      run,
      ref: target.ref,
      ...(group.identity && { account: group.identity.account }),
      name: target.name,
      operation: own,
      requestedAt: at,
      ...(stateBefore === undefined ? {} : { stateBefore }),
    };
    return { target, tracked };
  });
  for (const { tracked } of pairs) tracker.sending(tracked);
  const who = group.identity?.arn ?? '';
  const account = group.identity?.account ?? '';
  const asking = accountOf(parts, group.scope.profile);
  await record(
    parts,
    pairs.map(({ target, tracked }) =>
      requestedEntry({
        ...tracked,
        at,
        who,
        account,
        scope: group.scope,
        state: tracked.stateBefore,
        answers: confirmed.answers,
        ref: target.ref,
      }),
    ),
  );
  const answers = new Map<string, Answer>();
  const settle = (tracked: Tracked, answer: Omit<Answer, 'tracked'>) => {
    answers.set(tracked.id, { tracked, ...answer });
    if (answer.failure && !answer.failure.mayHaveHappened) tracker.refuse(tracked, answer.failure);
    else tracker.follow(answer.failure ? { ...tracked, uncertain: answer.failure } : tracked);
  };

  const now = await asking;
  if (now !== undefined && now !== account) {
    const failure: Failure = {
      kind: 'forbidden',
      code: 'account-changed',
      message: `${account} → ${now}`,
      mayHaveHappened: false,
    };
    for (const { tracked } of pairs) settle(tracked, { failure });
  } else if (
    operation.type === 'stop' ||
    operation.type === 'hibernate' ||
    operation.type === 'force-stop' ||
    operation.type === 'start'
  ) {
    const byId = new Map(pairs.map(({ tracked }) => [tracked.ref.id, tracked]));
    await inBatches(
      [...byId.keys()],
      (ids) => callInstances(parts.changes, group, operation, ids),
      clock,
      (id, outcome) => {
        const tracked = byId.get(id);
        if (tracked) settle(tracked, outcome);
      },
    );
  } else {
    const queue = [...pairs];
    const worker = async () => {
      for (let pair = queue.shift(); pair; pair = queue.shift())
        settle(pair.tracked, await callOne(parts, group, operation, pair));
    };
    await Promise.all(Array.from({ length: Math.min(callsAtOnce, queue.length) }, worker));
  }
  const inOrder = pairs.flatMap(({ tracked }) => answers.get(tracked.id) ?? []);
  await record(
    parts,
    inOrder.map((answer) => answeredEntry(answer, clock.now())),
  );
  return inOrder;
}

function callInstances(
  changes: AwsChanges,
  group: PlanGroup,
  operation: Extract<Operation, { type: 'stop' | 'hibernate' | 'force-stop' | 'start' }>,
  ids: readonly string[],
): Promise<Outcome<Changed<readonly StateChange[]>>> {
  if (operation.type === 'start') return changes.startInstances(group.scope, ids);
  return changes.stopInstances(group.scope, ids, {
    hibernate: operation.type === 'hibernate',
    force: operation.type === 'force-stop',
    skipOsShutdown: operation.type === 'force-stop' && operation.skipOsShutdown,
  });
}

async function callOne(
  parts: RunParts,
  group: PlanGroup,
  operation: Exclude<Operation, { type: 'stop' | 'hibernate' | 'force-stop' | 'start' }>,
  { target, tracked }: { readonly target: PlannedTarget; readonly tracked: Tracked },
): Promise<Omit<Answer, 'tracked'>> {
  const { changes, clock } = parts;
  const { scope } = group;
  const { id } = target.ref;
  const previous = target.observed ? { previous: observedState(target.observed) } : {};
  switch (operation.type) {
    case 'roll-back':
    case 'abort': {
      const stopType = operation.type === 'abort' ? 'ABORT' : 'ROLLBACK';
      return answerOf(
        await outlastThrottling(() => changes.stopDeployment(scope, id, stopType), clock),
        () => previous,
      );
    }
    case 'continue': {
      const hookId = tracked.operation.type === 'continue' ? tracked.operation.hookId : undefined;
      if (hookId === undefined) {
        return { failure: { kind: 'refused', code: 'no-waiting-hook', message: '', mayHaveHappened: false } };
      }
      const { action } = operation;
      const call = () => changes.continueDeployment(scope, id, hookId, action);
      return answerOf(await outlastThrottling(call, clock), () => previous);
    }
    case 'stop-experiment':
      return answerOf(await outlastThrottling(() => changes.stopExperiment(scope, id), clock), ({ state }) => ({
        ...previous,
        current: state,
      }));
    case 'engage-lever':
    case 'disengage-lever': {
      const status = operation.type === 'engage-lever' ? 'engaged' : 'disengaged';
      const { reason } = operation;
      const call = () => changes.setSafetyLever(scope, status, reason);
      return answerOf(await outlastThrottling(call, clock), (lever) => ({ ...previous, current: lever.status }));
    }
  }
}

function answerOf<T>(
  outcome: Outcome<Changed<T>>,
  facts: (value: T) => { previous?: string; current?: string },
): Omit<Answer, 'tracked'> {
  if (!outcome.ok) return { failure: outcome.failure };
  const { value, requestId } = outcome.value;
  return { ...facts(value), ...(requestId === undefined ? {} : { requestId }) };
}

function answeredEntry(answer: Answer, at: number): AuditEntry {
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
  return within(parts.clock, auditPatience, writing().catch(parts.onAuditTrouble));
}

async function accountOf(parts: RunParts, profile: string): Promise<string | undefined> {
  const asking = async () => parts.accountNow(profile);
  return within(
    parts.clock,
    accountPatience,
    asking().catch(() => undefined),
  );
}

/** What `work` resolves with, or undefined when that takes longer. */
async function within<T>(clock: Clock, milliseconds: number, work: Promise<T>): Promise<T | undefined> {
  let cancel = () => {};
  const late = new Promise<undefined>((resolve) => {
    cancel = clock.after(milliseconds, () => resolve(undefined));
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    cancel();
  }
}
