import { ofWhom, whoseOf } from '../model/sight.ts';
import { EC2Client, StartInstancesCommand, StopInstancesCommand } from '@aws-sdk/client-ec2';
import { answererOf, AT_AWS, type Destination } from '../model/destination.ts';
import { type Failure, malformed, failed, type Outcome, succeeded } from '../model/failure.ts';
import type { InstanceOperation } from '../model/operation.ts';
import type { AwsPermissions, DryRun } from '../model/ports/awsPermissions.ts';
import type { Scope } from '../model/scope.ts';
import type { Ask } from './call/call.ts';
import type { Caller } from './call/caller.ts';
import { rates } from './call/rates.ts';
import { stopParameters } from './services/ec2/stopParameters.ts';
import { KnownFailure } from './transport/knownFailure.ts';
import { shapeOf } from './sdk/wireAnswer.ts';

const dryRuns: readonly string[] = ['StopInstances', 'StartInstances'];

/**
 * Dry runs, by a client of its own: its guard looks at each request as it is about to leave, and lets through those that say themselves that they
 * change nothing. A dry run always fails, and its code says how it would have gone. AWS alone is asked, and Halt's own simulator: nobody has confirmed a stop, whoever asks whether it would be allowed.
 * Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_StopInstances.html (DryRun).
 */
export function createAwsPermissions(caller: Caller): AwsPermissions {
  const ask = async (
    scope: Scope,
    operation: InstanceOperation,
    ids: readonly string[],
    how: Pick<Ask, 'rate' | 'spare' | 'interactive' | 'signal'>,
  ): Promise<Outcome<DryRun>> => {
    const name = operation.type === 'start' ? 'StartInstances' : 'StopInstances';
    const call = { ...how, scope, service: 'EC2', operation: name, shape: shapeOf(name, undefined) } as const;
    const answer = await caller.perform({ ...call, mutating: false }, async (tools) => {
      if (!heedsDryRuns(tools.lease.routes.destination)) throw new KnownFailure(notAsked);
      const client = new EC2Client(tools.config((_request, body) => onlyDryRuns(body)));
      const input = { InstanceIds: [...ids], DryRun: true };
      try {
        return operation.type === 'start'
          ? await client.send(new StartInstancesCommand(input), tools.options)
          : await client.send(new StopInstancesCommand({ ...input, ...stopParameters(operation) }), tools.options);
      } finally {
        client.destroy();
      }
    });
    if (answer.ok) {
      const message = 'AWS answered a dry run as if it had been the change itself.';
      return failed(malformed(`ec2:${name}`, message));
    }
    const { code, message } = answer.failure;
    if (code !== 'DryRunOperation' && code !== 'UnauthorizedOperation') return answer;
    return succeeded({
      allowed: code === 'DryRunOperation',
      message,
      ...ofWhom(whoseOf(answer.failure)),
    });
  };
  return {
    mayStopInstance: (scope, id, signal) =>
      ask(scope, { type: 'stop' }, [id], { rate: rates.ec2Mutating, interactive: true, signal }),
    dryRun: (scope, operation, ids, signal, leaves) => {
      const how = { interactive: false, signal };
      if (operation.type === 'start') return ask(scope, operation, ids, { ...how, rate: rates.ec2StartDryRun });
      const spare = { rate: rates.ec2StoppedInstances, cost: ids.length, leaves };
      return ask(scope, operation, ids, { ...how, rate: rates.ec2StopDryRun, spare });
    },
  };
}

/** What answers in AWS's place may not know the parameter, and do what nobody has confirmed. */
function heedsDryRuns(destination: Destination): boolean {
  const answerer: string = answererOf(destination, 'EC2');
  return destination.kind === 'simulated' || answerer === AT_AWS;
}

const notAsked: Failure = {
  kind: 'forbidden',
  code: 'dry-run-unheeded',
  message: 'Not sent: it isn’t known that this endpoint heeds a dry run.',
  mayHaveHappened: false,
};

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
