import type { Experiment } from '../../model/resources/experiment.ts';
import { type Instance, transitionTime } from '../../model/resources/instance.ts';
import type { Tracked } from './followed.ts';

/** By how much this machine's clock may be ahead of AWS's, in milliseconds. */
const CLOCKS_APART = 60_000;

/** The parts of a request that tell when it began to stop its target. */
export type RequestFacts = Pick<
  Tracked,
  'operation' | 'requestedAt' | 'clockOffset' | 'stateBefore' | 'uncertain' | 'throttled'
>;

/**
 * Since when something is stopping, in milliseconds since the epoch by AWS's clock, which is now `clockOffset` milliseconds ahead of this machine's.
 * It is the earliest of what AWS tells and of the stops that Halt asked for; a forced stop of something that is stopping already doesn't begin anew.
 * Undefined where it isn't stopping, or where nobody knows since when.
 */
export function stoppingSince(
  observed: Instance | Experiment,
  requests: readonly RequestFacts[],
  clockOffset = 0,
): number | undefined {
  // Halt never terminates an instance, so one that is shutting down goes by what AWS tells.
  if (observed.kind === 'instance' && observed.state === 'shutting-down') return transitionTime(observed);
  if (observed.state !== 'stopping') return undefined;
  const stops = requests
    .filter(({ operation }) => operation.type !== 'start')
    .map((one) => ({ ...one, requestedAt: one.requestedAt + (one.clockOffset ?? clockOffset) }));
  const began = stops.filter(({ stateBefore }) => stateBefore !== 'stopping');
  const later = stops.filter(({ stateBefore }) => stateBefore === 'stopping').map(({ requestedAt }) => requestedAt);
  const told = observed.kind === 'instance' ? transitionTime(observed) : undefined;
  // Where a stop was forced, AWS may tell the time of that in place of the time of the stop itself.
  const isOfStop = told !== undefined && !later.some((at) => told >= at - CLOCKS_APART);
  const sure = began.filter(({ uncertain }) => uncertain === undefined);
  const times = [...(isOfStop ? [told] : []), ...sure.map(({ requestedAt }) => requestedAt)];
  // A request whose answer was lost may never have arrived.
  const known = times.length > 0 ? times : began.map(({ requestedAt }) => requestedAt);
  return known.length === 0 ? undefined : Math.min(...known);
}
