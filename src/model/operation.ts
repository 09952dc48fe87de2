/** Everything that Halt can do to AWS. Each is one API operation with its parameters. */
export type Operation =
  | { readonly type: 'stop' }
  | { readonly type: 'hibernate' }
  | { readonly type: 'force-stop'; readonly skipOsShutdown: boolean }
  | { readonly type: 'start' }
  | { readonly type: 'roll-back' }
  | { readonly type: 'abort' }
  /** `hookId`: which pause hook it answers, once that is known. */
  | { readonly type: 'continue'; readonly action: 'CONTINUE' | 'ROLLBACK'; readonly hookId?: string }
  | { readonly type: 'stop-experiment' }
  | { readonly type: 'engage-lever'; readonly reason: string }
  | { readonly type: 'disengage-lever'; readonly reason: string };

export type OperationType = Operation['type'];

/** The name in AWS's API, with the service's prefix as IAM writes it. */
export const apiName = {
  stop: 'ec2:StopInstances',
  hibernate: 'ec2:StopInstances',
  'force-stop': 'ec2:StopInstances',
  start: 'ec2:StartInstances',
  'roll-back': 'ecs:StopServiceDeployment',
  abort: 'ecs:StopServiceDeployment',
  continue: 'ecs:ContinueServiceDeployment',
  'stop-experiment': 'fis:StopExperiment',
  'engage-lever': 'fis:UpdateSafetyLeverState',
  'disengage-lever': 'fis:UpdateSafetyLeverState',
} as const satisfies Record<OperationType, string>;

/**
 * What happens after an attempt of which nobody knows whether AWS carried it out. `sent-again`: it asks for the same end however often it arrives, so
 * that Halt sends it again for those who are in doubt. `attempts`: it names something that ends, or is answered, once, so that the attempts of one call
 * can do no more than the first; then a look has to tell. `looked-at`: somebody may have put it back meanwhile, and a second arrival would undo that:
 * nothing more leaves before a look. `docs/flows/stop.md` says why for each.
 */
export const afterDoubt = {
  stop: 'sent-again',
  hibernate: 'sent-again',
  'force-stop': 'sent-again',
  start: 'looked-at',
  'roll-back': 'attempts',
  abort: 'attempts',
  continue: 'attempts',
  'stop-experiment': 'attempts',
  'engage-lever': 'attempts',
  'disengage-lever': 'looked-at',
} as const satisfies Record<OperationType, 'sent-again' | 'attempts' | 'looked-at'>;
