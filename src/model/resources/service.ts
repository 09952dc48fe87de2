import { isUnread, type Unreadable } from './unreadable.ts';
import type { Scope } from '../scope.ts';
import { stateTraits, UNREAD_STATE } from './states.ts';
import type { Tag } from './tag.ts';
import { type ServiceDeployment } from './deployment.ts';

/** An ECS service with the deployment that is current, as DescribeServices and DescribeServiceDeployments told. Times in ms since the epoch. */
export interface Service extends Unreadable {
  readonly kind: 'service';
  readonly scope: Scope;
  /** The service's ARN. */
  readonly id: string;
  readonly name: string;
  readonly clusterArn: string;
  readonly clusterName: string;
  /** ACTIVE, DRAINING or INACTIVE. */
  readonly status: string;
  readonly controller: 'ECS' | 'CODE_DEPLOY' | 'EXTERNAL' | (string & {});
  readonly schedulingStrategy: string;
  /** An Express service, whose load balancer, scaling and deployments Amazon ECS manages. */
  readonly express?: true;
  readonly launchType?: string;
  /** Of its strategy, in place of a launch type; absent where it has none. */
  readonly capacityProviders?: readonly string[];
  readonly taskDefinition?: string;
  readonly desiredCount: number;
  readonly runningCount: number;
  readonly pendingCount: number;
  readonly tags: readonly Tag[];
  /** The ARN that DescribeServices named, in flight or not. */
  readonly currentDeploymentArn?: string;
  /** There when a deployment is in flight (or was, at the last look, and has just ended). */
  readonly deployment?: ServiceDeployment;
  /** The current deployment could not be read with the rest: `deployment` is absent, or as it was at an earlier look. */
  readonly deploymentUnread?: true;
  /**
   * `deployments[].rolloutState` of the primary deployment: what is left to tell when the service deployment APIs are denied.
   * COMPLETED, FAILED, IN_PROGRESS.
   */
  readonly rolloutState?: string;
  readonly rolloutStateReason?: string;
  /** How many tasks of the primary deployment have failed since the last one that ran. Told while something is rolling out; absent where it can't be read. */
  readonly failedTasks?: number;
  /** The newest few of the service's events, newest first, with the newest in which ECS couldn't do something. Told while something is rolling out; absent where they can't be read. */
  readonly events?: readonly ServiceEvent[];
}

/** What ECS says that it did for a service, or could not do. Source: DescribeServices. */
export interface ServiceEvent {
  readonly message: string;
  /** In ms since the epoch. */
  readonly at?: number;
}

/** Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html */
const TROUBLE =
  /\b(?:unable to|unhealthy|fail(?:ed|ing|s|ures?)|errors?|throttled|insufficient|not found|unavailable|reached the|exceed\w*|impaired)\b/i;
/** What it had trouble with before is over. */
const STEADY = /\bhas reached a steady state\b/i;

/**
 * The newest event in which ECS says that it couldn't do something for the service, since it last was well and since the deployment began; undefined where it says no such thing. `since`: ms since the epoch.
 * Where no task was ever started, such as for want of capacity, nothing else tells why a deployment is stuck.
 */
export function troubleEvent(events: readonly ServiceEvent[], since?: number): ServiceEvent | undefined {
  for (const event of events) {
    if (since !== undefined && event.at !== undefined && event.at < since) return undefined;
    // What stands in parentheses are names, which may be anything.
    const words = event.message.replaceAll(/\([^()]*\)/g, '');
    if (TROUBLE.test(words)) return event;
    if (STEADY.test(words)) return undefined;
  }
  return undefined;
}

/** Whether it isn't known how often tasks of a deployment under way failed, or what ECS says of it: its service was not listed since it began, or a part can't be read. */
export const isTroubleUnread = (service: Service | undefined): boolean =>
  service?.failedTasks === undefined || service.events === undefined || isUnread(service, 'events');

/** Whether what is known of its deployment isn't of now: it couldn't be read with the rest, or AWS told no status of it. */
export const isDeploymentUnread = ({ deployment, deploymentUnread }: Service): boolean =>
  deploymentUnread === true || deployment?.status === UNREAD_STATE;

/** Whether a deployment of it is under way: by the deployment, and where that isn't told now, by what the service itself says of its rollout. */
export function isRollingOut(service: Service): boolean {
  const { deployment, rolloutState } = service;
  const isNewer = isDeploymentUnread(service) && rolloutState !== undefined;
  return deployment && !isNewer ? !stateTraits('deployment', deployment.status).final : rolloutState === 'IN_PROGRESS';
}

/** Whether its last rollout has failed, and no other has begun: by the current deployment, and where that isn't told now, by what the service itself says. One that ECS rolled back has not. */
export function hasFailed(service: Service): boolean {
  const { deployment, rolloutState } = service;
  const isOfNow = deployment !== undefined && (!isDeploymentUnread(service) || rolloutState === undefined);
  if (!isOfNow) return rolloutState === 'FAILED';
  // A circuit breaker that rolls nothing back stops the deployment: the service alone says that it failed.
  return deployment.status === 'ROLLBACK_FAILED' || (deployment.status === 'STOPPED' && rolloutState === 'FAILED');
}

/** The ARN of a deployment that is under way and of which nothing could be read: DescribeServices names it. Undefined where nothing is, where it is told, and where ECS names none. */
export function untoldDeployment(service: Service): string | undefined {
  const { deployment, deploymentUnread, currentDeploymentArn } = service;
  if (!isRollingOut(service)) return undefined;
  const isOfNow = deployment && (deploymentUnread !== true || currentDeploymentArn === deployment.id);
  return isOfNow ? undefined : currentDeploymentArn;
}
