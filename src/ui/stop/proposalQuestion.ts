import { l10n } from 'vscode';
import { scopeKey } from '../../model/scope.ts';
import { operationKind } from '../../stopping/operation.ts';
import { isBlocked, type Plan, type PlanGroup, sendable } from '../../stopping/plan/plan.ts';
import { goingPlans, type Proposal } from '../../stopping/plan/proposal.ts';
import { counted } from '../words/counted.ts';
import { headingOf, verb } from '../words/operations.ts';
import { placesWords } from '../words/places/planPlaces.ts';
import { planQuestion } from './planWords.ts';

/** The dialog's first line: all that is asked about, and where. */
export function proposalQuestion(proposal: Proposal): string {
  const going = goingPlans(proposal);
  const [only, ...more] = going;
  const question = only && more.length === 0 ? planQuestion(only) : severalQuestion(going);
  return proposal.reach === 'emergency' ? l10n.t('Emergency Stop: {0}', question) : question;
}

/**
 * The question about several plans, such as `Stop 4 FIS experiments · Engage 2 FIS safety levers in 3 accounts?`. Where they aren't all about the
 * same places, each plan has a question of its own, so that a lever of one place isn't taken for one of all.
 */
function severalQuestion(plans: readonly Plan[]): string {
  if (new Set(plans.map(placeKeys)).size > 1) {
    return plans.map((plan) => l10n.t('{0} in {1}?', planHeading(plan), placesWords(goingGroups(plan)))).join(' · ');
  }
  return l10n.t('{0} in {1}?', plans.map(planHeading).join(' · '), placesWords(plans.flatMap(goingGroups)));
}

/** The places of a plan in which something would be sent: plans with the same text are about the same places. */
export const placeKeys = (plan: Plan): string =>
  [...new Set(goingGroups(plan).map(({ scope }) => scopeKey(scope)))].toSorted().join();

/** What a plan would do, without where. */
export function planHeading(plan: Plan): string {
  const { length } = sendable(plan);
  return plan.operation.type === 'engage-lever' && length > 1
    ? counted(l10n.t('{0, plural, one {Engage # FIS safety lever} other {Engage # FIS safety levers}}'), length)
    : headingOf(plan.operation, sendable(plan));
}

/** The groups of a plan of which something would be sent. */
export const goingGroups = ({ groups }: Plan): readonly PlanGroup[] =>
  groups.filter(({ targets }) => !targets.every(isBlocked));

/** The text of the dialog's button: how many targets are stopped, and apart from these how many safety levers are engaged. */
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

/** Whether a plan is for safety levers. */
export const isOfLevers = ({ operation }: Plan): boolean => operationKind[operation.type] === 'lever';
