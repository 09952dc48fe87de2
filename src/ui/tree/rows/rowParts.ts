import type { Coverage } from '../../../inventory/coverage.ts';
import type { ToldFacts } from '../../../inventory/polling/toldFacts.ts';
import type { StoppableRef, TargetRef, WatchedRef } from '../../../model/resources/resource.ts';
import type { Whose } from '../../../model/sight.ts';
import type { Mark } from '../../../stopping/follow/followed.ts';
import type { Refusal } from '../../../stopping/follow/refusals.ts';
import type { RequestFacts } from '../../../stopping/follow/stoppingSince.ts';
import type { AskedGuards } from '../../../stopping/plan/guards.ts';
import type { Branches } from '../nodes/branches.ts';
import type { ChildrenParts } from '../nodes/children.ts';
import type { ShortLabels } from './shortLabels.ts';
import type { ServiceDeployment } from '../../../model/resources/deployment.ts';

/** What a line is drawn from. */
export interface ItemParts extends ChildrenParts {
  readonly guards: Pick<
    AskedGuards,
    'forbidding' | 'forbiddingAll' | 'isReadOnly' | 'isLeftOut' | 'productionMark' | 'tagMark'
  >;
  /** How complete what is known of the chosen places is. */
  readonly coverage: () => Coverage;
  readonly branches: Pick<Branches, 'isOpen' | 'drawnId'>;
  readonly shortLabels: ShortLabels;
  /** What was asked for of what is shown by this reference, or of what is `whose`. */
  readonly mark: (ref: TargetRef, whose?: Whose) => Mark | undefined;
  /** Whether somebody wants to hear the end of what is shown by this reference, or of what is `whose`. */
  readonly isWatched: (ref: WatchedRef, whose?: Whose) => boolean;
  /** What was requested for something that has a mark, and when: the latest last. */
  readonly requests: (ref: TargetRef) => readonly RequestFacts[];
  /** The last request for what is shown by this reference in this state, where that was refused lately. */
  readonly refusal: (ref: TargetRef, state: string | undefined) => Refusal | undefined;
  /** Whether Halt stopped this instance, so that it offers to start it again. */
  readonly startable: (ref: TargetRef) => boolean;
  /** What AWS told to somebody who looked. */
  readonly told: Pick<ToldFacts, 'typeStore' | 'stopped'>;
  readonly pastDeployment: (ref: StoppableRef) => ServiceDeployment | undefined;
}
