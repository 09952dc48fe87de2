import * as v from 'valibot';
import { record } from '../base/untrusted.ts';
import type { Memento } from '../model/ports/memento.ts';
import { saved } from '../model/savedState.ts';
import { isRegion } from '../model/scope.ts';
import { nobodys, type Whose } from '../model/sight.ts';

/** One time that a lever was engaged, as far as AWS tells it from another: it takes no new reason while it is engaged, and no lever goes from engaged to engaging. */
export interface EngagedAs {
  /** engaging, engaged. */
  readonly state: string;
  readonly reason?: string | undefined;
}

/** `since`: when it was first seen so, in milliseconds since the epoch. `reminded`: whether somebody was reminded of it. */
const engagementSchema = v.pipe(
  v.object({
    state: v.string(),
    reason: v.exactOptional(v.string()),
    since: v.pipe(v.number(), v.finite(), v.gtValue(0)),
    reminded: v.fallback(v.boolean(), false),
  }),
  v.readonly(),
);

/** Since when a lever has been seen engaged, and whether somebody was reminded of it. */
export type SeenEngagement = v.InferOutput<typeof engagementSchema>;

/** Whether what is seen now can be what was seen before. Otherwise it was disengaged in between, when nobody looked. */
export const isSameEngagement = (before: EngagedAs, now: EngagedAs): boolean =>
  before.reason === now.reason && !(before.state === 'engaged' && now.state !== 'engaged');

/** What is remembered of levers that are engaged, by whose they are and their region, over a reload of the window. A lever whose account isn’t known is not remembered. */
export interface RememberedLevers {
  of(whose: Whose, region: string): SeenEngagement | undefined;
  keep(whose: Whose, region: string, engagement: SeenEngagement): void;
  /** It isn't engaged any more. */
  forget(whose: Whose, region: string): void;
  /** Nobody looks at levers from now on: how long one is engaged would be a guess. */
  forgetAll(): void;
}

const MEMORY_KEY = 'halt.leversEngaged';
const ACCOUNT = /^\d{12}$/;
/** Of a place that nobody chooses any more nobody hears that its lever is disengaged. */
const MOST_KEPT = 200;

/** What can't be understood of the saved state is left out, and so is what claims to be of a time to come. */
export function createRememberedLevers(parts: {
  readonly memory: Memento;
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
}): RememberedLevers {
  const { memory, now, onError } = parts;
  /** The region tells the partition; what answers beside AWS has accounts of its own, which can have the numbers of AWS's. */
  const keyOf = ({ account = '', elsewhere }: Whose, region: string): string | undefined =>
    ACCOUNT.test(account) && isRegion(region)
      ? [account, region, ...(elsewhere === undefined ? [] : [elsewhere])].join(' ')
      : undefined;
  const read = (): ReadonlyMap<string, SeenEngagement> => {
    const kept = Object.entries(record(memory.get(MEMORY_KEY)) ?? {});
    return new Map(kept.flatMap(([key, value]) => entryOf(key, value, now()) ?? []));
  };
  const write = (levers: ReadonlyMap<string, SeenEngagement>): void => {
    const newest = [...levers].toSorted(([, a], [, b]) => b.since - a.since).slice(0, MOST_KEPT);
    const value = newest.length > 0 ? Object.fromEntries(newest) : undefined;
    memory.update(MEMORY_KEY, value).then(undefined, onError);
  };
  const entryOf = (key: string, value: unknown, latest: number) => {
    const [account = '', region = ''] = key.split(' ');
    if (keyOf({ ...nobodys, account }, region) === undefined) return undefined;
    const known = saved(engagementSchema, value);
    return known && known.since <= latest ? ([[key, known]] as const) : undefined;
  };

  return {
    of: (whose, region) => read().get(keyOf(whose, region) ?? ''),
    keep: (whose, region, engagement) => {
      const key = keyOf(whose, region);
      if (key !== undefined) write(new Map([...read(), [key, engagement]]));
    },
    forget: (whose, region) => {
      const known = new Map(read());
      if (known.delete(keyOf(whose, region) ?? '')) write(known);
    },
    forgetAll: () => {
      if (memory.get(MEMORY_KEY) !== undefined) write(new Map());
    },
  };
}
