import { stateOf } from '../model/resources/target.ts';
import type { Failure } from '../model/failure.ts';
import type { Instance } from '../model/resources/instance.ts';
import { stateTraits } from '../model/resources/states.ts';
import type { Operation } from '../model/operation.ts';
import { isWaiting, type LifecycleHook, type ServiceDeployment, waitingHook } from '../model/resources/deployment.ts';
import type { Target } from '../model/resources/target.ts';
import { mayBeOf, type Whose, whoseOf } from '../model/sight.ts';
import type { Elsewhere } from '../model/destination.ts';
import { isUnread } from '../model/resources/unreadable.ts';

declare const fromALook: unique symbol;

/** The state of a target as a look saw it that began after the request was over. Only {@link sightingOf} makes one. */
export interface SeenState {
  readonly [fromALook]: true;
  readonly state: string;
  /** A deployment that waited for a person at a pause hook, whatever AWS calls its state. */
  readonly isPaused?: true;
  /** When AWS told it, in milliseconds since the epoch by AWS's clock, as the answer told it. */
  readonly seenAt: number;
  /** The account in which it was seen; absent where that isn't known. */
  readonly account?: string;
}

/** What one look after a request saw of one target. Only {@link sightingOf} makes one. */
export interface Sighting {
  readonly [fromALook]: true;
  readonly observed: Target;
  readonly seen: SeenState;
}

/** One look. `begun`: when it began, by `Clock.elapsed`. `seenAt`: when its answer came, in milliseconds since the epoch by this machine's clock. */
export interface Look {
  readonly begun: number;
  readonly seenAt: number;
  /** AWS's clock minus this machine's, in milliseconds; absent where they agree. */
  readonly clockOffset?: number;
  readonly account?: string;
  readonly elsewhere?: Elsewhere;
}

/**
 * What a look saw of a target, if it says anything of the request. Undefined where the look began before the request was over (`over`, by
 * `Clock.elapsed`), or where it was answered by another account than the request's, or by one that isn't known.
 */
export function sightingOf(
  observed: Target,
  look: Look,
  request: { readonly over: number; readonly whose: Whose },
): Sighting | undefined {
  if (look.begun < request.over) return undefined;
  if (!mayBeOf(whoseOf(look), request.whose)) return undefined;
  const { account, clockOffset = 0 } = look;
  const isPaused = observed.kind === 'deployment' && waitingHook(observed) !== undefined;
  const seen = {
    state: stateOf(observed),
    ...(isPaused && { isPaused }),
    seenAt: look.seenAt + clockOffset,
    ...(account !== undefined && { account }),
  };
  return { observed, seen } as Sighting;
}

/** How it ended for one target, as AWS's own answers tell. */
export type Verdict =
  | ({ readonly type: VerdictType; readonly reason?: string } & SeenState)
  /** AWS refused it, or the call never left. */
  | { readonly type: 'refused'; readonly failure: Failure }
  /** AWS no longer knows it. */
  | ({ readonly type: 'gone' } & LastKnown)
  /**
   * The call's answer was lost, and the target hasn't changed since, as AWS's own times or looks without a gap show: most likely the call never
   * arrived.
   */
  | ({ readonly type: 'not-carried-out'; readonly failure: Failure } & SeenState)
  /**
   * Following was given up, because its time was over, or, with `watched`, because no later look could tell any more what became of the request;
   * `watched` says after how many milliseconds. (The name is from the audit log.)
   */
  | ({ readonly type: 'unknown'; readonly watched?: number } & LastKnown)
  /** The profile leads to another account (`now`) than the one in which it was asked for (`asked`): what it reads now is about something else. */
  | ({ readonly type: 'other-account'; readonly asked: string; readonly now: string } & LastKnown)
  /** The person ended the following; the stop itself goes on. (The name is from the audit log.) */
  | ({ readonly type: 'unwatched' } & LastKnown);

/** An end that was seen: its state, and AWS's reason where it gave one. */
export type SeenEnd = Extract<Verdict, { readonly type: VerdictType }>;

/** Whether a final state was seen. False for what was refused, is gone, or was given up. */
export function isSeenEnd(verdict: Verdict): verdict is SeenEnd {
  switch (verdict.type) {
    case 'refused':
    case 'gone':
    case 'not-carried-out':
    case 'unknown':
    case 'other-account':
    case 'unwatched':
      return false;
    default:
      return true;
  }
}

/** What is known of something whose end was not seen. */
export interface LastKnown {
  readonly last?: SeenState;
  /** Why it could not be read at the end, and since when: in milliseconds since the epoch, by AWS's clock as it was last told. */
  readonly unread?: { readonly since: number; readonly failure: Failure };
}

/** How a request ended, by the state in which its target was seen to end and by what was asked for. */
export type VerdictType =
  | 'stopped'
  | 'hibernated'
  /** It was to hibernate, and AWS shut it down without. */
  | 'shut-down-instead'
  | 'terminated'
  | 'started'
  /** It was to start, and is stopped again. */
  | 'start-failed'
  | 'rolled-back'
  | 'rollback-failed'
  /** It finished before the stop arrived. */
  | 'finished-first'
  | 'continued'
  | 'failed'
  | 'cancelled'
  | 'engaged'
  | 'disengaged';

/** Whether the end was seen or told by AWS. False where it was given up or only concluded from silence. */
export function isObserved({ type }: Verdict): boolean {
  return type !== 'unknown' && type !== 'unwatched' && type !== 'not-carried-out' && type !== 'other-account';
}

/**
 * Whether the target itself has come to an end: a state that AWS changes no more by itself, or nothing there any more. Whoever watches it has then
 * seen its end.
 */
export function isEndSeen(kind: Target['kind'], verdict: Verdict): boolean {
  switch (verdict.type) {
    case 'refused':
    case 'unknown':
    case 'not-carried-out':
    case 'other-account':
    case 'unwatched':
      return false;
    case 'gone':
      return true;
    default:
      return stateTraits(kind, verdict.state).final;
  }
}

/**
 * Whether the end is what was asked for. It isn't where a deployment that was to continue was rolled back, or where one that was to continue or to roll back was
 * stopped without either.
 */
export function isSuccess(verdict: Verdict, operation: Operation): boolean {
  switch (verdict.type) {
    case 'rolled-back':
      return !(operation.type === 'continue' && operation.action === 'CONTINUE');
    case 'stopped':
      return verdict.state !== 'STOPPED' || operation.type === 'abort';
    case 'hibernated':
    case 'started':
    case 'continued':
    case 'engaged':
    case 'disengaged':
      return true;
    default:
      return false;
  }
}

/** Whether the state shows that AWS has taken up the request: false where it is as if nobody had asked, undefined for a state that tells neither. */
export function showsRequest(operation: Operation, observed: Target): boolean | undefined {
  const state = stateOf(observed);
  const among = (yes: readonly string[], no: readonly string[]) =>
    yes.includes(state) ? true : no.includes(state) ? false : undefined;
  switch (observed.kind) {
    case 'instance':
      return operation.type === 'start'
        ? among(['pending', 'running'], ['stopped'])
        : among(['stopping', 'stopped', 'shutting-down', 'terminated'], ['pending', 'running']);
    case 'deployment': {
      if (operation.type === 'continue' && state === 'IN_PROGRESS') {
        const waits = stillWaits(operation, observed);
        if (waits !== false) return waits === true ? false : undefined;
        if (operation.action === 'CONTINUE') return true;
      }
      const { stoppable, rank } = stateTraits('deployment', state);
      return stoppable ? rank === 0 : undefined;
    }
    case 'experiment':
      return among(['stopping', 'stopped', 'cancelled'], ['pending', 'initiating', 'running']);
    case 'lever':
      return operation.type === 'engage-lever'
        ? among(['engaging', 'engaged'], ['disengaged'])
        : among(['disengaged'], ['engaged']);
  }
}

/**
 * Whether the deployment still waits at the hook that was answered; where it isn't known which one that was, whether it waits at any. Undefined where
 * its hooks could not be read, or where the answer leaves the hook out: ECS keeps what it tells of one that was answered, so that an answer without it says
 * nothing. That it waits at another one says that it came past.
 */
function stillWaits(
  { hookId }: Extract<Operation, { type: 'continue' }>,
  deployment: ServiceDeployment,
): boolean | undefined {
  const { hooks } = deployment;
  const isWaitingAtAny = waitingHook(deployment) !== undefined;
  const areAllRead = !isUnread(deployment, 'lifecycleHookDetails');
  if (hookId === undefined) {
    if (isWaitingAtAny) return true;
    return areAllRead && hooks.length > 0 && hooks.every(isToldNotToWait) ? false : undefined;
  }
  const answered = hooks.filter(({ id }) => id === hookId);
  if (answered.some(isWaiting)) return true;
  if (!areAllRead) return undefined;
  return answered.length === 0
    ? isWaitingAtAny
      ? false
      : undefined
    : answered.every(isToldNotToWait)
      ? false
      : undefined;
}

/** What AWS calls a hook that waits for no answer, or for none any more: what it leaves out, or has added later, says nothing of that. */
const heldNoMore: ReadonlySet<string> = new Set(['IN_PROGRESS', 'SUCCEEDED', 'FAILED', 'TIMED_OUT']);
const isToldNotToWait = ({ status }: LifecycleHook): boolean => heldNoMore.has(status);

/**
 * How the operation ended, by what a look saw, or undefined while it is still going on. AWS's reads are eventually consistent: a state from before
 * the request is no end. `settled`: the state is surely from after the request.
 */
export function verdictOf(operation: Operation, { observed, seen }: Sighting, settled = false): Verdict | undefined {
  const { state } = seen;
  switch (observed.kind) {
    case 'instance':
      return instanceVerdict(operation, observed, seen, settled);
    case 'deployment': {
      if (operation.type === 'continue' && operation.action === 'CONTINUE') {
        if (state === 'IN_PROGRESS' && stillWaits(operation, observed) === false) return { type: 'continued', ...seen };
        if (state === 'SUCCESSFUL') return { type: 'continued', ...seen };
      }
      const reason = observed.statusReason === undefined ? {} : { reason: observed.statusReason };
      if (state === 'ROLLBACK_SUCCESSFUL') return { type: 'rolled-back', ...seen, ...reason };
      if (state === 'ROLLBACK_FAILED') return { type: 'rollback-failed', ...seen, ...reason };
      if (state === 'STOPPED') return { type: 'stopped', ...seen, ...reason };
      if (state === 'SUCCESSFUL') return { type: 'finished-first', ...seen, ...reason };
      return undefined;
    }
    case 'experiment': {
      if (!stateTraits('experiment', state).final) return undefined;
      const reason = observed.reason === undefined ? {} : { reason: observed.reason };
      if (state === 'stopped') return { type: 'stopped', ...seen, ...reason };
      if (state === 'completed') return { type: 'finished-first', ...seen, ...reason };
      return { type: state === 'cancelled' ? 'cancelled' : 'failed', ...seen, ...reason };
    }
    case 'lever':
      if (operation.type === 'engage-lever' && state === 'engaged') return { type: 'engaged', ...seen };
      return operation.type === 'disengage-lever' && state === 'disengaged'
        ? { type: 'disengaged', ...seen }
        : undefined;
  }
}

function instanceVerdict(
  operation: Operation,
  instance: Instance,
  seen: SeenState,
  settled: boolean,
): Verdict | undefined {
  const { state } = seen;
  const said = instance.stateReason ?? instance.stateTransitionReason;
  const reason = said === undefined || said === '' ? {} : { reason: said };
  if (state === 'terminated') return { type: 'terminated', ...seen, ...reason };
  if (operation.type === 'start') {
    if (state === 'running') return { type: 'started', ...seen };
    // Right after the call a read may still say stopped, with the reason of the stop before it.
    return state === 'stopped' && settled ? { type: 'start-failed', ...seen, ...reason } : undefined;
  }
  if (state !== 'stopped') return undefined;
  // Without a word of AWS about why it stopped, it isn't known whether it hibernated.
  const told = `${instance.stateReasonCode ?? ''}${said ?? ''}` !== '' && !isUnread(instance, 'StateReason');
  if (operation.type !== 'hibernate') return { type: 'stopped', ...seen, ...reason };
  if (wasHibernated(instance)) return { type: 'hibernated', ...seen, ...reason };
  return { type: told ? 'shut-down-instead' : 'stopped', ...seen, ...reason };
}

/** Words in a reason that names hibernation which say that it failed. */
const DID_NOT =
  /fail|unable|unsuccessful|unsupported|cannot|(?:can|could|did|does|was|were)(?: not|n[’']t)|[’']t hibernat|not hibernat|not support|tim(?:ed|e) ?out/i;

/**
 * Whether AWS's reason says that it hibernated. When a guest can't hibernate, AWS reports no error: it shuts it down, and the reason is that of a
 * plain shutdown.
 */
function wasHibernated(instance: Instance): boolean {
  const { stateReasonCode: code = '', stateReason: reason = '', stateTransitionReason: transition = '' } = instance;
  const said = `${code} ${reason} ${transition}`;
  return /hibernat/i.test(said) && !DID_NOT.test(said);
}
