import type { Operation } from '../../model/operation.ts';
import type { TargetRef } from '../../model/resources/resource.ts';
import type { Whose } from '../../model/sight.ts';

/** What was asked for of a thing before, here or as the audit log tells, and may still happen. */
export interface EarlierRequest {
  readonly operation: Operation;
  /** In milliseconds since the epoch. */
  readonly at: number;
  /** `under-way`: AWS accepted it, and its end isn't known yet. `lost`: no answer came, and nobody knows whether it was carried out. */
  readonly came: 'under-way' | 'lost';
}

/** The latest such request for this thing, as its profile or another of the same account sees it. Reads nothing. */
export type RequestedBefore = (ref: TargetRef, whose: Whose) => EarlierRequest | undefined;
