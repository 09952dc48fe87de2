import { refKey } from '../../model/resources/resource.ts';
import { l10n } from 'vscode';
import { shortId } from '../../model/resources/target.ts';
import { listValue, mono, row, textValue } from '../../pages/pageRows.ts';
import { targetState } from '../../pages/shownState.ts';
import type { Notice, PageModel, PageSection, State, Value } from '../../panel/protocol/page.ts';
import {
  clockAhead,
  type Finding,
  isBlocked,
  isFailed,
  type Plan,
  type PlanGroup,
  type PlannedTarget,
  type ProductionMatch,
  productionOf,
  sendable,
} from '../../stopping/plan/plan.ts';
import { linkToResource, linkToRow } from '../records/resourceLinks.ts';
import { targetName } from '../words/targetNames.ts';
import { targetStateWords } from '../words/states.ts';
import { failureWords } from '../words/failures.ts';
import { findingWords } from '../words/findings/findings.ts';
import { counted, shownNumber } from '../words/counted.ts';
import { headingOf } from '../words/operations.ts';
import { leverLines } from './leverWords.ts';
import { deniedWords, nothingWords } from './planHindrances.ts';
import { markInPlan, placeWords, productionWords, unreadWords } from '../words/places/planPlaces.ts';
import { afterword, revisionLines, warningsFirst } from './planWords.ts';

/** The most characters of a name on the page: AWS’s longest name has 255. */
const MOST_OF_NAME = 256;

/** How far a plan has come. The keys are those of `refKey`. What was confirmed may be a newer plan than the one on the page, with other targets. */
export type PlanProgress =
  | { readonly type: 'planned' }
  | { readonly type: 'sending'; readonly confirmed: ReadonlySet<string> }
  | { readonly type: 'answered'; readonly came: ReadonlyMap<string, CameOf> };

/** What came of one target's request. `sent`: AWS took it up, or its answer was lost. `unsent`: it never left. */
export type CameOf = 'sent' | 'refused' | 'unsent';

/** The page of a whole plan: a table for each place, and in it a row for each target, also for those that are left out, with the reason. */
export function planPage(plan: Plan, progress: PlanProgress): PageModel {
  return {
    subject: { type: 'record', id: planPageId(plan) },
    title: l10n.t('Plan: {0}', planHeading(plan)),
    place: [],
    state: stateOfPlan(progress),
    why: [{ label: l10n.t('Planned'), value: { type: 'time', at: plan.made.now + clockAhead(plan) } }],
    badges: [],
    notices: noticesOf(plan),
    buttons: [],
    search: true,
    sections: plan.groups.map((group, index) => sectionOf(group, index, progress)),
  };
}

function stateOfPlan(progress: PlanProgress): State {
  switch (progress.type) {
    case 'planned':
      return { appearance: 'waiting', label: l10n.t('nothing has been sent') };
    case 'sending':
      return { appearance: 'starting', label: l10n.t('being sent') };
    case 'answered':
      return stateOfAnswered([...progress.came.values()]);
  }
}

function stateOfAnswered(came: readonly CameOf[]): State {
  const numberOf = (one: CameOf) => came.filter((other) => other === one).length;
  const [unsent, refused] = [numberOf('unsent'), numberOf('refused')];
  const sent = came.length - unsent;
  if (sent === 0) return { appearance: 'cancelled', label: l10n.t('not sent') };
  if (refused === came.length) return { appearance: 'failed', label: l10n.t('refused') };
  const isDone = unsent + refused === 0;
  const sentWords =
    unsent === 0
      ? l10n.t('sent')
      : counted(l10n.t('{0, plural, one {# of {1} sent} other {# of {1} sent}}'), sent, shownNumber(came.length));
  const refusedWords = counted(
    l10n.t('{0, plural, one {{1} refused} other {{1} refused}}'),
    refused,
    shownNumber(refused),
  );
  return {
    appearance: isDone ? 'done' : 'failed',
    label: refused === 0 ? sentWords : `${sentWords} · ${refusedWords}`,
  };
}

function happensTo(target: PlannedTarget, progress: PlanProgress): State {
  const leftOut: State = { appearance: 'skipped', label: l10n.t('left out') };
  const key = refKey(target.ref);
  switch (progress.type) {
    case 'planned':
      return isBlocked(target) ? leftOut : { appearance: 'waiting', label: l10n.t('will be sent') };
    case 'sending':
      return progress.confirmed.has(key) ? { appearance: 'starting', label: l10n.t('being sent') } : leftOut;
    case 'answered':
      return stateOfOne(progress.came.get(key)) ?? leftOut;
  }
}

function stateOfOne(came: CameOf | undefined): State | undefined {
  switch (came) {
    case 'sent':
      return { appearance: 'done', label: l10n.t('sent') };
    case 'refused':
      return { appearance: 'failed', label: l10n.t('refused') };
    case 'unsent':
      return { appearance: 'cancelled', label: l10n.t('not sent') };
    case undefined:
      return undefined;
  }
}

/** What the plan is for: one target by its name, several by their number; or that nothing of it can be done. */
function planHeading(plan: Plan): string {
  const targets = sendable(plan);
  return targets.length === 0 ? nothingWords(plan) : headingOf(plan.operation, targets);
}

/** The id under which the plan's page is shown, and found again after a reload. */
export const planPageId = (plan: Pick<Plan, 'id'>): string => `plan ${plan.id}`;

function noticesOf(plan: Plan): readonly Notice[] {
  const { unread = [], around = [] } = plan;
  const tail = afterword(plan);
  const denied = deniedWords(plan);
  return [
    ...(denied === undefined ? [] : [{ tone: 'warning' as const, text: denied }]),
    ...unreadWords(unread, Infinity).map((text) => ({ tone: 'warning' as const, text })),
    ...around.map((text) => ({ tone: 'warning' as const, text })),
    ...(tail === undefined || sendable(plan).length === 0 ? [] : [{ tone: 'info' as const, text: tail }]),
  ];
}

function sectionOf(group: PlanGroup, index: number, progress: PlanProgress): PageSection {
  const id = `place ${index}`;
  // Marks that aren't of all targets stand in the rows of theirs.
  const isOfAll = (match: ProductionMatch) =>
    group.targets.every((target) => productionOf(target, group).some((one) => isSame(one, match)));
  const shared = group.production.filter(isOfAll);
  const production = shared.map((match) => ({
    label: l10n.t('Production'),
    value: textValue(productionWords(match)),
  }));
  const own = (target: PlannedTarget) =>
    productionOf(target, group).filter((match) => !shared.some((one) => isSame(one, match)));
  return {
    id,
    title: placeWords(group),
    wide: true,
    blocks: [
      { type: 'rows', rows: [...row(l10n.t('As'), group.identity && mono(group.identity.arn)), ...production] },
      {
        type: 'table',
        id,
        label: placeWords(group),
        columns: [l10n.t('Target'), l10n.t('State'), l10n.t('What happens'), l10n.t('Good to know')],
        endsInSentences: true,
        rows: group.targets.map((target) => rowOf(target, progress, own(target), group.identity)),
        shown: 200,
        empty: '',
      },
    ],
  };
}

const isSame = (a: ProductionMatch, b: ProductionMatch): boolean =>
  a.kind === b.kind && a.pattern === b.pattern && a.matched === b.matched;

/** The finding's words with the reason of a failure and what to do about it, for which the dialog has no room. */
function wholeWords(finding: Finding, target: PlannedTarget): string {
  const words = findingWords(finding, target);
  if (!isFailed(finding)) return words;
  const { sentence, next } = failureWords(finding.failure, target.ref.scope);
  return [words, ...(words.includes(sentence) ? [] : [sentence]), next].join(' ').trim();
}

/** `production`: what marks this target, beyond what marks its whole place. */
function rowOf(
  target: PlannedTarget,
  progress: PlanProgress,
  production: readonly ProductionMatch[],
  identity: PlanGroup['identity'],
): readonly Value[] {
  const { ref, name, observed, findings } = target;
  const mark = markInPlan(identity, production);
  const id = shortId(ref);
  const state: Value =
    observed === undefined
      ? { type: 'quiet', text: l10n.t('not read') }
      : observed.kind === 'lever'
        ? textValue(targetStateWords(observed))
        : { type: 'state', state: targetState(observed, l10n) };
  return [
    listValue([
      linkToResource(ref, targetName(target, MOST_OF_NAME)),
      ...(id === name || ref.kind === 'lever' ? [] : [mono(id)]),
      ...(mark === undefined ? [] : [textValue(mark)]),
      linkToRow(ref),
    ]),
    state,
    { type: 'state', state: happensTo(target, progress) },
    listValue([
      ...production.map((match) => textValue(`⚠ ${productionWords(match)}`)),
      ...revisionLines(target).map(textValue),
      ...leverLines(target).map(textValue),
      ...warningsFirst(findings).map((finding) =>
        textValue(`${finding.severity === 'info' ? '' : '⚠ '}${wholeWords(finding, target)}`),
      ),
    ]),
  ];
}
