import { shortId } from '../../model/resources/target.ts';
import { l10n } from 'vscode';
import { groupBy } from '../../base/groupBy.ts';
import { plainText } from '../../base/plainText.ts';
import { operationKind } from '../../stopping/operation.ts';
import { skipsOsShutdown } from '../../model/operation.ts';
import {
  type Finding,
  isBlocked,
  type Plan,
  type PlanGroup,
  type PlannedTarget,
  productionOf,
  type RevisionFacts,
  sendable,
} from '../../stopping/plan/plan.ts';
import { findingWords, hasFailingTasks, severalTargetsWords, sharedWords } from '../words/findings/findings.ts';
import { productionFirst, targetName, placeName } from '../words/targetNames.ts';
import { placesWords, placeWords, unreadWords } from '../words/places/planPlaces.ts';
import { leverLines } from './leverWords.ts';
import { type RevisionRole, taskCounts } from '../../model/resources/deployment.ts';
import { deniedWords } from './planHindrances.ts';
import { targetStateWords } from '../words/states.ts';
import { questionAboutOne, questionAboutSeveral } from '../words/operations.ts';
import { counted, shownNumber } from '../words/counted.ts';

/** How many names the prompt shows before it counts the rest: it has to fit on the screen for 500 targets as well. */
const MOST_NAMES = 5;
const MANY_TARGETS = 20;
const MOST_OF_MANY = 3;
const MOST_PLACES = 6;

/** The prompt's first line: what is done, to how many, and where; a single target is named. */
export function planQuestion(plan: Plan): string {
  const going = plan.groups.filter((group) => group.targets.some((target) => !isBlocked(target)));
  const [only, ...more] = sendable(plan);
  const where = placesWords(going);
  if (only && more.length === 0)
    return questionAboutOne(plan.operation, plainText(only.name, 80) || only.ref.id, where);
  return questionAboutSeveral(plan.operation, sendable(plan).length, where);
}

/** How many targets are named in a step, which has a short line. */
const MOST_IN_STEP = 3;

/**
 * The targets that the steps before the dialog are about, those in production first: `web-1, web-2, web-3 and 4 more`. Undefined for one target,
 * which the steps' title names.
 */
export function namesInStep(plans: readonly Plan[]): string | undefined {
  const going = plans.flatMap(({ groups }) =>
    groups.flatMap((group) => sentIn(group).map((target) => ({ target, isRisky: isProduction(target, group) }))),
  );
  if (going.length < 2) return undefined;
  const ordered = productionFirst(going, ({ isRisky }) => isRisky).map(({ target }) => target);
  const shown = ordered.slice(0, MOST_IN_STEP).map((target) => targetName(target, 40));
  const left = ordered.length - shown.length;
  return left > 0 ? l10n.t('{0} and {1} more', shown.join(', '), shownNumber(left)) : shown.join(', ');
}

/**
 * The prompt's lines: the place, the targets, and what the person has to know. First come warnings and what the operation does to all targets, then
 * what is only for information. Few enough for one screen.
 */
export function planDetail(plan: Plan): readonly string[] {
  const going = plan.groups.filter((group) => group.targets.some((target) => !isBlocked(target)));
  const places = going.length > 0 ? going : plan.groups;
  // Safety levers reach furthest, so all of them are named.
  const isLever = operationKind[plan.operation.type] === 'lever';
  const lines =
    places.length > 1 && !isLever
      ? namesByPlace(places)
      : [...placeLines(places), ...paragraph(targetLines(plan.groups, isLever ? Infinity : undefined))];
  const targets = sendable(plan);
  const [only] = targets;
  const known =
    targets.length === 1 && only
      ? warningsFirst(only.findings).map((finding) => `${marker(finding)} ${findingWords(finding, only)}`)
      : notes(plan);
  const tail = targets.length > 0 ? afterword(plan) : undefined;
  const { warned, told } = warningsApart([...unreadLines(plan, MOST_PLACES), ...known]);
  const revisions = targets.length === 1 && only ? revisionLines(only) : [];
  lines.push(
    ...paragraph([...warned, ...(tail === undefined ? [] : [tail])]),
    ...paragraph(told),
    // Apart from what is said of the deployment: a line of theirs would seem to belong to the last finding.
    ...paragraph(revisions),
    ...leftOutLines(plan.groups),
  );
  return lines;
}

/** The lines with an empty one before them; nothing where there are none. */
export const paragraph = (lines: readonly string[]): readonly string[] => (lines.length === 0 ? [] : ['', ...lines]);

/** Separates warnings from lines that are only for information. */
export function warningsApart(lines: readonly string[]): Readonly<Record<'warned' | 'told', readonly string[]>> {
  const isWarning = (line: string) => line.startsWith('⚠');
  return { warned: lines.filter(isWarning), told: lines.filter((line) => !isWarning(line)) };
}

const sentIn = (group: PlanGroup) => group.targets.filter((target) => !isBlocked(target));
const placeAndCount = (group: PlanGroup): string =>
  l10n.t('{0}: {1}', placeWords(group), shownNumber(sentIn(group).length));
const morePlaces = (count: number): readonly string[] =>
  count > 0 ? [counted(l10n.t('{0, plural, one {… and # more place} other {… and # more places}}'), count)] : [];

function placeLines(places: readonly PlanGroup[]): readonly string[] {
  return places.length === 1
    ? places.map(placeWords)
    : [...places.slice(0, MOST_PLACES).map(placeAndCount), ...morePlaces(places.length - MOST_PLACES)];
}

/** Several places, each with the number of its targets and the names of the first ones; those in production come first. */
function namesByPlace(places: readonly PlanGroup[]): string[] {
  const ordered = places.toSorted((a, b) => Number(b.production.length > 0) - Number(a.production.length > 0));
  const riskyIn = (group: PlanGroup) => sentIn(group).filter((target) => isProduction(target, group)).length;
  const lines: string[] = [];
  let left = ordered.flatMap(sentIn).length > MANY_TARGETS ? MOST_OF_MANY : MOST_NAMES;
  for (const group of ordered.slice(0, MOST_PLACES)) {
    const targets = productionFirst(sentIn(group), (target) => isProduction(target, group));
    const shown = targets.slice(0, left);
    const rest = targets.slice(left);
    lines.push(placeAndCount(group), ...shown.flatMap((target) => nameLines(target, group, true)));
    left -= shown.length;
    // How many of a place's targets aren't named is said below it, if at least one is named.
    if (shown.length > 0 && rest.length > 0) {
      // Where all of the place is production, its own line says so.
      const risky = riskyIn(group) < targets.length ? rest.filter((target) => isProduction(target, group)) : [];
      lines.push(moreWords(rest.length, risky.length));
    }
  }
  const hidden = ordered.slice(MOST_PLACES);
  const risky = hidden.reduce((sum, group) => sum + riskyIn(group), 0);
  lines.push(...morePlaces(hidden.length));
  if (risky > 0) lines.push(moreWords(hidden.flatMap(sentIn).length, risky));
  return lines;
}

const moreWords = (count: number, risky: number): string =>
  risky === 0
    ? l10n.t('• … and {0} more', shownNumber(count))
    : l10n.t('• … and {0} more, {1} of them in PRODUCTION', shownNumber(count), shownNumber(risky));

/** The line for targets of which none is named above: “and 12 more” would have nothing to refer to. */
const noneNamed = (count: number, risky: number): string =>
  `• ${
    risky === 0
      ? counted(l10n.t('{0, plural, one {# target} other {# targets}}'), count)
      : counted(
          l10n.t('{0, plural, one {# target, {1} of them in PRODUCTION} other {# targets, {1} of them in PRODUCTION}}'),
          count,
          shownNumber(risky),
        )
  }`;

const isProduction = (target: PlannedTarget, group: PlanGroup): boolean => productionOf(target, group).length > 0;

/** What the person has to know of the targets that would be sent. First those that AWS would deny. */
export function notes(plan: Plan): readonly string[] {
  const denied = deniedWords(plan);
  return denied === undefined
    ? summary(sendable(plan))
    : [`⚠ ${denied}`, ...summary(sendable(plan), undefined, 'not-allowed')];
}

/** What is not sent, and why. One that was asked for alone isn't left out of anything. */
export function leftOutLines(groups: readonly PlanGroup[]): readonly string[] {
  const all = groups.flatMap(({ targets }) => targets);
  const blocked = all.filter(isBlocked);
  if (blocked.length === 0) return [];
  const count = counted(l10n.t('{0, plural, one {Left out: #} other {Left out: #}}'), blocked.length);
  return ['', ...(all.length === 1 ? [] : [count]), ...summary(blocked, 'block'), ...blocked.flatMap(leverLines)];
}

/** A target's name; below a lever's name, what it reaches. */
function nameLines(target: PlannedTarget, group: PlanGroup, isOneOfSeveral: boolean): readonly string[] {
  const marked = isOneOfSeveral && isProduction(target, group);
  const words = target.ref.kind === 'lever' ? leverLine(target, group) : targetLine(target);
  return [`• ${words}${marked ? ` · ${l10n.t('PRODUCTION')}` : ''}`, ...leverLines(target).map(below)];
}

/** The targets that would be sent; only the first few are named. Of several, those in production come first and are marked. */
export function targetLines(groups: readonly PlanGroup[], mostShown?: number): readonly string[] {
  const isRisky = ({ target, group }: { readonly target: PlannedTarget; readonly group: PlanGroup }) =>
    isProduction(target, group);
  const going = productionFirst(
    groups.flatMap((group) => sentIn(group).map((target) => ({ target, group }))),
    isRisky,
  );
  const most = mostShown ?? (going.length > MANY_TARGETS ? MOST_OF_MANY : MOST_NAMES);
  const lines = going.slice(0, most).flatMap(({ target, group }) => nameLines(target, group, going.length > 1));
  const hidden = going.slice(most);
  const risky = hidden.filter(isRisky).length;
  if (hidden.length > 0) lines.push(most === 0 ? noneNamed(hidden.length, risky) : moreWords(hidden.length, risky));
  return lines;
}

/** A line that belongs to the one above it. */
const below = (line: string): string => `    ${line}`;

/** The line of a lever. Every account and region has one of the same name, so that the place tells which it is. */
function leverLine({ observed }: PlannedTarget, group: PlanGroup): string {
  const state = observed ? ` · ${targetStateWords(observed)}` : '';
  return `${l10n.t('Safety lever')} · ${placeName(group.scope)}${state}`;
}

function targetLine(target: PlannedTarget): string {
  const id = shortId(target.ref);
  const name = plainText(target.name, 80);
  const { observed } = target;
  const state = observed ? ` · ${targetStateWords(observed)}` : '';
  const cluster =
    observed?.kind === 'deployment'
      ? ` · ${l10n.t('cluster {0}', plainText(observed.clusterArn.slice(observed.clusterArn.lastIndexOf('/') + 1), 60))}`
      : '';
  return name === id ? `${name}${state}${cluster}` : `${name} (${id})${state}${cluster}`;
}

const weight = { block: 0, warn: 1, info: 2 } as const satisfies Record<Finding['severity'], number>;
/** The findings with warnings before what is only for information. */
export const warningsFirst = (findings: readonly Finding[]) =>
  findings.toSorted((a, b) => weight[a.severity] - weight[b.severity]);
const marker = (finding: Finding) => (finding.severity === 'info' ? '–' : '⚠');

/** A line for each kind of finding, with the number of its targets; for a single target in the target's own words. */
function summary(
  targets: readonly PlannedTarget[],
  only?: Finding['severity'],
  besides?: Finding['type'],
): readonly string[] {
  const all = targets.flatMap((target) =>
    target.findings
      .filter((finding) => (only === undefined || finding.severity === only) && finding.type !== besides)
      .map((finding) => ({ finding, target })),
  );
  // An experiment that nothing would stop is told apart from those that something stops.
  const severityOf = (finding: Finding) =>
    finding.type !== 'stop-conditions' ? '' : finding.conditions.length === 0 ? 'none' : finding.severity;
  // Why one can't be stopped is never said of another: of several, somebody would have to guess which reason is whose.
  const unfitOf = (finding: Finding) =>
    finding.type !== 'unfit' ? '' : finding.unfit === 'state' ? `in state ${finding.state}` : finding.unfit;
  // Each kind of owner does something else.
  const ownerOf = (finding: Finding) => (finding.type === 'owner' ? finding.owner.kind : '');
  // What ECS does about it is said only of deployments with which it does the same.
  const rollsBack = (finding: Finding) =>
    finding.type === 'breaker' ? finding.triggered : finding.type === 'alarms-triggered' && finding.rollsBack;
  // A request that is under way isn't told together with one whose answer was lost.
  const cameOf = (finding: Finding) => (finding.type === 'requested-before' ? finding.came : '');
  // Deployments whose tasks fail and those that start no task are told apart: each sentence is true of the one kind alone.
  const failsOf = (finding: Finding) => finding.type === 'stuck' && hasFailingTasks(finding);
  const keyOf = (finding: Finding) =>
    [
      ...[finding.type, severityOf(finding), finding.type === 'undone' ? finding.undo : '', ownerOf(finding)],
      rollsBack(finding),
      cameOf(finding),
      failsOf(finding),
      unfitOf(finding),
    ].join('/');
  return [...groupBy(all, ({ finding }) => keyOf(finding)).values()]
    .toSorted(([a], [b]) => (a && b ? weight[a.finding.severity] - weight[b.finding.severity] : 0))
    .flatMap((same) => {
      const [first] = same;
      if (!first) return [];
      const mark = marker(first.finding);
      const about = new Set(same.map(({ target }) => target)).size;
      if (same.length === 1)
        return [`${mark} ${targetName(first.target, 60)}: ${findingWords(first.finding, first.target)}`];
      if (about === 1) return [`${mark} ${targetName(first.target, 60)}: ${sharedWords(same)}`];
      return [`${mark} ${severalTargetsWords(same)}`];
    });
}

/** Lines that say from which revision to which the deployment goes. */
export function revisionLines(target: PlannedTarget): readonly string[] {
  const { revisions } = target;
  if (!revisions) return [];
  const observed = target.observed?.kind === 'deployment' ? target.observed : undefined;
  const tasksOf = ({ summary: of }: RevisionFacts, place: RevisionRole): string => {
    const counts = observed ? taskCounts(observed, place, of) : undefined;
    return counts?.includes('?') === true
      ? l10n.t('{0} of {1} running, {2} pending', ...counts)
      : counted(l10n.t('{0, plural, one {{1} of # task} other {{1} of # tasks}}'), of.requested, of.running);
  };
  const words = (facts: RevisionFacts, place: RevisionRole) => {
    const definition = facts.revision?.taskDefinition ?? facts.summary.arn;
    const images = facts.revision?.images
      .map(({ image }) => plainText(image.slice(image.lastIndexOf('/') + 1), 60))
      .join(', ');
    const tasks = tasksOf(facts, place);
    return [plainText(definition.slice(definition.lastIndexOf('/') + 1), 60), images, tasks]
      .filter(Boolean)
      .join(' · ');
  };
  return [
    observed && [observed.strategy, observed.lifecycleStage].filter(Boolean).join(' · '),
    revisions.target && l10n.t('New version: {0}', words(revisions.target, 'target')),
    ...revisions.sources.map((source, index) => l10n.t('Previous version: {0}', words(source, index))),
  ].filter((line): line is string => line !== undefined && line !== '');
}

/** A line about places that a plan about everything could not read. */
function unreadLines({ unread = [] }: Plan, most: number): readonly string[] {
  return unreadWords(unread, most).map((words) => `⚠ ${words}`);
}

/** Whether none of its deployments has a revision to return to, which is said of each. */
const hasNothingBefore = (plan: Plan): boolean =>
  sendable(plan).every(({ findings }) => findings.some(({ type }) => type === 'first-deployment'));

/** What the operation means for all of its targets. `isAlone`: false where the dialog asks about other operations, too. */
export function afterword(plan: Plan, isAlone = true): string | undefined {
  const one = sendable(plan).length === 1;
  switch (plan.operation.type) {
    case 'stop':
      return l10n.t('Memory is lost. EBS volumes are kept and still billed.');
    case 'hibernate':
      return l10n.t(
        'If the guest can’t hibernate, AWS shuts it down without saying so. Halt will tell you. EBS volumes are kept and still billed.',
      );
    case 'force-stop':
    case 'skip-os-shutdown':
      return skipsOsShutdown(plan.operation)
        ? l10n.t(
            'The operating system is not shut down at all: data that isn’t written to disk yet is lost, and file systems have to be checked.',
          )
        : l10n.t(
            'AWS tries a graceful stop, then cuts the power: caches may not be written, and file systems have to be checked.',
          );
    case 'start':
      return [
        one ? l10n.t('It is billed again from now on.') : l10n.t('They are billed again from now on.'),
        l10n.t('AWS bills at least one minute per start.'),
      ].join(' ');
    case 'roll-back':
      if (hasNothingBefore(plan)) return undefined;
      return l10n.t(
        'ECS returns to the last successful revision. Terraform, CloudFormation or your pipeline still has the new one.',
      );
    case 'abort':
      return l10n.t(
        'AWS’s documentation of stopType says “The valid values are ROLLBACK”; ABORT is in the API, but undocumented. Whatever AWS answers is shown.',
      );
    case 'continue':
      if (hasNothingBefore(plan)) return undefined;
      return plan.operation.action === 'CONTINUE'
        ? l10n.t('The deployment continues with its next stage.')
        : l10n.t(
            'ECS returns to the previous revision. Terraform, CloudFormation or your pipeline still has the new one.',
          );
    case 'stop-experiment':
      return l10n.t(
        'FIS runs the remaining post-actions first, so this can take a while. A stopped experiment can’t be resumed.',
      );
    case 'engage-lever':
      return one && isAlone
        ? l10n.t(
            'Stops EVERY experiment in this account and region, and cancels every later start until somebody disengages it.',
          )
        : l10n.t(
            'Each safety lever stops EVERY experiment in its account and region, and cancels every later start until somebody disengages it.',
          );
    case 'disengage-lever':
      return l10n.t('Experiments can be started again in this account and region.');
  }
}
