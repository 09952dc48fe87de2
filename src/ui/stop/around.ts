import type { Scope } from '../../model/scope.ts';
import type { Said } from '../../stopping/confirmation.ts';

/** What the person knows beside the plans of a proposal. */
export interface Around {
  /** Where it is not known what runs. */
  readonly unread: readonly Scope[];
  /** Where a setting forbids some or all of it: that is not in the plans. */
  readonly forbidden: readonly Scope[];
  /** What they have said already. */
  readonly said?: Said;
}
