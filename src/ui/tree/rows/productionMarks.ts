import { tagsNow } from '../../../inventory/heldFacts.ts';
import { unread } from '../../../model/fact.ts';
import type { Resource } from '../../../model/resources/resource.ts';
import type { ServiceDeployment } from '../../../model/resources/deployment.ts';
import type { ProductionMark } from '../../../stopping/plan/productionPolicy.ts';
import type { Tracked } from '../../../stopping/follow/followed.ts';
import { type Node, ownerElsewhere } from '../nodes/node.ts';
import type { ItemParts } from './rowParts.ts';

type MarkParts = Pick<ItemParts, 'guards' | 'inventory' | 'accounts'>;

/**
 * What marks a thing as production. `whole`: its profile, its account and its tags, for a row with nothing above it. `own`: its tags alone, for a row
 * below its profile's.
 */
export interface RowMarks {
  readonly whole: ProductionMark | undefined;
  readonly own: ProductionMark | undefined;
}

/**
 * The marks of a thing for both views, by its tags as they are known now; a deployment has its service's. Tags that can't be read any more may have
 * changed.
 */
export function productionMarksOf({ guards, ...parts }: MarkParts, observed: Resource | ServiceDeployment): RowMarks {
  const held = tagsNow(parts, observed);
  const whole = guards.productionMark(observed.scope, held);
  const own = guards.tagMark(held);
  // A row that says "may be" below a profile that is production would seem to be less than that.
  const isSaidAbove = own === 'unread' && guards.productionMark(observed.scope) === 'production';
  return { whole, own: isSaidAbove ? undefined : own };
}

/** The mark of a request's target that no list has. Nobody has read its tags, nor the alias of an account to which its profile no longer leads. */
export function requestedMark(
  { guards, accounts }: Pick<ItemParts, 'guards' | 'accounts'>,
  node: Node,
  { ref }: Pick<Tracked, 'ref'>,
): ProductionMark | undefined {
  const account = ownerElsewhere(node)?.account;
  const identity = account === undefined ? accounts.of(ref.scope.profile) : { account, alias: unread };
  return guards.productionMark(ref.scope, { tags: [], tagsUnread: ref.kind !== 'lever' }, identity);
}
