import type { Experiment } from './experiment.ts';
import type { Instance } from './instance.ts';
import type { SafetyLever } from './safetyLever.ts';
import { type Scope, scopeKey } from '../scope.ts';
import type { Service } from './service.ts';

/** What a scope is listed by: one list, one freshness, one failure each. */
export type ListKind = 'instance' | 'service' | 'experiment' | 'lever';

/** What {@link ListKind} lists. A service carries the service deployment that is current. */
export type Resource = Instance | Service | Experiment | SafetyLever;

/** What can be stopped. A deployment is reached through the service that it belongs to. */
export type TargetKind = 'instance' | 'deployment' | 'experiment';

/**
 * Names one stoppable thing. `id` is the instance id, the service deployment ARN or the experiment id:
 * what the API takes.
 */
export interface TargetRef {
  readonly kind: TargetKind;
  readonly scope: Scope;
  readonly id: string;
}

export function refKey(ref: { readonly kind: string; readonly scope: Scope; readonly id: string }): string {
  return `${scopeKey(ref.scope)}/${ref.kind}/${ref.id}`;
}

export interface Tag {
  readonly key: string;
  readonly value: string;
}
