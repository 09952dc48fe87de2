import { l10n } from 'vscode';
import type { Failure } from '../../model/failure.ts';
import type { TargetRef } from '../../model/resources/resource.ts';
import { isForAnotherProfile, isLeftUnsent, type RunResult, type TargetAnswer } from '../../stopping/runResult.ts';
import { meantAgain, type Tracked } from '../../stopping/follow/followed.ts';
import type { Want } from '../../stopping/stopping.ts';
import type { Ended } from '../../stopping/follow/tracker.ts';
import { groupBy } from '../../base/groupBy.ts';
import { type Scope, scopeKey } from '../../model/scope.ts';
import { plainText } from '../../base/plainText.ts';
import {
  type IsProduction,
  needsPlace,
  productionFirst,
  placesInShort,
  targetNameWithId,
} from '../words/targetNames.ts';
import { askedOf, changeFailureWords, isRefusedByAws } from '../words/changeFailures.ts';
import { failureWords } from '../words/failures.ts';
import { counted, shownNumber } from '../words/counted.ts';

/** How many targets the message names. The rest is counted; the result's page names all. */
const MOST_NAMED = 10;

/** What was confirmed, has not been done, and can be confirmed again. */
export interface Again {
  /** By operation, the targets that are left. `beside`: the same targets through the profiles to which AWS denied it. */
  readonly wants: readonly (Want & Required<Pick<Want, 'beside'>>)[];
  /** The targets' names, or the first of them and how many more there are, and why they weren't done. */
  readonly message: string;
  /** The runs whose result pages name all of the targets, where the message doesn't. */
  readonly runs: readonly string[];
  /** The profiles that have to be signed in first. */
  readonly unsigned: readonly string[];
  /** Opens the prompt with a fresh plan of just these. */
  readonly button: string;
}

type Answered = Pick<RunResult, 'run' | 'answers' | 'operation'>;

/**
 * What of everything that one dialog confirmed can be confirmed again: requests that have not left, and those that another profile may be allowed.
 */
export function confirmableAgain(
  given: readonly Answered[],
  chosen: readonly Scope[],
  isProduction: IsProduction,
): readonly Again[] {
  const refOf = ({ tracked }: TargetAnswer) => tracked.ref;
  const results = given.map((one) => ({
    ...one,
    answers: productionFirst(one.answers, (answer) => isProduction(refOf(answer))),
  }));
  return [unsentOf(results, chosen), deniedOf(results, chosen)].filter((one) => one !== undefined);
}

/** The requests that have not left. Undefined where all have left, or may not be confirmed again. */
function unsentOf(results: readonly Answered[], chosen: readonly Scope[]): Again | undefined {
  const isLeft = ({ failure }: TargetAnswer) => failure !== undefined && isLeftUnsent(failure);
  const answers = results.flatMap((one) => one.answers);
  const left = answers.filter(isLeft);
  if (left.length === 0) return undefined;
  const listed = listOf(left, chosen);
  const said =
    left.length === 1
      ? l10n.t('{0} was not sent.', listed)
      : counted(
          l10n.t('{0, plural, one {# of {1} was not sent: {2}.} other {# of {1} were not sent: {2}.}}'),
          left.length,
          answers.length,
          listed,
        );
  const why = reasonsOf(left, againWords).join(' ');
  // Expired credentials can be told by AWS itself; that request was sent.
  const isAnswered = left.some(({ failure }) => failure !== undefined && isRefusedByAws(failure));
  // Requests that guards or time kept back need a new confirmation; for the others, the cause only has to go away.
  const untried = left.every(({ failure }) => failure?.kind !== 'forbidden' || failure.code === 'account-unknown');
  return {
    wants: wantsOf(results, isLeft, (meant) => ({ ...leftAgain(meant), beside: [] })),
    message: isAnswered ? l10n.t('{0}: {1}', listed, why) : `${said} ${why}`,
    runs: runsToName(results, isLeft),
    unsigned: unsignedOf(left),
    button: untried ? l10n.t('Try Again…') : l10n.t('Confirm the Rest…'),
  };
}

/** For each operation the targets that `isMeant` tells, if there are any. */
function wantsOf(
  results: readonly Answered[],
  isMeant: (answer: TargetAnswer) => boolean,
  of: (meant: readonly TargetAnswer[]) => Omit<Again['wants'][number], 'operation'>,
): Again['wants'] {
  return results.flatMap(({ answers, operation }) => {
    const meant = answers.filter(isMeant);
    return meant.length === 0 ? [] : { operation, ...of(meant) };
  });
}

/**
 * The targets that have not left, with the account in which each was confirmed. Where the endpoints were changed, that account was one of the earlier
 * endpoint, which nobody means any more.
 */
function leftAgain(left: readonly TargetAnswer[]): Pick<Want, 'refs' | 'whose'> {
  const { refs } = meantAgain(left.map(({ tracked }) => tracked));
  const same = left.filter(({ failure }) => failure?.code !== 'destination-changed');
  return { ...meantAgain(same.map(({ tracked }) => tracked)), refs };
}

/** The runs that have such targets; none where the message names all targets. */
function runsToName(results: readonly Answered[], isMeant: (answer: TargetAnswer) => boolean): readonly string[] {
  const runs = results.flatMap(({ run, answers }) => answers.filter(isMeant).map(() => run));
  return runs.length > MOST_NAMED ? [...new Set(runs)] : [];
}

/** Requests that AWS denied one profile and that another profile of the account may be allowed. Undefined where there are none. */
function deniedOf(results: readonly Answered[], chosen: readonly Scope[]): Again | undefined {
  const denied = results.flatMap(({ answers }) => answers.filter(isForAnotherProfile));
  if (denied.length === 0) return undefined;
  const twinsOf = ({ tracked }: TargetAnswer) => tracked.twins ?? [];
  const profiles = [...new Set(denied.flatMap(twinsOf).map(({ scope }) => plainText(scope.profile, 60)))];
  const others = [
    l10n.t('Profiles of the same account: {0}.', listInShort(profiles)),
    ...(profiles.length > MOST_NAMED ? [l10n.t('The next plan shows all of them.')] : []),
  ];
  return {
    wants: wantsOf(results, isForAnotherProfile, (meant) => ({
      // In the account in which it was denied, as the other profile may lead to another one by now.
      ...meantAgain(meant.flatMap((one) => twinsOf(one).map((ref) => ({ ...one.tracked, ref })))),
      beside: meant.map(({ tracked }) => tracked.ref),
    })),
    message: [l10n.t('{0}: {1}', listOf(denied, chosen), reasonsOf(denied, sentenceOf).join(' ')), ...others].join(' '),
    runs: runsToName(results, isForAnotherProfile),
    unsigned: [],
    button: l10n.t('Confirm with Another Profile…'),
  };
}

/** The targets' names; those of one place stand together, followed by the place. */
function listOf(answers: readonly TargetAnswer[], chosen: readonly Scope[]): string {
  const all = answers.map(({ tracked }) => tracked);
  const shown = all.slice(0, MOST_NAMED);
  const at = all.length === 1 ? 'at-start' : 'within';
  const nameOf = (tracked: Tracked) => targetNameWithId(tracked, 60, at);
  const named = needsPlace(chosen, all)
    ? [...groupBy(shown, ({ ref }) => placeKey(ref)).values()].map((same) => inPlace(same, same.map(nameOf).join(', ')))
    : shown.map(nameOf);
  return withRest(named, all.length - shown.length);
}

const listInShort = (all: readonly string[]): string => withRest(all.slice(0, MOST_NAMED), all.length - MOST_NAMED);

const withRest = (named: readonly string[], more: number): string =>
  (more > 0 ? [...named, l10n.t('{0} more', shownNumber(more))] : named).join(', ');

/** A key of the place to name; levers have their own, as a lever's name says where it is. */
const placeKey = ({ kind, scope }: TargetRef): string => `${scopeKey(scope)}/${kind === 'lever' ? kind : ''}`;

function inPlace(same: readonly Tracked[], listed: string): string {
  const isSaid = same.every(({ ref }) => ref.kind === 'lever');
  return isSaid ? listed : l10n.t('{0} in {1}', listed, placesInShort(same.map(({ ref }) => ref.scope)));
}

function unsignedOf(answers: readonly TargetAnswer[]): readonly string[] {
  const unsigned = answers.filter(
    ({ tracked, failure }) => failure && failureWords(failure, askedOf(tracked)).action === 'sign-in',
  );
  return [...new Set(unsigned.map(({ tracked }) => tracked.ref.scope.profile))];
}

type Reason = (failure: Failure, tracked: Tracked) => string;

function reasonsOf(answers: readonly TargetAnswer[], why: Reason): readonly string[] {
  const reasons = answers.flatMap(({ tracked, failure }) => (failure ? [why(failure, tracked)] : []));
  return [...new Set(reasons)];
}

/** Whether this end is offered to be confirmed again by {@link confirmableAgain}, and needs no message of its own. */
export function isOfferedAgain({ tracked, verdict }: Ended): boolean {
  if (verdict.type !== 'refused') return false;
  return isLeftUnsent(verdict.failure) || isForAnotherProfile({ tracked, failure: verdict.failure });
}

const sentenceOf: Reason = (failure, tracked) => failureWords(failure, askedOf(tracked)).sentence;

/** The reason with what to do about it, where something has to be done before confirming again. */
const againWords: Reason = (failure, tracked) => {
  const { next } = changeFailureWords(failure, askedOf(tracked));
  return [sentenceOf(failure, tracked), failure.kind !== 'forbidden' && next].filter(Boolean).join(' ');
};
