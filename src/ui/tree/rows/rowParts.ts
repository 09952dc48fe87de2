import type { Coverage } from '../../../inventory/coverage.ts';
import type { ToldFacts } from '../../../inventory/polling/toldFacts.ts';
import type { StoppableRef, TargetRef, WatchedRef } from '../../../model/resources/resource.ts';
import type { Whose } from '../../../model/sight.ts';
import type { Mark } from '../../../stopping/follow/followed.ts';
import type { Refusal } from '../../../stopping/follow/refusals.ts';
import type { ForceStop } from '../../../stopping/follow/tracker.ts';
import type { RequestFacts } from '../../../stopping/follow/stoppingSince.ts';
import type { AskedGuards } from '../../../stopping/plan/guards.ts';
import type { Branches } from '../nodes/branches.ts';
import type { ChildrenParts } from '../nodes/children.ts';
import type { ShortLabels } from './shortLabels.ts';
import type { ServiceDeployment } from '../../../model/resources/deployment.ts';

/** Everything that rows are drawn from. */
export interface ItemParts extends ChildrenParts {
  readonly guards: Pick<
    AskedGuards,
    'forbidding' | 'forbiddingAll' | 'isReadOnly' | 'isLeftOut' | 'productionMark' | 'tagMark'
  >;
  /** How complete the lists of the chosen places are. */
  readonly coverage: () => Coverage;
  readonly branches: Pick<Branches, 'isOpen' | 'drawnId'>;
  readonly shortLabels: ShortLabels;
  /** How a thing is marked by requests: the thing that is shown under this reference, or the one of the account `whose`. */
  readonly mark: (ref: TargetRef, whose?: Whose) => Mark | undefined;
  /** Whether somebody watches the thing that is shown under this reference, or the one of the account `whose`. */
  readonly isWatched: (ref: WatchedRef, whose?: Whose) => boolean;
  /** The requests for something that has a mark, the latest last. */
  readonly requests: (ref: TargetRef) => readonly RequestFacts[];
  /** The last force stop that AWS has accepted for an instance that is stopping. */
  readonly forced: (ref: TargetRef) => ForceStop | undefined;
  /** The refusal of the last request for the thing that is shown under this reference, if it was refused lately and the state is still the same. */
  readonly refusal: (ref: TargetRef, state: string | undefined) => Refusal | undefined;
  /** Whether Halt stopped this instance, so that it offers to start it again. */
  readonly startable: (ref: TargetRef) => boolean;
  /** Facts that AWS told when somebody looked; rows ask for nothing themselves. */
  readonly told: Pick<ToldFacts, 'typeStore' | 'stopped'>;
  readonly pastDeployment: (ref: StoppableRef) => ServiceDeployment | undefined;
}
