import { l10n } from 'vscode';
import { plainText } from '../../base/plainText.ts';
import type { DeploymentState, ExperimentState, InstanceState, LeverState } from '../../model/resources/states.ts';

/** In some languages the word has the gender of what it is said of: each kind of thing has a translation of its own. */
export const experimentStopped = () => l10n.t({ message: 'stopped', comment: 'an experiment' });

const words = {
  instance: {
    pending: () => l10n.t('pending'),
    running: () => l10n.t('running'),
    stopping: () => l10n.t('stopping'),
    stopped: () => l10n.t('stopped'),
    'shutting-down': () => l10n.t('shutting down'),
    terminated: () => l10n.t('terminated'),
  } satisfies Record<InstanceState, () => string>,
  deployment: {
    PENDING: () => l10n.t('pending'),
    IN_PROGRESS: () => l10n.t('rolling out'),
    STOP_REQUESTED: () => l10n.t('stopping'),
    ROLLBACK_REQUESTED: () => l10n.t('rolling back'),
    ROLLBACK_IN_PROGRESS: () => l10n.t('rolling back'),
    SUCCESSFUL: () => l10n.t('succeeded'),
    STOPPED: () => l10n.t({ message: 'stopped', comment: 'a deployment' }),
    ROLLBACK_SUCCESSFUL: () => l10n.t('rolled back'),
    ROLLBACK_FAILED: () => l10n.t('rollback failed'),
  } satisfies Record<DeploymentState, () => string>,
  experiment: {
    pending: () => l10n.t('pending'),
    initiating: () => l10n.t('starting'),
    running: () => l10n.t('running'),
    stopping: () => l10n.t('stopping'),
    completed: () => l10n.t('completed'),
    stopped: experimentStopped,
    failed: () => l10n.t('failed'),
    cancelled: () => l10n.t('cancelled'),
  } satisfies Record<ExperimentState, () => string>,
  lever: {
    engaged: () => l10n.t('engaged'),
    engaging: () => l10n.t('engaging'),
    disengaged: () => l10n.t('disengaged'),
  } satisfies Record<LeverState, () => string>,
};

/** For a sentence: ECS's names of its states, in capitals, stand beside the words, as its console and its documentation have them: `rolling back (ROLLBACK_REQUESTED)`. */
export function stateInSentence(kind: keyof typeof words, state: string): string {
  const said = stateWords(kind, state);
  return kind === 'deployment' && Object.hasOwn(words.deployment, state) ? l10n.t('{0} ({1})', said, state) : said;
}

/** A state in words; one that AWS added later as it came. */
export function stateWords(kind: keyof typeof words, state: string): string {
  const known: Readonly<Record<string, () => string>> = words[kind];
  return (Object.hasOwn(known, state) ? known[state]?.() : undefined) ?? plainText(state, 40);
}
