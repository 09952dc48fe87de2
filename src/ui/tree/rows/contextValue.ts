import { stateOf } from '../../../model/resources/target.ts';
import type { Resource, TargetKind } from '../../../model/resources/resource.ts';
import { type OperationType, operationTypes } from '../../../model/operation.ts';
import { isEndState } from '../../../news/watches.ts';
import { operationKind, unfitFor } from '../../../stopping/operation.ts';
import type { NextAction } from '../../words/failureSentence.ts';
import { untoldDeployment } from '../../../model/resources/service.ts';
import type { Node } from '../nodes/node.ts';
import type { ServiceDeployment } from '../../../model/resources/deployment.ts';

const operationsOf = (kind: TargetKind) => operationTypes.filter((type) => operationKind[type] === kind);
const operationsFor: Readonly<Record<TargetKind, readonly OperationType[]>> = {
  instance: operationsOf('instance'),
  deployment: operationsOf('deployment'),
  experiment: operationsOf('experiment'),
  lever: operationsOf('lever'),
};

/**
 * The text that `when` clauses of the manifest match: the kind, then tokens of what is possible, as in `instance+stop+force-stop+details+…`.
 * `observed`: what the node stands for; a service has the tokens of its current deployment. `startable`: Halt stopped it, so it offers to start it.
 * `forbidden`: a setting forbids every change there, so that none is offered; `forbids` tells that of one operation. Both add a token by which the
 * row can say why. `pinned`: absent for what can't be pinned.
 */
export function contextValue(
  node: Node,
  observed: Resource | ServiceDeployment | undefined,
  facts: {
    readonly startable: boolean;
    readonly forbidden?: boolean;
    /** Whether a setting forbids one operation there. */
    readonly forbids?: (type: OperationType) => boolean;
    /** A force stop that AWS has accepted still has time: it isn't offered once more. */
    readonly isForced?: boolean;
    readonly action?: NextAction | undefined;
    readonly pinned?: boolean | undefined;
    /** It is followed or watched: Halt requested a change of it, or somebody wants to hear its end. */
    readonly awaited?: boolean;
    /** For a managed daemon: whether it rolls out, or may. */
    readonly rollsOut?: boolean;
  },
): string {
  const pin = facts.pinned === undefined ? [] : [facts.pinned ? 'unpin' : 'pin'];
  const where = facts.forbidden === true ? ['forbidden'] : [];
  switch (node.type) {
    case 'profile':
    case 'region':
      return `${[node.type, ...where, ...pin].join('+')}${actionTokens[facts.action ?? 'none']}`;
    case 'cluster':
    case 'bucket':
      return [node.type, ...where, ...pin].join('+');
    case 'group':
      return [`group+${node.kind}`, ...where].join('+');
    case 'daemons':
      return node.type;
    case 'daemon':
      return ['daemon', ...watchTokens(facts.awaited, facts.rollsOut), 'details', 'console', 'id', 'arn'].join('+');
    case 'note':
      return `note${actionTokens[facts.action ?? 'none']}`;
    case 'service':
    case 'target':
    case 'lever':
      break;
  }
  // Something that is gone offers nothing but to end its watching.
  if (!observed) return ['gone', ...watchTokens(facts.awaited, false)].join('+');
  const target = observed.kind === 'service' ? observed.deployment : observed;
  const fit = target
    ? operationsFor[target.kind].filter(
        (type) =>
          unfitFor(type, target) === undefined &&
          (type !== 'start' || facts.startable) &&
          (type !== 'force-stop' || facts.isForced !== true),
      )
    : [];
  const able = fit.filter((type) => facts.forbidden !== true && facts.forbids?.(type) !== true);
  const forbidden = target && (facts.forbidden === true || able.length < fit.length) ? ['forbidden'] : [];
  const isUntold = observed.kind === 'service' && untoldDeployment(observed) !== undefined;
  const hasEnd = isUntold || (target && !isEndState({ from: stateOf(target) }, target.kind, stateOf(target)));
  return [
    observed.kind,
    ...able,
    ...forbidden,
    ...watchTokens(facts.awaited, hasEnd),
    ...generalTokens(observed, target !== undefined),
    ...pin,
  ].join('+');
}

const watchTokens = (awaited: boolean | undefined, hasEnd: boolean | undefined): readonly string[] =>
  awaited === true ? ['watched'] : hasEnd === true ? ['watch'] : [];

const actionTokens = {
  'open-file': '+open-file+retry+log',
  'sign-in': '+sign-in+retry+log',
  retry: '+retry+log',
  log: '+log+retry',
  'make-profile': '+log+retry',
  profiles: '+log',
  regions: '+retry+log',
  settings: '+log',
  none: '',
} as const satisfies Record<NextAction, string>;

function generalTokens(observed: Resource | ServiceDeployment, hasTarget: boolean): readonly string[] {
  switch (observed.kind) {
    case 'lever':
      return ['console', 'arn', 'cli'];
    case 'service':
      return [...(hasTarget ? ['details'] : []), 'console', 'id', 'arn', 'cli'];
    default:
      return ['details', 'console', 'id', 'arn', 'cli'];
  }
}
