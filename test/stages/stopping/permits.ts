import { momentOf } from '../../../src/base/deadline.ts';
import { systemClock } from '../../../src/base/systemClock.ts';
import { type ChangePolicy, versionOf } from '../../../src/model/changePolicy.ts';
import { none } from '../../../src/model/fact.ts';
import type { Operation } from '../../../src/model/operation.ts';
import type { Permit, PermittedTarget } from '../../../src/model/permit.ts';
import type { AwsChanges } from '../../../src/model/ports/awsChanges.ts';
import type { Scope } from '../../../src/model/scope.ts';
import { STAGING } from '../accounts.ts';

export const openPolicy = (): ChangePolicy => ({ readOnly: false, allowedRegions: [], enableAbort: true });

export interface PermitMembers extends Partial<Omit<Permit, 'targets' | 'policyVersion'>> {
  readonly policy?: ChangePolicy;
}

/** A permit as if a person had just confirmed it, in the account of `staging`, under {@link openPolicy}. */
export function permitFor(
  operation: Operation,
  targets: readonly (string | PermittedTarget)[],
  { policy = openPolicy(), ...more }: PermitMembers = {},
): Permit {
  return {
    plan: crypto.randomUUID(),
    operation,
    scope: { profile: 'staging', region: 'eu-west-1' },
    account: STAGING,
    alias: none,
    destination: { kind: 'simulated' },
    targets: targets.map((target) => (typeof target === 'string' ? { id: target } : target)),
    policyVersion: versionOf(policy),
    confirmed: momentOf(systemClock),
    ...more,
  } as Permit;
}

export interface HowToStop {
  readonly hibernate?: boolean;
  readonly force?: boolean;
  readonly skipOsShutdown?: boolean;
}

/** Every change, each under a permit of its own, as if a person had just confirmed it. */
export function confirmed({ changes }: { readonly changes: AwsChanges }, more: PermitMembers = {}) {
  const permit = (scope: Scope, operation: Operation, targets: readonly (string | PermittedTarget)[]) =>
    permitFor(operation, targets, { ...more, scope });
  return {
    stopInstances: (scope: Scope, ids: readonly string[], how: HowToStop = {}) => {
      const { hibernate = false, force = false, skipOsShutdown = false } = how;
      const forced = { type: 'force-stop', skipOsShutdown } as const;
      return changes.stopInstances(
        permit(scope, force ? forced : { type: hibernate ? 'hibernate' : 'stop' }, ids),
        ids,
      );
    },
    startInstances: (scope: Scope, ids: readonly string[]) =>
      changes.startInstances(permit(scope, { type: 'start' }, ids), ids),
    stopDeployment: (scope: Scope, arn: string, type: 'ROLLBACK' | 'ABORT') =>
      changes.stopDeployment(permit(scope, { type: type === 'ABORT' ? 'abort' : 'roll-back' }, [arn]), arn),
    continueDeployment: (scope: Scope, arn: string, hookId: string, action: 'CONTINUE' | 'ROLLBACK') =>
      changes.continueDeployment(permit(scope, { type: 'continue', action }, [{ id: arn, hookId }]), arn),
    stopExperiment: (scope: Scope, id: string) =>
      changes.stopExperiment(permit(scope, { type: 'stop-experiment' }, [id]), id),
    setSafetyLever: (scope: Scope, status: 'engaged' | 'disengaged', reason: string) => {
      const type = status === 'engaged' ? 'engage-lever' : 'disengage-lever';
      return changes.setSafetyLever(permit(scope, { type, reason }, ['default']));
    },
  };
}
