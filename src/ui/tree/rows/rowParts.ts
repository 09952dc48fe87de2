import type { TargetRef } from '../../../model/resources/resource.ts';
import type { PlanRef } from '../../../stopping/plan/plan.ts';
import type { Mark, Tracked } from '../../../stopping/follow/followed.ts';
import type { Settings } from '../../settings/settings.ts';
import type { Branches } from '../nodes/branches.ts';
import type { ChildrenParts } from '../nodes/children.ts';
import type { ServiceDeployment } from '../../../model/resources/deployment.ts';

/** What a line is drawn from. */
export interface ItemParts extends ChildrenParts {
  readonly settings: () => Settings;
  readonly branches: Pick<Branches, 'isOpen' | 'drawnId'>;
  readonly mark: (ref: PlanRef) => Mark | undefined;
  /** Whether somebody wants to hear its end. */
  readonly isWatched: (ref: PlanRef) => boolean;
  /** What was last requested for something that has a mark, and when. */
  readonly request: (ref: PlanRef) => Pick<Tracked, 'operation' | 'requestedAt' | 'uncertain'> | undefined;
  /** Whether Halt stopped this instance, so that it offers to start it again. */
  readonly startable: (ref: TargetRef) => boolean;
  readonly pastDeployment: (ref: TargetRef) => ServiceDeployment | undefined;
}
