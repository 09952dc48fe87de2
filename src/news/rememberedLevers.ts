import { record } from '../base/untrusted.ts';
import { isRegion } from '../model/scope.ts';

/** One time that a lever was engaged, as far as AWS tells it from another: it takes no new reason while it is engaged, and no lever goes from engaged to engaging. */
export interface EngagedAs {
  /** engaging, engaged. */
  readonly state: string;
  readonly reason?: string | undefined;
}

/** Since when a lever has been seen engaged, and whether somebody was reminded of it. */
export interface Engagement extends EngagedAs {
  /** Milliseconds since the epoch. */
  readonly since: number;
  readonly reminded: boolean;
}

/** Whether what is seen now can be what was seen before. Otherwise it was disengaged in between, when nobody looked. */
export const isSameEngagement = (before: EngagedAs, now: EngagedAs): boolean =>
  before.reason === now.reason && !(before.state === 'engaged' && now.state !== 'engaged');

/** What is remembered of levers that are engaged, by account and region, over a reload of the window. */
export interface RememberedLevers {
  of(account: string, region: string): Engagement | undefined;
  keep(account: string, region: string, engagement: Engagement): void;
  /** It isn't engaged any more. */
  forget(account: string, region: string): void;
  /** Nobody looks at levers from now on: how long one is engaged would be a guess. */
  forgetAll(): void;
}

interface LeverMemory {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

const MEMORY_KEY = 'halt.leversEngaged';
const ACCOUNT = /^\d{12}$/;
/** Of a place that nobody chooses any more nobody hears that its lever is disengaged. */
const MOST_KEPT = 200;

/** What can't be understood of the saved state is left out, and so is what claims to be of a time to come. */
export function createRememberedLevers(parts: {
  readonly memory: LeverMemory;
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
}): RememberedLevers {
  const { memory, now, onError } = parts;
  const keyOf = (account: string, region: string): string | undefined =>
    ACCOUNT.test(account) && isRegion(region) ? `${account} ${region}` : undefined;
  const read = (): ReadonlyMap<string, Engagement> => {
    const saved = Object.entries(record(memory.get(MEMORY_KEY)) ?? {});
    return new Map(saved.flatMap(([key, value]) => entryOf(key, value, now()) ?? []));
  };
  const write = (levers: ReadonlyMap<string, Engagement>): void => {
    const newest = [...levers].toSorted(([, a], [, b]) => b.since - a.since).slice(0, MOST_KEPT);
    const value = newest.length > 0 ? Object.fromEntries(newest) : undefined;
    memory.update(MEMORY_KEY, value).then(undefined, onError);
  };
  const entryOf = (key: string, value: unknown, latest: number) => {
    const [account = '', region = '', ...more] = key.split(' ');
    const { since, reminded, state, reason } = record(value) ?? {};
    if (more.length > 0 || keyOf(account, region) === undefined) return undefined;
    if (typeof since !== 'number' || !(since > 0 && since <= latest)) return undefined;
    if (typeof state !== 'string' || (reason !== undefined && typeof reason !== 'string')) return undefined;
    return [[key, { since, reminded: reminded === true, state, ...(reason !== undefined && { reason }) }]] as const;
  };

  return {
    of: (account, region) => read().get(keyOf(account, region) ?? ''),
    keep: (account, region, engagement) => {
      const key = keyOf(account, region);
      if (key !== undefined) write(new Map([...read(), [key, engagement]]));
    },
    forget: (account, region) => {
      const known = new Map(read());
      if (known.delete(keyOf(account, region) ?? '')) write(known);
    },
    forgetAll: () => {
      if (memory.get(MEMORY_KEY) !== undefined) write(new Map());
    },
  };
}
