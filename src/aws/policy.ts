import type { Scope } from '../model/scope.ts';

/** What Halt may change at all: `halt.readOnly` and `halt.allowedRegions`. */
export interface Policy {
  /** Everything, or these profiles, may only be read. */
  readonly readOnly: boolean | readonly string[];
  /** Where something may be changed; empty for everywhere. */
  readonly allowedRegions: readonly string[];
}

/** Why nothing may be changed in a scope, or undefined where it may. */
export function isForbidden({ readOnly, allowedRegions }: Policy, scope: Scope): string | undefined {
  if (readOnly === true) return 'halt.readOnly is on: Halt changes nothing.';
  if (readOnly !== false && readOnly.includes(scope.profile)) {
    return `halt.readOnly names the profile "${scope.profile}": Halt changes nothing there.`;
  }
  if (allowedRegions.length > 0 && !allowedRegions.includes(scope.region)) {
    return `halt.allowedRegions does not name ${scope.region}: Halt changes nothing there.`;
  }
  return undefined;
}
