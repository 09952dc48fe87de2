import { l10n } from 'vscode';
import { plainText } from '../../base/plainText.ts';
import { NO_DEPLOYMENT, PAUSED, type StateWords } from '../../inventory/filter.ts';
import { waitingHook } from '../../model/resources/deployment.ts';
import type { SeenState } from '../../stopping/verdict.ts';
import { stateOf, type Target } from '../../model/resources/target.ts';
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
  return named(kind, state, stateWords(kind, state));
}

/** For a sentence, what a look saw of something. */
export function seenInSentence(
  kind: keyof typeof words,
  { state, isPaused }: Pick<SeenState, 'state' | 'isPaused'>,
): string {
  return named(kind, state, isPaused === true ? l10n.t('paused') : stateWords(kind, state));
}

function named(kind: keyof typeof words, state: string, said: string): string {
  return kind === 'deployment' && Object.hasOwn(words.deployment, state) ? l10n.t('{0} ({1})', said, state) : said;
}

/** The state of a target in words. A deployment that waits for a person at a pause hook stands still, whatever AWS calls it; whether one does isn't known where its details weren't read. */
export function targetStateWords(target: Target): string {
  if (target.kind !== 'deployment') return stateWords(target.kind, stateOf(target));
  if (waitingHook(target) !== undefined) return l10n.t('paused');
  const state = stateWords('deployment', target.status);
  return target.details === 'unread' ? `${state} · ${l10n.t('details not read')}` : state;
}

/** A state in words; one that AWS added later as it came. Of a target as a whole, see {@link targetStateWords}. */
export function stateWords(kind: keyof typeof words, state: string): string {
  const known: Readonly<Record<string, () => string>> = words[kind];
  return (Object.hasOwn(known, state) ? known[state]?.() : undefined) ?? plainText(state, 40);
}

/** The words by which a filter finds what rows show of a state. */
export function createShownStates(): StateWords {
  const known = new Map<string, readonly string[]>();
  return (of, state) => {
    const key = `${of} ${state}`;
    const before = known.get(key);
    if (before) return before;
    const shown = shownStates(of, state);
    // What AWS adds later is shown as it came; there may be any number of it.
    if (shown.length > 0 && known.size < MOST_KNOWN) known.set(key, shown);
    return shown;
  };
}

const MOST_KNOWN = 200;

function shownStates(...[of, state]: Parameters<StateWords>): readonly string[] {
  switch (of) {
    case 'daemon':
      if (state === NO_DEPLOYMENT) return [l10n.t('no deployment')];
      return state === 'DELETE_IN_PROGRESS' ? [l10n.t('being deleted')] : [];
    case 'rollout':
      if (state === 'FAILED') return [l10n.t('rollout failed')];
      return state === 'IN_PROGRESS' ? shownStates('deployment', state) : [];
    case 'deployment':
      if (state === PAUSED) return [l10n.t('paused')];
      return state === 'IN_PROGRESS' ? [stateWords(of, state), rollingOutInRow()] : [stateWords(of, state)];
    case 'instance':
    case 'experiment':
      return [stateWords(of, state)];
  }
}

/** What a row says beside the counts: some languages say it in other words there. */
function rollingOutInRow(): string {
  const gap = '\n';
  const pieces = l10n.t('rolling out {0} of {1}', gap, gap).split(gap);
  const [longest = ''] = pieces.toSorted((a, b) => b.length - a.length);
  return longest.replaceAll(/^[\s\p{P}]+|[\s\p{P}]+$/gu, '');
}

/** All that a filter finds of states, but for AWS's names with an underscore, of which there are more than anybody lists. */
export function filteredStates(): readonly string[] {
  const own = [
    ...Object.keys(words.instance).map((state) => ['instance', state] as const),
    ...Object.keys(words.deployment).map((state) => ['deployment', state] as const),
    ...Object.keys(words.experiment).map((state) => ['experiment', state] as const),
    ['deployment', PAUSED] as const,
    ['rollout', 'FAILED'] as const,
    ['daemon', NO_DEPLOYMENT] as const,
    ['daemon', 'DELETE_IN_PROGRESS'] as const,
  ];
  // Of a service and its rollout, and of a daemon.
  const statuses = ['ACTIVE', 'DRAINING', 'INACTIVE', 'COMPLETED'];
  return [...statuses, ...own.flatMap(([of, state]) => [state, ...shownStates(of, state)])];
}
