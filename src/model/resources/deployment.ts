import { MOST_NOTES } from '../../base/memberReader.ts';
import type { Failure } from '../failure.ts';
import type { Details } from './listedDeployment.ts';
import { type Fact, known, none, unread } from '../fact.ts';
import { isUnread, type Unreadable } from './unreadable.ts';
import type { Scope } from '../scope.ts';

/** One ECS service deployment. Source: DescribeServiceDeployments. Times in ms since the epoch. */
export interface ServiceDeployment extends Unreadable, Details {
  readonly kind: 'deployment';
  readonly scope: Scope;
  /** The service deployment's ARN. */
  readonly id: string;
  readonly serviceArn: string;
  readonly clusterArn: string;
  readonly status: string;
  readonly statusReason?: string;
  readonly createdAt?: number;
  readonly startedAt?: number;
  readonly finishedAt?: number;
  readonly stoppedAt?: number;
  readonly updatedAt?: number;
  /** Empty on a first deployment: there is nothing to roll back to. */
  readonly sources: readonly RevisionSummary[];
  readonly target?: RevisionSummary;
  readonly strategy?: string;
  /** How many tasks stay healthy at least and run at most meanwhile, per cent of those that are desired. */
  readonly healthyPercent?: number;
  readonly mostPercent?: number;
  readonly lifecycleStage?: string;
  readonly bakeTimeInMinutes?: number;
  /** Where a rolling deployment ends before all of its tasks run. */
  readonly earlySuccess?: EarlySuccess;
  /** How a linear or canary deployment gives traffic to the new revision. */
  readonly trafficSteps?: TrafficSteps;
  readonly hooks: readonly LifecycleHook[];
  readonly circuitBreaker?: CircuitBreaker;
  readonly alarms?: DeploymentAlarms;
  readonly rollback?: { readonly reason?: string; readonly startedAt?: number; readonly revisionArn?: string };
}

/** How many tasks of one service revision a deployment wants, runs and starts, and how much traffic it asks to go there. */
export interface RevisionSummary {
  readonly arn: string;
  readonly requested: number;
  readonly running: number;
  readonly pending: number;
  /** Per cent; absent where the strategy shifts no traffic. */
  readonly productionTrafficWeight?: number;
  /** Per cent, likewise, of the test traffic. */
  readonly testTrafficWeight?: number;
}

/** Which of a deployment's revisions: the new one, or the one at this place among those before. */
export type RevisionRole = 'target' | number;

/** A revision before that has no ARN which can be read is left out, and those behind it stand at other places than in AWS's answer. */
const LEFT_OUT = /^sourceServiceRevisions\[\d+\](?:\.arn)?$/i;

/** Whether a member of a revision could not be read, so that what is there of it says nothing. */
export function isRevisionUnread(deployment: ServiceDeployment, of: RevisionRole, member: string): boolean {
  if (deployment.details === 'unread') return true;
  if (of === 'target') return isUnread(deployment, `targetServiceRevision.${member}`);
  return (
    isUnread(deployment, `sourceServiceRevisions[${of}].${member}`) ||
    (deployment.unread ?? []).some((path) => LEFT_OUT.test(path))
  );
}

/** A revision's tasks for a person, running, requested and pending: a question mark for each count that can't be read. */
export function taskCounts(
  deployment: ServiceDeployment,
  of: RevisionRole,
  { running, requested, pending }: Pick<RevisionSummary, 'running' | 'requested' | 'pending'>,
): readonly [number | '?', number | '?', number | '?'] {
  const told = (member: string, count: number): number | '?' =>
    isRevisionUnread(deployment, of, member) ? '?' : count;
  return [told('runningTaskCount', running), told('requestedTaskCount', requested), told('pendingTaskCount', pending)];
}

/**
 * Once this share of its tasks is healthy and the bake time is over, a rolling deployment is SUCCESSFUL, though ECS still scales the new revision: a stop is refused from then on, and
 * neither circuit breaker nor alarm rolls it back. Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentEarlySuccessCriteria.html
 */
export interface EarlySuccess {
  /** Of the desired count, per cent. */
  readonly healthyPercent: number;
  /** BLOCKING: the old tasks are removed before; DEFERRED: after. */
  readonly cleanup?: string;
}

/** How long it still waits once its tasks are healthy, in minutes. */
export function bakeTimeOf(deployment: ServiceDeployment): Fact<number> {
  if (isUnread(deployment, 'deploymentConfiguration.bakeTimeInMinutes')) return unread;
  const { bakeTimeInMinutes: minutes = 0 } = deployment;
  return minutes > 0 ? known(minutes) : none;
}

/** Linear: steps of so many per cent, so many minutes apart. Canary: so many per cent for so many minutes, then the rest. */
export interface TrafficSteps {
  readonly kind: 'linear' | 'canary';
  readonly percent: number;
  readonly bakeMinutes: number;
}

/** A hook of a deployment that ECS has told of. Source: DescribeServiceDeployments (lifecycleHookDetails). */
export interface LifecycleHook {
  readonly id: string;
  readonly targetType: string;
  readonly targetArn?: string;
  readonly status: string;
  /** When ECS stops waiting for an answer, in ms since the epoch. */
  readonly expiresAt?: number;
  /** What ECS does then: `CONTINUE` or `ROLLBACK`. */
  readonly timeoutAction?: string;
}

/** The circuit breaker of a deployment: how many failures ECS has counted, and at how many it trips. */
export interface CircuitBreaker {
  readonly status: string;
  readonly failureCount: number;
  readonly threshold: number;
  /** Whether ECS rolls back then; else the deployment only fails. */
  readonly rollsBack: boolean;
}

/** The CloudWatch alarms that watch a deployment, by name, and those of them that have gone off. */
export interface DeploymentAlarms {
  readonly status: string;
  readonly names: readonly string[];
  readonly triggered: readonly string[];
  readonly rollsBack: boolean;
}

/** What a service revision runs. Source: DescribeServiceRevisions. `createdAt`: ms since the epoch. What of it can't be read is named by its path in the answer. */
export interface ServiceRevision extends Unreadable {
  /** Empty where it can't be read. */
  readonly arn: string;
  readonly taskDefinition: string;
  readonly images: readonly { readonly container: string; readonly image: string; readonly digest?: string }[];
  readonly launchType?: string;
  /** In place of a launch type: what its tasks are placed on, in AWS's order. A weight that isn't told is 0, as for AWS. */
  readonly capacityProviders?: readonly { readonly name: string; readonly weight: number }[];
  readonly platformVersion?: string;
  readonly createdAt?: number;
}

/** A service revision with its task definition, for a person to read. */
export interface WholeRevision {
  /** `serviceRevision` and `taskDefinition` as AWS sent them, but for texts that may be secrets: `(hidden 0f1e2d3c)` stands for each. */
  readonly members: Readonly<Record<string, unknown>>;
  /** Why the task definition is missing. */
  readonly gap?: Failure;
}

/**
 * The hook at which a deployment waits for a person, if it does. One that ends, rolls back or is in a state that AWS added later waits for nobody, though its hook still says so: ECS takes
 * an answer in IN_PROGRESS alone. Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/continue-service-deployment.html
 */
export function waitingHook({ status, hooks }: ServiceDeployment): LifecycleHook | undefined {
  return status === 'IN_PROGRESS' ? hooks.find(isWaiting) : undefined;
}

/** What of a pause hook's end can't be read, of any of the deployment's hooks: its time, or what ECS does then. */
export function isHookEndUnread({ unread: paths = [] }: ServiceDeployment): boolean {
  return paths.length >= MOST_NOTES || paths.some((path) => HOOK_END.test(path));
}

const HOOK_END = /^lifecycleHookDetails\[\d+\]\.(?:expiresAt|timeoutAction)$/i;

/** Whether a pause hook waits for an answer, by its own word; {@link waitingHook} also asks whether the deployment takes one. */
export function isWaiting(hook: LifecycleHook): boolean {
  return hook.targetType === 'PAUSE' && hook.status === 'AWAITING_ACTION';
}

/** How many tasks of earlier revisions still run after a deployment counts as successful: 0 while it is under way and after any other end. */
export function drainingTasks({ status, sources }: ServiceDeployment): number {
  return status === 'SUCCESSFUL' ? sources.reduce((sum, { running }) => sum + running, 0) : 0;
}
