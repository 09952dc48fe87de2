import { tagsNow } from '../../../inventory/heldFacts.ts';
import { unread } from '../../../model/fact.ts';
import type { Resource } from '../../../model/resources/resource.ts';
import type { ServiceDeployment } from '../../../model/resources/deployment.ts';
import type { ProductionMark } from '../../../stopping/plan/productionPolicy.ts';
import type { Tracked } from '../../../stopping/follow/followed.ts';
import { type Node, ownerElsewhere } from '../nodes/node.ts';
import type { ItemParts } from './rowParts.ts';

type MarkParts = Pick<ItemParts, 'guards' | 'inventory' | 'accounts'>;

/** What marks a thing as production: `whole` by its profile, its account and its tags, for a row with nothing above it; `own` by its tags alone, for one below the row of its profile. */
export interface RowMarks {
  readonly whole: ProductionMark | undefined;
  readonly own: ProductionMark | undefined;
}

/** How both views mark it: by its tags as they are known now, a deployment by its service's. What can't be read any more may have been tagged since. */
export function productionMarksOf({ guards, ...parts }: MarkParts, observed: Resource | ServiceDeployment): RowMarks {
  const held = tagsNow(parts, observed);
  const whole = guards.productionMark(observed.scope, held);
  const own = guards.tagMark(held);
  // A row that says "may be" below a profile that is production would seem to be less than that.
  const isSaidAbove = own === 'unread' && guards.productionMark(observed.scope) === 'production';
  return { whole, own: isSaidAbove ? undefined : own };
}

/** Of what was asked for and no list has: nobody has read its tags, nor the alias of an account to which its profile doesn't lead any more. */
export function requestedMark(
  { guards, accounts }: Pick<ItemParts, 'guards' | 'accounts'>,
  node: Node,
  { ref }: Pick<Tracked, 'ref'>,
): ProductionMark | undefined {
  const account = ownerElsewhere(node)?.account;
  const identity = account === undefined ? accounts.of(ref.scope.profile) : { account, alias: unread };
  return guards.productionMark(ref.scope, { tags: [], tagsUnread: ref.kind !== 'lever' }, identity);
}
