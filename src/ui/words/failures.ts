import { l10n } from 'vscode';
import type { Failure, FailureKind } from '../../model/failure.ts';
import type { Scope } from '../../model/scope.ts';
import { plainText } from '../../base/plainText.ts';

/** Where a failure was met, as far as it is known. */
export interface FailurePlace {
  readonly profile?: string | undefined;
  readonly region?: string | undefined;
}

/** What the person can do next. */
export type NextAction = 'sign-in' | 'retry' | 'log' | 'profiles' | 'regions' | 'settings' | 'none';

/** What a failure means here, in one sentence, and the next step in another. AWS's own words come apart, see {@link evidence}. */
export interface FailureWords {
  readonly sentence: string;
  readonly next: string;
  readonly action: NextAction;
}

/** The words for a failure: by AWS's error code where Halt knows it, else by its kind. */
export function failureWords(failure: Failure, place: FailurePlace | Scope = {}): FailureWords {
  const service = failure.operation?.slice(0, failure.operation.indexOf(':')) ?? '';
  const byCode = codeWords[`${service}:${failure.code ?? ''}`] ?? codeWords[failure.code ?? ''];
  if (byCode && codeDecides(failure)) return byCode(failure, place);
  return kindWords[failure.kind](failure, place);
}

/** AWS's message, code and request id behind the sentence, for tooltips, documents and the log. */
export function evidence(failure: Failure): string {
  const parts = [
    failure.operation,
    failure.code,
    failure.status === undefined ? undefined : `HTTP ${failure.status}`,
    failure.message === '' ? undefined : plainText(failure.message, 600),
    failure.requestId === undefined ? undefined : l10n.t('request id {0}', failure.requestId),
  ];
  return parts.filter((part) => part !== undefined).join(' · ');
}

/** The words by code are about a change; of a list or a look they hold only where something is not there. A kind that already says it all isn't overruled. */
function codeDecides({ kind, operation }: Failure): boolean {
  if (kind === 'not-found') return true;
  if (operation !== undefined && /:(Describe|Get|List)/.test(operation)) return false;
  return (
    kind === 'refused' ||
    kind === 'denied' ||
    kind === 'forbidden' ||
    kind === 'server' ||
    kind === 'unknown' ||
    kind === 'throttled'
  );
}

type Say = (failure: Failure, place: FailurePlace) => FailureWords;

const say = (sentence: string, next: string, action: NextAction = 'none'): FailureWords => ({ sentence, next, action });
const profileOf = (place: FailurePlace) => plainText(place.profile ?? '', 80);
const regionOf = (place: FailurePlace) => plainText(place.region ?? '', 40);
const what = (failure: Failure) => failure.operation ?? l10n.t('the call');

/** OpenSSL's and Node's codes for a certificate that nobody vouches for, or that is another's. */
const untrusted = /CERT|^UNABLE_TO_|SELF_SIGNED|ALTNAME/;

const kindWords = {
  'config-broken': (failure) =>
    failure.code === 'ENOENT'
      ? say(
          l10n.t('There is no shared AWS config: {0}', plainText(failure.message, 200)),
          l10n.t('“aws configure sso” or “aws configure” makes one; Halt reads it by itself.'),
          'log',
        )
      : say(
          l10n.t('The shared AWS config can’t be read: {0}', plainText(failure.message, 200)),
          l10n.t('Correct the file; Halt reads it again by itself.'),
          'log',
        ),
  'profile-unknown': (_, place) =>
    say(
      l10n.t('There is no profile “{0}” in the shared AWS config.', profileOf(place)),
      l10n.t('Choose other profiles, or add it to the file.'),
      'profiles',
    ),
  'credentials-missing': (failure, place) =>
    say(
      l10n.t('The profile “{0}” gives no usable credentials: {1}', profileOf(place), plainText(failure.message, 200)),
      l10n.t('Try “aws sts get-caller-identity --profile {0}” in a terminal.', profileOf(place)),
      'retry',
    ),
  'signin-expired': (_, place) =>
    say(
      l10n.t('The sign-in of “{0}” has expired.', profileOf(place)),
      l10n.t('Sign in; Halt goes on by itself.'),
      'sign-in',
    ),
  'mfa-needed': (_, place) =>
    say(
      l10n.t('The profile “{0}” needs an MFA code.', profileOf(place)),
      l10n.t('Sign in to enter the code.'),
      'sign-in',
    ),
  'credentials-expired': (_, place) =>
    say(
      l10n.t('The credentials of “{0}” have expired.', profileOf(place)),
      l10n.t('Renew them; Halt goes on by itself.'),
      'sign-in',
    ),
  'credentials-wrong': (_, place) =>
    say(
      l10n.t('AWS doesn’t accept the credentials of “{0}”.', profileOf(place)),
      l10n.t('Check the access key of the profile: it may be deleted, inactive or mistyped.'),
      'retry',
    ),
  'region-disabled': (_, place) =>
    say(
      l10n.t('{0} is not enabled for this account.', regionOf(place)),
      l10n.t('Enable the region in the AWS console, or leave it out.'),
      'regions',
    ),
  'service-missing': (_, place) =>
    say(
      l10n.t('AWS doesn’t offer this service in {0}.', regionOf(place)),
      l10n.t('Nothing can run here; leave the region out if you like.'),
      'regions',
    ),
  denied: (failure) =>
    say(
      l10n.t('Access denied: {0} is not allowed for you.', what(failure)),
      l10n.t('Ask for the permission; “Halt: Copy IAM Policy” gives the policy that Halt needs.'),
      'retry',
    ),
  throttled: () =>
    say(l10n.t('AWS is throttling this account’s calls.'), l10n.t('Halt waits and tries again by itself.'), 'retry'),
  'clock-skew': () =>
    say(
      l10n.t('This computer’s clock is wrong, so AWS refuses its signatures.'),
      l10n.t('Set the clock, then try again.'),
      'retry',
    ),
  unreachable: (failure) =>
    untrusted.test(failure.code ?? '')
      ? say(
          l10n.t('The certificate of {0} isn’t trusted.', plainText(failure.endpoint ?? 'AWS', 120)),
          l10n.t(
            'A proxy that reads traffic needs its authority to be known: to the system, or in NODE_EXTRA_CA_CERTS before VS Code starts.',
          ),
          'retry',
        )
      : say(
          failure.endpoint === undefined
            ? l10n.t('AWS can’t be reached.')
            : l10n.t('{0} can’t be reached.', plainText(failure.endpoint, 120)),
          l10n.t('Check the network, the VPN or the endpoint; Halt tries again by itself.'),
          'retry',
        ),
  timeout: () => say(l10n.t('AWS did not answer in time.'), l10n.t('Halt tries again by itself.'), 'retry'),
  cut: () =>
    say(
      l10n.t('The connection was cut before the answer was complete.'),
      l10n.t('Halt tries again by itself.'),
      'retry',
    ),
  server: () =>
    say(
      l10n.t('AWS has a problem of its own.'),
      l10n.t('Halt tries again by itself; see the AWS Health Dashboard.'),
      'retry',
    ),
  malformed: () =>
    say(
      l10n.t('The answer can’t be understood.'),
      l10n.t('A proxy or the endpoint may be answering in AWS’s place. Open the log for details.'),
      'log',
    ),
  'not-found': () =>
    say(l10n.t('AWS doesn’t know it (any more).'), l10n.t('Refresh to see what is there now.'), 'retry'),
  refused: (failure) =>
    say(
      l10n.t('AWS refused: {0}', plainText(failure.message, 300)),
      l10n.t('Refresh, and look at its state.'),
      'retry',
    ),
  forbidden: (failure) =>
    say(
      l10n.t('Halt did not send it: {0}', plainText(failure.message, 200)),
      l10n.t('Check Halt’s settings.'),
      'settings',
    ),
  cancelled: () => say(l10n.t('Cancelled.'), '', 'none'),
  unknown: (failure) =>
    say(
      failure.message === ''
        ? l10n.t('Something went wrong.')
        : l10n.t('Something went wrong: {0}', plainText(failure.message, 300)),
      l10n.t('Open the log for details.'),
      'log',
    ),
} as const satisfies Record<FailureKind, Say>;

/** By `service:code`, or by the code alone. Sources: the API pages of the three stop operations and EC2's error codes. */
export const codeWords: Readonly<Record<string, Say>> = {
  'InvalidInstanceID.NotFound': () =>
    say(
      l10n.t('EC2 doesn’t know this instance.'),
      l10n.t('It may be terminated, or so new that not all of EC2 knows it yet: refresh and try again.'),
      'retry',
    ),
  'InvalidInstanceID.Malformed': () =>
    say(l10n.t('This is not an instance ID that EC2 accepts.'), l10n.t('Refresh and try again.'), 'retry'),
  IncorrectInstanceState: () =>
    say(
      l10n.t('The instance is in a state from which it can’t be stopped.'),
      l10n.t('Pending ones need Force Stop, or a moment; terminated ones are gone.'),
      'retry',
    ),
  OperationNotPermitted: () =>
    say(
      l10n.t('The instance is protected against stops.'),
      l10n.t('Stop protection (disableApiStop) is taken off in the EC2 console by whoever set it; Halt never does.'),
    ),
  UnsupportedOperation: () =>
    say(
      l10n.t('EC2 can’t stop this kind of instance.'),
      l10n.t(
        'One-time Spot instances, instance-store roots and instances that a service manages can’t be stopped, only terminated, or changed where they are managed.',
      ),
    ),
  UnsupportedHibernationConfiguration: () =>
    say(
      l10n.t('The instance was not launched with hibernation.'),
      l10n.t('Stop it instead: what is in memory is lost.'),
    ),
  DryRunOperation: () =>
    say(
      l10n.t('The permission to stop it is there.'),
      l10n.t('This was a permission check, not a promise: its state and protections are checked when you stop it.'),
    ),
  UnauthorizedOperation: () =>
    say(
      l10n.t('You are not allowed to do this to this instance.'),
      l10n.t('Ask for ec2:StopInstances (or StartInstances) on it; “Halt: Copy IAM Policy” gives the policy.'),
    ),
  RequestLimitExceeded: () =>
    say(
      l10n.t('EC2 is throttling this account’s calls, so it was not carried out.'),
      l10n.t('Try again in a moment.'),
      'retry',
    ),
  'ecs:AccessDeniedException': () =>
    say(
      l10n.t('You are not allowed to do this to this service deployment.'),
      l10n.t('Ask for ecs:StopServiceDeployment on it; “Halt: Copy IAM Policy” gives the policy.'),
    ),
  'fis:AccessDeniedException': () =>
    say(
      l10n.t('You are not allowed to do this in FIS.'),
      l10n.t('Ask for the fis: action that the message names; “Halt: Copy IAM Policy” gives the policy.'),
    ),
  'ecs:ClientException': () =>
    say(
      l10n.t('ECS took the request for one that it can’t carry out.'),
      l10n.t('Often the resource was changed or is gone: refresh and look at the service.'),
      'retry',
    ),
  'ecs:ConflictException': () =>
    say(
      l10n.t('The deployment had already ended, or something else is changing it.'),
      l10n.t('Refresh to see where it ended.'),
      'retry',
    ),
  'ecs:InvalidParameterException': () =>
    say(
      l10n.t('ECS does not accept this way of stopping here.'),
      l10n.t(
        'Roll back is what AWS documents; services under CODE_DEPLOY or EXTERNAL are stopped where they are controlled.',
      ),
    ),
  'ecs:ServerException': () =>
    say(
      l10n.t('ECS has a problem of its own.'),
      l10n.t('Whether it was carried out shows in the tree; see the AWS Health Dashboard.'),
      'retry',
    ),
  'ecs:ServiceDeploymentNotFoundException': () =>
    say(
      l10n.t('ECS doesn’t know this service deployment.'),
      l10n.t('It may be older than the 90 days that ECS keeps, or its service is gone: refresh.'),
      'retry',
    ),
  'ecs:ServiceNotFoundException': () =>
    say(l10n.t('ECS doesn’t know this service.'), l10n.t('It may have been deleted: refresh.'), 'retry'),
  'ecs:ClusterNotFoundException': () =>
    say(l10n.t('ECS doesn’t know this cluster.'), l10n.t('It may have been deleted: refresh.'), 'retry'),
  'ecs:UnsupportedFeatureException': () =>
    say(
      l10n.t('ECS can’t do this for this service or in this region.'),
      l10n.t('Service deployments can be stopped for the ECS deployment controller; open the service in the console.'),
    ),
  'fis:ValidationException': () =>
    say(
      l10n.t('FIS can’t stop it: it has ended, or the id is not one of its own.'),
      l10n.t('Refresh to see its state.'),
      'retry',
    ),
  'fis:ResourceNotFoundException': () =>
    say(l10n.t('FIS doesn’t know this experiment.'), l10n.t('FIS keeps experiments for 120 days: refresh.'), 'retry'),
  'fis:ConflictException': () =>
    say(
      l10n.t('The safety lever is just being engaged.'),
      l10n.t('Wait until it is engaged, then try again.'),
      'retry',
    ),
  ThrottlingException: () =>
    say(
      l10n.t('AWS is throttling this account’s calls, so it was not carried out.'),
      l10n.t('Try again in a moment.'),
      'retry',
    ),
  'read-only': (_, place) =>
    say(
      l10n.t('Halt is set to read only for “{0}” (halt.readOnly).', profileOf(place)),
      l10n.t('Change the setting to be able to stop anything here.'),
      'settings',
    ),
  region: (_, place) =>
    say(
      l10n.t('Halt may not change anything in {0} (halt.allowedRegions).', regionOf(place)),
      l10n.t('Add the region to the setting.'),
      'settings',
    ),
  'account-changed': (_, place) =>
    say(
      l10n.t('The profile “{0}” now belongs to another account, so the plan is void.', profileOf(place)),
      l10n.t('Look at the tree again, then make a new plan.'),
      'retry',
    ),
  'no-waiting-hook': () =>
    say(l10n.t('The deployment no longer waits at a pause hook.'), l10n.t('Refresh to see how it goes on.'), 'retry'),
};
