import { l10n } from 'vscode';
import type { Failure, FailureKind } from '../../model/failure.ts';
import type { ChangeOrigin, FailureWords } from './failureSentence.ts';
import type { Tracked } from '../../stopping/follow/followed.ts';
import type { Refusal } from '../../stopping/follow/refusals.ts';
import { verb } from './operations.ts';
import { clockTime } from './times.ts';
import { codeWords, failureWords, isKnownKind, isUntrusted, newKeys } from './failures.ts';

/** Whether AWS has answered that it won't do it, or it never came that far. Halt's own refusals say so themselves. */
const cameTo = {
  denied: 'aws',
  refused: 'aws',
  'not-found': 'aws',
  throttled: 'aws',
  server: 'aws',
  'credentials-wrong': 'aws',
  'region-disabled': 'aws',
  'clock-skew': 'aws',
  'config-broken': 'nobody',
  'profile-unknown': 'nobody',
  'credentials-missing': 'nobody',
  'signin-expired': 'nobody',
  'mfa-needed': 'nobody',
  'credentials-expired': 'nobody',
  'service-missing': 'nobody',
  unreachable: 'nobody',
  timeout: 'nobody',
  cut: 'nobody',
  malformed: 'nobody',
  cancelled: 'nobody',
  unknown: 'nobody',
  forbidden: 'guard',
} as const satisfies Record<FailureKind, 'aws' | 'nobody' | 'guard'>;

/** Where something was requested, and what. */
export const askedOf = ({ ref, operation }: Pick<Tracked, 'ref' | 'operation'>): ChangeOrigin => ({
  ...ref.scope,
  asked: operation,
});

/** Whether AWS itself has refused a change that didn't succeed. An answer with a request id is AWS's, also of credentials that have expired. */
export const isRefusedByAws = ({ kind, requestId }: Pick<Failure, 'kind' | 'requestId'>): boolean =>
  cameTo[kind] === 'aws' || (cameTo[kind] !== 'guard' && requestId !== undefined);

/** The same in a word or two. */
export const unchangedWords = (failure: Pick<Failure, 'kind' | 'requestId'>): string =>
  isRefusedByAws(failure) ? l10n.t('refused') : l10n.t('not sent');

/** `Stop: refused (12:04)`, of the last request for a thing. */
export const refusalWords = ({ tracked, failure, at }: Refusal): string =>
  l10n.t('{0}: {1} ({2})', verb(tracked.operation), unchangedWords(failure), clockTime(at));

/** The same with why, and what to do. */
export function refusalInFull(refusal: Refusal): string {
  const { sentence, next } = changeFailureWords(refusal.failure, askedOf(refusal.tracked));
  return `${refusalWords(refusal)} — ${sentence} ${next}`.trim();
}

type Next = (words: FailureWords, failure: Failure) => string;
const same: Next = ({ next }) => next;

/** What to do about it. A list is read again whatever happens; a change is sent once, and again only when somebody asks for it anew. */
const nextWords = {
  'config-broken': (_, { code }) =>
    code === 'ENOENT'
      ? l10n.t('“aws configure sso” or “aws configure” makes one; then try again.')
      : l10n.t('Correct the file, then try again.'),
  'profile-unknown': same,
  'credentials-missing': same,
  'signin-expired': () => l10n.t('Sign in, then try again.'),
  'mfa-needed': () => l10n.t('Sign in to enter the code, then try again.'),
  'credentials-expired': (_, failure) => newKeys(failure) ?? l10n.t('Renew them, then try again.'),
  'credentials-wrong': same,
  'region-disabled': same,
  'service-missing': same,
  denied: same,
  throttled: () => l10n.t('Try again in a moment.'),
  'clock-skew': same,
  unreachable: (words, { code }) =>
    isUntrusted(code) ? words.next : l10n.t('Check the network, the VPN or the endpoint, then try again.'),
  timeout: () => l10n.t('Try again.'),
  cut: () => l10n.t('Try again.'),
  server: () => l10n.t('Try again; see the AWS Health Dashboard.'),
  malformed: same,
  'not-found': same,
  refused: same,
  forbidden: same,
  cancelled: same,
  unknown: same,
} as const satisfies Record<FailureKind, Next>;

const doubtWords = (): string => l10n.t('It was sent, and AWS’s answer was lost: it may have been carried out.');

/** The words for a change that wasn't carried out, or of which that isn't known: what never came to AWS says so, and nothing goes on without the person. */
export function changeFailureWords(failure: Failure, origin: ChangeOrigin): FailureWords {
  const words = failureWords(failure, origin);
  const { kind, mayHaveHappened } = failure;
  const isUnsent = cameTo[kind] === 'nobody' && !isRefusedByAws(failure);
  // A look tells what became of it. That it was kept back or throttled is true of the last attempt alone.
  const isOfLast = cameTo[kind] === 'guard' || kind === 'throttled';
  if (mayHaveHappened) return { ...words, ...(isOfLast && { sentence: doubtWords() }), next: '' };
  const isByKind = codeWords(failure) === undefined && isKnownKind(failure);
  const next = isByKind ? nextWords[kind](words, failure) : words.next;
  const sentence = isUnsent ? l10n.t('Not sent. {0}', words.sentence) : words.sentence;
  return { ...words, sentence, next };
}
