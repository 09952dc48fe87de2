import type { Experiment } from '../model/experiment.ts';
import type { Outcome } from '../model/failure.ts';
import type { Instance } from '../model/instance.ts';
import { stateTraits } from '../model/states.ts';
import type { ServiceDeployment } from '../model/service.ts';
import { waitingHook } from '../model/service.ts';
import { type Observed, observedState, type OperationType, type Unfit, unfitFor } from './operation.ts';
import type { Finding } from './plan.ts';
import { hasActed, undoOf } from './undo.ts';

/** What only a further call could tell, asked while the plan is made. */
export interface Asked {
  /** `disableApiStop`; undefined when it does not matter to the operation. */
  readonly protection?: Outcome<boolean> | undefined;
  /** `one-time` or `persistent`; undefined for what is not a Spot instance or could not be asked. */
  readonly spotKind?: string | undefined;
}

/** Everything that is to be known about one target before it is stopped, from what was observed. */
export function findingsFor(type: OperationType, observed: Observed, asked: Asked): readonly Finding[] {
  const unfit = unfitFor(type, observed);
  const block = unfit === undefined ? [] : [unfitFinding(unfit, observed)];
  switch (observed.kind) {
    case 'instance':
      return [...block, ...instanceFindings(type, observed, asked)];
    case 'deployment':
      return [...block, ...deploymentFindings(type, observed)];
    case 'experiment':
      return [...block, ...experimentFindings(observed)];
    case 'lever':
      return block;
  }
}

function unfitFinding(unfit: Unfit, observed: Observed): Finding {
  if (unfit === 'managed' && observed.kind === 'instance') {
    return { severity: 'block', type: 'managed', by: observed.managedBy ?? '' };
  }
  return { severity: 'block', type: 'unfit', unfit, state: observedState(observed) };
}

function instanceFindings(type: OperationType, instance: Instance, asked: Asked): readonly Finding[] {
  if (type === 'start') return [];
  const findings: Finding[] = [];
  if (asked.protection?.ok === true && asked.protection.value)
    findings.push({ severity: 'block', type: 'stop-protection' });
  if (asked.protection?.ok === false) {
    findings.push({ severity: 'warn', type: 'protection-unknown', failure: asked.protection.failure });
  }
  if (instance.lifecycle === 'spot') {
    if (asked.spotKind === 'one-time') findings.push({ severity: 'block', type: 'one-time-spot' });
    else findings.push({ severity: 'info', type: 'persistent-spot' });
  }
  if (instance.autoScalingGroup !== undefined) {
    findings.push({ severity: 'warn', type: 'auto-scaling', group: instance.autoScalingGroup });
  }
  if (instance.instanceStore === 'data') findings.push({ severity: 'warn', type: 'instance-store-data' });
  if (instance.publicAddress !== undefined && instance.publicAddressKind === 'auto') {
    findings.push({ severity: 'warn', type: 'public-address', address: instance.publicAddress });
  }
  if (type === 'force-stop' && instance.windows) findings.push({ severity: 'warn', type: 'force-windows' });
  if (instance.state === 'stopping')
    findings.push({ severity: 'info', type: 'already-on-its-way', state: instance.state });
  return findings;
}

function deploymentFindings(type: OperationType, deployment: ServiceDeployment): readonly Finding[] {
  const findings: Finding[] = [];
  const goesBack = type === 'roll-back' || type === 'continue';
  if (goesBack && deployment.sources.length === 0) findings.push({ severity: 'warn', type: 'first-deployment' });
  if (stateTraits('deployment', deployment.status).rank === 0) {
    findings.push({ severity: 'info', type: 'already-on-its-way', state: deployment.status });
  }
  const { circuitBreaker: breaker, alarms } = deployment;
  if (breaker && breaker.rollsBack && breaker.failureCount > 0) {
    const triggered = breaker.status === 'TRIGGERED';
    findings.push({
      severity: 'info',
      type: 'breaker',
      failures: breaker.failureCount,
      threshold: breaker.threshold,
      triggered,
    });
  }
  if (alarms && alarms.triggered.length > 0) {
    findings.push({ severity: 'info', type: 'alarms-triggered', names: alarms.triggered, rollsBack: alarms.rollsBack });
  }
  if (waitingHook(deployment))
    findings.push({ severity: 'info', type: 'paused', stage: deployment.lifecycleStage ?? '' });
  return findings;
}

function experimentFindings(experiment: Experiment): readonly Finding[] {
  const findings: Finding[] = [];
  if (experiment.state === 'stopping')
    findings.push({ severity: 'info', type: 'already-on-its-way', state: experiment.state });
  if (experiment.actionsMode === 'skip-all') {
    findings.push({ severity: 'info', type: 'preview-run' });
    return findings;
  }
  const { full } = experiment;
  if (!full) return findings;
  if (full.targetAccounts > 0) findings.push({ severity: 'warn', type: 'other-accounts', count: full.targetAccounts });
  for (const action of full.actions) {
    if (!hasActed(action)) continue;
    const undo = undoOf(action);
    if (undo === 'stays')
      findings.push({ severity: 'warn', type: 'stays-done', action: action.name, actionId: action.actionId });
    else findings.push({ severity: 'info', type: 'undone', action: action.name, actionId: action.actionId, undo });
  }
  return findings;
}
