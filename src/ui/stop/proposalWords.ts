import { l10n } from 'vscode';
import { chunksOf } from '../../base/chunksOf.ts';
import { groupBy } from '../../base/groupBy.ts';
import { isBlocked, type Plan, type PlanGroup, sendable } from '../../stopping/plan/plan.ts';
import { goingPlans, type Proposal } from '../../stopping/plan/proposal.ts';
import { operationKind, plainStop, unfitFor } from '../../stopping/operation.ts';
import { unfitFinding } from '../../stopping/plan/findings.ts';
import { nameOf } from '../../model/resources/target.ts';
import { plainText } from '../../base/plainText.ts';
import { type Scope, scopeKey } from '../../model/scope.ts';
import { findingWords } from '../words/findings/findings.ts';
import { headingOf, verb } from '../words/operations.ts';
import { accountKey, accountWords, placeList, placesWords, unreadWords } from '../words/places/planPlaces.ts';
import { afterword, leftOutLines, names, notes, paragraph, planQuestion, warningsApart } from './planWords.ts';
import { targetStateWords } from '../words/states.ts';
import type { Around } from './around.ts';
import { counted, shownNumber } from '../words/counted.ts';

/** So many targets are named in the dialog; the list before it and the plan's page name all. */
const MOST_NAMED = 10;
/** All places are named: a line that is much longer would be cut. */
const PLACES_A_LINE = 10;

/** The dialog's first line: all that is asked about, and where. */
export function proposalQuestion(proposal: Proposal): string {
  const going = goingPlans(proposal);
  const [only, ...more] = going;
  const question = only && more.length === 0 ? planQuestion(only) : severalQuestion(going);
  return proposal.reach === 'emergency' ? l10n.t('Emergency Stop: {0}', question) : question;
}

/**
 * `Stop 4 FIS experiments · Engage 2 FIS safety levers in 3 accounts?`; where they aren't all about the same places, a question each: a lever of one place is
 * not one of all of them.
 */
function severalQuestion(plans: readonly Plan[]): string {
  const keysOf = (plan: Plan) => [...new Set(goingGroups(plan).map(({ scope }) => scopeKey(scope)))].toSorted().join();
  if (new Set(plans.map(keysOf)).size > 1) {
    return plans.map((plan) => l10n.t('{0} in {1}?', planHeading(plan), placesWords(goingGroups(plan)))).join(' · ');
  }
  return l10n.t('{0} in {1}?', plans.map(planHeading).join(' · '), placesWords(plans.flatMap(goingGroups)));
}

function planHeading(plan: Plan): string {
  const { length } = sendable(plan);
  return plan.operation.type === 'engage-lever' && length > 1
    ? counted(l10n.t('{0, plural, one {Engage # FIS safety lever} other {Engage # FIS safety levers}}'), length)
    : headingOf(plan.operation, sendable(plan));
}

const goingGroups = ({ groups }: Plan): readonly PlanGroup[] =>
  groups.filter(({ targets }) => !targets.every(isBlocked));

/** The dialog's button: how many are stopped, and how many safety levers are engaged, which is no stop of one thing. */
export function proposalVerb(proposal: Proposal): string {
  const going = goingPlans(proposal);
  const levers = going.filter(isOfLevers);
  const stops = going.filter((plan) => !isOfLevers(plan));
  const parts = [buttonPart(stops), buttonPart(levers)].filter((part) => part !== undefined);
  const [only, ...more] = parts;
  if (only && more.length === 0) return only.count === 1 ? only.word : numbered(only);
  return parts.map(numbered).join(' · ');
}

interface ButtonPart {
  readonly word: string;
  readonly count: number;
}

const numbered = ({ word, count }: ButtonPart): string => `${word} ${count}`;

function buttonPart(plans: readonly Plan[]): ButtonPart | undefined {
  const words = new Set(plans.map(({ operation }) => verb(operation)));
  const [only, ...more] = words;
  if (only === undefined) return undefined;
  return { word: more.length === 0 ? only : l10n.t('Stop'), count: plans.flatMap(sendable).length };
}

const isOfLevers = ({ operation }: Plan): boolean => operationKind[operation.type] === 'lever';

/** `In progress, but can’t be stopped in this state: stress-db (hovering)`; what no state would make stoppable stands before it, with its reason, one for each. */
export function unstoppableWords(those: NonNullable<Around['unstoppable']>, most: number): readonly string[] {
  const byReason = groupBy(those, (one) => lastingHindrance(one) ?? '');
  const lasting = [...byReason].filter(([reason]) => reason !== '');
  const byState = byReason.get('') ?? [];
  return [
    ...lasting.map(([reason, same]) => `${list(same, most, (one) => plainText(nameOf(one), 60))}: ${reason}`),
    ...(byState.length === 0
      ? []
      : [
          l10n.t(
            'In progress, but can’t be stopped in this state: {0}',
            list(byState, most, (one) => l10n.t('{0} ({1})', plainText(nameOf(one), 60), targetStateWords(one))),
          ),
        ]),
  ];
}

/** Why an instance can't be stopped in whatever state: a service manages it, or its root device is an instance store. */
function lastingHindrance(one: NonNullable<Around['unstoppable']>[number]): string | undefined {
  if (one.kind !== 'instance') return undefined;
  const unfit = unfitFor(plainStop.instance.type, one);
  if (unfit === undefined || unfit === 'state') return undefined;
  return findingWords(unfitFinding(unfit, one), { ref: { kind: one.kind, scope: one.scope, id: one.id } });
}

function list<T>(all: readonly T[], most: number, wordsOf: (one: T) => string): string {
  const more = all.length > most ? [l10n.t('… and {0} more', shownNumber(all.length - most))] : [];
  return [...all.slice(0, most).map(wordsOf), ...more].join(', ');
}

/** The dialog's lines: every account, what would be sent, what the person has to know, and where nothing is done. */
export function proposalDetail(
  proposal: Proposal,
  { unread, leverUnread = [], unstoppable = [], forbidden, besides = [] }: Around,
): readonly string[] {
  const going = goingPlans(proposal);
  const groups = proposal.plans.flatMap(({ groups: all }) => all);
  const places = going.length > 0 ? going.flatMap(goingGroups) : groups;
  // What warns comes first, from whichever plan it is, and where nothing could be read before all.
  const { warned, told } = warningsApart(going.flatMap(notes));
  const warnings = [
    ...chunksOf(unread, PLACES_A_LINE).map((some) => `⚠ ${unreadWords(some, Infinity)}`),
    ...chunksOf(leverUnread, PLACES_A_LINE).map((some) => `⚠ ${leverUnreadWords(some)}`),
    ...unstoppableWords(unstoppable, MOST_NAMED).map((words) => `⚠ ${words}`),
    ...warned,
  ];
  const tails = new Set(going.flatMap((plan) => afterword(plan, going.length === 1) ?? []));
  const levers = going.filter(isOfLevers);
  const others = going.filter((plan) => !levers.includes(plan));
  return [
    ...accountLines(places),
    '',
    ...names(
      others.flatMap(({ groups: all }) => all),
      MOST_NAMED,
    ),
    // What reaches furthest is named wherever it is.
    ...names(
      levers.flatMap(({ groups: all }) => all),
      Infinity,
    ),
    ...paragraph([...warnings, ...tails]),
    ...paragraph(told),
    ...leftOutLines(groups),
    ...paragraph(chunksOf(forbidden, PLACES_A_LINE).map(forbiddenPlaces)),
    ...paragraph(besides),
  ];
}

const leverUnreadWords = (places: readonly Scope[]): string =>
  l10n.t('Safety levers that can’t be read are left out: {0}', placeList(places, Infinity));

const forbiddenPlaces = (forbidden: Around['forbidden']): string =>
  l10n.t('What a setting forbids is left out: {0}', placeList(forbidden, Infinity));

/** A line an account, however many there are: nobody confirms for one that the dialog doesn't name. */
function accountLines(groups: readonly PlanGroup[]): readonly string[] {
  const accounts = groupBy(groups, accountKey);
  return [...accounts.values()].map((same) => {
    const { length } = same.flatMap(({ targets }) => targets.filter((target) => !isBlocked(target)));
    return accounts.size > 1 ? l10n.t('{0}: {1}', accountWords(same), shownNumber(length)) : accountWords(same);
  });
}
