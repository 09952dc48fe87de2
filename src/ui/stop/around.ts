import type { ServiceDeployment } from '../../model/resources/deployment.ts';
import type { Experiment } from '../../model/resources/experiment.ts';
import type { Instance } from '../../model/resources/instance.ts';
import type { Scope } from '../../model/scope.ts';
import type { Said } from '../../stopping/confirmation.ts';

/** What the person knows beside the plans of a proposal. */
export interface Around {
  /** Where it is not known what runs. */
  readonly unread: readonly Scope[];
  /** Where a setting forbids some or all of it: that is not in the plans. */
  readonly forbidden: readonly Scope[];
  /** Where the safety lever couldn't be read, while others are engaged. */
  readonly leverUnread?: readonly Scope[];
  /** What runs or is in progress and can't be stopped, by its state or, an instance, by what it is: that is not in the plans either. */
  readonly unstoppable?: readonly (Experiment | ServiceDeployment | Instance)[];
  /** What they selected with it that no plan can hold, and why: a sentence each. */
  readonly besides?: readonly string[];
  /** What they have said already. */
  readonly said?: Said;
}
