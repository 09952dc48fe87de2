import { member } from '../base/untrusted.ts';
import { plainName } from '../base/wildcard.ts';

/** A profile of the shared AWS config in one region: what Halt lists and acts in. */
export interface Scope {
  readonly profile: string;
  readonly region: string;
}

/** A place of which not everything is known. */
export interface LackingPlace extends Scope {
  /** Nothing failed there, but AWS hasn't answered yet. `since`: since when it owes the answer, in ms since the epoch by its clock, where that is known. */
  readonly unanswered?: { readonly since?: number };
}

/**
 * AWS's names of regions: `eu-west-1`, `us-gov-west-1`, `eusc-de-east-1`. Nothing else becomes a part of a host's name.
 * Source: https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html
 */
const REGION_NAME = /^[a-z]{2,8}(?:-[a-z][a-z0-9]{0,15}){1,4}-[1-9][0-9]?$/;
const LONGEST_PROFILE = 1_024;

/** Whether a text from outside can be the name of a region. */
export function isRegion(value: unknown): value is string {
  return typeof value === 'string' && REGION_NAME.test(value);
}

/** The name of a region as a person types or copies it: in capitals, with blanks around it, with another hyphen. Undefined for what can't be one. */
export function typedRegion(text: string): string | undefined {
  const name = plainName(text).toLowerCase();
  return isRegion(name) ? name : undefined;
}

/**
 * The scope that something from outside names: a command's argument, a restored page, a document's address. Undefined where its region can't be one. Whether there is such
 * a profile is known to whoever reads the shared config.
 */
export function parseScope(value: unknown): Scope | undefined {
  const profile = member(value, 'profile');
  const region = member(value, 'region');
  return isProfileName(profile) && isRegion(region) ? { profile, region } : undefined;
}

/** Whether a text from outside can be the name of a profile: half of a character stands in no file, and no key or address can hold it. */
export function isProfileName(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= LONGEST_PROFILE && value.isWellFormed();
}

/** What `encodeURIComponent` leaves as it is. To see that costs a third of having it done, and keys are made by the thousand. */
const PLAIN_NAME = /^[\w.-]*$/;

/** A key for maps and tree ids; two scopes are the same when their keys are. */
export function scopeKey({ profile, region }: Scope): string {
  return `${PLAIN_NAME.test(profile) ? profile : encodeURIComponent(profile)}/${region}`;
}
