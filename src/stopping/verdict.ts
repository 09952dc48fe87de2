import { stateOf } from '../model/resources/target.ts';
import type { Failure } from '../model/failure.ts';
import type { Instance } from '../model/resources/instance.ts';
import { stateTraits } from '../model/resources/states.ts';
import type { Operation } from '../model/operation.ts';
import { isWaiting, type ServiceDeployment, waitingHook } from '../model/resources/deployment.ts';
import type { Target } from '../model/resources/target.ts';
import { mayBeOf, type Whose, whoseOf } from '../model/sight.ts';
import type { Elsewhere } from '../model/destination.ts';
import { isUnread } from '../model/resources/unreadable.ts';

declare const fromALook: unique symbol;

/** A state that a look after the request saw. Only {@link sightingOf} makes one. */
export interface SeenState {
  readonly [fromALook]: true;
  readonly state: string;
  /** A deployment that waited for a person at a pause hook, whatever AWS calls its state. */
  readonly isPaused?: true;
  /** When AWS told it, in milliseconds since the epoch by AWS's clock, as the answer told it. */
  readonly seenAt: number;
  /** In which account; absent where it was asked for without one being known. */
  readonly account?: string;
}

/** What one look after a request saw of one target. Only {@link sightingOf} makes one. */
export interface Sighting {
  readonly [fromALook]: true;
  readonly observed: Target;
  readonly seen: SeenState;
}

/** One look: when it began, in milliseconds since any moment that doesn't move, and when its answer was there, in milliseconds since the epoch by this machine's clock. */
export interface Look {
  readonly begun: number;
  readonly seenAt: number;
  /** AWS's clock minus this machine's, in milliseconds; absent where they agree. */
  readonly clockOffset?: number;
  readonly account?: string;
  readonly elsewhere?: Elsewhere;
}

/**
 * What a look saw, as far as it says something of a request: undefined where the look began before the request was over, or where it is about another account,
 * or about one that isn't known, than the one in which it was asked for.
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
  /** AWS refused, or the call never arrived. */
  | { readonly type: 'refused'; readonly failure: Failure }
  /** AWS no longer knows it. */
  | ({ readonly type: 'gone' } & LastKnown)
  /** The call's answer was lost and nothing changed since, as AWS or looks without a gap tell: it has most likely not arrived. */
  | ({ readonly type: 'not-carried-out'; readonly failure: Failure } & SeenState)
  /** Following was given up: after the whole of its time, or after so many milliseconds, where no look could tell any more what became of the request. (`watched` is the audit log's word.) */
  | ({ readonly type: 'unknown'; readonly watched?: number } & LastKnown)
  /** The profile leads to another account than the one in which it was asked for: what it reads now is about something else. */
  | ({ readonly type: 'other-account'; readonly asked: string; readonly now: string } & LastKnown)
  /** The person ended the following; the stop goes on. (The audit log's word.) */
  | ({ readonly type: 'unwatched' } & LastKnown);

/** An end that was seen: its state, and AWS's reason where it gave one. */
export type SeenEnd = Extract<Verdict, { readonly type: VerdictType }>;

/** Whether it ended in a state that was seen: not what was refused, is gone, or was given up. */
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
  /** Why it could not be read at the end, and since when, in milliseconds since the epoch by AWS's clock as it was last told. */
  readonly unread?: { readonly since: number; readonly failure: Failure };
}

/** What the state means in which something was seen to end, for what was asked of it. */
export type VerdictType =
  | 'stopped'
  | 'hibernated'
  /** It was to hibernate, and AWS shut it down. */
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

/** Whether the end was observed, or said by AWS, rather than given up or concluded from silence. */
export function isObserved({ type }: Verdict): boolean {
  return type !== 'unknown' && type !== 'unwatched' && type !== 'not-carried-out' && type !== 'other-account';
}

/** Whether a state was seen that AWS changes no more by itself, or that there is nothing any more: whoever watches it has seen its end. */
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
 * Whether the end is what was asked for. A deployment that was to go on and was rolled back is none, and neither is one that was to go on or back and stands
 * still where it was.
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

/**
 * Whether what is observed shows that AWS has taken up the request. False: it is as if nobody had asked. Undefined for a state that tells neither.
 */
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

/** Whether the deployment waits at the hook that was answered: at any, where it isn't known which. Undefined where its hooks could not be read. */
function stillWaits(
  operation: Extract<Operation, { type: 'continue' }>,
  deployment: ServiceDeployment,
): boolean | undefined {
  const waits =
    operation.hookId === undefined
      ? waitingHook(deployment) !== undefined
      : deployment.hooks.some((hook) => hook.id === operation.hookId && isWaiting(hook));
  return waits || !isUnread(deployment, 'lifecycleHookDetails') ? waits : undefined;
}

/**
 * The verdict of what is observed after the operation was requested, or undefined while it is still going on. Reads are eventually
 * consistent: a state from before the request is not an end. `settled`: what is observed is surely from after it.
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

/** In a code or a text that names hibernation: it came to nothing. */
const DID_NOT =
  /fail|unable|unsuccessful|unsupported|cannot|(?:can|could|did|does|was|were)(?: not|n[’']t)|[’']t hibernat|not hibernat|not support|tim(?:ed|e) ?out/i;

/** AWS says nothing when a guest can't hibernate; the reason it gives afterwards is a plain shutdown's. */
function wasHibernated(instance: Instance): boolean {
  const { stateReasonCode: code = '', stateReason: reason = '', stateTransitionReason: transition = '' } = instance;
  const said = `${code} ${reason} ${transition}`;
  return /hibernat/i.test(said) && !DID_NOT.test(said);
}
