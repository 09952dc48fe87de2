import type { Failure } from '../../model/failure.ts';
import { whoseOf } from '../../model/sight.ts';
import { isAboutState, plainStop, unfitFor } from '../operation.ts';
import { isEndSeen, isSuccess, type Sighting, showsRequest, sightingOf, type Verdict, verdictOf } from '../verdict.ts';
import { type Following, lastKnown } from './followed.ts';
import type { Told } from './groupLook.ts';
import { passes } from './passing.ts';

/**
 * From how many milliseconds after a refusal on a look decides whatever it shows. AWS's reads lag behind its writes, mostly by less than this; and a
 * person who asked for a stop has to hear soon that nothing was stopped.
 */
const LAST_LOOK_AFTER = 5_000;

/**
 * The longest pause, in milliseconds, before the next look at what was refused this long ago: as long as it has waited already. So looks come after
 * about one, two and four seconds, and the last one after six, or after eight where they fail.
 */
export const pauseAfterRefusal = (age: number): number => Math.max(1_000, age);

/**
 * What a look tells of a request that AWS refused by a code that also says that there is nothing left to do: how it had ended, or that it was refused.
 * Undefined where another look has to tell: this one shows a state from which AWS wouldn't have refused it so, or it failed in a way that passes.
 */
export function verdictOnRefused(one: Following, refusal: Failure, told: Told, elapsed: number): Verdict | undefined {
  if (told.type === 'gone') return { type: 'gone', ...lastKnown(one) };
  const sighting = sightingIn(one, told);
  const over = sighting && overIn(one, sighting);
  if (over) return over;
  const mayTellMore = told.type === 'missing' || (told.type === 'unread' && passes(told.failure));
  const isWorthAnother = mayTellMore || (sighting !== undefined && contradicts(one, refusal, sighting));
  return isWorthAnother && elapsed - one.since < LAST_LOOK_AFTER ? undefined : { type: 'refused', failure: refusal };
}

function sightingIn({ tracked, since }: Following, told: Told): Sighting | undefined {
  if (told.type !== 'seen' || told.observed === undefined) return undefined;
  return sightingOf(told.observed, told.look, { over: since, whose: whoseOf(tracked) });
}

/** How it had ended, where the look saw that. Nobody's request made an instance stop that was asked to hibernate. */
function overIn({ tracked }: Following, sighting: Sighting): Verdict | undefined {
  const operation = tracked.operation.type === 'hibernate' ? plainStop.instance : tracked.operation;
  const verdict = verdictOf(operation, sighting);
  return verdict && (isSuccess(verdict, operation) || isEndSeen(tracked.ref.kind, verdict)) ? verdict : undefined;
}

/** Whether the look shows what AWS would not have refused for its state: then it may show how it was before that. */
function contradicts({ tracked: { operation } }: Following, refusal: Failure, { observed }: Sighting): boolean {
  const isUntouched = showsRequest(operation, observed) === false && unfitFor(operation.type, observed) === undefined;
  return isUntouched && isAboutState(operation, refusal);
}
