import type { Failure } from './failure.ts';
import type { FileFault } from './fileFault.ts';

/** What a profile can configure its credentials to come from, in the order in which the AWS CLI looks. */
export const configuredSources = [
  'assume-role',
  'web-identity',
  'identity-center',
  'credentials-file',
  'login',
  'credential-process',
  'config-file',
] as const;
/** A source that the shared config can name. */
export type ConfiguredSource = (typeof configuredSources)[number];

/** Where a profile's credentials come from. `environment`: the variables of the process, where no profile is named. */
export type CredentialSource = ConfiguredSource | 'environment';

/** A call that was made on the way to a profile's credentials. */
export interface CredentialHop {
  /** As AWS names it: `AssumeRole`. */
  readonly operation: string;
  /** With the port, where one is stated. */
  readonly host: string;
  readonly region: string | undefined;
  readonly milliseconds: number;
}

/** A section of a file that a profile is made of. Lines count from 1. */
export interface ProfileLines {
  /** Of which profile; a source profile's is another. */
  readonly profile: string;
  readonly file: string;
  readonly firstLine: number;
  readonly lastLine: number;
}

/** What is wrong with a file of profiles, and where. */
export interface ConfigProblem {
  readonly file: string;
  /** From 1; undefined where it is the file as a whole. */
  readonly line: number | undefined;
  readonly fault: FileFault;
}

/** What a profile does, without its secrets. */
export interface ProfileDiagnosis {
  readonly profile: string;
  readonly places: readonly ProfileLines[];
  /** Undefined where the profile has none, or that of the machine that it runs on. */
  readonly source: CredentialSource | undefined;
  /** Sources that are configured, too, and don't count. */
  readonly passedOver: readonly CredentialSource[];
  readonly accessKeyId: string | undefined;
  readonly hasToken: boolean;
  /** As STS tells. */
  readonly account: string | undefined;
  readonly arn: string | undefined;
  /** As configured; undefined where there is none. */
  readonly region: string | undefined;
  readonly hops: readonly CredentialHop[];
  /** URLs; undefined where there is no region to make one of. */
  readonly endpoints: Readonly<Record<'ec2' | 'ecs' | 'fis' | 'sts', string | undefined>>;
  /** The file of certificates that is trusted beside the usual ones. */
  readonly certificates: string | undefined;
  /** How long each step took. */
  readonly steps: readonly { readonly step: 'files' | 'credentials' | 'identity'; readonly milliseconds: number }[];
  readonly problems: readonly ConfigProblem[];
  /** Why it couldn't be told whose the profile is; undefined where it could. */
  readonly failure: Failure | undefined;
}
