import type { TargetRef } from '../../../model/resources/resource.ts';
import type { OperationType } from '../../../model/operation.ts';
import type { PlanRef } from '../../../stopping/plan/plan.ts';
import type { Mark } from '../../../stopping/follow/tracker.ts';
import type { Settings } from '../../settings/settings.ts';
import type { ChildrenParts } from '../nodes/children.ts';
import type { ServiceDeployment } from '../../../model/resources/deployment.ts';

/** What a line is drawn from. */
export interface ItemParts extends ChildrenParts {
  readonly settings: () => Settings;
  readonly mark: (ref: PlanRef) => Mark | undefined;
  /** What was last requested for something that has a mark. */
  readonly operation: (ref: PlanRef) => OperationType | undefined;
  /** Whether Halt stopped this instance, so that it offers to start it again. */
  readonly startable: (ref: TargetRef) => boolean;
  readonly pastDeployment: (ref: TargetRef) => ServiceDeployment | undefined;
}
