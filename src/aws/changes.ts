import { EC2Client, StartInstancesCommand, StopInstancesCommand } from '@aws-sdk/client-ec2';
import { ContinueServiceDeploymentCommand, ECSClient, StopServiceDeploymentCommand } from '@aws-sdk/client-ecs';
import { type FisClient, StopExperimentCommand } from '@aws-sdk/client-fis';
import { failed, type Outcome, succeeded } from '../model/failure.ts';
import type { Operation, OperationType } from '../model/operation.ts';
import type { Permit } from '../model/permit.ts';
import type { TargetKind } from '../model/resources/resource.ts';
import { isKnownState, UNREAD_STATE } from '../model/resources/states.ts';
import type { Caller } from './call/caller.ts';
import type { RoutedService } from '../model/destination.ts';
import { instanceStateOf } from './services/ec2/instance.ts';
import { stopParameters } from './services/ec2/stopParameters.ts';
import { type AnswerShape, MalformedAnswer, shapeOf } from './sdk/wireAnswer.ts';
import { createFisClient, fisCommand } from './services/fis/command.ts';
import { readValuesAlone } from './sdk/lenientReading.ts';
import { experimentOf, leverOf } from './services/fis/mapping.ts';
import { identifier, list, member } from '../base/untrusted.ts';
import { refused } from './transport/changeGuard.ts';
import { type Rate, rates } from './call/rates.ts';
import { rawAnswer } from './call/rawAnswer.ts';
import type { Answer, Ask, CallTools } from './call/call.ts';
import type { Changed, AwsChanges, StateChange } from '../model/ports/awsChanges.ts';

/** A region has one. */
const LEVER = 'default';

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
  readonly permit: Permit;
  /** The operations that the call is for. */
  readonly types: readonly OperationType[];
  readonly ids: readonly string[];
  readonly service: RoutedService;
  readonly operation: string;
  readonly rate: Rate;
  readonly also?: NonNullable<Ask['also']>;
  readonly shape: AnswerShape;
}

/** Closed at the end of its one call: nothing that could change AWS is kept. */
interface Closable {
  destroy(): void;
}

/**
 * The only place in Halt that can change anything in AWS. What is sent, and where, is taken from the permit alone; its request carries the permit and
 * the lease that signed it to the thread that owns the sockets, which has the last word (`transport/changeGuard.ts`).
 */
export function createAwsChanges(caller: Caller): AwsChanges {
  const send = sender(caller);
  const toldState: ToldState = (kind, state) => (isKnownState(kind, state) ? state : caller.struck(state));
  return { ...instanceChanges(send, toldState), ...deploymentChanges(send), ...faultChanges(send, toldState) };
}

/** Sends one change, if its permit is for it: for the operation, and for each of the ids. */
type Send = <C extends Closable, T>(
  asked: Change,
  create: (config: ReturnType<CallTools['config']>) => C,
  send: (client: C, options: CallTools['options']) => Promise<T>,
) => Promise<Outcome<Changed<T>>>;

/** A state as it may be told: it goes into the audit log, and one that AWS added later can be any text. */
type ToldState = (kind: TargetKind, state: string) => string;

function sender(caller: Caller): Send {
  return async <C extends Closable, T>(
    asked: Change,
    create: (config: ReturnType<CallTools['config']>) => C,
    send: (client: C, options: CallTools['options']) => Promise<T>,
  ): Promise<Outcome<Changed<T>>> => {
    const { permit, types, ids, ...ask } = asked;
    const isPermitted =
      types.includes(permit.operation.type) && ids.length > 0 && ids.every((id) => covers(permit, id));
    if (!isPermitted) return failed({ ...refused('not-permitted'), operation: asked.operation });
    const { scope } = permit;
    const answer = await caller.perform<T>(
      { ...ask, scope, permit, mutating: true, interactive: true },
      async (tools) => {
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
}

function instanceChanges(send: Send, toldState: ToldState): Pick<AwsChanges, 'stopInstances' | 'startInstances'> {
  return {
    stopInstances: (permit, ids) =>
      send(
        {
          permit,
          types: ['stop', 'hibernate', 'force-stop', 'skip-os-shutdown'],
          ids,
          service: 'EC2',
          operation: 'StopInstances',
          rate: rates.ec2Mutating,
          also: { rate: rates.ec2StoppedInstances, cost: ids.length },
          shape: shapeOf('StopInstances', undefined),
        },
        (config) => readValuesAlone(new EC2Client(config)),
        async (client, options) => {
          const input = { InstanceIds: [...ids], ...stopParameters(permit.operation) };
          const output = await client.send(new StopInstancesCommand(input), options);
          return stateChanges(member(output, 'StoppingInstances'), toldState);
        },
      ),

    startInstances: (permit, ids) =>
      send(
        {
          permit,
          types: ['start'],
          ids,
          service: 'EC2',
          operation: 'StartInstances',
          rate: rates.ec2Start,
          shape: shapeOf('StartInstances', undefined),
        },
        (config) => readValuesAlone(new EC2Client(config)),
        async (client, options) => {
          const output = await client.send(new StartInstancesCommand({ InstanceIds: [...ids] }), options);
          return stateChanges(member(output, 'StartingInstances'), toldState);
        },
      ),
  };
}

function deploymentChanges(send: Send): Pick<AwsChanges, 'stopDeployment' | 'continueDeployment'> {
  return {
    stopDeployment: (permit, arn) =>
      send(
        {
          permit,
          types: ['roll-back', 'abort'],
          ids: [arn],
          service: 'ECS',
          operation: 'StopServiceDeployment',
          rate: rates.ecsMutating,
          shape: shapeOf('StopServiceDeployment', 'serviceDeploymentArn'),
        },
        (config) => new ECSClient(config),
        async (client, options) => {
          const stopType = permit.operation.type === 'abort' ? 'ABORT' : 'ROLLBACK';
          await client.send(new StopServiceDeploymentCommand({ serviceDeploymentArn: arn, stopType }), options);
          return deploymentArn(options, arn);
        },
      ),

    continueDeployment: (permit, arn) =>
      send(
        {
          permit,
          types: ['continue'],
          ids: [arn],
          service: 'ECS',
          operation: 'ContinueServiceDeployment',
          rate: rates.ecsMutating,
          shape: shapeOf('ContinueServiceDeployment', 'serviceDeploymentArn'),
        },
        (config) => new ECSClient(config),
        async (client, options) => {
          const action = permit.operation.type === 'continue' ? permit.operation.action : undefined;
          const hookId = permit.targets.find(({ id }) => id === arn)?.hookId;
          const input = { serviceDeploymentArn: arn, hookId, action };
          await client.send(new ContinueServiceDeploymentCommand(input), options);
          return deploymentArn(options, arn);
        },
      ),
  };
}

function faultChanges(send: Send, toldState: ToldState): Pick<AwsChanges, 'stopExperiment' | 'setSafetyLever'> {
  return {
    stopExperiment: (permit, id) =>
      send(
        {
          permit,
          types: ['stop-experiment'],
          ids: [id],
          service: 'fis',
          operation: 'StopExperiment',
          rate: rates.fisMutating,
          shape: shapeOf('StopExperiment', 'experiment'),
        },
        createFisClient,
        async (client: FisClient, options) => {
          await client.send(new StopExperimentCommand({ id }), options);
          const experiment = experimentOf(permit.scope, rawAnswer(options.trace).body['experiment']);
          if (experiment?.id !== id) throw new MalformedAnswer('The answer is about no experiment, or another.');
          if (experiment.state === UNREAD_STATE) throw new MalformedAnswer('The answer tells no state.');
          return { ...experiment, state: toldState('experiment', experiment.state) };
        },
      ),

    setSafetyLever: (permit) =>
      send(
        {
          permit,
          types: ['engage-lever', 'disengage-lever'],
          ids: [LEVER],
          service: 'fis',
          operation: 'UpdateSafetyLeverState',
          rate: rates.fisMutating,
          shape: shapeOf('UpdateSafetyLeverState', 'safetyLever'),
        },
        createFisClient,
        async (client: FisClient, options) => {
          await client.send(
            new UpdateSafetyLeverStateCommand({ id: LEVER, state: leverState(permit.operation) }),
            options,
          );
          const lever = leverOf(permit.scope, rawAnswer(options.trace).body['safetyLever']);
          if (lever === undefined) throw new MalformedAnswer('The answer tells no state.');
          if (lever.id !== LEVER) throw new MalformedAnswer('The answer is about another safety lever.');
          return { ...lever, state: toldState('lever', lever.state) };
        },
      ),
  };
}

function leverState(operation: Operation): LeverChange['state'] {
  if (operation.type === 'engage-lever') return { status: 'engaged', reason: operation.reason };
  return { status: 'disengaged', reason: operation.type === 'disengage-lever' ? operation.reason : '' };
}

const covers = ({ targets }: Permit, id: string): boolean => targets.some((target) => target.id === id);

/** One of which the answer tells no state is as good as left out. */
function stateChanges(source: unknown, toldState: ToldState): readonly StateChange[] {
  return list(source).flatMap((it) => {
    const id = identifier(member(it, 'InstanceId'));
    const current = instanceStateOf(member(it, 'CurrentState'));
    if (id === undefined || current === UNREAD_STATE) return [];
    const previous = instanceStateOf(member(it, 'PreviousState'));
    return [{ id, previous: toldState('instance', previous), current: toldState('instance', current) }];
  });
}

function deploymentArn({ trace }: CallTools['options'], asked: string): string {
  const arn = identifier(rawAnswer(trace).body['serviceDeploymentArn']);
  if (arn !== asked) throw new MalformedAnswer('The answer names no deployment, or another.');
  return asked;
}

function changed<T>({ output, requestId }: Answer<T>): Changed<T> {
  return { value: output, ...(requestId !== undefined && { requestId }) };
}
