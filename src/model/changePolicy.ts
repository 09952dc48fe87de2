import type { Scope } from './scope.ts';

/** Where Halt may change anything at all. */
export interface ChangePolicy {
  /** `halt.readOnly`: true forbids every change, a list forbids them for those profiles. */
  readonly readOnly: boolean | readonly string[];
  /** `halt.allowedRegions`: empty allows all. */
  readonly allowedRegions: readonly string[];
}

export type Forbidden = 'read-only' | 'region';

/** Why nothing may be changed in this scope, or undefined if it may. */
export function forbids(policy: ChangePolicy, scope: Scope): Forbidden | undefined {
  if (policy.readOnly === true || (policy.readOnly !== false && policy.readOnly.includes(scope.profile)))
    return 'read-only';
  return policy.allowedRegions.length > 0 && !policy.allowedRegions.includes(scope.region) ? 'region' : undefined;
}
