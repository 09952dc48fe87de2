import { l10n } from 'vscode';
import type { Failure, FailureKind } from '../../model/failure.ts';
import { changeWords, type CodeWords, isChange, isOwnCode, missingWords, ownWords } from './failureCodes.ts';
import { type FailureOrigin, type FailureWords, profileOf, regionOf, say, type Say } from './failureSentence.ts';
import { plainText } from '../../base/plainText.ts';
import { typedWord } from '../../base/shownText.ts';
import { credentialFaultWords } from '../../model/credentialFault.ts';
import { fileFaultWords } from './fileFaults.ts';

/** The words for a failure: what Halt forbids, then by the operation and AWS's error code where Halt knows them, else by the kind. */
export function failureWords(failure: Failure, origin: FailureOrigin = {}): FailureWords {
  return (codeWords(failure) ?? (isKnownKind(failure) ? kindWords[failure.kind] : laterKind))(failure, origin);
}

/** The same as one text: what is the matter, and what to do about it. */
export function failureText(failure: Failure, origin: FailureOrigin = {}): string {
  const { sentence, next } = failureWords(failure, origin);
  return `${sentence} ${next}`.trim();
}

/** The audit log keeps failures of a kind that only a later version of Halt knows. */
export const isKnownKind = ({ kind }: Pick<Failure, 'kind'>): boolean => Object.hasOwn(kindWords, kind);

/** What this version can tell of a failure of an unknown kind: its code, or else the kind's name. */
const laterKind: Say = ({ code, kind }) =>
  say(l10n.t('Something went wrong: {0}', plainText(code ?? kind, 80)), '', 'none');

/** The words for the code that a failure brings, where there are any. */
export function codeWords(failure: Failure): Say | undefined {
  const { kind, code, operation } = failure;
  if (isOwn(failure) && code !== undefined && isOwnCode(code)) return ownWords[code];
  const ofChange: CodeWords | undefined = isChange(operation) ? changeWords[operation] : undefined;
  const byCode = ofChange && code !== undefined && Object.hasOwn(ofChange, code) ? ofChange[code] : undefined;
  if (byCode && codeDecides(kind)) return byCode;
  const says = kind === 'not-found' || kind === 'refused';
  const missing = says && code !== undefined && Object.hasOwn(missingWords, code) ? missingWords[code] : undefined;
  // Another service has the same code for another thing.
  return missing && (operation ?? missing.service).startsWith(missing.service) ? missing.say : undefined;
}

/** Whether the code is one that Halt gave it: an endpoint can answer with any code, which then is no word of Halt's. */
function isOwn({ kind, code, status }: Failure): boolean {
  if (kind === 'forbidden') return true;
  // Made by Halt for an answer whose account isn't known, or isn't the one that is shown.
  const isOfReading =
    (kind === 'credentials-missing' && code === 'account-unknown') ||
    (kind === 'unknown' && code === 'account-changed');
  return isOfReading && status === undefined;
}

/** What is the matter with a profile, in a few words for its row. */
export function failureInShort({ kind, code }: Failure): string {
  switch (kind) {
    case 'config-broken':
      return code === 'ENOENT' ? l10n.t('no AWS config') : l10n.t('AWS config can’t be read');
    case 'profile-unknown':
      return l10n.t('not in the AWS config');
    case 'credentials-missing':
      return l10n.t('no usable credentials');
    case 'signin-expired':
      return l10n.t('not signed in');
    case 'mfa-needed':
      return l10n.t('needs an MFA code');
    case 'credentials-expired':
      return l10n.t('credentials expired');
    case 'credentials-wrong':
      return l10n.t('credentials not accepted');
    default:
      return l10n.t('can’t be read');
  }
}

/** AWS's message, code and request id behind the sentence, for tooltips, documents and the log. */
export function evidence(failure: Failure): string {
  const parts = [
    failure.operation,
    failure.code === undefined ? undefined : plainText(failure.code),
    failure.status === undefined ? undefined : `HTTP ${failure.status}`,
    failure.message === '' ? undefined : plainText(failure.message, 600),
    failure.requestId === undefined ? undefined : l10n.t('request id {0}', plainText(failure.requestId, 128)),
  ];
  return parts.filter((part) => part !== undefined).join(' · ');
}

/** A kind that already says it all isn't overruled by a code. */
function codeDecides(kind: FailureKind): boolean {
  switch (kind) {
    case 'refused':
    case 'denied':
    case 'forbidden':
    case 'server':
    case 'unknown':
    case 'throttled':
    case 'not-found':
      return true;
    default:
      return false;
  }
}

const what = (failure: Failure) => failure.operation ?? l10n.t('the call');

/** OpenSSL's and Node's codes for a certificate that nobody vouches for, or that is another's. */
const UNTRUSTED = /CERT|^UNABLE_TO_|SELF_SIGNED|ALTNAME/;

/** Whether it is the certificate that isn't trusted. */
export const isUntrusted = (code: string | undefined): boolean => UNTRUSTED.test(code ?? '');

/** `~/.aws/config: the file is UTF-16. Save it as UTF-8.` */
const wholeFileWords = ({ file, message }: Failure): string =>
  file === undefined
    ? plainText(message, 200)
    : l10n.t('{0}: {1}', plainText(file.shown, 120), fileFaultWords(file.fault));

/** Why credentials are missing, in the person’s language where Halt itself knows it; else what AWS or a program says. */
const reasonIn = ({ credentialFault, message }: Failure, most: number): string =>
  plainText(
    credentialFault === undefined
      ? message
      : credentialFaultWords(credentialFault, {
          t: (sentence, ...args) => l10n.t(sentence, ...args),
          fileFault: fileFaultWords,
        }),
    most,
  );

/** Nothing for a profile whose name a shell could take for more than a word. */
const inTerminal = (profile: string | undefined): string =>
  profile === undefined ? '' : l10n.t('Try “aws sts get-caller-identity --profile {0}” in a terminal.', profile);

/** A role's own credentials come by the keys of its source, which a person can renew. */
const keysOwner = ({ keysOf }: Failure, origin: FailureOrigin): string =>
  keysOf === undefined ? profileOf(origin) : plainText(keysOf, 80);

/** How there are new keys where no sign-in and no file brings them: in the variables of a process that runs, and by a machine's own role. */
export function newKeys({ keysInEnvironment, keysOfMachine }: Failure): string | undefined {
  if (keysInEnvironment === true)
    return l10n.t(
      'VS Code keeps the environment variables that it was started with: set new ones, then start it anew.',
    );
  if (keysOfMachine === undefined) return undefined;
  switch (keysOfMachine) {
    case 'instance':
      return l10n.t('The role of this EC2 instance gives new ones: try again in a moment.');
    case 'container':
      return l10n.t('The role of this container gives new ones: try again in a moment.');
  }
}

const kindWords = {
  'config-broken': (failure) =>
    failure.code === 'ENOENT'
      ? say(
          l10n.t('There is no shared AWS config: {0}', wholeFileWords(failure)),
          l10n.t('“aws configure sso” or “aws configure” makes one; Halt then reads it.'),
          'make-profile',
        )
      : say(
          failure.file?.line === undefined
            ? l10n.t('The shared AWS config can’t be read: {0}', wholeFileWords(failure))
            : l10n.t(
                'Line {0} of {1} isn’t valid: {2}',
                failure.file.line,
                plainText(failure.file.shown, 120),
                fileFaultWords(failure.file.fault),
              ),
          failure.file?.line === undefined
            ? l10n.t('Correct the file; Halt then reads it again.')
            : `${l10n.t('Other profiles are shown.')} ${l10n.t('Correct the file; Halt then reads it again.')}`,
          failure.file === undefined ? 'log' : 'open-file',
        ),
  'profile-unknown': (_, origin) =>
    say(
      l10n.t('There is no profile “{0}” in the shared AWS config.', profileOf(origin)),
      l10n.t('Choose other profiles, or add it to the file.'),
      'profiles',
    ),
  'credentials-missing': (failure, origin) =>
    say(
      l10n.t('No usable credentials in profile “{0}”: {1}', profileOf(origin), reasonIn(failure, 300)),
      inTerminal(typedWord(profileOf(origin))),
      'retry',
    ),
  'signin-expired': ({ signIn }, origin) => {
    const source = signIn && plainText(signIn.profile, 80);
    const sentence =
      source === undefined || source === profileOf(origin) || profileOf(origin) === ''
        ? l10n.t('“{0}” isn’t signed in.', source ?? profileOf(origin))
        : l10n.t('“{0}” gets its credentials from “{1}”, which isn’t signed in.', profileOf(origin), source);
    return say(sentence, l10n.t('Halt continues once you sign in.'), 'sign-in');
  },
  'mfa-needed': (_, origin) =>
    say(
      l10n.t('The profile “{0}” needs an MFA code.', profileOf(origin)),
      l10n.t('Sign in to enter the code.'),
      'sign-in',
    ),
  'credentials-expired': (failure, origin) =>
    say(
      l10n.t('The credentials of “{0}” have expired.', keysOwner(failure, origin)),
      newKeys(failure) ?? l10n.t('Halt continues once you renew them.'),
      newKeys(failure) === undefined ? 'sign-in' : 'retry',
    ),
  'credentials-wrong': (failure, origin) =>
    say(
      l10n.t('AWS doesn’t accept the credentials of “{0}”.', keysOwner(failure, origin)),
      newKeys(failure) ?? l10n.t('Check the access key of the profile: it may be deleted, inactive or mistyped.'),
      'retry',
    ),
  'region-disabled': (_, origin) =>
    say(
      l10n.t('{0} is not enabled for this account.', regionOf(origin)),
      l10n.t('Enable the region in the AWS console, or leave it out.'),
      'regions',
    ),
  'service-missing': (_, origin) =>
    say(
      l10n.t('AWS doesn’t offer this service in {0}.', regionOf(origin)),
      l10n.t('Nothing can run here; leave the region out if you like.'),
      'regions',
    ),
  denied: (failure) =>
    say(
      l10n.t('Access denied: {0} is not allowed for you.', what(failure)),
      l10n.t('Ask for the permission; “Halt: Copy IAM Policy…” gives the policy that Halt needs.'),
      'retry',
    ),
  throttled: () =>
    say(l10n.t('AWS is throttling this account’s calls.'), l10n.t('Halt waits and tries again.'), 'retry'),
  'clock-skew': () =>
    say(
      l10n.t('This computer’s clock is wrong, so AWS refuses its signatures.'),
      l10n.t('Set the clock, then try again.'),
      'retry',
    ),
  unreachable: (failure) =>
    isUntrusted(failure.code)
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
          l10n.t('Check the network, the VPN or the endpoint; Halt keeps trying.'),
          'retry',
        ),
  timeout: () => say(l10n.t('AWS did not answer in time.'), l10n.t('Halt keeps trying.'), 'retry'),
  cut: () =>
    say(l10n.t('The connection was cut before the answer was complete.'), l10n.t('Halt keeps trying.'), 'retry'),
  server: () =>
    say(l10n.t('AWS reported an internal error.'), l10n.t('Halt keeps trying; see the AWS Health Dashboard.'), 'retry'),
  malformed: () =>
    say(
      l10n.t('The answer can’t be understood.'),
      l10n.t('A proxy or the endpoint may be answering in AWS’s place. Open the log for details.'),
      'log',
    ),
  'not-found': () =>
    say(l10n.t('AWS can’t find it; it may be gone.'), l10n.t('Refresh to see what is there now.'), 'retry'),
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
        : l10n.t('Something went wrong: {0}', reasonIn(failure, 300)),
      l10n.t('Open the log for details.'),
      'log',
    ),
} as const satisfies Record<FailureKind, Say>;
