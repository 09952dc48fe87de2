import {
  EC2Client,
  StartInstancesCommand,
  StopInstancesCommand,
  type StopInstancesCommandInput,
} from '@aws-sdk/client-ec2';
import { ContinueServiceDeploymentCommand, ECSClient, StopServiceDeploymentCommand } from '@aws-sdk/client-ecs';
import { type FisClient, StopExperimentCommand } from '@aws-sdk/client-fis';
import { failed, type Outcome, succeeded } from '../model/failure.ts';
import type { Scope } from '../model/scope.ts';
import type { Caller } from './call/caller.ts';
import type { ServiceId } from './credentials/endpoints.ts';
import { stateOf } from './services/ec2/instance.ts';
import { KnownFailure } from './sdk/failures.ts';
import { type AnswerShape, MalformedAnswer, shapeOf } from './sdk/wireAnswer.ts';
import { createFisClient, fisCommand } from './services/fis/command.ts';
import { experimentOf, leverOf } from './services/fis/mapping.ts';
import { identifier, list, member } from '../base/untrusted.ts';
import { type ChangePolicy, forbids } from '../model/changePolicy.ts';
import { type Rate, rates } from './call/rates.ts';
import { rawAnswer } from './call/rawAnswer.ts';
import type { Answer, Ask, CallTools } from './call/call.ts';
import type { Changed, AwsChanges, StateChange, StopInstancesOptions } from '../model/ports/awsChanges.ts';

interface LeverChange {
  id: string;
  state: { status: 'engaged' | 'disengaged'; reason: string };
}

const UpdateSafetyLeverStateCommand = fisCommand<LeverChange>('UpdateSafetyLeverState', ({ id, state }) => ({
  method: 'PATCH',
  path: `/safetyLevers/${encodeURIComponent(id)}/state`,
  body: JSON.stringify({ state }),
}));

interface Change {
  readonly scope: Scope;
  readonly service: ServiceId;
  readonly operation: string;
  readonly rate: Rate;
  readonly also?: NonNullable<Ask['also']>;
  readonly shape: AnswerShape;
  readonly signal?: AbortSignal;
}

/** Closed at the end of its one call: nothing that could change AWS is kept. */
interface Closable {
  destroy(): void;
}

/**
 * The only place in Halt that can change anything in AWS. The policy is asked for each call, here, right before it would be made; what it forbids
 * is not sent.
 */
export function createAwsChanges(caller: Caller, policy: () => ChangePolicy | Promise<ChangePolicy>): AwsChanges {
  const change = async <C extends Closable, T>(
    asked: Change,
    create: (config: ReturnType<CallTools['config']>) => C,
    send: (client: C, options: CallTools['options']) => Promise<T>,
  ): Promise<Outcome<Changed<T>>> => {
    const forbid = async (): Promise<void> => {
      const code = forbids(await policy(), asked.scope);
      if (code === undefined) return;
      const message =
        code === 'read-only'
          ? 'halt.readOnly forbids every change here.'
          : 'halt.allowedRegions does not name this region.';
      throw new KnownFailure({ kind: 'forbidden', code, message, mayHaveHappened: false });
    };
    // Asked before anything is, and again after the waits for credentials and for a turn.
    const answer = await caller.perform<T>(
      { ...asked, mutating: true, interactive: true, before: forbid },
      async (tools) => {
        await forbid();
        const client = create(tools.config(() => undefined));
        try {
          return await send(client, tools.options);
        } finally {
          client.destroy();
        }
      },
    );
    return answer.ok ? succeeded(changed(answer.value)) : answer;
  };

  const stop = (input: StopInstancesCommandInput) => async (client: EC2Client, options: CallTools['options']) => {
    const output = await client.send(new StopInstancesCommand(input), options);
    return stateChanges(member(output, 'StoppingInstances'));
  };

  return {
    stopInstances: (scope, ids, options) =>
      change(
        {
          scope,
          service: 'EC2',
          operation: 'StopInstances',
          rate: rates.ec2Mutating,
          also: { rate: rates.ec2StoppedInstances, cost: ids.length },
          shape: shapeOf('StopInstances', undefined),
        },
        (config) => new EC2Client(config),
        stop({ InstanceIds: [...ids], ...stopParameters(options) }),
      ),

    async mayStopInstance(scope, id, options, signal) {
      const asked = {
        scope,
        service: 'EC2',
        operation: 'StopInstances',
        rate: rates.ec2Mutating,
        shape: shapeOf('StopInstances', undefined),
        signal,
      } as const;
      const input = { InstanceIds: [id], ...stopParameters(options), DryRun: true };
      const answer = await change(asked, (config) => new EC2Client(config), stop(input));
      if (answer.ok) {
        const message = 'AWS answered a dry run as if it had been a stop.';
        return failed({ kind: 'malformed', message, operation: 'ec2:StopInstances', mayHaveHappened: false });
      }
      const { failure } = answer;
      const granted = failure.code === 'DryRunOperation';
      if (!granted && failure.code !== 'UnauthorizedOperation') return failed({ ...failure, mayHaveHappened: false });
      return succeeded({ value: granted, ...(failure.requestId !== undefined && { requestId: failure.requestId }) });
    },

    startInstances: (scope, ids) =>
      change(
        {
          scope,
          service: 'EC2',
          operation: 'StartInstances',
          rate: rates.ec2Start,
          shape: shapeOf('StartInstances', undefined),
        },
        (config) => new EC2Client(config),
        async (client, options) => {
          const output = await client.send(new StartInstancesCommand({ InstanceIds: [...ids] }), options);
          return stateChanges(member(output, 'StartingInstances'));
        },
      ),

    stopDeployment: (scope, arn, stopType) =>
      change(
        {
          scope,
          service: 'ECS',
          operation: 'StopServiceDeployment',
          rate: rates.ecsMutating,
          shape: shapeOf('StopServiceDeployment', 'serviceDeploymentArn'),
        },
        (config) => new ECSClient(config),
        async (client, options) => {
          await client.send(new StopServiceDeploymentCommand({ serviceDeploymentArn: arn, stopType }), options);
          return deploymentArn(options);
        },
      ),

    continueDeployment: (scope, arn, hookId, action) =>
      change(
        {
          scope,
          service: 'ECS',
          operation: 'ContinueServiceDeployment',
          rate: rates.ecsMutating,
          shape: shapeOf('ContinueServiceDeployment', 'serviceDeploymentArn'),
        },
        (config) => new ECSClient(config),
        async (client, options) => {
          await client.send(
            new ContinueServiceDeploymentCommand({ serviceDeploymentArn: arn, hookId, action }),
            options,
          );
          return deploymentArn(options);
        },
      ),

    stopExperiment: (scope, id) =>
      change(
        {
          scope,
          service: 'fis',
          operation: 'StopExperiment',
          rate: rates.fisMutating,
          shape: shapeOf('StopExperiment', 'experiment'),
        },
        createFisClient,
        async (client: FisClient, options) => {
          await client.send(new StopExperimentCommand({ id }), options);
          const experiment = experimentOf(scope, rawAnswer(options.trace).body['experiment']);
          if (experiment?.id !== id) throw new MalformedAnswer('The answer is about no experiment, or another.');
          return experiment;
        },
      ),

    setSafetyLever: (scope, status, reason) =>
      change(
        {
          scope,
          service: 'fis',
          operation: 'UpdateSafetyLeverState',
          rate: rates.fisMutating,
          shape: shapeOf('UpdateSafetyLeverState', 'safetyLever'),
        },
        createFisClient,
        async (client: FisClient, options) => {
          const input = { id: 'default', state: { status, reason } };
          await client.send(new UpdateSafetyLeverStateCommand(input), options);
          const lever = leverOf(scope, rawAnswer(options.trace).body['safetyLever']);
          if (lever === undefined) throw new MalformedAnswer('The answer tells no state.');
          return lever;
        },
      ),
  };
}

/** Only what is chosen is sent, so that AWS's own defaults hold for the rest. */
function stopParameters({
  hibernate,
  force,
  skipOsShutdown,
}: StopInstancesOptions): Omit<StopInstancesCommandInput, 'InstanceIds'> {
  return {
    ...(hibernate && { Hibernate: true }),
    ...(force && { Force: true }),
    ...(skipOsShutdown && { SkipOsShutdown: true }),
  };
}

function stateChanges(source: unknown): readonly StateChange[] {
  return list(source).flatMap((it) => {
    const id = identifier(member(it, 'InstanceId'));
    return id === undefined
      ? []
      : [{ id, previous: stateOf(member(it, 'PreviousState')), current: stateOf(member(it, 'CurrentState')) }];
  });
}

function deploymentArn({ trace }: CallTools['options']): string {
  const arn = identifier(rawAnswer(trace).body['serviceDeploymentArn']);
  if (arn === undefined) throw new MalformedAnswer('The answer names no deployment.');
  return arn;
}

function changed<T>({ output, requestId }: Answer<T>): Changed<T> {
  return { value: output, ...(requestId !== undefined && { requestId }) };
}
