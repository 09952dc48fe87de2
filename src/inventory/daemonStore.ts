import type { Clock } from '../base/clock.ts';
import type { AwsReads } from '../model/ports/awsReads.ts';
import { awaitAnswer, type OwedAnswer, withWait } from '../model/ports/owedAnswer.ts';
import { createEmitter, type Event } from '../base/event.ts';
import { known, valueOf } from '../model/fact.ts';
import { type Failure, failed } from '../model/failure.ts';
import type { Daemon, Daemons } from '../model/resources/daemon.ts';
import { withEarlierDetails } from '../model/resources/listedDeployment.ts';
import { type Scope, scopeKey } from '../model/scope.ts';
import type { Read, Sight } from '../model/sight.ts';
import { type Forgettable, forgettable } from './forgettable.ts';

/** A place's managed daemons as they were last read. */
export interface KnownDaemons extends Daemons {
  readonly loading: boolean;
  /** When they were read by AWS's clock, in milliseconds since the epoch; absent before. */
  readonly asOf?: number;
  /** AWS's clock minus this machine's, in milliseconds, as the last answer told; absent where they agree. */
  readonly clockOffset?: number;
  /** They are being read, and AWS hasn't answered for a while: since when, in milliseconds since the epoch by this machine's clock. */
  readonly waitingSince?: number;
  /** Why the last try failed. What was read before it stays. */
  readonly failure?: Failure;
}

/** Managed daemons are read when somebody opens their row, and never with a listing: they cost a call for each cluster and each daemon. */
export interface DaemonStore extends Forgettable {
  /** Undefined for a place where nobody has looked. */
  of(scope: Scope): KnownDaemons | undefined;
  /** A daemon as it was last read; undefined where nobody has looked, or where it wasn't there. */
  find(scope: Scope, arn: string): Daemon | undefined;
  /** The places in which somebody has looked. */
  places(): readonly Scope[];
  /** Reads the place's daemons if nobody has looked there yet. */
  load(scope: Scope): Promise<void>;
  /** Reads again the places that were looked at, or those of them that `which` means. What is there stays until the answer comes. */
  refresh(which?: { readonly profile?: string; readonly scope?: Scope }): Promise<void>;
  /** The place whose daemons changed. */
  readonly onDidChange: Event<Scope>;
  dispose(): void;
}

interface Entry extends KnownDaemons {
  readonly scope: Scope;
  readonly owed?: OwedAnswer;
}

/** What an answer tells, completed by details that earlier answers told of the same deployments. */
function afterRead(before: readonly Daemon[], { daemons, gaps }: Daemons): Daemons {
  const earlier = new Map(before.flatMap(({ deployment }) => valueOf(deployment) ?? []).map((one) => [one.arn, one]));
  const whole = daemons.map((daemon): Daemon => {
    const deployment = valueOf(daemon.deployment);
    if (deployment === undefined) return daemon;
    return { ...daemon, deployment: known(withEarlierDetails(earlier.get(deployment.arn), deployment)) };
  });
  return { daemons: whole, gaps };
}

function whenSeen({ at, clockOffset }: Sight): Pick<KnownDaemons, 'asOf' | 'clockOffset'> {
  return clockOffset === undefined ? { asOf: at } : { asOf: at + clockOffset, clockOffset };
}

/** Asks AWS when {@link DaemonStore.load} or {@link DaemonStore.refresh} is called, and never by itself. `onError` hears of listeners that throw. */
export function createDaemonStore(
  reads: Pick<AwsReads, 'daemons'>,
  clock: Clock,
  onError: (error: unknown) => void,
): DaemonStore {
  const entries = new Map<string, Entry>();
  const changes = createEmitter<Scope>(onError);
  const stop = new AbortController();

  /** An AwsReads never rejects; should it do so all the same, the row says so and can be asked for again. */
  const ask = async (scope: Scope): Promise<Read<Daemons>> => {
    try {
      return await reads.daemons(scope, stop.signal);
    } catch (error) {
      onError(error);
      return failed({ kind: 'unknown', message: String(error), mayHaveHappened: false });
    }
  };

  const read = async (scope: Scope, before: Entry | undefined): Promise<void> => {
    if (before?.loading === true) return;
    const key = scopeKey(scope);
    const last = before ?? { scope, daemons: [], gaps: [] };
    const owed = awaitAnswer(clock, () => {
      if (entries.get(key) === loading) changes.fire(scope);
    });
    const loading: Entry = { ...last, loading: true, owed };
    entries.set(key, loading);
    // That they are being read is shown only where none have been read before: else these stay in sight.
    if (before?.asOf === undefined) changes.fire(scope);
    const outcome = await ask(scope);
    owed.answered();
    // Forgotten, and perhaps asked for anew, meanwhile.
    if (stop.signal.aborted || entries.get(key) !== loading) return;
    entries.set(
      key,
      outcome.ok
        ? { scope, ...afterRead(last.daemons, outcome.value), loading: false, ...whenSeen(outcome.seen) }
        : { ...last, loading: false, failure: outcome.failure },
    );
    changes.fire(scope);
  };

  return {
    of: (scope) => withWait(entries.get(scopeKey(scope))),
    find: (scope, arn) => entries.get(scopeKey(scope))?.daemons.find((daemon) => daemon.arn === arn),
    places: () => [...entries.values()].map(({ scope }) => scope),
    load: async (scope) => {
      if (!entries.has(scopeKey(scope))) await read(scope, undefined);
    },
    refresh: async ({ profile, scope } = {}) => {
      const meant = [...entries.values()].filter(
        (entry) =>
          (profile === undefined || entry.scope.profile === profile) &&
          (scope === undefined || scopeKey(entry.scope) === scopeKey(scope)),
      );
      await Promise.all(meant.map((entry) => read(entry.scope, entry)));
    },
    ...forgettable(entries, ({ scope }) => changes.fire(scope)),
    onDidChange: changes.event,
    dispose: () => {
      stop.abort();
      changes.dispose();
    },
  };
}
