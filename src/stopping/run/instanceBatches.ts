import type { Clock } from '../../base/clock.ts';
import type { Failure, Outcome } from '../../model/failure.ts';
import { deniedResource, namedIn } from '../../model/namedInMessage.ts';
import { outlastThrottling } from './outlastThrottling.ts';
import type { Changed, StateChange } from '../../model/ports/awsChanges.ts';

/**
 * How many instances go into one call. StopInstances takes more, but where AWS refuses a call for a single member, the whole batch has to be sent
 * once more.
 */
const BATCH_SIZE = 500;
/**
 * The size of batches from the second refusal on that names an instance. Where two are refused there may be many, and each would make all others go
 * out again. AWS stops 20 instances a second once the first thousand are used up, and doesn't say whether those of a refused call count.
 */
const SMALL_BATCH_SIZE = 50;
/**
 * How many refusals of each kind are searched for the members that they are about. Past that, each call that is left is sent once, and its refusal
 * counts for all of its members. A refusal that names nobody (`unnamed`) is mostly about the whole call; a denial is mostly about the caller, and
 * only seldom, by policies over tags, about some members.
 */
const searches = { named: 60, unnamed: 24, denied: 16 };

/** What AWS answered for one id: the states that it names, or why there are none. */
export interface BatchAnswer {
  readonly previous?: string;
  readonly current?: string;
  readonly requestId?: string;
  readonly failure?: Failure;
}

/** How often a call that AWS may have carried out is sent again, where {@link afterDoubt} allows it. */
export const RESENDS = 2;
/** The pause before a call is sent again, in milliseconds, give or take a quarter. */
const RESEND_PAUSE = 1_000;

/** Ids that go out in one call. */
interface Batch {
  readonly ids: readonly string[];
  /** How often it may still be sent again after an answer by which nobody knows whether AWS carried it out. */
  readonly resends: number;
  /** An earlier call with these ids may have been carried out. */
  readonly doubt: boolean;
}

/** Called with what becomes of the ids. */
export interface BatchEars {
  /** Once for each id, at its end. */
  readonly settle: (id: string, answer: BatchAnswer) => void;
  /** AWS throttled a call with these ids, and it will be sent again. */
  readonly throttled: (ids: readonly string[]) => void;
}

/**
 * Sends ids in as few calls as possible. EC2 fails a whole call for one bad member: the member that the message names is set apart and the others are
 * sent again; where it names none, each half is sent by itself. A call that AWS may have carried out is sent again at most `resends` times, which is
 * 0 unless the operation has the same effect however often it arrives. Ids that a good answer doesn't name count as possibly carried out, too.
 */
export async function sendInBatches(
  ids: readonly string[],
  call: (ids: readonly string[]) => Promise<Outcome<Changed<readonly StateChange[]>>>,
  resends: number,
  clock: Clock,
  { settle, throttled }: BatchEars,
): Promise<void> {
  const queue: Batch[] = pieces(ids, BATCH_SIZE).map((piece) => ({ ids: piece, resends, doubt: false }));
  const left = { ...searches };
  let namings = 0;
  const settleAll = (batch: readonly string[], failure: Failure): void => {
    for (const id of batch) settle(id, { failure });
  };
  for (let batch = queue.shift(); batch; batch = queue.shift()) {
    const sent = batch.ids;
    const outcome = await outlastThrottling(
      () => call(sent),
      clock,
      () => throttled(sent),
    );
    if (outcome.ok) {
      const unnamed = settleNamed(sent, outcome.value, settle);
      if (unnamed.length === 0) continue;
      if (batch.resends > 0) {
        await pause(clock);
        queue.unshift({ ids: unnamed, resends: batch.resends - 1, doubt: true });
      } else settleAll(unnamed, unnamedFailure(outcome.value.requestId));
      continue;
    }
    const doubt = batch.doubt || outcome.failure.mayHaveHappened;
    // A refusal says that the last attempt was not carried out. It says nothing of an earlier one whose answer was lost.
    const failure = { ...outcome.failure, mayHaveHappened: doubt };
    const resendsLeft = outcome.failure.mayHaveHappened ? batch.resends - 1 : batch.resends;
    // A denial names the caller too, and a role session can be called like an instance: only the resource that it denies counts.
    const about = failure.kind === 'denied' ? deniedResource(failure.message) : failure.message;
    const bad = new Set(namedIn(about, sent));
    const kind = failure.kind === 'denied' ? 'denied' : bad.size > 0 ? 'named' : 'unnamed';
    const isSearched = blamesMembers(failure) && sent.length > 1 && left[kind] > 0;
    if (resendsLeft < 0 || (!isSearched && !(outcome.failure.mayHaveHappened && mayPass(failure)))) {
      settleAll(sent, failure);
      continue;
    }
    if (outcome.failure.mayHaveHappened) await pause(clock);
    if (!isSearched) {
      queue.unshift({ ids: sent, resends: resendsLeft, doubt });
      continue;
    }
    left[kind] -= 1;
    if (bad.size > 0) namings += 1;
    settleAll([...bad], failure);
    const rest = sent.filter((id) => !bad.has(id));
    const middle = Math.ceil(rest.length / 2);
    const parts =
      bad.size === 0
        ? [rest.slice(0, middle), rest.slice(middle)]
        : pieces(rest, namings > 1 ? SMALL_BATCH_SIZE : BATCH_SIZE);
    queue.unshift(...parts.map((part) => ({ ids: part, resends: resendsLeft, doubt })));
  }
}

/** Settles the ids that the answer names, and returns the others. */
function settleNamed(
  sent: readonly string[],
  { value, requestId }: Changed<readonly StateChange[]>,
  settle: (id: string, answer: BatchAnswer) => void,
): readonly string[] {
  const changes = new Map(value.map((change) => [change.id, change]));
  return sent.filter((id) => {
    const change = changes.get(id);
    if (change === undefined) return true;
    const { previous, current } = change;
    settle(id, { previous, current, ...(requestId === undefined ? {} : { requestId }) });
    return false;
  });
}

/** For an id that AWS's good answer doesn't name. */
function unnamedFailure(requestId: string | undefined): Failure {
  const message = 'AWS’s answer doesn’t name it.';
  return { kind: 'malformed', message, mayHaveHappened: true, ...(requestId === undefined ? {} : { requestId }) };
}

function pause(clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    clock.after(RESEND_PAUSE * (0.75 + clock.random() / 2), resolve);
  });
}

function pieces(ids: readonly string[], size: number): readonly (readonly string[])[] {
  const count = Math.ceil(ids.length / size);
  return Array.from({ length: count }, (_, index) => ids.slice(index * size, (index + 1) * size));
}

/** Refusals that are about a member of the call rather than about the caller, the region or the connection. */
function blamesMembers(failure: Failure): boolean {
  switch (failure.kind) {
    case 'refused':
    case 'not-found':
    // Policies may allow some instances (by tag) and deny others. An older message is encoded and names none.
    case 'denied':
      return true;
    default:
      return false;
  }
}

/**
 * Whether the failure may pass by itself: faults of the connection, and AWS's own. What Halt or the person ended, or what AWS would refuse again,
 * doesn't.
 */
function mayPass({ kind }: Failure): boolean {
  switch (kind) {
    case 'cut':
    case 'timeout':
    case 'unreachable':
    case 'server':
    case 'throttled':
    case 'malformed':
      return true;
    default:
      return false;
  }
}
