import { visibleName } from '../../base/shownText.ts';
import type { Resource, TargetRef } from './resource.ts';
import type { Experiment } from './experiment.ts';
import type { Instance } from './instance.ts';
import type { ServiceDeployment } from './deployment.ts';

/** The stoppable things that a listed resource is or carries. */
export function asTargets(resource: Resource): readonly Target[] {
  switch (resource.kind) {
    case 'instance':
    case 'experiment':
      return [resource];
    case 'service':
      return resource.deployment ? [resource.deployment] : [];
    case 'lever':
      return [];
  }
}

/** The state of a stoppable thing, by AWS's name for it. */
export function stateOf(target: Target): string {
  return target.kind === 'deployment' ? target.status : target.state;
}

/** A reference without the rest, so that nothing keeps an old observation alive. */
export function refOf(target: Target): TargetRef {
  return { kind: target.kind, scope: target.scope, id: target.id };
}

/** What a person calls it: the name of an instance or experiment or `service (deployment id)`, else its id. */
export function nameOf(target: Target): string {
  if (target.kind === 'deployment') return visibleName(serviceNameOfArn(target.serviceArn)) ?? shortId(target);
  return target.name ?? target.id;
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
export type Target = Instance | ServiceDeployment | Experiment;
