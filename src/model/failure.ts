import type { CredentialFault } from './credentialFault.ts';
import type { Elsewhere } from './destination.ts';
import type { FileFault } from './fileFault.ts';

/** Why a call, or what comes before it, did not succeed. Decides the sentence and the next action. */
export type FailureKind =
  /** The shared config or credentials file can't be read or parsed. */
  | 'config-broken'
  /** No profile of that name is in the shared config. */
  | 'profile-unknown'
  /** The profile gives no usable credentials (incomplete, a failing credential_process, a role that can't be assumed). */
  | 'credentials-missing'
  /** An SSO or `aws login` session that has to be renewed by the person. */
  | 'signin-expired'
  /** The profile asks for an MFA code, and nobody has been asked yet. */
  | 'mfa-needed'
  /** Temporary credentials that are past their time. */
  | 'credentials-expired'
  /** AWS does not know the key, or the signature is wrong. */
  | 'credentials-wrong'
  /** The region is not enabled for the account. */
  | 'region-disabled'
  /** The service is not offered in the region (its endpoint has no address). */
  | 'service-missing'
  | 'denied'
  | 'throttled'
  | 'clock-skew'
  /** Nothing answers at the endpoint: refused, no route, no name, TLS. */
  | 'unreachable'
  | 'timeout'
  /** The connection was cut before the whole answer was there. */
  | 'cut'
  /** 5xx. */
  | 'server'
  /** An answer that can't be understood. */
  | 'malformed'
  | 'not-found'
  /** AWS refused the request as it is (a state, a protection, a parameter): the code says which. */
  | 'refused'
  /** Halt itself forbids it: `halt.readOnly`, `halt.allowedRegions`, a changed account. */
  | 'forbidden'
  /** The caller's AbortSignal. */
  | 'cancelled'
  | 'unknown';

/** Plain data: crosses a worker boundary. No part of it is a secret; `message` is AWS's text and untrusted. */
export interface Failure {
  readonly kind: FailureKind;
  /** AWS's error code, or Node's (`ECONNREFUSED`). */
  readonly code?: string;
  readonly message: string;
  readonly requestId?: string;
  readonly status?: number;
  /** `ec2:DescribeInstances`: what was being asked. */
  readonly operation?: string;
  /** Where it was asked, for `unreachable`. Holds no query. */
  readonly endpoint?: string;
  /** Whether AWS may have carried the request out: it was sent, and no answer says that it was not. */
  readonly mayHaveHappened: boolean;
  /** How often the SDK tried. */
  readonly attempts?: number;
  /** For an answer of AWS: the account whose credentials signed the request, where it is known. A “not found” is true of that account alone. */
  readonly account?: string;
  /** What said so, where it wasn't AWS: the account is one of that. */
  readonly elsewhere?: Elsewhere;
  /** Of `config-broken`: which file is at fault. */
  readonly file?: FaultyFile;
  /** Of `signin-expired`: who has to sign in. */
  readonly signIn?: SignInNeeded;
  /** Of `credentials-expired` and `credentials-wrong`: the profile whose keys these are, or the machine's source of them as the shared config calls it, where a role takes its own by them. */
  readonly keysOf?: string;
  /** Of the same: the keys are those of the environment's variables, which stay as they were when the process began. */
  readonly keysInEnvironment?: true;
  /** Of the same: the machine's own role gives the keys, and new ones when they end. */
  readonly keysOfMachine?: Machine;
  /** Of `credentials-missing`: why, where Halt itself knows it and not only what something else says. */
  readonly credentialFault?: CredentialFault;
}

/** Whose role gives credentials to what runs on a machine of AWS's. */
export type Machine = 'instance' | 'container';

/** Which profile has to sign in, and by which command of the AWS CLI: `aws sso login` or `aws login`. It is the source profile where a role was asked for. */
export interface SignInNeeded {
  readonly profile: string;
  readonly by: 'sso' | 'login';
}

/** A file of the person's in which something is wrong. */
export interface FaultyFile {
  readonly path: string;
  /** The path as a person writes it: `~/.aws/config`. */
  readonly shown: string;
  /** The first is 1; without one it is the file as a whole. */
  readonly line?: number;
  readonly fault: FileFault;
}

/** A value, or why there is none: what goes wrong on the way to AWS is told so instead of being thrown. */
export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };

/** An answer that can't be read. */
export const malformed = (operation: string, message: string): Failure => ({
  kind: 'malformed',
  message,
  operation,
  mayHaveHappened: false,
});

/** An outcome that holds what was asked for. */
export const succeeded = <T>(value: T): Outcome<T> => ({ ok: true, value });
/** An outcome that says why there is nothing. */
export const failed = (failure: Failure): { readonly ok: false; readonly failure: Failure } => ({ ok: false, failure });

/** Failures that stop at once everything that a profile asks for, in every region. */
export function isProfileFailure(kind: FailureKind): boolean {
  switch (kind) {
    case 'config-broken':
    case 'profile-unknown':
    case 'credentials-missing':
    case 'signin-expired':
    case 'mfa-needed':
    case 'credentials-expired':
    case 'credentials-wrong':
      return true;
    default:
      return false;
  }
}

const isAnswer: Readonly<Record<FailureKind, boolean>> = {
  denied: true,
  refused: true,
  'not-found': true,
  forbidden: true,
  'region-disabled': true,
  cancelled: true,
  'config-broken': false,
  'profile-unknown': false,
  'credentials-missing': false,
  'signin-expired': false,
  'mfa-needed': false,
  'credentials-expired': false,
  'credentials-wrong': false,
  'service-missing': false,
  throttled: false,
  'clock-skew': false,
  unreachable: false,
  timeout: false,
  cut: false,
  server: false,
  malformed: false,
  unknown: false,
};

/**
 * Whether a failed change's message is AWS's answer, or Halt's own. Any other was written by whatever stands on the way to AWS or gives credentials: what it is and its
 * code are enough for what is kept and handed on.
 */
export const saysItself = ({ kind, code }: Pick<Failure, 'kind' | 'code'>): boolean =>
  // That an account isn't known has a cause of its own, which its credentials' source tells: the code alone isn't enough.
  isAnswer[kind] && code !== 'account-unknown';
