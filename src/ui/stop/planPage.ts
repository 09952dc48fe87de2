import { stateOf } from '../../model/resources/target.ts';
import { l10n } from 'vscode';
import { plainText } from '../../base/plainText.ts';
import { shortId } from '../../model/resources/target.ts';
import { list, mono, row, text } from '../../pages/parts.ts';
import { shownState } from '../../pages/shownState.ts';
import type { Notice, PageModel, Section, State, Value } from '../../panel/protocol/page.ts';
import { isBlocked, type Plan, type PlanGroup, type PlannedTarget, sendable } from '../../stopping/plan/plan.ts';
import { linkToResource } from '../records/resourceLinks.ts';
import { findingWords } from '../words/findings.ts';
import { heading, headingOfOne } from '../words/operations.ts';
import { leverLines } from './leverWords.ts';
import {
  afterword,
  deniedWords,
  placeWords,
  productionWords,
  revisionLines,
  unreadWords,
  warningsFirst,
} from './planWords.ts';

/** The whole plan: a table a place, a row a target, with what is left out and why. */
export function planPage(plan: Plan): PageModel {
  return {
    subject: { type: 'record', id: planPageId(plan) },
    title: l10n.t('Plan: {0}', planHeading(plan)),
    place: [],
    state: { appearance: 'waiting', label: l10n.t('nothing has been sent') },
    why: [{ label: l10n.t('Planned'), value: { type: 'time', at: plan.made.now } }],
    badges: [],
    notices: noticesOf(plan),
    buttons: [],
    search: true,
    sections: plan.groups.map((group, index) => sectionOf(group, index)),
  };
}

/** What the plan is for: one target by its name, several by their number. */
function planHeading(plan: Plan): string {
  const { operation } = plan;
  const [only, ...more] = sendable(plan);
  if (only === undefined || more.length > 0) return heading(operation, more.length + (only === undefined ? 0 : 1));
  return headingOfOne(operation, plainText(only.name, 80));
}

export const planPageId = (plan: Pick<Plan, 'id'>): string => `plan ${plan.id}`;

function noticesOf(plan: Plan): readonly Notice[] {
  const { unread = [] } = plan;
  const tail = afterword(plan);
  const denied = deniedWords(plan);
  return [
    ...(denied === undefined ? [] : [{ tone: 'warning' as const, text: denied }]),
    ...(unread.length === 0 ? [] : [{ tone: 'warning' as const, text: unreadWords(unread, Infinity) }]),
    ...(tail === undefined || sendable(plan).length === 0 ? [] : [{ tone: 'info' as const, text: tail }]),
  ];
}

function sectionOf(group: PlanGroup, index: number): Section {
  const id = `place ${index}`;
  const production = group.production.map((match) => ({
    label: l10n.t('Production'),
    value: text(productionWords(match)),
  }));
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
        rows: group.targets.map((target) => rowOf(target)),
        shown: 200,
        empty: '',
      },
    ],
  };
}

function rowOf(target: PlannedTarget): readonly Value[] {
  const { ref, name, observed, findings } = target;
  const id = shortId(ref);
  const state: Value =
    observed === undefined
      ? { type: 'quiet', text: l10n.t('not read') }
      : observed.kind === 'lever'
        ? text(stateOf(observed))
        : { type: 'state', state: shownState(observed.kind, stateOf(observed)) };
  const happens: State = isBlocked(target)
    ? { appearance: 'skipped', label: l10n.t('left out') }
    : { appearance: 'waiting', label: l10n.t('will be sent') };
  return [
    list([linkToResource(ref, name), ...(id === name || ref.kind === 'lever' ? [] : [mono(id)])]),
    state,
    { type: 'state', state: happens },
    list([
      ...revisionLines(target).map(text),
      ...leverLines(target).map(text),
      ...warningsFirst(findings).map((finding) =>
        text(`${finding.severity === 'info' ? '' : '⚠ '}${findingWords(finding, target)}`),
      ),
    ]),
  ];
}
