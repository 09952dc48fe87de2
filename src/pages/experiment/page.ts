import type { Experiment } from '../../model/resources/experiment.ts';
import { stateTraits } from '../../model/resources/states.ts';
import type { Badge, Elapsed, PageModel, PageRow } from '../../panel/protocol/page.ts';
import { missingNet } from './safetyNet.ts';
import { experimentSections } from './sections.ts';
import { experimentTimeline } from './timeline.ts';
import { plainStop, unfitFor } from '../../stopping/operation.ts';
import { shownState } from '../shownState.ts';
import { type Frame, pageOf } from '../page.ts';
import type { ExperimentExtras, PageInput } from '../pageInput.ts';
import { row, unreadIn } from '../pageRows.ts';
import type { Words } from '../words.ts';

/** The page of an experiment, as it was last read: whole, or what a list told of it. */
export function experimentPage(
  input: PageInput,
  experiment: Experiment | undefined,
  extras: ExperimentExtras,
): PageModel {
  const { l10n, ref } = input;
  const state = experiment?.state ?? 'unknown';
  const over = stateTraits('experiment', state).final;
  const frame: Frame = {
    title: experiment?.name ?? ref.id,
    state: shownState('experiment', state),
    ...(experiment && elapsedOf(experiment, over, l10n)),
    why: experiment ? whyOf(experiment, extras.alarms, l10n) : [],
    badges: experiment ? badgesOf(experiment, l10n) : [],
    stop: {
      label: l10n.t('Stop Experiment…'),
      underWay: { states: ['stopping'], label: l10n.t('Stopping…') },
      state,
      unfit: experiment === undefined ? 'state' : unfitFor(plainStop.experiment.type, experiment),
    },
    sections: [
      ...(experiment ? experimentTimeline(experiment, input, over) : []),
      ...experimentSections(experiment, input, extras),
    ],
    unread: [...unreadIn(extras.resolved.items), ...unreadIn(extras.accounts.items)],
  };
  return pageOf(input, frame, experiment);
}

function elapsedOf(
  { createdAt: created, full }: Experiment,
  over: boolean,
  l10n: Words,
): { readonly elapsed?: Elapsed } {
  const started = full?.startedAt;
  const ended = full?.endedAt;
  if (over) {
    if (started === undefined || ended === undefined) return {};
    return { elapsed: { label: l10n.t('after {0}'), from: started, to: ended } };
  }
  // Not for how long it has been running: it starts while it is pending or initiating.
  if (started !== undefined) return { elapsed: { label: l10n.t('started {0} ago'), from: started } };
  return created === undefined ? {} : { elapsed: { label: l10n.t('created {0} ago'), from: created } };
}

function whyOf(experiment: Experiment, alarms: ExperimentExtras['alarms'], l10n: Words): readonly PageRow[] {
  const { reason, error } = experiment;
  return [
    // Whoever looks decides by it whether to wait: it is read before anything is scrolled.
    ...row(l10n.t('Safety net'), missingNet(experiment, alarms, l10n)),
    ...row(l10n.t('Reason'), reason),
    ...row(l10n.t('Error'), error?.code),
    ...row(l10n.t('In account'), error?.accountId),
    ...row(l10n.t('At'), error?.location),
  ];
}

function badgesOf({ actionsMode, full }: Experiment, l10n: Words): readonly Badge[] {
  const accounts = full?.targetAccounts ?? 0;
  return [
    ...(actionsMode === 'skip-all'
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
            label: l10n.counted(l10n.t('{0, plural, one {# other account} other {# other accounts}}'), accounts),
            tone: 'warning' as const,
            title: l10n.t('This experiment also acts in other accounts.'),
          },
        ]
      : []),
  ];
}
