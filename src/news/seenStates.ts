import { visibleName } from '../base/shownText.ts';
import { waitingHook } from '../model/resources/deployment.ts';
import type { Experiment } from '../model/resources/experiment.ts';
import { refKey, type Resource } from '../model/resources/resource.ts';
import type { SafetyLever } from '../model/resources/safetyLever.ts';
import type { Service } from '../model/resources/service.ts';
import { stateTraits, UNREAD_STATE } from '../model/resources/states.ts';
import { isUnread } from '../model/resources/unreadable.ts';
import type { Tag } from '../model/resources/tag.ts';
import { createEngagedLevers } from './engagedLevers.ts';
import type { News, NewsType } from './news.ts';
import type { RememberedLevers } from './rememberedLevers.ts';

/** The last states that were seen of what can be news, and what has become of them. Holds what is in progress, and nothing of what is over. */
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

/** What a deployment's status means to somebody who isn't looking: nothing, where it goes on or has succeeded. */
const ends: Readonly<Record<string, NewsType>> = {
  ROLLBACK_REQUESTED: 'rolled-back',
  ROLLBACK_IN_PROGRESS: 'rolled-back',
  ROLLBACK_SUCCESSFUL: 'rolled-back',
  ROLLBACK_FAILED: 'deployment-failed',
  STOPPED: 'deployment-failed',
};
const endOf = (status: string | undefined): NewsType | undefined =>
  status !== undefined && Object.hasOwn(ends, status) ? ends[status] : undefined;

/** `now`: milliseconds since the epoch. `passed`: milliseconds that never go back. `accountOf`: what stands for the account of a profile. */
export function createSeenStates(parts: {
  readonly now: () => number;
  readonly passed: () => number;
  readonly levers: RememberedLevers;
  readonly mayRemind: () => boolean;
  readonly accountOf: (profile: string) => string;
}): SeenStates {
  const active = new Set<string>();
  const rollouts = new Map<string, Rollout>();
  const levers = createEngagedLevers({ ...parts, tell: (type, lever) => news(type, ofLever(lever)) });

  const news = (
    type: NewsType,
    of: Pick<News, 'ref' | 'name' | 'state'> & { readonly tags?: readonly Tag[]; readonly tagsUnread?: boolean },
    detail = '',
  ): News => {
    const { ref, name, state, tags = [], tagsUnread = false } = of;
    const { profile, region } = ref.scope;
    const key = [parts.accountOf(profile), region, ref.kind, ref.id, type, detail].join(' ');
    return { type, ref, name, state, key, tags, tagsUnread };
  };

  const takeExperiment = (experiment: Experiment, isNew: boolean): readonly News[] => {
    const { scope, id, state, tags, tagsUnread = false } = experiment;
    const key = refKey(experiment);
    // Nothing is known of it but that it is there.
    if (state === UNREAD_STATE) return [];
    const wasActive = active.has(key);
    const isOver = stateTraits('experiment', state).final;
    if (isOver) active.delete(key);
    else active.add(key);
    const ref = { kind: 'experiment', scope, id } as const;
    const of = { ref, name: visibleName(experiment.name ?? '') ?? id, state, tags, tagsUnread };
    if (isOver && state === 'failed') return wasActive || isNew ? [news('experiment-failed', of)] : [];
    if (wasActive || !isNew) return [];
    return [news(isOver ? 'ran' : 'started', of)];
  };

  const takeService = (service: Service): readonly News[] => {
    const { scope, deployment, rolloutState, tags, tagsUnread = false } = service;
    const key = refKey(service);
    const before = rollouts.get(key);
    if (deployment?.status === UNREAD_STATE) return [];
    const hook = deployment && waitingHook(deployment);
    const areHooksRead = !(deployment && isUnread(deployment, 'lifecycleHookDetails'));
    const now: Rollout = {
      deployment: deployment?.id,
      status: deployment?.status,
      hook:
        areHooksRead || before?.deployment !== deployment.id
          ? hook && `${hook.id} ${deployment?.lifecycleStage ?? ''}`
          : before?.hook,
      undescribed: deployment ? undefined : service.currentDeploymentArn,
      rolloutState,
    };
    if (deployment || now.undescribed !== undefined || rolloutState !== undefined) rollouts.set(key, now);
    else rollouts.delete(key);
    const ref = {
      kind: 'deployment',
      scope,
      id: deployment?.id ?? service.currentDeploymentArn ?? service.id,
    } as const;
    const of = { ref, name: visibleName(service.name) ?? service.id, tags, tagsUnread };
    if (!deployment) {
      // Where ECS doesn't describe deployments, the service says how its rollout went.
      const failed = before?.rolloutState === 'IN_PROGRESS' && rolloutState === 'FAILED';
      return failed ? [news('deployment-failed', { ...of, state: rolloutState })] : [];
    }
    const same = before?.deployment === deployment.id ? before : undefined;
    const { status } = deployment;
    const end = endOf(status);
    // What is described for the first time was there before, unless the service said until now that it was under way.
    const isFirstSight = before?.undescribed !== undefined && before.undescribed === deployment.id;
    if (isFirstSight && !(end !== undefined && before.rolloutState === 'IN_PROGRESS')) return [];
    return [
      ...(now.hook !== undefined && now.hook !== same?.hook
        ? [news('paused', { ...of, state: deployment.lifecycleStage ?? '' }, now.hook)]
        : []),
      ...(end !== undefined && end !== endOf(same?.status) ? [news(end, { ...of, state: status })] : []),
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
