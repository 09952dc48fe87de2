import { visibleName } from '../base/shownText.ts';
import { waitingHook } from '../model/resources/deployment.ts';
import type { Experiment } from '../model/resources/experiment.ts';
import { refKey, type Resource } from '../model/resources/resource.ts';
import type { SafetyLever } from '../model/resources/safetyLever.ts';
import type { Service } from '../model/resources/service.ts';
import { type FinalExperimentState, UNREAD_STATE } from '../model/resources/states.ts';
import { isUnread } from '../model/resources/unreadable.ts';
import { type Whose, whoseInText } from '../model/sight.ts';
import type { Tag } from '../model/resources/tag.ts';
import { createEngagedLevers } from './engagedLevers.ts';
import type { News, NewsType } from './news.ts';
import type { RememberedLevers } from './rememberedLevers.ts';

/** Tells what happened to experiments, deployments and safety levers, by comparing each with its state at the look before. Remembers only those that are in progress. */
export interface SeenStates {
  /** What happened to it since it was seen last. `isNew`: its list didn't have it. */
  take(resource: Exclude<Resource, { kind: 'instance' }>, isNew: boolean): readonly News[];
  /** Whether a lever has been engaged for hours, once for each time that it was engaged. */
  lasting(lever: SafetyLever): readonly News[];
  forget(resource: Resource): void;
  clear(): void;
}

const ofLever = ({ scope, id, state }: SafetyLever) => ({
  ref: { kind: 'lever', scope, id } as const,
  name: '',
  state,
});

interface Rollout {
  /** The deployment that the service names and that couldn't be described. */
  readonly undescribed: string | undefined;
  readonly deployment?: string | undefined;
  readonly status?: string | undefined;
  readonly hook?: string | undefined;
  readonly rolloutState?: string | undefined;
}

/** What the end of an experiment means to somebody who sees it first when it is over. FIS cancels what has not begun, and nothing else. */
const experimentEnds: Readonly<Record<FinalExperimentState, NewsType>> = {
  completed: 'ran',
  stopped: 'ran',
  cancelled: 'never-began',
  failed: 'experiment-failed',
};
const endOfExperiment = (state: string): NewsType | undefined =>
  Object.hasOwn(experimentEnds, state) ? experimentEnds[state as FinalExperimentState] : undefined;

/** What a deployment's status means to somebody who isn't looking: nothing, where it goes on or has succeeded. */
const deploymentEnds: Readonly<Record<string, NewsType>> = {
  ROLLBACK_REQUESTED: 'rolled-back',
  ROLLBACK_IN_PROGRESS: 'rolled-back',
  ROLLBACK_SUCCESSFUL: 'rolled-back',
  ROLLBACK_FAILED: 'deployment-failed',
  STOPPED: 'deployment-failed',
};
const endOfDeployment = (status: string | undefined): NewsType | undefined =>
  status !== undefined && Object.hasOwn(deploymentEnds, status) ? deploymentEnds[status] : undefined;

/** What a service says of its rollout; undefined where it says nothing of one. Of hooks that can't be read, what was known before still holds. */
function rolloutOf(
  { deployment, currentDeploymentArn, rolloutState }: Service,
  before: Rollout | undefined,
): Rollout | undefined {
  const undescribed = deployment ? undefined : currentDeploymentArn;
  if (!deployment && undescribed === undefined && rolloutState === undefined) return undefined;
  const hook = deployment && waitingHook(deployment);
  const keepsHook = deployment && isUnread(deployment, 'lifecycleHookDetails') && before?.deployment === deployment.id;
  return {
    deployment: deployment?.id,
    status: deployment?.status,
    hook: keepsHook ? before.hook : hook && `${hook.id} ${deployment.lifecycleStage ?? ''}`,
    undescribed,
    rolloutState,
  };
}

/** What the news of a service’s rollout name, and the service’s tags, by which it may be marked as production. */
function aboutRollout({ scope, id, name, deployment, currentDeploymentArn, tags, tagsUnread }: Service) {
  const ref = { kind: 'deployment', scope, id: deployment?.id ?? currentDeploymentArn ?? id } as const;
  return { ref, name: visibleName(name) ?? id, tags, tagsUnread: tagsUnread === true };
}

/** `now`: milliseconds since the epoch. `passed`: milliseconds that never go back. `shown`: whose what is shown of a profile is. */
export function createSeenStates(parts: {
  readonly now: () => number;
  readonly passed: () => number;
  readonly levers: RememberedLevers;
  readonly mayRemind: () => boolean;
  readonly shown: (profile: string) => Whose;
  /** AWS's clock minus this machine's in milliseconds, as the lever's list told it. */
  readonly ahead: (lever: SafetyLever) => number;
}): SeenStates {
  const active = new Set<string>();
  const rollouts = new Map<string, Rollout>();
  const levers = createEngagedLevers({
    ...parts,
    tell: (type, lever, seenAt) => ({
      // Engaged for another reason it is engaged another time.
      ...news(type, ofLever(lever), type === 'engaged' ? lever.reason : undefined),
      ...(type === 'engaged' && { canRecur: true }),
      ...(seenAt !== undefined && { seenAt: seenAt + parts.ahead(lever) }),
    }),
  });

  const news = (
    type: NewsType,
    of: Pick<News, 'ref' | 'name' | 'state'> & { readonly tags?: readonly Tag[]; readonly tagsUnread?: boolean },
    detail = '',
  ): News => {
    const { ref, name, state, tags = [], tagsUnread = false } = of;
    const { profile, region } = ref.scope;
    // A profile can be called as an account is numbered.
    const whose = whoseInText(parts.shown(profile)) || `profile ${profile}`;
    const key = [whose, region, ref.kind, ref.id, type, detail].join(' ');
    return { type, ref, name, state, key, tags, tagsUnread };
  };

  const takeExperiment = (experiment: Experiment, isNew: boolean): readonly News[] => {
    const { scope, id, state, tags, tagsUnread = false } = experiment;
    const key = refKey(experiment);
    // Its state could not be read, so that nothing can be said to have happened to it.
    if (state === UNREAD_STATE) return [];
    const wasActive = active.has(key);
    const end = endOfExperiment(state);
    if (end === undefined) active.add(key);
    else active.delete(key);
    const ref = { kind: 'experiment', scope, id } as const;
    const of = { ref, name: visibleName(experiment.name ?? '') ?? id, state, tags, tagsUnread };
    if (end === 'experiment-failed') return wasActive || isNew ? [news(end, of)] : [];
    return isNew && !wasActive ? [news(end ?? 'started', of)] : [];
  };

  const takeService = (service: Service): readonly News[] => {
    const { deployment } = service;
    if (deployment?.status === UNREAD_STATE) return [];
    const key = refKey(service);
    const before = rollouts.get(key);
    const now = rolloutOf(service, before);
    if (now) rollouts.set(key, now);
    else rollouts.delete(key);
    const of = aboutRollout(service);
    if (!deployment) {
      // Where ECS doesn't describe deployments, the service says how its rollout went.
      const failed = before?.rolloutState === 'IN_PROGRESS' && service.rolloutState === 'FAILED';
      if (!failed) return [];
      const failure = news('deployment-failed', { ...of, state: 'FAILED' });
      // Where it doesn't name them either, the next one goes by the service's ARN, too.
      return [service.currentDeploymentArn === undefined ? { ...failure, canRecur: true } : failure];
    }
    const end = endOfDeployment(deployment.status);
    const isDescribedFirst = before?.undescribed === deployment.id;
    // It was there before, unless the service said until now that it was under way.
    if (isDescribedFirst && !(end !== undefined && before.rolloutState === 'IN_PROGRESS')) return [];
    const same = before?.deployment === deployment.id ? before : undefined;
    const hook = now?.hook;
    const isPaused = hook !== undefined && hook !== same?.hook;
    const hasEnded = end !== undefined && end !== endOfDeployment(same?.status);
    return [
      ...(isPaused ? [news('paused', { ...of, state: deployment.lifecycleStage ?? '' }, hook)] : []),
      ...(hasEnded ? [news(end, { ...of, state: deployment.status })] : []),
    ];
  };

  return {
    take(resource, isNew) {
      switch (resource.kind) {
        case 'experiment':
          return takeExperiment(resource, isNew);
        case 'service':
          return takeService(resource);
        case 'lever':
          return levers.take(resource);
      }
    },
    lasting: (lever) => levers.lasting(lever),
    forget(resource) {
      const key = refKey(resource);
      active.delete(key);
      rollouts.delete(key);
      levers.forget(key);
    },
    clear() {
      active.clear();
      rollouts.clear();
      levers.clear();
    },
  };
}
