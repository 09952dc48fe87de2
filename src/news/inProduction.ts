import type { Identity } from '../model/identity.ts';
import { type Policy, productionMatches } from '../stopping/plan/productionPolicy.ts';
import type { News } from './news.ts';

/** Whether it happened in production, or where that isn't known. */
export function isInProduction(
  policy: Pick<Policy, 'production' | 'places'>,
  identity: Pick<Identity, 'account' | 'alias'> | undefined,
  { ref, tags, tagsUnread }: Pick<News, 'ref' | 'tags' | 'tagsUnread'>,
): boolean {
  return productionMatches(policy, { profile: ref.scope.profile, identity, tags, tagsUnread }).length > 0;
}
