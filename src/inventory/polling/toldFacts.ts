import type { TypeStore } from '../../model/resources/typeStore.ts';
import { createPassedTime } from '../../base/passedTime.ts';
import type { Clock } from '../../base/clock.ts';
import type { ServiceDeployment, ServiceRevision } from '../../model/resources/deployment.ts';
import type { AwsReads, DeployedTasks } from '../../model/ports/awsReads.ts';
import { type PartedTasks, partTasks, ranDefinitions, type StoppedTasks } from '../../model/resources/stoppedTasks.ts';
import { type Scope, scopeKey } from '../../model/scope.ts';

/** Facts that no list carries and that AWS told when somebody looked: for rows that show them but don't ask AWS themselves. */
export interface ToldFacts {
  /** Whether instances of this type have an instance store, if AWS was asked; undefined where nobody has. */
  typeStore(scope: Scope, type: string): TypeStore;
  /** Why the tasks of a deployment stopped, if that was read within {@link NEWS}. */
  stopped(deployment: ServiceDeployment): PartedTasks | undefined;
  /** Forgets what was told of a profile. */
  forget(profile: string): void;
}

/** How long the reasons of stopped tasks are told after they were read, in milliseconds: tasks that stop later may do so for other reasons. */
export const NEWS = 5 * 60_000;

/** How many of each kind are remembered. */
const MOST = 1_000;

/** The reads, wrapped so that what they bring is remembered, and what they have told so far. */
export function remembersTold(reads: AwsReads, clock: Clock): { readonly reads: AwsReads; readonly told: ToldFacts } {
  const passed = createPassedTime(clock);
  const stores = new Map<string, NonNullable<TypeStore>>();
  const revisions = new Map<string, ServiceRevision>();
  const stopped = new Map<string, { readonly tasks: StoppedTasks; readonly at: number }>();
  const remember = <T>(map: Map<string, T>, key: string, value: T): void => {
    map.delete(key);
    map.set(key, value);
    const [oldest] = map.keys();
    if (map.size > MOST && oldest !== undefined) map.delete(oldest);
  };
  const told: ToldFacts = {
    typeStore: (scope, type) => stores.get(keyOf(scope.profile, type)),
    stopped(deployment) {
      const { scope, sources, target } = deployment;
      const found = stopped.get(tasksKey(scope, deployment));
      if (found === undefined || passed() - found.at > NEWS) return undefined;
      const named = [...sources, ...(target ? [target] : [])].flatMap(
        ({ arn }) => revisions.get(keyOf(scope.profile, arn)) ?? [],
      );
      return partTasks(found.tasks, ranDefinitions(deployment, named));
    },
    forget(profile) {
      for (const map of [stores, revisions, stopped])
        for (const key of [...map.keys()]) if (key.startsWith(keyOf(profile, ''))) map.delete(key);
    },
  };
  return {
    told,
    reads: {
      ...reads,
      async typeStores(scope, types, signal) {
        const answer = await reads.typeStores(scope, types, signal);
        if (answer.ok)
          for (const [type, has] of Object.entries(answer.value)) remember(stores, keyOf(scope.profile, type), has);
        else if (answer.failure.kind === 'denied')
          for (const type of types) remember(stores, keyOf(scope.profile, type), 'denied');
        return answer;
      },
      async revisions(scope, arns, signal) {
        const answer = await reads.revisions(scope, arns, signal);
        if (answer.ok) for (const one of answer.value) remember(revisions, keyOf(scope.profile, one.arn), one);
        return answer;
      },
      async stoppedTasks(scope, deployment, signal) {
        const answer = await reads.stoppedTasks(scope, deployment, signal);
        if (answer.ok) remember(stopped, tasksKey(scope, deployment), { tasks: answer.value, at: passed() });
        return answer;
      },
    },
  };
}

const keyOf = (profile: string, what: string): string => `${profile}\n${what}`;

const tasksKey = (scope: Scope, { serviceArn, createdAt }: DeployedTasks): string =>
  keyOf(scope.profile, [scopeKey(scope), serviceArn, createdAt].join(' '));
