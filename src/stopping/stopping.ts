import { createEmitter, type Event } from '../base/event.ts';
import { within } from '../base/within.ts';
import type { Journal } from '../model/ports/journal.ts';
import type { StrikeSecrets } from '../model/ports/strikeSecrets.ts';
import { type AuditLog, createAuditLog } from './audit/auditLog.ts';
import { engagementIn } from './audit/engagements.ts';
import { lastReasons } from './audit/lastReasons.ts';
import { struckLog } from './audit/struck.ts';
import { type Said, type ConfirmedPlan, createConfirmations } from './confirmation.ts';
import { createRefusals, type Refusals } from './follow/refusals.ts';
import { createEarlierRequests } from './follow/earlierRequests.ts';
import { createEarlierWindows, type EarlierWindows } from './follow/earlierWindows.ts';
import { asLogged } from './follow/resume.ts';
import { createStartable } from './follow/startable.ts';
import type { Tracked } from './follow/followed.ts';
import { createTracker, type Ended, type Tracker, type TrackerParts } from './follow/tracker.ts';
import type { Operation } from '../model/operation.ts';
import type { Plan } from './plan/plan.ts';
import { type HearLater, type Meant, type PlanParts, planStop } from './plan/planStop.ts';
import type { Proposal, Reach } from './plan/proposal.ts';
import { type RunParts, runStop } from './run/runStop.ts';
import type { RunResult } from './runResult.ts';
import type { TargetRef } from '../model/resources/resource.ts';
import type { Whose } from '../model/sight.ts';

/** What is being followed, for whoever shows it. Nothing in this interface asks AWS to change anything. */
export type Follow = Pick<
  Tracker,
  'mark' | 'forced' | 'letGo' | 'wake' | 'following' | 'unread' | 'signedOut' | 'onDidMark' | 'onDidEnd' | 'onDidStall'
> & {
  /** Fires with what ended for an earlier window, as the audit log has it: nobody may have been told. */
  readonly onDidFindEnds: Event<readonly Ended[]>;
  /** Whether the audit log can't be read, or not all of its last day, so that what is under way for earlier windows isn't known. */
  readonly logLack: EarlierWindows['lack'];
  readonly onDidChangeLogLack: EarlierWindows['onDidChange'];
  /** The refusal of the last request for a thing, if that was refused lately. */
  readonly refusal: Refusals['find'];
  readonly onDidChangeRefusals: Refusals['onDidChange'];
};

/** The audit log, for whoever reads it. */
export type AuditReader = Pick<AuditLog, 'read' | 'readAll'>;

/**
 * A stop, from the plan to the last line of the audit log. Whoever stops something goes this way and no other:
 * {@link Stopping.plan}, then a person's own {@link Stopping.confirm}, then {@link Stopping.run}, and {@link Stopping.follow} tells how it ends.
 */
export interface Stopping {
  /** Reads afresh what the operation is about, and collects what the person has to know. Changes nothing and never rejects. `later` hears, until the signal aborts, of what nobody waits for. */
  readonly plan: (
    refs: readonly TargetRef[],
    operation: Operation,
    signal: AbortSignal,
    later?: HearLater,
    meant?: Meant,
  ) => Promise<Plan>;
  /**
   * A plan for an agent or an extension that only asks what would happen. It makes no dry runs, whose rate limit the person's own plan may need, and
   * can't be confirmed.
   */
  readonly explain: (refs: readonly TargetRef[], operation: Operation, signal: AbortSignal) => Promise<Plan>;
  /** Plans several operations that one dialog asks about. Nothing is added later: what appears in AWS meanwhile never becomes a part of it. */
  readonly propose: (wants: readonly Want[], reach: Reach, signal: AbortSignal, later?: HearLater) => Promise<Proposal>;
  /**
   * Called by the prompt, from the person's own answer, and from nowhere else.
   *
   * @throws {StalePlanError} when the plan has grown old, or was made under other guards.
   * @throws {ReasonMissingError} when it lacks a reason that `halt.requireReason` asks for.
   * @throws {NotTypedError} when what has to be typed in production was not.
   * @throws {Error} when it was confirmed before.
   */
  readonly confirm: (plan: Plan, said: Said) => ConfirmedPlan;
  /**
   * Called by the prompt alone, too: one answer for all that a proposal would send. Each of its plans has its own permits, one an account and region.
   *
   * @throws as {@link confirm}, and then nothing is confirmed.
   */
  readonly confirmAll: (proposal: Proposal, said: Said) => readonly ConfirmedPlan[];
  /** Whether `halt.requireReason` asks for a reason that isn't in what the person said: {@link confirm} would refuse them. */
  readonly lacksReason: (plan: Plan, said: Said) => boolean;
  /** The reasons that people gave last, newest first, each once. Empty when the audit log can't be read, since that must not hold up a stop. */
  readonly lastReasons: () => Promise<readonly string[]>;
  /** Sends what was confirmed, once. Resolves when every call was answered. Rejects only for a plan that may not be carried out. */
  readonly run: (confirmed: ConfirmedPlan) => Promise<RunResult>;
  readonly follow: Follow;
  /**
   * Takes up from the audit log what earlier windows asked for, as soon as the log can be read: what is still to be followed, and what Halt has
   * stopped. Asks AWS to change nothing, and never rejects.
   */
  readonly resume: () => Promise<readonly Tracked[]>;
  /** Whether Halt stopped it and has not started it since: what *Start Stopped Instance Again…* is offered for. */
  readonly startable: (ref: TargetRef, shown: Whose) => boolean;
  /** Fires with what AWS answered to a run, after its lines are in the audit log. */
  readonly onDidAnswer: Event<RunResult>;
  readonly audit: AuditReader;
  /**
   * Resolves when every line of the audit log is there, or has failed: those that are on their way, and the one that tells what AWS answered to a call that is
   * under way. That call's end is waited for a little while; whoever closes Halt ends it.
   */
  readonly flush: () => Promise<void>;
  /** Ends the following; the stops themselves go on. */
  readonly dispose: () => void;
}

/** One operation on these targets. */
export interface Want extends Meant {
  readonly refs: readonly TargetRef[];
  readonly operation: Operation;
}

export interface StoppingParts extends PlanParts {
  readonly changes: RunParts['changes'];
  /** Where the audit log is kept. */
  readonly journal: Journal;
  /** Strikes secrets out of texts from outside before they are written to the log. */
  readonly struck: StrikeSecrets;
  readonly looked: TrackerParts['looked'];
  /** After how many milliseconds of `stopping` an instance counts as stalled. */
  readonly stallAfter: TrackerParts['stallAfter'];
  /** A line could not be written to the audit log. The stop goes on; the person is told. */
  readonly onAuditTrouble: (error: unknown) => void;
  /** Called once when lines of the last day can't be read in the audit log: nobody follows what they asked for. */
  readonly onLinesLost: () => void;
  readonly onError: (error: unknown) => void;
}

/** How long the last lines wait for calls that are under way, in milliseconds. The editor gives an extension about five seconds to end. */
const RUNS_PATIENCE = 3_000;

/** The stops of one window: plan, confirmation, run, following and audit log, connected. Asks AWS for nothing and writes nothing until it is called; `changes` goes to the run alone. */
export function createStopping(parts: StoppingParts): Stopping {
  const { reads, changes, clock, newId, onError } = parts;
  const writing = new Set<Promise<void>>();
  const running = new Set<Promise<void>>();
  const log = struckLog(createAuditLog(parts.journal), parts.struck, clock);
  const audit: AuditLog = {
    ...log,
    write: (entries) => {
      const line = log.write(entries);
      holdUntilOver(writing, line);
      return line;
    },
  };
  /** Empty when the log can't be read, since that must not hold up a stop. */
  const readRecords = async () => {
    try {
      return (await audit.read()).records;
    } catch (error) {
      onError(error);
      return [];
    }
  };
  const confirmations = createConfirmations(clock, parts.policy);
  const startable = createStartable();
  const answered = createEmitter<RunResult>(onError);
  const found = createEmitter<readonly Ended[]>(onError);
  const tracker = createTracker({
    reads,
    clock,
    looked: parts.looked,
    stallAfter: parts.stallAfter,
    asLogged: (tracked) => asLogged(audit, tracked),
    foundEnded: (end) => {
      before.ended(end);
      refusals.ended(end);
      found.fire([end]);
    },
    onError,
  });
  const { onLinesLost: onLost } = parts;
  const earlier = createEarlierWindows({ audit, tracker, startable, clock, onLost, onError });
  const before = createEarlierRequests(tracker, clock);
  const refusals = createRefusals(clock, onError);
  /** The work of {@link Stopping.resume}; undefined until that is called. */
  let takingUp: Promise<unknown> | undefined;
  const takeUp = async () => {
    const { takenUp, ended } = await earlier.takeUp();
    for (const end of ended) {
      before.ended(end);
      refusals.ended(end);
    }
    if (ended.length > 0) found.fire(ended);
    return takenUp;
  };
  const planParts: PlanParts = {
    ...parts,
    engagedBy: async (lever) => engagementIn(await readRecords(), lever),
    requestedBefore: before.find,
    forcedBefore: (ref, whose) => tracker.forced(ref, whose),
    earlierKnown: (signal) => whetherTakenUp(takingUp, earlier, signal),
  };
  const onlyReads: PlanParts = { ...planParts, dryRuns: () => undefined };
  // This listener is registered first: the line `ended` is on its way to the log before anybody else says how it ended.
  tracker.onDidEnd((ended) => {
    startable.ended(ended);
    before.ended(ended);
    refusals.ended(ended);
    audit.write([endedEntry(ended, clock.now())]).catch(parts.onAuditTrouble);
  });
  return {
    plan: (refs, operation, signal, later, meant) => planStop(planParts, refs, operation, signal, later, meant),
    explain: (refs, operation, signal) => planStop(onlyReads, refs, operation, signal),
    propose: async (wants, reach, signal, later) => {
      const asked = wants.filter(({ refs }) => refs.length > 0);
      const plans = await Promise.all(
        asked.map(async ({ refs, operation, ...meant }) => {
          const asPart = (plan: Plan) => ({ ...plan, isPart: true }) as const;
          return asPart(await planStop(planParts, refs, operation, signal, (plan) => later?.(asPart(plan)), meant));
        }),
      );
      return { reach, plans };
    },
    confirm: (plan, said) => confirmations.confirm(plan, said),
    confirmAll: (proposal, said) => confirmations.confirmAll(proposal, said),
    lacksReason: (plan, said) => confirmations.lacksReason(plan, said),
    lastReasons: async () => lastReasons(await readRecords()),
    run: async (confirmed) => {
      const { onAuditTrouble } = parts;
      const run = { confirmations, changes, audit, tracker, clock, newId, onAuditTrouble };
      const work = runStop(run, confirmed);
      holdUntilOver(running, work);
      const result = await work;
      answered.fire(result);
      return result;
    },
    follow: followOf(tracker, earlier, refusals, found.event),
    resume: () => {
      const work = takeUp();
      takingUp = work;
      return work;
    },
    startable: (ref, shown) => startable.has(ref, shown),
    onDidAnswer: answered.event,
    audit,
    flush: async () => {
      await within(clock, RUNS_PATIENCE, Promise.all(running));
      while (writing.size > 0) await Promise.all(writing);
    },
    dispose: () => {
      earlier.dispose();
      tracker.dispose();
      refusals.dispose();
      answered.dispose();
      found.dispose();
    },
  };
}

/** The parts that whoever shows what is followed may use. */
function followOf(
  tracker: Tracker,
  earlier: EarlierWindows,
  refusals: Refusals,
  onDidFindEnds: Follow['onDidFindEnds'],
): Follow {
  return {
    ...tracker,
    onDidFindEnds,
    logLack: earlier.lack,
    onDidChangeLogLack: earlier.onDidChange,
    refusal: refusals.find,
    onDidChangeRefusals: refusals.onDidChange,
  };
}

/**
 * Waits until the log has been read, and resolves with whether it is known what earlier windows asked for. A log that can't be read isn't waited for,
 * as it may never be.
 */
async function whetherTakenUp(
  work: Promise<unknown> | undefined,
  { lack, onDidChange }: Pick<EarlierWindows, 'lack' | 'onDidChange'>,
  signal: AbortSignal,
): Promise<boolean> {
  if (work === undefined || lack() !== 'loading' || signal.aborted) return work === undefined || lack() === undefined;
  await new Promise<void>((resolve) => {
    const over = () => {
      release();
      signal.removeEventListener('abort', over);
      resolve();
    };
    const release = onDidChange((now) => {
      if (now === 'unread') over();
    });
    signal.addEventListener('abort', over);
    void work.then(over, over);
  });
  return lack() === undefined;
}

/** Keeps the work in the set until it has ended, well or badly. */
function holdUntilOver(all: Set<Promise<void>>, work: Promise<unknown>): void {
  const over = work.then(
    () => {},
    () => {},
  );
  all.add(over);
  void over.then(() => all.delete(over));
}

function endedEntry({ tracked, verdict }: Ended, at: number) {
  return { v: 1, type: 'ended', id: tracked.id, time: new Date(at).toISOString(), verdict } as const;
}
