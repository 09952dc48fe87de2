/** Everything that Halt can do to AWS. Each is one API operation with its parameters. */
export type Operation =
  | { readonly type: 'stop' }
  | { readonly type: 'hibernate' }
  | { readonly type: 'force-stop'; readonly skipOsShutdown: boolean }
  /** Without Force. An operation apart from `stop`, so that a rule that allows no more than that does not allow it. */
  | { readonly type: 'skip-os-shutdown' }
  | { readonly type: 'start' }
  | { readonly type: 'roll-back' }
  | { readonly type: 'abort' }
  /** `hookId`: which pause hook it answers, once that is known. */
  | { readonly type: 'continue'; readonly action: 'CONTINUE' | 'ROLLBACK'; readonly hookId?: string }
  | { readonly type: 'stop-experiment' }
  | { readonly type: 'engage-lever'; readonly reason: string }
  | { readonly type: 'disengage-lever'; readonly reason: string };

/** What an operation is told apart by; `halt.places` has the same words. */
export type OperationType = Operation['type'];

/** What can be done to EC2 instances. */
export type InstanceOperation = Extract<
  Operation,
  { readonly type: 'stop' | 'hibernate' | 'force-stop' | 'skip-os-shutdown' | 'start' }
>;

/** Whether it is done to EC2 instances. */
export function isInstanceOperation(operation: Operation): operation is InstanceOperation {
  switch (operation.type) {
    case 'stop':
    case 'hibernate':
    case 'force-stop':
    case 'skip-os-shutdown':
    case 'start':
      return true;
    case 'roll-back':
    case 'abort':
    case 'continue':
    case 'stop-experiment':
    case 'engage-lever':
    case 'disengage-lever':
      return false;
  }
}

/** Whether the instance's operating system is not told to shut down: with Force, or by a choice of its own. */
export function skipsOsShutdown(operation: Operation): boolean {
  return operation.type === 'skip-os-shutdown' || (operation.type === 'force-stop' && operation.skipOsShutdown);
}

/**
 * What a rule about operations has to allow for this one: what forces and skips the shutdown of the operating system as well is both, and so is an answer to a pause hook that rolls the deployment
 * back.
 */
export function typesIn(operation: Operation): readonly OperationType[] {
  const { type } = operation;
  if (type === 'force-stop' && operation.skipOsShutdown) return [type, 'skip-os-shutdown'];
  return type === 'continue' && operation.action === 'ROLLBACK' ? [type, 'roll-back'] : [type];
}

/** The name in AWS's API, with the service's prefix as IAM writes it. */
export const apiName = {
  stop: 'ec2:StopInstances',
  hibernate: 'ec2:StopInstances',
  'force-stop': 'ec2:StopInstances',
  'skip-os-shutdown': 'ec2:StopInstances',
  start: 'ec2:StartInstances',
  'roll-back': 'ecs:StopServiceDeployment',
  abort: 'ecs:StopServiceDeployment',
  continue: 'ecs:ContinueServiceDeployment',
  'stop-experiment': 'fis:StopExperiment',
  'engage-lever': 'fis:UpdateSafetyLeverState',
  'disengage-lever': 'fis:UpdateSafetyLeverState',
} as const satisfies Record<OperationType, string>;

/** The call with what tells apart the operations of one name, in AWS's own words and without the service: `StopInstances (Force, SkipOsShutdown)`. */
export function callOf(operation: Operation): string {
  const name: string = apiName[operation.type];
  const parameters = tellingParameters(operation);
  const call = name.slice(name.indexOf(':') + 1);
  return parameters.length === 0 ? call : `${call} (${parameters.join(', ')})`;
}

function tellingParameters(operation: Operation): readonly string[] {
  switch (operation.type) {
    case 'hibernate':
      return ['Hibernate'];
    case 'force-stop':
      return ['Force', ...(operation.skipOsShutdown ? ['SkipOsShutdown'] : [])];
    case 'skip-os-shutdown':
      return ['SkipOsShutdown'];
    case 'roll-back':
      return ['ROLLBACK'];
    case 'abort':
      return ['ABORT'];
    case 'continue':
      return [operation.action];
    case 'engage-lever':
      return ['engaged'];
    case 'disengage-lever':
      return ['disengaged'];
    case 'stop':
    case 'start':
    case 'stop-experiment':
      return [];
  }
}

/** Every operation, in the order in which menus offer them. */
export const operationTypes = [
  'stop',
  'hibernate',
  'force-stop',
  'skip-os-shutdown',
  'start',
  'roll-back',
  'abort',
  'continue',
  'stop-experiment',
  'engage-lever',
  'disengage-lever',
] as const satisfies readonly OperationType[];

/**
 * What happens after an attempt of which nobody knows whether AWS carried it out. `sent-again`: it may arrive any number of times with the same effect, so that Halt sends it
 * again for the targets in doubt. `looked-at`: its target ends only once, so that the SDK may repeat it within one call; then a look tells. `sent-once`: it isn't repeated at all, for a late
 * attempt could undo what somebody else has done since. `docs/flows/stop.md` says why for each.
 */
export const afterDoubt = {
  stop: 'sent-again',
  hibernate: 'sent-again',
  'force-stop': 'sent-again',
  'skip-os-shutdown': 'sent-again',
  start: 'sent-once',
  'roll-back': 'looked-at',
  abort: 'looked-at',
  continue: 'looked-at',
  'stop-experiment': 'looked-at',
  'engage-lever': 'sent-once',
  'disengage-lever': 'sent-once',
} as const satisfies Record<OperationType, 'sent-again' | 'looked-at' | 'sent-once'>;

/** What FIS was told when a safety lever was set; undefined for every other operation, none of which tells AWS a reason. */
export function leverReason(operation: Operation): string | undefined {
  return operation.type === 'engage-lever' || operation.type === 'disengage-lever' ? operation.reason : undefined;
}
