import { l10n } from 'vscode';
import { chunksOf } from '../../base/chunksOf.ts';
import { groupBy } from '../../base/groupBy.ts';
import { isBlocked, type Plan, type PlanGroup, sendable } from '../../stopping/plan/plan.ts';
import { goingPlans, type Proposal } from '../../stopping/plan/proposal.ts';
import type { Scope } from '../../model/scope.ts';
import { heading } from '../words/operations.ts';
import {
  accountKey,
  accountWords,
  accountsInShort,
  placeList,
  placesWords,
  unreadWords,
  whereAllIs,
} from '../words/places/planPlaces.ts';
import { afterword, leftOutLines, notes, paragraph, targetLines, warningsApart } from './planWords.ts';
import { type Around, unstoppableWords } from './around.ts';
import { counted, shownNumber } from '../words/counted.ts';
import { drawnLines, fitting } from '../words/drawnLines.ts';
import { placesInShort } from '../words/targetNames.ts';
import { leverLines } from './leverWords.ts';
import { goingGroups, isOfLevers, placeKeys, planHeading, proposalQuestion, proposalVerb } from './proposalQuestion.ts';

/** How many targets the dialog names; the list before it and the plan's page name all. */
const MOST_NAMED = 10;
/** How many lines VS Code draws of a modal dialog in a window that is at least 720 pixels high; a longer text is cut at both ends. */
const MOST_DRAWN = 30;
/** How many of them are kept for the plan, also where a long reason follows it. */
const LEAST_DRAWN = 20;
/** How many letters of the message fit into a line: it is bold, and stands above the other lines. */
const BOLD_LETTERS = 50;
/** How many lines the message may take. */
const MESSAGE_LINES = 2;
/** How many lines are kept at least for warnings, if that is possible by saying the rest in fewer words. */
const LEAST_WARNED = 4;
/** Accounts that take no more drawn lines than this are always said in full. */
const FEW_DRAWN = 4;
/** How many words the rest takes, from the most to the fewest. */
const lengths = ['full', 'short', 'shortest'] as const;
/** How many places or names of each kind are said beside the plans, where not all fit. */
const SOME = 3;
/** How many places stand in a line: all are named, and a much longer line would be cut. */
const PLACES_A_LINE = 10;

/** The dialog's message and lines. Where they don't fit on a screen, the lines are those of {@link fittedDetail}. `after`: lines that follow, for which room is left. */
export function proposalDialog(
  proposal: Proposal,
  around: Around,
  after: readonly string[] = [],
): { readonly message: string; readonly detail: readonly string[] } {
  const room = Math.max(MOST_DRAWN - drawnLines(after), LEAST_DRAWN);
  const question = proposalQuestion(proposal);
  const whole = wholeDetail(proposal, around);
  if (drawnLines([question], BOLD_LETTERS) + drawnLines(whole) <= room) return { message: question, detail: whole };
  const { message, heads } = shortQuestion(proposal, question);
  return { message, detail: fittedDetail(proposal, around, heads, room - MESSAGE_LINES) };
}

/** The dialog's lines: every account, what would be sent, what the person has to know, and where nothing is done. */
export const proposalDetail = (proposal: Proposal, around: Around): readonly string[] =>
  proposalDialog(proposal, around).detail;

/** Several ways to say the same, from the most words to the fewest. */
type Ways = readonly (readonly string[])[];

/** The question in at most two drawn lines, and what then has to be said below it. */
function shortQuestion(proposal: Proposal, question: string): { message: string; heads: Ways } {
  const plans = goingPlans(proposal);
  const places = plans.flatMap(goingGroups);
  const numbers = plans.map((plan) =>
    isOfLevers(plan) ? planHeading(plan) : heading(plan.operation, sendable(plan).length),
  );
  const asked = (words: string): string =>
    proposal.reach === 'emergency' ? l10n.t('Emergency Stop: {0}', words) : words;
  const verbs = proposalVerb(proposal);
  const accounts = new Set(places.map(accountKey)).size;
  const inAccounts = counted(l10n.t('{0, plural, one {# account} other {# accounts}}'), accounts);
  const areSame = new Set(plans.map(placeKeys)).size <= 1;
  const what = numbers.join(' · ');
  // The first line below the message says where.
  const whole = areSame ? [asked(l10n.t('{0} in {1}?', what, placesWords(places))), asked(what)] : [];
  const fits = (words: string) => drawnLines([words], BOLD_LETTERS) <= MESSAGE_LINES;
  const told = [question, ...whole].find(fits);
  if (told !== undefined) return { message: told, heads: [[]] };
  const short = [placesWords(places), inAccounts].map((where) => asked(l10n.t('{0} in {1}?', verbs, where)));
  const heads = areSame
    ? [what]
    : plans.map((plan, index) =>
        l10n.t('{0} in {1}?', numbers[index] ?? '', placesInShort(goingGroups(plan).map(({ scope }) => scope))),
      );
  const fewer = numbers.slice(1).map((_, left) => {
    const rest = whereAllIs(l10n.t('… and {0} more', shownNumber(left + 1)));
    return [[...numbers.slice(0, numbers.length - left - 1), rest].join(' · ')];
  });
  return { message: short.find(fits) ?? asked(verbs), heads: [heads, [what], ...fewer] };
}

function wholeDetail(proposal: Proposal, around: Around): readonly string[] {
  const { going, groups, places, levers, others } = partsOf(proposal);
  // Warnings come first, from whichever plan they are, and before these the places that could not be read.
  const { warned, told } = warningsApart(going.flatMap(notes));
  const warnings = [...aroundLines(around, Infinity, MOST_NAMED), ...warned];
  const tails = tailsOf(going);
  return [
    ...accountLines(places),
    // Safety levers reach furthest, so all of them are named.
    ...paragraph([...targetLines(others, MOST_NAMED), ...targetLines(levers, Infinity)]),
    ...paragraph([...warnings, ...tails]),
    ...paragraph(told),
    ...leftOutLines(groups),
    ...paragraph(forbiddenLines(around, Infinity)),
    ...paragraph((around.besides ?? []).map(({ words }) => words)),
  ];
}

/** Sentences for the page of a plan about what isn't in it, with the names of all: the dialog counts those for which it has no room. */
export const aroundInFull = (around: Omit<Around, 'unread'>): readonly string[] => [
  ...aroundLines({ ...around, unread: [] }, Infinity, Infinity).map((line) => line.replace(/^⚠ /, '')),
  ...forbiddenLines(around, Infinity),
  ...(around.besides ?? []).map(({ inFull }) => inFull),
];

/** What each operation means for all of its targets. `areLevers`: only of plans for safety levers, or only of others. */
function tailsOf(going: readonly Plan[], areLevers?: boolean): readonly string[] {
  const those = going.filter((plan) => areLevers === undefined || isOfLevers(plan) === areLevers);
  return [...new Set(those.flatMap((plan) => afterword(plan, going.length === 1) ?? []))];
}

function partsOf(proposal: Proposal) {
  const going = goingPlans(proposal);
  const groups = proposal.plans.flatMap(({ groups: all }) => all);
  const groupsOf = (areLevers: boolean) =>
    going.filter((plan) => isOfLevers(plan) === areLevers).flatMap(({ groups: all }) => all);
  return {
    going,
    groups,
    places: going.length > 0 ? going.flatMap(goingGroups) : groups,
    levers: groupsOf(true),
    others: groupsOf(false),
  };
}

/** Warnings about places of which it isn't known what runs there, and about what can't be stopped. */
function aroundLines(
  { unread, leverUnread = [], unstoppable = [] }: Around,
  mostPlaces: number,
  mostNames: number,
): readonly string[] {
  const failed = unread.filter(({ unanswered }) => unanswered === undefined);
  const waiting = unread.filter(({ unanswered }) => unanswered !== undefined);
  return [
    ...placeLines(failed, mostPlaces, unreadWords).map((line) => `⚠ ${line}`),
    ...placeLines(waiting, mostPlaces, unreadWords).map((line) => `⚠ ${line}`),
    ...placeLines(leverUnread, mostPlaces, leverUnreadWords).map((line) => `⚠ ${line}`),
    ...unstoppableWords(unstoppable, mostNames).map((words) => `⚠ ${words}`),
  ];
}

/**
 * The lines in at most `room` drawn ones. Accounts, safety levers, warnings and what is left out come before notes and names. What doesn't fit is
 * only counted, as *Show Details* has all of it. No warning is cut as long as names are shown.
 */
function fittedDetail(proposal: Proposal, around: Around, ways: Ways, room: number): readonly string[] {
  const { going, groups, others } = partsOf(proposal);
  const [, ...leftOutAll] = leftOutLines(groups);
  const leftOut = leftOutAll.slice(0, 1);
  const reasons = leftOutAll.slice(1);
  const notesOf = going.map((plan) => warningsApart(notes(plan)));
  const warned = notesOf.flatMap((each) => each.warned);
  const told = notesOf.flatMap((each) => each.told);
  const tails = tailsOf(going, false);
  const counts = namesAndRest(others, 0);
  const isFilled = (...parts: readonly (readonly string[])[]) => (parts.some(({ length }) => length > 0) ? 1 : 0);
  // Each part that is only counted takes a line: warnings, reasons and notes.
  const rests = isFilled(tails, told) + isFilled(warned) + isFilled(reasons);
  const leftBy = ({ heads, accounts, levers, beside, forbidden, besides }: Standing): number => {
    const fixed = [...heads, ...accounts, ...levers, ...beside, ...forbidden, ...besides, ...leftOut, ...counts];
    // An empty line between two parts.
    const parts = [[levers], [beside, warned, tails], [leftOut, forbidden], [told, tails, counts], [besides]];
    return room - drawnLines(fixed) - parts.reduce((sum, part) => sum + isFilled(...part), 0) - rests;
  };
  const levels = lengths.map((level) => standing(proposal, around, ways, level));
  const all = [...notesOf.map((each) => each.warned), reasons];
  const stands =
    levels.find((one) => leftBy(one) >= drawnLines(all.flat())) ??
    levels.slice(1).find((one) => leftBy(one) >= LEAST_WARNED) ??
    shortest(proposal, around, ways, leftBy, Math.min(drawnLines(all.flat()), LEAST_WARNED));
  const { heads, accounts, levers, beside, forbidden, besides } = stands;
  let left = leftBy(stands);
  const known = fitting(all, left, isFilled(warned) + isFilled(reasons));
  const shownReasons = known.at(-1) ?? [];
  const warnings = known.slice(0, -1);
  const hidden = warned.length - warnings.flat().length;
  const isAll = hidden === 0 && shownReasons.length === reasons.length;
  left += isAll ? isFilled(warned) + isFilled(reasons) : 0;
  left -= drawnLines(known.flat());
  const [shownTails = [], shownTold = []] = isAll ? fitting([tails, told], left, 1) : [];
  left -= drawnLines([...shownTails, ...shownTold]);
  const untold = tails.length + told.length - shownTails.length - shownTold.length;
  const most = Array.from({ length: MOST_NAMED }, (_, index) => MOST_NAMED - index).find(
    (some) =>
      isAll &&
      untold === 0 &&
      drawnLines(namesAndRest(others, some)) <= left + isFilled(tails, told) + drawnLines(counts),
  );
  const ofPlan = (plan: Plan) => afterword(plan, going.length === 1) ?? '';
  // What an operation does to all targets stands with its warnings; of two operations that do the same, with the first.
  const sections = going.flatMap((plan, index) => [
    ...(warnings[index] ?? []),
    ...(shownTails.includes(ofPlan(plan)) && going.findIndex((one) => ofPlan(one) === ofPlan(plan)) === index
      ? [ofPlan(plan)]
      : []),
  ]);
  return [
    ...heads,
    ...accounts,
    ...paragraph(levers),
    ...paragraph([...beside, ...sections, ...restLines('⚠', hidden, warned.length, warningsWords)]),
    ...paragraph([
      ...leftOut,
      ...shownReasons,
      ...restLines('⚠', reasons.length - shownReasons.length, reasons.length, reasonsWords),
      ...forbidden,
    ]),
    ...paragraph([
      ...shownTold,
      ...restLines('–', untold, tails.length + told.length, notesWords),
      ...namesAndRest(others, most ?? 0),
    ]),
    ...paragraph(besides),
  ];
}

type Standing = Readonly<
  Record<'heads' | 'accounts' | 'levers' | 'beside' | 'forbidden' | 'besides', readonly string[]>
>;

/** The parts that stand in the dialog however full it is, in one of the {@link lengths}. */
function standing(proposal: Proposal, around: Around, [heads = []]: Ways, level: (typeof lengths)[number]): Standing {
  const { going, places, levers } = partsOf(proposal);
  const most = { full: Infinity, short: SOME, shortest: 0 }[level];
  const isFull = level === 'full';
  const besides = (around.besides ?? []).map(({ words }) => words);
  const some = Math.max(most, 1);
  const accounts = accountLines(places);
  return {
    heads,
    accounts: isFull || drawnLines(accounts) <= FEW_DRAWN ? accounts : accountsInShort(places, level === 'short'),
    levers: [
      ...(isFull ? targetLines(levers, Infinity) : shortLevers(levers, level === 'short' ? Infinity : SOME)),
      ...tailsOf(going, true),
    ],
    beside: aroundLines(around, most, isFull ? MOST_NAMED : most),
    forbidden: forbiddenLines(around, most),
    besides: [...besides.slice(0, some), ...restLines('⚠', besides.length - some, besides.length, warningsWords)],
  };
}

/** The standing parts in the fewest words. Where even then not all accounts fit, as many are named as do, those in production first, so that at least `least` drawn lines are left for warnings. */
function shortest(
  proposal: Proposal,
  around: Around,
  ways: Ways,
  leftBy: (one: Standing) => number,
  least: number,
): Standing {
  const whole = standing(proposal, around, ways, 'shortest');
  if (leftBy(whole) >= 0) return whole;
  const { going, places, levers: ofLevers } = partsOf(proposal);
  const levers = [...shortLevers(ofLevers, 0), ...tailsOf(going, true)];
  const bare = [whole, ...ways.map((heads): Standing => ({ ...whole, heads, levers }))].map((one): Standing => ({
    ...one,
    accounts: accountsInShort(places, false, 0),
  }));
  const other = bare.find((one) => leftBy(one) >= least) ?? bare.at(-1) ?? whole;
  const naming = (most: number): Standing => ({ ...other, accounts: accountsInShort(places, false, most) });
  let fits = 0;
  for (let tooMany = new Set(places.map(accountKey)).size; tooMany - fits > 1;) {
    const middle = Math.floor((fits + tooMany) / 2);
    if (leftBy(naming(middle)) >= least) fits = middle;
    else tooMany = middle;
  }
  return naming(fits);
}

/** A line that says how many lines are left out; where none is shown, what they are. Nothing where none is left out. */
function restLines(mark: string, count: number, all: number, words: (all: number) => string): readonly string[] {
  if (count <= 0) return [];
  return [`${mark} ${whereAllIs(count === all ? words(all) : l10n.t('… and {0} more', shownNumber(count)))}`];
}
const warningsWords = (all: number): string => counted(l10n.t('{0, plural, one {# warning} other {# warnings}}'), all);
const reasonsWords = (all: number): string => counted(l10n.t('{0, plural, one {# reason} other {# reasons}}'), all);
const notesWords = (all: number): string => counted(l10n.t('{0, plural, one {# note} other {# notes}}'), all);

/** The first names, and how many more targets there are. */
function namesAndRest(groups: readonly PlanGroup[], most: number): readonly string[] {
  const lines = targetLines(groups, most);
  const count = groups.flatMap(({ targets }) => targets.filter((target) => !isBlocked(target))).length;
  return count > most ? lines.map((line, index) => (index === lines.length - 1 ? whereAllIs(line) : line)) : lines;
}

/** The safety levers by their places, and how many experiments they stop. */
function shortLevers(groups: readonly PlanGroup[], most: number): readonly string[] {
  const targets = groups.flatMap((group) => group.targets.filter((target) => !isBlocked(target)));
  if (targets.length === 0) return [];
  const stops = targets.reduce((sum, { lever }) => sum + (lever?.stops?.experiments.length ?? 0), 0);
  const places = placeList(
    targets.map(({ ref }) => ref.scope),
    most,
  );
  return [
    `• ${l10n.t('{0}: {1}', l10n.t('Safety lever'), places)}`,
    ...(stops > 0
      ? [
          `${counted(l10n.t('{0, plural, one {Stops # active experiment:} other {Stops # active experiments:}}'), stops)} ${l10n.t('Show Details')}`,
        ]
      : []),
    ...new Set(targets.flatMap(leverLines).filter((line) => line.startsWith('⚠'))),
  ];
}

const leverUnreadWords = (places: readonly Scope[], most: number): string =>
  l10n.t('Safety levers that can’t be read are left out: {0}', placeList(places, most));

/** Lines about places that a setting keeps out: all of them, or in one line the first few. Empty where there are none. */
export const forbiddenLines = ({ forbidden }: Pick<Around, 'forbidden'>, most: number): readonly string[] =>
  placeLines(forbidden, most, (some) => l10n.t('What a setting forbids is left out: {0}', placeList(some, most)));

/** All places in lines that are short enough, or in one line the first few. */
const placeLines = <P extends Scope>(
  all: readonly P[],
  most: number,
  words: (some: readonly P[], most: number) => string | readonly string[],
): readonly string[] =>
  chunksOf(all, most === Infinity ? PLACES_A_LINE : Math.max(all.length, 1)).flatMap((some) => words(some, most));

/** A line for each account, however many there are: nobody should confirm for an account that the dialog doesn't name. */
function accountLines(groups: readonly PlanGroup[]): readonly string[] {
  const accounts = groupBy(groups, accountKey);
  return [...accounts.values()].map((same) => {
    const { length } = same.flatMap(({ targets }) => targets.filter((target) => !isBlocked(target)));
    return accounts.size > 1 ? l10n.t('{0}: {1}', accountWords(same), shownNumber(length)) : accountWords(same);
  });
}
