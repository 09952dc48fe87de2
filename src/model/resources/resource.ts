import * as v from 'valibot';
import { identifier } from '../../base/untrusted.ts';
import type { ServiceDeployment } from './deployment.ts';
import type { Experiment } from './experiment.ts';
import type { Instance } from './instance.ts';
import { LEVER_ID, type SafetyLever } from './safetyLever.ts';
import { isProfileName, isRegion, type Scope, scopeKey } from '../scope.ts';
import type { Service } from './service.ts';

/** What a scope is listed by: one list, one freshness, one failure each. */
export type ListKind = (typeof listKinds)[number];

/** Every kind that a scope is listed by. */
export const listKinds = ['instance', 'service', 'experiment', 'lever'] as const;

/** What {@link ListKind} lists. A service carries the service deployment that is current. */
export type Resource = Instance | Service | Experiment | SafetyLever;

/** An identifier of AWS, wherever a schema has one. */
export const identifierText = v.pipe(
  v.string(),
  v.check((value) => identifier(value) !== undefined),
);
/** A place, as `parseScope` takes one. */
export const scopeSchema = v.pipe(
  v.object({
    profile: v.custom<string>(isProfileName),
    region: v.custom<string>(isRegion),
  }),
  v.readonly(),
);

/** Every kind that is stopped itself, and has a page and a history. A deployment is reached through the service that it belongs to. */
export const stoppableKinds = ['instance', 'deployment', 'experiment'] as const;
/** One of {@link stoppableKinds}. */
export type StoppableKind = (typeof stoppableKinds)[number];

/** Every kind that something can be requested of: what is stopped itself, and the safety lever, which stops others. */
export const targetKinds = [...stoppableKinds, 'lever'] as const;
/** One of {@link targetKinds}. */
export type TargetKind = (typeof targetKinds)[number];

/** The list that has each kind in it. */
export const listOf = {
  instance: 'instance',
  service: 'service',
  deployment: 'service',
  experiment: 'experiment',
  lever: 'lever',
} as const satisfies Record<TargetKind | ListKind, ListKind>;

/** Names what is stopped itself. `id` is the instance id, the service deployment ARN or the experiment id: what the API takes. */
export const stoppableRefSchema = v.pipe(
  v.object({ kind: v.picklist(stoppableKinds), scope: scopeSchema, id: identifierText }),
  v.readonly(),
);
/** Names something that is stopped itself, as a profile sees it in a region. `id`: an instance's or experiment's id, a deployment's ARN. */
export type StoppableRef = v.InferOutput<typeof stoppableRefSchema>;

const leverRefSchema = v.pipe(
  v.object({ kind: v.literal('lever'), scope: scopeSchema, id: v.custom<string>((id) => id === LEVER_ID) }),
  v.readonly(),
);

/** Names one target, whatever hands it over: a command's argument, a kept watch, a link in a page. */
export const targetRefSchema = v.union([stoppableRefSchema, leverRefSchema]);
/** Names something that an operation can be requested of. The `id` of a safety lever is `default` in every account: only the scope, and whose it is, tell two apart. */
export type TargetRef = v.InferOutput<typeof targetRefSchema>;

/** The target that something from outside names; undefined where it names none. */
export function parseTargetRef(value: unknown): TargetRef | undefined {
  const ref = v.safeParse(targetRefSchema, value);
  return ref.success ? ref.output : undefined;
}

/** Names one managed daemon of ECS by its ARN. Nothing stops its deployments. */
export const daemonRefSchema = v.pipe(
  v.object({ kind: v.literal('daemon'), scope: scopeSchema, id: identifierText }),
  v.readonly(),
);
/** Names a managed daemon of ECS by its ARN. It can be watched and looked at, and not stopped. */
export type DaemonRef = v.InferOutput<typeof daemonRefSchema>;

/** What somebody can want to hear the end of: a target, or what rolls out of a managed daemon, for which its newest deployment stands. */
export type WatchedRef = TargetRef | DaemonRef;

/** One text for what a profile sees in a region. The same thing through another profile of its account has another key. */
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

/** A service is acted on through its current deployment. */
export function refFor(observed: Resource | ServiceDeployment): TargetRef {
  if (observed.kind === 'service')
    return { kind: 'deployment', scope: observed.scope, id: observed.deployment?.id ?? '' };
  return { kind: observed.kind, scope: observed.scope, id: observed.id };
}
