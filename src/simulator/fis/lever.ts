import type { Place } from './targets.ts';
import { AwsError } from '../core/contracts.ts';

type LeverStatus = 'disengaged' | 'engaging' | 'engaged';

/** The safety lever of one account and region. */
export interface Lever {
  readonly status: LeverStatus;
  readonly reason: string | undefined;
  /** When `engaging` ends, known once nothing is active any more; milliseconds since the epoch. */
  readonly due: number | undefined;
  /**
   * Asks for a state; true when the lever has begun to engage.
   *
   * Throws ConflictException while it is engaging, and where only the reason would change.
   */
  set(at: number, status: 'engaged' | 'disengaged', reason: string): boolean;
  /** Tells the lever that nothing is active in its account and region. */
  quiet(at: number): void;
  /** Applies the change that is due. */
  step(): void;
  json(): object;
}

/** In simulated milliseconds. */
const ENGAGING_TAKES = 3_000;

/** A lever that is disengaged. */
export function createLever(place: Place): Lever {
  let status: LeverStatus = 'disengaged';
  let reason: string | undefined;
  let since = 0;
  let due: number | undefined;

  return {
    get status() {
      return status;
    },
    get reason() {
      return reason;
    },
    get due() {
      return due;
    },
    set(at, wanted, why) {
      if (status === 'engaging') {
        throw new AwsError('ConflictException', 'The safety lever cannot be updated while it is engaging.', 409);
      }
      if (status === wanted) {
        if (why === reason) return false;
        throw new AwsError('ConflictException', `The safety lever is already ${status}.`, 409);
      }
      reason = why;
      status = wanted === 'engaged' ? 'engaging' : 'disengaged';
      since = at;
      return status === 'engaging';
    },
    quiet(at) {
      if (status === 'engaging' && due === undefined) due = Math.max(at, since + ENGAGING_TAKES);
    },
    step() {
      if (due === undefined) return;
      status = 'engaged';
      due = undefined;
    },
    json: () => ({
      id: 'default',
      arn: `arn:${place.partition}:fis:${place.region}:${place.account}:safety-lever/default`,
      state: { status, ...(reason === undefined ? {} : { reason }) },
    }),
  };
}
