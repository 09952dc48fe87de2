import type { PlannedHook } from './plan.ts';

/**
 * The sentences in statusReason and rollback.reason. The circuit breaker's, the hooks' and "No rollback candidate" are
 * those that AWS is known to send; the others follow their pattern.
 */
export const reasons = {
  userRollback: 'Service deployment rolled back because of a user request.',
  userStop: 'Service deployment stopped because of a user request.',
  superseded: 'Service deployment stopped because a newer service deployment started.',
  noCandidate: 'No rollback candidate was found to run the rollback.',
  rollbackFailed: 'Service deployment rollback failed because the circuit breaker threshold was exceeded.',
} as const;

export function breakerReason(rollback: boolean): string {
  return `Service deployment ${ended(rollback)} because the circuit breaker threshold was exceeded.`;
}

export function alarmReason(name: string, rollback: boolean): string {
  return `Service deployment ${ended(rollback)} because CloudWatch alarm ${name} was in ALARM state.`;
}

export function hookReason(hook: PlannedHook, outcome: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT'): string {
  const failed = `Service deployment rolled back because ${hook.stage} lifecycle hook(s) failed.`;
  if (hook.options.type === 'AWS_LAMBDA') {
    return `${failed} Lifecycle hook target ${hook.options.functionArn ?? ''} returned FAILED status.`;
  }
  return outcome === 'TIMED_OUT'
    ? `${failed} The pause hook timed out.`
    : `${failed} The pause hook was rolled back by a user request.`;
}

function ended(rollback: boolean): string {
  return rollback ? 'rolled back' : 'stopped';
}
