import { visibleName } from '../../base/shownText.ts';
import type { Experiment } from '../../model/resources/experiment.ts';
import { stateTraits } from '../../model/resources/states.ts';
import type { Badge, Elapsed, PageModel, Row } from '../../panel/protocol/page.ts';
import { experimentSections } from './sections.ts';
import { experimentTimeline } from './timeline.ts';
import { shownState } from '../shownState.ts';
import { type Frame, pageOf } from '../page.ts';
import { type ExperimentExtras, type PageInput, row, unreadIn } from '../parts.ts';
import { type Reader, readJson } from '../jsonReader.ts';
import type { Words } from '../words.ts';

/** The page of an experiment: from AWS's whole answer where it came, else from what the list told. */
export function experimentPage(input: PageInput, listed: Experiment | undefined, extras: ExperimentExtras): PageModel {
  const { l10n, ref } = input;
  const unread: string[] = [];
  const experiment = readJson(input.json, ['experiment'], unread);
  const state = experiment.object('state').text('status') ?? listed?.state ?? 'unknown';
  const over = stateTraits('experiment', state).final;
  const name = visibleName(new Map(experiment.pairs('tags')).get('Name') ?? listed?.name);
  const preview = (experiment.object('experimentOptions').text('actionsMode') ?? listed?.actionsMode) === 'skip-all';
  const frame: Frame = {
    title: name ?? ref.id,
    state: shownState('experiment', state),
    ...elapsedOf(experiment, state, over, l10n),
    why: whyOf(experiment, listed, l10n),
    badges: badgesOf(experiment, preview, l10n),
    stop: {
      label: l10n.t('Stop Experiment…'),
      underWay: { states: ['stopping'], label: l10n.t('Stopping…') },
      state,
      possible: stateTraits('experiment', state).stoppable,
    },
    sections: [...experimentTimeline(experiment, input, over), ...experimentSections(experiment, input, extras)],
    unread: [...unread, ...unreadIn(extras.resolved.items), ...unreadIn(extras.accounts.items)],
  };
  return pageOf(input, frame, listed);
}

function elapsedOf(experiment: Reader, state: string, over: boolean, l10n: Words): { readonly elapsed?: Elapsed } {
  const created = experiment.time('creationTime');
  const started = experiment.time('startTime');
  const ended = experiment.time('endTime');
  if (over) {
    if (started === undefined || ended === undefined) return {};
    return { elapsed: { label: l10n.t('after {0}'), from: started, to: ended } };
  }
  if (started !== undefined) {
    const label = state === 'running' ? l10n.t('for {0}') : l10n.t('started {0} ago');
    return { elapsed: { label, from: started } };
  }
  return created === undefined ? {} : { elapsed: { label: l10n.t('created {0} ago'), from: created } };
}

function whyOf(experiment: Reader, listed: Experiment | undefined, l10n: Words): readonly Row[] {
  const state = experiment.object('state');
  const error = state.object('error');
  return [
    ...row(l10n.t('Reason'), state.text('reason') ?? listed?.reason),
    ...row(l10n.t('Error'), error.text('code') ?? listed?.error?.code),
    ...row(l10n.t('In account'), error.text('accountId') ?? listed?.error?.accountId),
    ...row(l10n.t('At'), error.text('location') ?? listed?.error?.location),
  ];
}

function badgesOf(experiment: Reader, preview: boolean, l10n: Words): readonly Badge[] {
  const accounts = experiment.number('targetAccountConfigurationsCount') ?? 0;
  return [
    ...(preview
      ? [
          {
            label: l10n.t('Preview'),
            tone: 'info' as const,
            title: l10n.t('Actions mode skip-all: targets are resolved and nothing is changed.'),
          },
        ]
      : []),
    ...(accounts > 0
      ? [
          {
            label: accounts === 1 ? l10n.t('1 other account') : l10n.t('{0} other accounts', accounts),
            tone: 'warning' as const,
            title: l10n.t('This experiment also acts in other accounts.'),
          },
        ]
      : []),
  ];
}
