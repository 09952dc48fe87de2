import { arnPath } from './arns.ts';
import type { Command } from './cuts.ts';
import { findDeployment, snapshot } from './deployments.ts';
import type { Found } from './deployments.ts';
import { choice, invalid, requiredText } from './protocol.ts';
import type { Input, Output } from './protocol.ts';
import type { RegionView } from './regionView.ts';
import { isFinal } from './snapshot.ts';
import type { Status } from './timeline.ts';
import { AwsError } from '../core/contracts.ts';

/** What StopServiceDeployment does with stopType ABORT: the documentation names it and says that it isn't valid. */
export type AbortBehaviour = 'refused' | 'accepted';

const going: ReadonlySet<Status> = new Set(['PENDING', 'IN_PROGRESS']);

/**
 * StopServiceDeployment. A deployment that is stopping or rolling back already goes on doing so and answers as the first
 * time; one that has ended is a ConflictException.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stop-service-deployment.html
 */
export function stopServiceDeployment(input: Input, view: RegionView, abort: AbortBehaviour): Output {
  const arn = requiredText(input, 'serviceDeploymentArn');
  const stopType = choice(input, 'stopType', ['ABORT', 'ROLLBACK'] as const) ?? 'ROLLBACK';
  if (stopType === 'ABORT' && abort === 'refused') {
    throw invalid('Invalid stopType: ABORT. The valid value is ROLLBACK.');
  }
  const found = stoppable(arn, view);
  const { status } = snapshot(found.deployment, view);
  if (isFinal(status)) {
    throw new AwsError(
      'ConflictException',
      `The service deployment ${arn} is in the ${status} state and can't be stopped.`,
      400,
      {
        resourceIds: [arn],
      },
    );
  }
  if (going.has(status)) record(found, { kind: stopType === 'ABORT' ? 'abort' : 'rollback', at: view.now });
  return { serviceDeploymentArn: arn };
}

/** ContinueServiceDeployment: answers the pause hook at which a deployment waits. */
export function continueServiceDeployment(input: Input, view: RegionView): Output {
  const arn = requiredText(input, 'serviceDeploymentArn');
  const hookId = requiredText(input, 'hookId');
  const action = choice(input, 'action', ['ROLLBACK', 'CONTINUE'] as const) ?? 'CONTINUE';
  const found = stoppable(arn, view);
  const run = snapshot(found.deployment, view).hooks.find((candidate) => candidate.id === hookId);
  if (run === undefined || run.hook.options.type !== 'PAUSE') {
    throw invalid(`The hook ${hookId} was not found in the service deployment ${arn}.`);
  }
  if (run.end <= view.now) throw invalid(`The hook ${hookId} is not awaiting an action.`);
  record(found, { kind: 'continue', at: view.now, hookId, action });
  return { serviceDeploymentArn: arn };
}

function record({ deployment }: Found, command: Command): void {
  deployment.commands.push(command);
}

function stoppable(arn: string, view: RegionView): Found {
  const [cluster = '', name = ''] = arnPath(arn, 'service-deployment', 3, view.place);
  const controller = view.findService(cluster, name)?.spec.controller ?? 'ECS';
  if (controller !== 'ECS') {
    throw new AwsError(
      'UnsupportedFeatureException',
      `Service deployments are not supported for services that use the ${controller} deployment controller.`,
    );
  }
  const found = findDeployment(arn, view);
  if (found === undefined) {
    throw new AwsError('ServiceDeploymentNotFoundException', `The service deployment ${arn} was not found.`);
  }
  return found;
}
