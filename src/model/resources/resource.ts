import * as v from 'valibot';
import { identifier } from '../../base/untrusted.ts';
import type { Experiment } from './experiment.ts';
import type { Instance } from './instance.ts';
import type { SafetyLever } from './safetyLever.ts';
import { isRegion, type Scope, scopeKey } from '../scope.ts';
import type { Service } from './service.ts';

/** What a scope is listed by: one list, one freshness, one failure each. */
export type ListKind = (typeof listKinds)[number];

/** Every kind that a scope is listed by. */
export const listKinds = ['instance', 'service', 'experiment', 'lever'] as const;

/** What {@link ListKind} lists. A service carries the service deployment that is current. */
export type Resource = Instance | Service | Experiment | SafetyLever;

const identifierText = v.pipe(
  v.string(),
  v.check((value) => identifier(value) !== undefined),
);
/** Every kind that can be stopped. A deployment is reached through the service that it belongs to. */
export const targetKinds = ['instance', 'deployment', 'experiment'] as const;
export type TargetKind = (typeof targetKinds)[number];

/** Every kind that something can be requested of: what can be stopped, and the safety lever. */
export const changedKinds = [...targetKinds, 'lever'] as const;
export type ChangedKind = (typeof changedKinds)[number];

/**
 * Names one stoppable thing. `id` is the instance id, the service deployment ARN or the experiment id:
 * what the API takes.
 */
export const refSchema = v.pipe(
  v.object({
    kind: v.picklist(targetKinds),
    scope: v.pipe(
      v.object({
        profile: identifierText,
        region: v.pipe(
          identifierText,
          v.check((name: string) => isRegion(name)),
        ),
      }),
      v.readonly(),
    ),
    id: identifierText,
  }),
  v.readonly(),
);
export type TargetRef = v.InferOutput<typeof refSchema>;

export function refKey(ref: { readonly kind: string; readonly scope: Scope; readonly id: string }): string {
  return `${scopeKey(ref.scope)}/${ref.kind}/${ref.id}`;
}

/** Every list kind's resource type. */
export interface ResourceOf {
  readonly instance: Instance;
  readonly service: Service;
  readonly experiment: Experiment;
  readonly lever: SafetyLever;
}
