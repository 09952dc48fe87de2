/** What goes wrong with a call. `before` and `after` are relative to the moment when the action takes effect. */
export type FaultEffect =
  /** Waits (wall-clock milliseconds), `perCall` longer for each call that it has already delayed. */
  | {
      readonly kind: 'latency';
      readonly milliseconds: number;
      readonly perCall?: number;
      readonly when?: 'before' | 'after';
    }
  /** Waits until the fault is removed, and then goes on as if nothing had been. */
  | { readonly kind: 'hold' }
  | { readonly kind: 'throttle' }
  | { readonly kind: 'serverError'; readonly status: 500 | 503; readonly when: 'before' | 'after' }
  /** The connection is cut without an answer. */
  | { readonly kind: 'drop'; readonly when: 'before' | 'after' }
  /** The action takes effect; the connection is cut in the middle of the answer. */
  | { readonly kind: 'halfAnswer' }
  | { readonly kind: 'malformedBody' }
  | { readonly kind: 'emptyBody' }
  | { readonly kind: 'wrongContentType' }
  /** Never answers; the connection stays open. */
  | { readonly kind: 'hang'; readonly when?: 'before' | 'after' }
  | { readonly kind: 'expiredToken' }
  | { readonly kind: 'wrongCredentials' }
  | { readonly kind: 'denied' }
  | { readonly kind: 'regionNotEnabled' }
  /** Reads answer with the state of so many simulated milliseconds ago. Only for services that keep their history. */
  | { readonly kind: 'staleReads'; readonly milliseconds: number }
  /** Any AWS error, in the service's own format. */
  | {
      readonly kind: 'error';
      readonly code: string;
      readonly message: string;
      readonly status: number;
      readonly when?: 'before' | 'after';
    }
  /** The action takes effect; the answer is this. */
  | { readonly kind: 'body'; readonly body: string; readonly status?: number; readonly contentType?: string };

/** Where a fault strikes. What is absent, or `*`, matches everything. */
interface FaultTarget {
  readonly service?: string;
  readonly action?: string;
  readonly region?: string;
  readonly account?: string;
}

/** What goes wrong, where, and how often. */
export interface Fault extends FaultTarget {
  readonly effect: FaultEffect;
  /** How many calls it strikes; without it, all until it is removed. */
  readonly times?: number;
}

interface ActiveFault extends Fault {
  readonly id: string;
  /** How many calls it has struck. */
  readonly struck: number;
}

/** The faults that are set, in the order in which they were. */
export interface Faults {
  /** Returns the fault's id. */
  add(fault: Fault): string;
  remove(id: string): boolean;
  clear(): void;
  list(): readonly ActiveFault[];
}

/** What strikes one call: how long it waits, what it reads, and how it ends. */
export interface Strike {
  /** Wall-clock milliseconds. */
  readonly waitBefore: number;
  readonly waitAfter: number;
  /** Resolve when the faults that hold the call are removed. */
  readonly held: readonly Promise<void>[];
  /** Simulated milliseconds; 0 when reads are current. */
  readonly staleBy: number;
  /** Undefined when the call ends as it should. */
  readonly ending: Exclude<FaultEffect, { readonly kind: 'latency' | 'hold' | 'staleReads' }> | undefined;
}

/** The side of the faults that the endpoint asks. */
export interface FaultSource extends Faults {
  /** The faults for one call; each that strikes is counted. Of several endings the one that was set first strikes. */
  strike(call: Required<FaultTarget>): Strike;
}

interface Entry {
  readonly id: string;
  readonly fault: Fault;
  struck: number;
  /** Resolves when the fault is taken away by hand; one that has struck as often as it should goes on holding what it holds. */
  readonly removed: Promise<void>;
  readonly release: () => void;
}

export function createFaults(): FaultSource {
  const faults = new Map<string, Entry>();
  /** Those that strike no more, and hold what they have struck. */
  const holding = new Map<string, Entry>();
  let sequence = 0;
  const remove = (id: string): boolean => {
    (faults.get(id) ?? holding.get(id))?.release();
    holding.delete(id);
    return faults.delete(id);
  };
  return {
    add: (fault) => {
      sequence += 1;
      const id = `fault-${sequence}`;
      let release = (): void => undefined;
      const removed = new Promise<void>((resolve) => {
        release = resolve;
      });
      faults.set(id, { id, fault, struck: 0, removed, release });
      return id;
    },
    remove,
    clear: () => {
      for (const id of [...faults.keys(), ...holding.keys()]) remove(id);
    },
    list: () => [...faults.values()].map(({ id, fault, struck }) => ({ ...fault, id, struck })),
    strike: (call) => {
      let waitBefore = 0;
      let waitAfter = 0;
      let staleBy = 0;
      const held: Promise<void>[] = [];
      let ending: Strike['ending'];
      for (const entry of faults.values()) {
        const { fault, id } = entry;
        if (!strikes(fault, call)) continue;
        const { effect } = fault;
        if (effect.kind === 'latency') {
          const wait = effect.milliseconds + (effect.perCall ?? 0) * entry.struck;
          if (effect.when === 'after') waitAfter += wait;
          else waitBefore += wait;
        } else if (effect.kind === 'hold') held.push(entry.removed);
        else if (effect.kind === 'staleReads') staleBy = Math.max(staleBy, effect.milliseconds);
        else if (ending === undefined) ending = effect;
        else continue;
        entry.struck += 1;
        if (fault.times !== undefined && entry.struck >= fault.times) {
          faults.delete(id);
          if (effect.kind === 'hold') holding.set(id, entry);
        }
      }
      return { waitBefore, waitAfter, held, staleBy, ending };
    },
  };
}

function strikes(target: FaultTarget, call: Required<FaultTarget>): boolean {
  const fits = (wanted: string | undefined, given: string): boolean =>
    wanted === undefined || wanted === '*' || wanted === given;
  return (
    fits(target.service, call.service) &&
    fits(target.action, call.action) &&
    fits(target.region, call.region) &&
    fits(target.account, call.account)
  );
}
