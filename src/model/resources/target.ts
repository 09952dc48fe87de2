import { visibleName } from '../../base/shownText.ts';
import type { Resource, StoppableRef, TargetRef } from './resource.ts';
import type { Experiment } from './experiment.ts';
import type { Instance } from './instance.ts';
import type { SafetyLever } from './safetyLever.ts';
import type { ServiceDeployment } from './deployment.ts';

/** The targets that a listed resource is or carries. */
export function asTargets(resource: Resource): readonly Target[] {
  switch (resource.kind) {
    case 'instance':
    case 'experiment':
    case 'lever':
      return [resource];
    case 'service':
      return resource.deployment ? [resource.deployment] : [];
  }
}

/** The state of a target, by AWS's name for it. */
export function stateOf(target: Target): string {
  return target.kind === 'deployment' ? target.status : target.state;
}

/** Whether it is stopped itself: a safety lever stops others, and has neither a page nor a history. */
export function isStoppable(target: Target): target is Stoppable {
  return target.kind !== 'lever';
}

/** A reference without the rest, so that nothing keeps an old observation alive. */
export function refOf(target: Stoppable): StoppableRef;
export function refOf(target: Target): TargetRef;
export function refOf({ kind, scope, id }: Target): TargetRef {
  return { kind, scope, id };
}

/** What a person calls it: the name of an instance, an experiment or a deployment's service, else its id. */
export function nameOf(target: Target): string {
  if (target.kind === 'deployment') return visibleName(serviceNameOfArn(target.serviceArn)) ?? shortId(target);
  return target.kind === 'lever' ? target.id : (target.name ?? target.id);
}

/** The last part of an ECS service's ARN, long or old form. */
export function serviceNameOfArn(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}

/** `cluster/service/deployment id` → the deployment's own short id. */
export function shortId(ref: { readonly kind: string; readonly id: string }): string {
  return ref.kind === 'deployment' ? ref.id.slice(ref.id.lastIndexOf('/') + 1) : ref.id;
}

/** What a target is observed as. */
export type Target = Stoppable | SafetyLever;

/** What a target that is stopped itself is observed as. */
export type Stoppable = Instance | ServiceDeployment | Experiment;
