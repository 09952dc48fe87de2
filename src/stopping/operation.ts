import { isUnread } from '../model/resources/unreadable.ts';
import { HIBERNATION, isProtectedFromOwner } from '../model/resources/instance.ts';
import { stateTraits } from '../model/resources/states.ts';
import { stateOf } from '../model/resources/target.ts';
import type { ListKind, StoppableKind, TargetKind } from '../model/resources/resource.ts';
import type { Target } from '../model/resources/target.ts';
import { waitingHook } from '../model/resources/deployment.ts';
import type { Failure } from '../model/failure.ts';
import type { Operation, OperationType } from '../model/operation.ts';

/** The kind of resource that an operation is for. */
export const operationKind = {
  stop: 'instance',
  hibernate: 'instance',
  'force-stop': 'instance',
  'skip-os-shutdown': 'instance',
  start: 'instance',
  'roll-back': 'deployment',
  abort: 'deployment',
  continue: 'deployment',
  'stop-experiment': 'experiment',
  'engage-lever': 'lever',
  'disengage-lever': 'lever',
} as const satisfies Record<OperationType, TargetKind>;

/** The ordinary way to stop each kind: what a key, a page's button or an agent asks for when it says no more than “stop”. */
export const plainStop = {
  instance: { type: 'stop' },
  deployment: { type: 'roll-back' },
  experiment: { type: 'stop-experiment' },
} as const satisfies Record<StoppableKind, Operation>;

/**
 * The type of the ordinary stop for everything that a list shows. A service is stopped by its deployment, and a safety lever, which stops other
 * things, is engaged.
 */
export const plainStopType = {
  instance: plainStop.instance.type,
  service: plainStop.deployment.type,
  deployment: plainStop.deployment.type,
  experiment: plainStop.experiment.type,
  lever: 'engage-lever',
} as const satisfies Record<TargetKind | ListKind, OperationType>;

/** Whether an operation ends something. The others start it, let it go on, or allow it again. */
const stops = {
  stop: true,
  hibernate: true,
  'force-stop': true,
  'skip-os-shutdown': true,
  start: false,
  'roll-back': true,
  abort: true,
  continue: false,
  'stop-experiment': true,
  'engage-lever': true,
  'disengage-lever': false,
} as const satisfies Record<OperationType, boolean>;

/** Whether the operation ends something. Answering a paused deployment with a rollback does. */
export const isStop = (operation: Operation): boolean =>
  stops[operation.type] || (operation.type === 'continue' && operation.action === 'ROLLBACK');

/** Why an operation is not offered for something in its present state. */
export type Unfit =
  /** The state doesn't allow it. */
  | 'state'
  /** A service manages the instance. */
  | 'managed'
  /** Its root device is an instance store: AWS can't stop it. */
  | 'instance-store-root'
  | 'hibernation-not-configured'
  /** Whether it was launched with hibernation can't be read. */
  | 'hibernation-unread'
  /** The deployment waits at no pause hook. */
  | 'no-waiting-hook';

/**
 * Whether an operation makes sense for what was observed: undefined if it does, else the reason. It is what menus and picks offer by,
 * and what a plan checks again after re-reading.
 */
export function unfitFor(type: OperationType, observed: Target): Unfit | undefined {
  if (observed.kind !== operationKind[type]) return 'state';
  switch (observed.kind) {
    case 'instance': {
      if (isProtectedFromOwner(observed)) return 'managed';
      const { state } = observed;
      if (type === 'start') return state === 'stopped' ? undefined : 'state';
      if (type === 'force-stop') {
        if (state !== 'running' && state !== 'stopping' && state !== 'pending') return 'state';
      } else if (state !== 'running') return 'state';
      if (observed.instanceStore === 'root') return 'instance-store-root';
      if (type !== 'hibernate' || observed.hibernationConfigured) return undefined;
      return isUnread(observed, HIBERNATION) ? 'hibernation-unread' : 'hibernation-not-configured';
    }
    case 'deployment':
      if (!stateTraits('deployment', stateOf(observed)).stoppable) return 'state';
      return type === 'continue' && !waitingHook(observed) ? 'no-waiting-hook' : undefined;
    case 'experiment':
      return stateTraits('experiment', observed.state).stoppable ? undefined : 'state';
    case 'lever':
      if (type === 'engage-lever') return observed.state === 'disengaged' ? undefined : 'state';
      return observed.state === 'engaged' ? undefined : 'state';
  }
}

/** The operations that only ask for the end which a stop that is under way has asked for already. */
const plainStops: ReadonlySet<OperationType> = new Set(Object.values(plainStop).map(({ type }) => type));

/** Whether it is stopping or rolling back by now, whoever asked for it. */
export function isBeingStopped(observed: Target): boolean {
  const { transitional, rank } = stateTraits(observed.kind, stateOf(observed));
  return observed.kind !== 'lever' && transitional && rank === 0;
}

/**
 * Whether lists of what can be stopped offer it: it is fit for the operation, which would change something. AWS accepts a repeated stop of what is
 * being stopped, and nothing comes of it.
 */
export const isOfferedFor = (type: OperationType, observed: Target): boolean =>
  unfitFor(type, observed) === undefined && !(plainStops.has(type) && isBeingStopped(observed));

/** By operation and AWS's error code: another operation that AWS may still accept where it rejects this one. */
const instead: Partial<Readonly<Record<OperationType, Readonly<Record<string, Operation>>>>> = {
  // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_StopServiceDeployment.html: stopType has ROLLBACK alone for a valid value.
  abort: { InvalidParameterException: plainStop.deployment },
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
  hibernate: { UnsupportedHibernationConfiguration: plainStop.instance },
};

/** The operation to offer instead of one that AWS rejected, such as a stop where an instance can't hibernate; undefined where there is none. */
export function insteadOf({ type }: Operation, { kind, code }: Pick<Failure, 'kind' | 'code'>): Operation | undefined {
  const byCode = kind === 'refused' && code !== undefined ? instead[type] : undefined;
  return byCode && code !== undefined && Object.hasOwn(byCode, code) ? byCode[code] : undefined;
}

/**
 * What a code that also means that there is nothing left to do says beside it. `state`: only that the state doesn't allow it, so that a look at a state
 * that does allow it contradicts the answer. `more`: other things too, so that such a look explains nothing.
 */
type OverCode = 'state' | 'more';

/** By operation: AWS's error codes that also mean that there is nothing left to do. AWS's sentences beside them aren't documented. */
const overCodes: Partial<Readonly<Record<OperationType, Readonly<Record<string, OverCode>>>>> = {
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
  stop: { IncorrectInstanceState: 'state' },
  'force-stop': { IncorrectInstanceState: 'state' },
  'skip-os-shutdown': { IncorrectInstanceState: 'state' },
  hibernate: { IncorrectInstanceState: 'state' },
  start: { IncorrectInstanceState: 'state' },
  // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_StopServiceDeployment.html#API_StopServiceDeployment_Errors
  'roll-back': { ConflictException: 'state', ClientException: 'more', InvalidParameterException: 'more' },
  abort: { ConflictException: 'state', ClientException: 'more', InvalidParameterException: 'more' },
  // A hook that was answered or has timed out meanwhile; ECS has no code of its own for it.
  // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContinueServiceDeployment.html#API_ContinueServiceDeployment_Errors
  continue: { ConflictException: 'state', ClientException: 'more', InvalidParameterException: 'state' },
  // https://docs.aws.amazon.com/fis/latest/APIReference/API_StopExperiment.html#API_StopExperiment_Errors
  'stop-experiment': { ValidationException: 'state' },
  // Somebody else has changed it, or is changing it.
  // https://docs.aws.amazon.com/fis/latest/APIReference/API_UpdateSafetyLeverState.html#API_UpdateSafetyLeverState_Errors
  'engage-lever': { ConflictException: 'state' },
  'disengage-lever': { ConflictException: 'state' },
};

function overCode({ type }: Operation, { kind, code }: Pick<Failure, 'kind' | 'code'>): OverCode | undefined {
  const codes = kind === 'refused' ? overCodes[type] : undefined;
  return codes && code !== undefined && Object.hasOwn(codes, code) ? codes[code] : undefined;
}

/** Whether AWS may have refused an operation because there is nothing left to do, so that only a look tells whether that is so. */
export const mayBeOver = (operation: Operation, failure: Pick<Failure, 'kind' | 'code'>): boolean =>
  overCode(operation, failure) !== undefined;

/** Whether AWS refused an operation for the state alone: something seen in a state that allows it was seen as it was before. */
export const isAboutState = (operation: Operation, failure: Pick<Failure, 'kind' | 'code'>): boolean =>
  overCode(operation, failure) === 'state';
