import { failureInterval } from './cuts.ts';
import { seconds } from './protocol.ts';
import type { Output } from './protocol.ts';
import type { RegionView } from './regionView.ts';
import type { Deployment, Service } from './state.ts';
import type { Phase, Timeline } from './timeline.ts';

interface Event {
  readonly at: number;
  readonly message: string;
}

/** The latest 100 events of a service, newest first, told from its deployments. Of one moment's, the last comes first. */
export function serviceEvents(service: Service, view: RegionView): readonly Output[] {
  const told = view
    .deployments(service)
    .slice(-8)
    .flatMap((deployment) => deploymentEvents(service, deployment, view.timeline(deployment)));
  if ((service.spec.shortage ?? 0) > 0) told.push(...shortageEvents(service, view.now));
  return told
    .filter((event) => event.at <= view.now)
    .toSorted((a, b) => b.at - a.at)
    .slice(0, 100)
    .map((event) => ({
      id: view.ids.uuid(`${service.arn}/${event.at}/${event.message}`),
      createdAt: seconds(event.at),
      message: event.message,
    }));
}

function deploymentEvents(service: Service, deployment: Deployment, timeline: Timeline): readonly Event[] {
  const subject = `(service ${service.name}`;
  const named = `${subject}) (deployment ecs-svc/${deployment.target.id})`;
  const events: Event[] = timeline.phases.flatMap((phase): readonly Event[] => {
    const tell = (message: string): Event => ({ at: phase.start, message });
    switch (phase.status) {
      case 'IN_PROGRESS':
        return stageMessages(phase, subject, deployment).map(tell);
      case 'SUCCESSFUL':
        return [
          ...(phase.end === Number.POSITIVE_INFINITY ? [tell(`${subject}) has reached a steady state.`)] : []),
          ...(phase.start === timeline.finishedAt ? [tell(`${named} deployment completed.`)] : []),
        ];
      case 'STOP_REQUESTED':
      case 'ROLLBACK_REQUESTED':
        return [tell(`${named} deployment failed: ${phase.reason ?? ''}`)];
      case 'ROLLBACK_SUCCESSFUL':
        return [tell(`${subject}) has reached a steady state.`)];
      case 'ROLLBACK_FAILED':
      case 'STOPPED':
        return [tell(`${named} deployment failed: ${phase.reason ?? ''}`)];
      default:
        return [];
    }
  });
  const [source] = deployment.sources;
  if (timeline.rollbackAt !== undefined && source !== undefined) {
    if (timeline.cut?.cause === 'breaker') {
      events.push({ at: timeline.rollbackAt, message: `${named} deployment failed: tasks failed to start.` });
    }
    events.push({ at: timeline.rollbackAt, message: `${subject}) rolling back to deployment ecs-svc/${source.id}.` });
  }
  events.push(...failureEvents(service, deployment, timeline));
  return events;
}

function stageMessages(phase: Phase, subject: string, deployment: Deployment): readonly string[] {
  switch (phase.stage) {
    case 'SCALE_UP':
      return [`${subject}) has started ${deployment.desired} tasks.`];
    case 'CLEAN_UP':
      return deployment.sources.length > 0
        ? [`${subject}) has begun draining connections on ${deployment.desired} tasks.`]
        : [];
    default:
      return [];
  }
}

function failureEvents(service: Service, deployment: Deployment, timeline: Timeline): readonly Event[] {
  const { failingFrom } = timeline;
  if (failingFrom === undefined) return [];
  const interval = failureInterval(deployment.options);
  const until = timeline.cut?.at ?? failingFrom + 20 * interval;
  const count = Math.min(Math.floor((until - failingFrom) / interval), 20);
  return Array.from({ length: count }, (_, index) => ({
    at: failingFrom + (index + 1) * interval,
    message: `(service ${service.name}) is unable to consistently start tasks successfully. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.`,
  }));
}

/** ECS repeats this one every few hours; the last three are told. */
function shortageEvents(service: Service, now: number): readonly Event[] {
  const every = 6 * 60 * 60 * 1000;
  const last = now - (now % every);
  return [0, 1, 2].map((index) => ({
    at: last - index * every,
    message: `(service ${service.name}) was unable to place a task because no container instance met all of its requirements. The closest matching container-instance has insufficient memory available. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.`,
  }));
}
