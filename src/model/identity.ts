import type { AccessPortal } from './accessPortal.ts';
import type { Destination } from './destination.ts';
import type { Fact } from './fact.ts';

/** Who a profile is. Source: STS GetCallerIdentity, IAM ListAccountAliases. */
export interface Identity {
  readonly profile: string;
  /** 12 digits. */
  readonly account: string;
  readonly arn: string;
  /** Unread where it may not be asked for, or could not be. */
  readonly alias: Fact<string>;
  /** Where the credentials that were asked with are sent. */
  readonly destination: Destination;
}

/** A profile of the shared AWS config, without its secrets. */
export interface ProfileInfo {
  readonly name: string;
  /** How it gets its credentials, for the pick's description. */
  readonly source: 'static' | 'sso' | 'assume-role' | 'process' | 'web-identity' | 'login' | 'environment' | 'unknown';
  readonly region?: string;
  readonly account?: string;
  /** The profile whose `credential_process` runs for its credentials: itself, or one that it takes them from, however many are between. Absent where none runs. */
  readonly helperOf?: string;
  readonly roleArn?: string;
  /** Only where it gets its credentials from IAM Identity Center itself: what assumes a role from there is in another account. */
  readonly portal?: AccessPortal;
  /** Where its requests go, as it is configured. Whoever has asked it who it is knows better: {@link Identity.destination}. */
  readonly destination: Destination;
}

/** A region, also one that the account hasn't enabled. Source: EC2 DescribeRegions with AllRegions. */
export interface RegionInfo {
  /** Empty where it can't be read. */
  readonly name: string;
  /** `opt-in-not-required`, `opted-in` or `not-opted-in`. */
  readonly optIn: string;
  /** The paths in the answer of what of it can't be read. */
  readonly unread?: readonly string[];
}
