import { heldTags, tagsNow } from '../../../inventory/heldFacts.ts';
import { knowledgeIn } from '../../../inventory/lack.ts';
import { unread } from '../../../model/fact.ts';
import { listOf, type Resource } from '../../../model/resources/resource.ts';
import type { Scope } from '../../../model/scope.ts';
import type { ServiceDeployment } from '../../../model/resources/deployment.ts';
import type { ProductionMark } from '../../../stopping/plan/productionPolicy.ts';
import type { Tracked } from '../../../stopping/follow/followed.ts';
import { isUnreadProfile, profileFailure, scopeFailure } from '../nodes/children.ts';
import { type GroupKind, type Node, ownerElsewhere } from '../nodes/node.ts';
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
  if (own !== 'unread') return { whole, own };
  // A row that says "may be" below a profile that is production would seem to be less than that.
  const isSaidOfProfile = guards.productionMark(observed.scope) !== undefined;
  const isSaid = isSaidOfProfile || isDoubtedAbove({ guards, ...parts }, observed);
  return { whole, own: isSaid ? undefined : own };
}

/**
 * Whether the only reason for a doubt is that its whole list can't be read any more: a row above says that of all of the list, and the same words on
 * every row would hide those that are marked for what they are.
 */
function isDoubtedAbove({ guards, ...parts }: MarkParts, observed: Resource | ServiceDeployment): boolean {
  const { scope, kind } = observed;
  const isOld = knowledgeIn(parts.inventory.status(scope, listOf[kind]), scope, parts.accounts).isOld;
  return isOld && guards.tagMark(heldTags(parts.inventory, observed)) !== 'unread';
}

type AboveParts = Pick<ItemParts, 'guards' | 'inventory' | 'accounts' | 'scopes'>;

/** What a profile's row says: what marks the profile, and that what is below it may have been tagged since, where nothing of that can be read any more. */
export const profileMark = (parts: AboveParts, profile: string): ProductionMark | undefined =>
  parts.guards.productionMark({ profile }) ?? (isOldProfile(parts, profile) ? doubtedBelow(parts) : undefined);

/** The same doubt on a region's row, where it isn't the whole profile that can't be read. */
export const regionMark = (parts: AboveParts, scope: Scope): ProductionMark | undefined =>
  isSaidOfProfile(parts, scope) || scopeFailure(parts.inventory, scope) === undefined ? undefined : doubtedBelow(parts);

/** The same on the row of a list, where it isn't the whole region. */
export function groupMark(parts: AboveParts, scope: Scope, kind: GroupKind): ProductionMark | undefined {
  if (isSaidOfProfile(parts, scope) || scopeFailure(parts.inventory, scope) !== undefined) return undefined;
  const { isOld } = knowledgeIn(parts.inventory.status(scope, kind), scope, parts.accounts);
  return isOld ? doubtedBelow(parts) : undefined;
}

const isSaidOfProfile = (parts: AboveParts, { profile }: Scope): boolean => profileMark(parts, profile) !== undefined;

/** Whether a tag that nobody has read could mark something. */
const doubtedBelow = ({ guards }: Pick<AboveParts, 'guards'>): ProductionMark | undefined =>
  guards.tagMark({ tags: [], tagsUnread: true });

/** Whether something is shown of the profile, all of it as it was read earlier. */
function isOldProfile(parts: AboveParts, profile: string): boolean {
  if (isUnreadProfile(parts, profile)) return false;
  const regions = parts.scopes.regionsOf(profile);
  return (
    profileFailure(parts, profile) !== undefined ||
    (regions.length > 0 && regions.every((region) => scopeFailure(parts.inventory, { profile, region }) !== undefined))
  );
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
