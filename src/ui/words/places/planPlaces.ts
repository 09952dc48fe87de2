import { l10n } from 'vscode';
import { chunksOf } from '../../../base/chunksOf.ts';
import { groupBy } from '../../../base/groupBy.ts';
import { plainText } from '../../../base/plainText.ts';
import { valueOf } from '../../../model/fact.ts';
import type { RoutedService } from '../../../model/destination.ts';
import type { TargetKind } from '../../../model/resources/resource.ts';
import { longestOwed } from '../../../model/ports/owedAnswer.ts';
import type { LackingPlace, Scope } from '../../../model/scope.ts';
import { productionMark } from '../../../stopping/plan/productionPolicy.ts';
import { isBlocked, type PlanGroup, type ProductionMatch } from '../../../stopping/plan/plan.ts';
import { callerWords } from '../callers.ts';
import { counted, shownNumber } from '../counted.ts';
import { destinationInFull } from '../destinations.ts';
import { productionMarkWords } from '../production.ts';
import { names, placeName } from '../targetNames.ts';
import { clockTime } from '../times.ts';

/**
 * `shop-staging (eu-west-1)`, or how many accounts or regions: whichever differ. Several profiles of one account are named: it is one account, and whose
 * credentials act isn't the same.
 */
export function placesWords(groups: readonly PlanGroup[]): string {
  const [first] = groups;
  if (!first) return '';
  const accounts = new Set(groups.map(accountKey)).size;
  if (accounts > 1) return counted(l10n.t('{0, plural, one {# account} other {# accounts}}'), accounts);
  const regions = new Set(groups.map(({ scope }) => scope.region)).size;
  const where =
    regions === 1 ? first.scope.region : counted(l10n.t('{0, plural, one {# region} other {# regions}}'), regions);
  const profiles = new Set(groups.map(profileWords));
  return profiles.size === 1 && regions > 1 ? where : l10n.t('{0} ({1})', names([...profiles]), where);
}

/** Whose a place is: what a custom endpoint calls an account is none of AWS's. */
export const accountKey = ({ identity, scope }: PlanGroup): string =>
  identity === undefined ? `profile ${scope.profile}` : JSON.stringify([identity.account, identity.destination]);

/** The profile's name without what can't be shown, at most 60 characters. */
function profileWords(group: PlanGroup): string {
  return plainText(group.scope.profile, 60);
}

/** One group of a plan as {@link accountWords} says it. */
export function placeWords(group: PlanGroup): string {
  return accountWords([group]);
}

const serviceOf = {
  instance: 'EC2',
  deployment: 'ECS',
  experiment: 'fis',
  lever: 'fis',
} as const satisfies Record<TargetKind, RoutedService>;

/** Where requests for these groups of one account go, where that isn't AWS, or a profile's name says that it isn't. */
const destinationOf = (groups: readonly PlanGroup[]): string | undefined =>
  destinationInFull(
    groups.find((group) => group.identity !== undefined)?.identity?.destination,
    groups.flatMap(({ targets }) => targets.map(({ ref }) => serviceOf[ref.kind])),
    groups.map(({ scope }) => scope.profile),
  );

/** Groups of one account, of which there is at least one, in one line: with every profile, region and caller. */
export function accountWords(groups: readonly PlanGroup[]): string {
  const identity = groups.find((group) => group.identity !== undefined)?.identity;
  const account = identity === undefined ? l10n.t('account not known') : l10n.t('account {0}', identity.account);
  const alias = identity && valueOf(identity.alias);
  const production = groups.flatMap((group) => group.production);
  const each = (words: (group: PlanGroup) => string | undefined): string =>
    [...new Set(groups.map(words))].filter((one) => one !== undefined).join(', ');
  const parts = [
    // As the credentials that were just asked with are sent: what the config says may have changed since.
    destinationOf(groups),
    markInPlan(identity, production),
    l10n.t('profile {0}', each(profileWords)),
    alias === undefined || groups.every(({ scope }) => scope.profile === alias)
      ? account
      : `${account} (${plainText(alias, 60)})`,
    each(({ scope }) => scope.region),
    identity === undefined
      ? undefined
      : l10n.t(
          'as {0}',
          each((group) => group.identity && callerWords(group.identity.arn)),
        ),
    ...production
      .filter(({ kind }) => kind !== 'matched')
      .slice(0, 1)
      .map(productionWords),
  ];
  return parts.filter((part) => part !== undefined).join(' · ');
}

/** Of a place that nobody could name nothing was found out: it isn't called production for what is unknown of it, unless its profile's own name says so. */
export function markInPlan(
  identity: PlanGroup['identity'],
  production: readonly ProductionMatch[],
): string | undefined {
  if (production.length === 0) return undefined;
  const mark = identity === undefined ? productionMark(production) : 'production';
  return mark === 'production' ? l10n.t('PRODUCTION') : productionMarkWords(mark);
}

/** A line that is much longer would be cut. */
const ACCOUNTS_A_LINE = 10;

/** Every account in a few words with how much of it there is, those in production first and apart. So many are named at `most`; the others are counted, by which only those of so many accounts go unnamed that no screen holds them. */
export function accountsInShort(
  groups: readonly PlanGroup[],
  withProfile: boolean,
  most = Infinity,
): readonly string[] {
  const accounts = [...groupBy(groups, accountKey).values()];
  const words = (same: readonly PlanGroup[]): string => {
    const [first] = same;
    if (!first) return '';
    const profile = plainText(first.scope.profile, 24);
    const account = first.identity?.account;
    const name = account === undefined ? profile : withProfile ? l10n.t('{0} ({1})', profile, account) : account;
    const { length } = same.flatMap(({ targets }) => targets.filter((target) => !isBlocked(target)));
    const where = [destinationOf(same), name].filter((part) => part !== undefined).join(' · ');
    return l10n.t('{0}: {1}', where, shownNumber(length));
  };
  const isRisky = (same: readonly PlanGroup[]) => same.some(({ production }) => production.length > 0);
  const lines = (all: typeof accounts, named: number): readonly string[] => {
    const shown = all.slice(0, named);
    const rest = all.length > shown.length ? [moreAccounts(all.length - shown.length, shown.length)] : [];
    const chunks = chunksOf(shown.map(words), ACCOUNTS_A_LINE);
    // How many more there are stands behind the last of those that are named.
    return [...chunks.slice(0, -1), [...(chunks.at(-1) ?? []), ...rest]]
      .filter((each) => each.length > 0)
      .map((each) => each.join(', '));
  };
  const risky = accounts.filter(isRisky);
  const others = accounts.filter((same) => !isRisky(same));
  return [
    ...lines(risky, most).map((line) => l10n.t('{0}: {1}', l10n.t('PRODUCTION'), line)),
    ...lines(others, Math.max(most - risky.length, 0)),
  ];
}

/** How many accounts aren't named, beside so many that are. */
function moreAccounts(count: number, named: number): string {
  const words =
    named === 0
      ? counted(l10n.t('{0, plural, one {# account} other {# accounts}}'), count)
      : counted(l10n.t('{0, plural, one {… and # more account} other {… and # more accounts}}'), count);
  return whereAllIs(words);
}

/** `…: Show Details`: where all of it is. */
export const whereAllIs = (words: string): string => l10n.t('{0}: {1}', words, l10n.t('Show Details'));

/** Why a place counts as production. */
export function productionWords(match: ProductionMatch): string {
  switch (match.kind) {
    case 'matched':
      return l10n.t('production: “{0}” matches {1}', match.pattern, plainText(match.matched, 80));
    case 'account-unread':
      return l10n.t(
        'treated as production: it is not known which account this is, and “{0}” may match it',
        match.pattern,
      );
    case 'alias-unread':
      return l10n.t(
        'treated as production: the account’s alias could not be read, and “{0}” may match it',
        match.pattern,
      );
    case 'tags-unread':
      return l10n.t('treated as production: the tags could not be read, and “{0}” may match them', match.pattern);
  }
}

/** `Can’t be read, and more may run there: dev (eu-west-1)`; by itself and behind that, where AWS merely hasn't answered yet. Nothing where there is neither. */
export function unreadWords(unread: readonly LackingPlace[], most: number): readonly string[] {
  const failed = unread.filter(({ unanswered }) => unanswered === undefined);
  const waiting = unread.filter(({ unanswered }) => unanswered !== undefined);
  return [
    ...(failed.length > 0 ? [l10n.t('Can’t be read, and more may run there: {0}', placeList(failed, most))] : []),
    ...(waiting.length > 0 ? [unansweredWords(waiting, most)] : []),
  ];
}

/** Of several places the longest wait is said, as on the row of their profile. */
function unansweredWords(waiting: readonly LackingPlace[], most: number): string {
  const since = longestOwed(waiting.map(({ unanswered }) => unanswered?.since));
  const places = placeList(waiting, most);
  return since === undefined
    ? l10n.t('AWS hasn’t answered yet, and more may run there: {0}', places)
    : l10n.t('AWS hasn’t answered since {0}, and more may run there: {1}', clockTime(since), places);
}

/** `3 places`. */
export const placeCount = (count: number): string =>
  counted(l10n.t('{0, plural, one {# place} other {# places}}'), count);

/** `dev (eu-west-1), prod (eu-west-1)`; where none is named, how many they are. */
export function placeList(scopes: readonly Scope[], most: number): string {
  if (most === 0) return placeCount(scopes.length);
  const places = scopes.slice(0, most).map(placeName);
  const more =
    scopes.length > most
      ? [counted(l10n.t('{0, plural, one {… and # more place} other {… and # more places}}'), scopes.length - most)]
      : [];
  return [...places, ...more].join(', ');
}
