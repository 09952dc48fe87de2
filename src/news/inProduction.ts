import type { Identity } from '../model/identity.ts';
import { matchOf } from '../model/placeRules.ts';
import { type Policy, productionMatches } from '../stopping/plan/productionPolicy.ts';
import type { News } from './news.ts';

/** Whether it happened in production, or where that isn't known. */
export function isInProduction(
  policy: Pick<Policy, 'production' | 'places'>,
  identity: Pick<Identity, 'account' | 'alias'> | undefined,
  { ref, tags, tagsUnread }: Pick<News, 'ref' | 'tags' | 'tagsUnread'>,
): boolean {
  const { profile } = ref.scope;
  if (productionMatches(policy, { profile, identity, tags, tagsUnread }).length > 0) return true;
  return identity === undefined && policy.production.some((pattern) => mayMark(pattern, profile));
}

/** Whether a pattern could match the account or the alias of a profile of which neither was read. */
function mayMark(pattern: string, profile: string): boolean {
  if (pattern.startsWith('!') || pattern.includes('=')) return false;
  return matchOf(pattern, { profile, account: undefined, alias: undefined }) !== undefined;
}
