import type { Identity } from '../model/identity.ts';
import { matchesPattern } from '../model/pattern.ts';
import { type Tag } from '../model/resource.ts';
import type { Scope } from '../model/scope.ts';
import type { ProductionMatch } from './plan.ts';

/** What the person's settings allow and mark. Read afresh for every decision. */
export interface Policy {
  /** `halt.readOnly`: true forbids every change, a list forbids them for those profiles. */
  readonly readOnly: boolean | readonly string[];
  /** `halt.allowedRegions`: empty allows all. */
  readonly allowedRegions: readonly string[];
  /** `halt.production`: patterns over profile, account id, account alias and `key=value` tags; `*` and `?` as in a shell. */
  readonly production: readonly string[];
}

export type Forbidden = 'read-only' | 'region';

/** Why nothing may be changed in this scope, or undefined if it may. */
export function forbids(policy: Pick<Policy, 'readOnly' | 'allowedRegions'>, scope: Scope): Forbidden | undefined {
  if (policy.readOnly === true || (policy.readOnly !== false && policy.readOnly.includes(scope.profile)))
    return 'read-only';
  return policy.allowedRegions.length > 0 && !policy.allowedRegions.includes(scope.region) ? 'region' : undefined;
}

/** The production patterns that match a profile, its account, or one of these tags. */
export function productionMatches(
  patterns: readonly string[],
  what: {
    readonly profile: string;
    readonly identity?: Pick<Identity, 'account' | 'alias'> | undefined;
    readonly tags?: readonly Tag[];
  },
): readonly ProductionMatch[] {
  const names = [what.profile, what.identity?.account, what.identity?.alias].filter((name) => name !== undefined);
  const tags = (what.tags ?? []).map((tag) => `${tag.key}=${tag.value}`);
  return patterns.flatMap((pattern) => {
    const matched = (pattern.includes('=') ? tags : names).find((text) => matchesPattern(pattern, text));
    return matched === undefined ? [] : [{ pattern, matched }];
  });
}
