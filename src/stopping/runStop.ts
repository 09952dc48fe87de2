import type { Clock } from '../model/clock.ts';
import type { Changed, Control, StateChange } from '../model/cloud.ts';
import type { Failure, Outcome } from '../model/failure.ts';
import { waitingHook } from '../model/service.ts';
import type { AuditEntry, AuditLog } from './audit.ts';
import { requestedEntry } from './audit.ts';
import type { Confirmations, ConfirmedPlan } from './confirmation.ts';
import { inBatches } from './batches.ts';
import { type Operation, observedState } from './operation.ts';
import type { PlanGroup, PlannedTarget } from './plan.ts';
import type { Tracked, Tracker } from './tracker.ts';

export interface RunParts {
  readonly confirmations: Confirmations;
  readonly control: Control;
  readonly audit: AuditLog;
  readonly tracker: Tracker;
  readonly clock: Clock;
  /** The account that the profile belongs to now, where it is known: a plan for another one is void. */
  readonly accountNow: (profile: string) => string | undefined;
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

/** How long the log may hold up a stop, in milliseconds. */
const auditPatience = 2_000;
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
    const tracked: Tracked = {
      id: parts.newId(),
      run,
      ref: target.ref,
      name: target.name,
      operation,
      requestedAt: at,
      ...(stateBefore === undefined ? {} : { stateBefore }),
    };
    return { target, tracked };
  });
  for (const { tracked } of pairs) tracker.sending(tracked);
  const who = group.identity?.arn ?? '';
  const account = group.identity?.account ?? '';
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

  const now = parts.accountNow(group.scope.profile);
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
      (ids) => callInstances(parts.control, group, operation, ids),
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
        settle(pair.tracked, await callOne(parts, group, operation, pair.target));
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
  control: Control,
  group: PlanGroup,
  operation: Extract<Operation, { type: 'stop' | 'hibernate' | 'force-stop' | 'start' }>,
  ids: readonly string[],
): Promise<Outcome<Changed<readonly StateChange[]>>> {
  if (operation.type === 'start') return control.startInstances(group.scope, ids);
  return control.stopInstances(group.scope, ids, {
    hibernate: operation.type === 'hibernate',
    force: operation.type === 'force-stop',
    skipOsShutdown: operation.type === 'force-stop' && operation.skipOsShutdown,
  });
}

async function callOne(
  parts: RunParts,
  group: PlanGroup,
  operation: Exclude<Operation, { type: 'stop' | 'hibernate' | 'force-stop' | 'start' }>,
  target: PlannedTarget,
): Promise<Omit<Answer, 'tracked'>> {
  const { control } = parts;
  const { scope } = group;
  const { id } = target.ref;
  const previous = target.observed ? { previous: observedState(target.observed) } : {};
  switch (operation.type) {
    case 'roll-back':
    case 'abort': {
      const outcome = await control.stopDeployment(scope, id, operation.type === 'abort' ? 'ABORT' : 'ROLLBACK');
      return answerOf(outcome, () => previous);
    }
    case 'continue': {
      const hookId = target.observed?.kind === 'deployment' ? waitingHook(target.observed)?.id : undefined;
      if (hookId === undefined) {
        return { failure: { kind: 'refused', code: 'no-waiting-hook', message: '', mayHaveHappened: false } };
      }
      return answerOf(await control.continueDeployment(scope, id, hookId, operation.action), () => previous);
    }
    case 'stop-experiment':
      return answerOf(await control.stopExperiment(scope, id), (experiment) => ({
        ...previous,
        current: experiment.state,
      }));
    case 'engage-lever':
    case 'disengage-lever': {
      const status = operation.type === 'engage-lever' ? 'engaged' : 'disengaged';
      return answerOf(await control.setSafetyLever(scope, status, operation.reason), (lever) => ({
        ...previous,
        current: lever.status,
      }));
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
async function record(parts: RunParts, entries: readonly AuditEntry[]): Promise<void> {
  let late = () => {};
  const written = parts.audit.write(entries).catch(parts.onAuditTrouble);
  const patience = new Promise<void>((resolve) => {
    late = parts.clock.after(auditPatience, resolve);
  });
  await Promise.race([written, patience]);
  late();
}
