import { EC2Client, StopInstancesCommand } from '@aws-sdk/client-ec2';
import { malformed, failed, succeeded } from '../model/failure.ts';
import type { AwsPermissions } from '../model/ports/awsPermissions.ts';
import type { Caller } from './call/caller.ts';
import { rates } from './call/rates.ts';
import { KnownFailure } from './transport/knownFailure.ts';
import { shapeOf } from './sdk/wireAnswer.ts';

const dryRuns: readonly string[] = ['StopInstances', 'StartInstances'];

/**
 * Dry runs, by a client of its own: its guard looks at each request as it is about to leave, and lets through those that say themselves that they
 * change nothing. Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_StopInstances.html (DryRun).
 */
export function createAwsPermissions(caller: Caller): AwsPermissions {
  return {
    async mayStopInstance(scope, id, signal) {
      const answer = await caller.perform(
        {
          scope,
          service: 'EC2',
          operation: 'StopInstances',
          rate: rates.ec2Mutating,
          shape: shapeOf('StopInstances', undefined),
          mutating: false,
          interactive: true,
          signal,
        },
        async (tools) => {
          const client = new EC2Client(tools.config((_request, body) => onlyDryRuns(body)));
          try {
            return await client.send(new StopInstancesCommand({ InstanceIds: [id], DryRun: true }), tools.options);
          } finally {
            client.destroy();
          }
        },
      );
      if (answer.ok) {
        const message = 'AWS answered a dry run as if it had been a stop.';
        return failed(malformed('ec2:StopInstances', message));
      }
      const { failure } = answer;
      if (failure.code === 'DryRunOperation') return succeeded(true);
      return failure.code === 'UnauthorizedOperation' ? succeeded(false) : answer;
    },
  };
}

/** Throws for what is no dry run. */
export function onlyDryRuns(body: string): void {
  const parameters = new URLSearchParams(body);
  const said = parameters.getAll('DryRun');
  const actions = parameters.getAll('Action');
  const isDry = said.length === 1 && said[0] === 'true' && actions.length === 1 && dryRuns.includes(actions[0] ?? '');
  if (isDry) return;
  const message = 'The client that checks permissions sends dry runs alone.';
  throw new KnownFailure({ kind: 'forbidden', code: 'not-permitted', message, mayHaveHappened: false });
}
