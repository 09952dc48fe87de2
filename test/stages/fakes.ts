import { none } from '../../src/model/fact.ts';
import type { Clock } from '../../src/base/clock.ts';
import type { AwsReads, Found, ListPage } from '../../src/model/ports/awsReads.ts';
import type { Experiment, ExperimentAction } from '../../src/model/resources/experiment.ts';
import { nobodys, ofWhom, type Read, saw, type Sight, whoseAt } from '../../src/model/sight.ts';
import { type Failure, failed, type Outcome, succeeded } from '../../src/model/failure.ts';
import type { Identity } from '../../src/model/identity.ts';
import type { Instance } from '../../src/model/resources/instance.ts';
import type { Journal } from '../../src/model/ports/journal.ts';
import type { SafetyLever } from '../../src/model/resources/safetyLever.ts';
import type { Scope } from '../../src/model/scope.ts';
import type { Service } from '../../src/model/resources/service.ts';
import type { Permit } from '../../src/model/permit.ts';
import { type SeenState, type Sighting, sightingOf } from '../../src/stopping/verdict.ts';
import type { Changed, AwsChanges, StateChange } from '../../src/model/ports/awsChanges.ts';
import type { Target } from '../../src/model/resources/target.ts';
import type { LifecycleHook, ServiceDeployment } from '../../src/model/resources/deployment.ts';
import type { TargetRef } from '../../src/model/resources/resource.ts';
import { deploymentLike, experimentLike, instanceLike, leverLike, serviceLike } from './resources.ts';

export const scope: Scope = { profile: 'staging', region: 'eu-west-1' };
export const never = (): AbortSignal => new AbortController().signal;

/** Lets everything that is due without the clock happen. */
export async function flush(): Promise<void> {
  for (let round = 0; round < 3; round += 1) await new Promise((resolve) => setImmediate(resolve));
}

export interface HeldTime extends Clock {
  /** Moves on, firing what falls due in its order; after each, `settle` is awaited. */
  advance(milliseconds: number): Promise<void>;
  /** Sets the wall clock alone, forward or back: as a person does, or a machine's sleep. Fires nothing. */
  setBy(milliseconds: number): void;
  /** How many timers are set. */
  timers(): number;
}

/** A clock that stands still until it is moved. `random` gives what `Clock.random` does. */
export function heldTime(settle: () => Promise<void> = flush, random: () => number = () => 0.5): HeldTime {
  let wall = Date.UTC(2026, 0, 15, 12);
  let elapsed = 0;
  const timers = new Map<object, { readonly at: number; readonly callback: () => void }>();
  return {
    now: () => wall + elapsed,
    elapsed: () => elapsed,
    setBy: (milliseconds) => {
      wall += milliseconds;
    },
    random,
    after: (milliseconds, callback) => {
      const key = {};
      timers.set(key, { at: elapsed + milliseconds, callback });
      return () => {
        timers.delete(key);
      };
    },
    timers: () => timers.size,
    advance: async (milliseconds) => {
      const end = elapsed + milliseconds;
      await settle();
      for (;;) {
        const [next] = [...timers].filter(([, { at }]) => at <= end).sort(([, a], [, b]) => a.at - b.at);
        if (!next) break;
        const [key, { at, callback }] = next;
        timers.delete(key);
        elapsed = Math.max(elapsed, at);
        callback();
        await settle();
      }
      elapsed = end;
      await settle();
    },
  };
}

export function failure(kind: Failure['kind'], more: Partial<Failure> = {}): Failure {
  return { kind, message: `a failure: ${kind}`, mayHaveHappened: false, ...more };
}

export function instance(more: Partial<Instance> = {}): Instance {
  return instanceLike({ scope, id: 'i-1', type: 't3.medium', ...more });
}

export const deploymentArn = (name: string, id: string) =>
  `arn:aws:ecs:eu-west-1:111122223333:service-deployment/shop/${name}/${id}`;
export const serviceArn = (name: string) => `arn:aws:ecs:eu-west-1:111122223333:service/shop/${name}`;

export function deployment(more: Partial<ServiceDeployment> = {}): ServiceDeployment {
  return deploymentLike({
    scope,
    id: deploymentArn('web', 'd1'),
    serviceArn: serviceArn('web'),
    sources: [{ arn: 'arn:revision/1', requested: 2, running: 2, pending: 0 }],
    target: { arn: 'arn:revision/2', requested: 2, running: 1, pending: 1 },
    ...more,
  });
}

export function pauseHook(id: string, status = 'AWAITING_ACTION'): LifecycleHook {
  return { id, targetType: 'PAUSE', status };
}

export function service(more: Partial<Service> = {}): Service {
  return serviceLike({ scope, id: serviceArn('web'), name: 'web', ...more });
}

export function experiment(more: Partial<Experiment> = {}): Experiment {
  return experimentLike({ scope, id: 'EXP1', templateId: 'EXT1', ...more });
}

export function action(more: Partial<ExperimentAction> = {}): ExperimentAction {
  return {
    name: 'one',
    actionId: 'aws:fis:wait',
    parameters: {},
    targets: {},
    startAfter: [],
    state: 'running',
    startedAt: 1,
    ...more,
  };
}

export function lever(more: Partial<SafetyLever> = {}): SafetyLever {
  return leverLike({ scope, ...more });
}

export const refTo = ({ kind, scope: where, id }: Target | SafetyLever): TargetRef => ({ kind, scope: where, id });

export const identityOf = (profile: string, account = '111122223333'): Identity => ({
  profile,
  account,
  arn: `arn:aws:iam::${account}:user/jane`,
  alias: none,
  destination: { kind: 'aws' },
});

const notStubbed = failed(failure('unknown', { message: 'not stubbed' }));

/** What a look saw after a request that named no account. */
export function sightingIn(observed: Target): Sighting {
  const sighting = sightingOf(observed, { begun: 1, seenAt: 0 }, { over: 0, whose: nobodys });
  if (!sighting) throw new Error('A look after the request sees it.');
  return sighting;
}

/** A state of an instance that a look after a request saw. */
export const seenState = (state: string): SeenState => sightingIn(instance({ state })).seen;

/** What AWS told, in the account that {@link identityOf} tells. */
export const told = <T>(value: T, seen: Partial<Sight> = {}): Read<T> =>
  saw(value, { ...ofWhom(whoseAt(identityOf('any'))), at: 0, ...seen });

/** An AWS in which nothing is there, but for what is given. */
export function fakeReads(parts: Partial<AwsReads> = {}): AwsReads {
  return {
    profiles: () => Promise.resolve({ profiles: [], problems: [] }),
    identity: (profile) => Promise.resolve(told(identityOf(profile))),
    regions: () => Promise.resolve(notStubbed),
    list: async function* (): AsyncGenerator<Read<ListPage>> {
      yield await Promise.resolve(told({ resources: [], gaps: [] }));
    },
    describe: (_scope, _kind, ids) => Promise.resolve(told({ targets: [], missing: [...ids], failures: {} })),
    wholeResource: () => Promise.resolve(notStubbed),
    stopProtection: (_scope, ids) => Promise.resolve(Object.fromEntries(ids.map((id) => [id, told(false)]))),
    spotKinds: () => Promise.resolve(told({})),
    volumeSizes: () => Promise.resolve(told({})),
    typeStores: (_scope, types) => Promise.resolve(told(Object.fromEntries(types.map((type) => [type, false])))),
    revisions: () => Promise.resolve(told([])),
    wholeRevision: () => Promise.resolve(notStubbed),
    stoppedTasks: () => Promise.resolve(told({ total: 0, more: false, groups: [] })),
    daemons: () => Promise.resolve(told({ daemons: [], gaps: [] })),
    wholeDaemon: () => Promise.resolve(told({ gaps: [] })),
    pastDeployments: () => Promise.resolve(notStubbed),
    resolvedTargets: () => Promise.resolve(notStubbed),
    targetAccounts: () => Promise.resolve(notStubbed),
    experimentTemplate: () => Promise.resolve(notStubbed),
    alarmStates: () => Promise.resolve(told({})),
    ...parts,
  };
}

/** Answers every look from these targets; ids that are not among them are missing. */
export function looksAt(targets: () => readonly Target[], seen: Partial<Sight> = {}): AwsReads['describe'] {
  return (_scope, kind, ids) => {
    const found = targets().filter((target) => target.kind === kind && ids.includes(target.id));
    const known = new Set(found.map(({ id }) => id));
    const value: Found = { targets: found, missing: ids.filter((id) => !known.has(id)), failures: {} };
    return Promise.resolve(told(value, seen));
  };
}

const changes = (ids: readonly string[], previous: string, current: string): Outcome<Changed<readonly StateChange[]>> =>
  succeeded({ value: ids.map((id) => ({ id, previous, current })), requestId: 'request-1' });

/** An AwsChanges that says yes to everything and tells `sent` what it was asked. */
export function fakeChanges(
  sent: (operation: string, ids: readonly string[]) => void,
  parts: Partial<AwsChanges> = {},
): AwsChanges {
  const say = <T>(operation: string, ids: readonly string[], answer: T): Promise<T> => {
    sent(operation, ids);
    return Promise.resolve(answer);
  };
  const hookOf = ({ targets }: Permit, arn: string) => targets.find(({ id }) => id === arn)?.hookId;
  return {
    stopInstances: (_permit, ids) => say('stopInstances', ids, changes(ids, 'running', 'stopping')),
    startInstances: (_permit, ids) => say('startInstances', ids, changes(ids, 'stopped', 'pending')),
    stopDeployment: ({ operation }, arn) =>
      say(`stopDeployment ${operation.type === 'abort' ? 'ABORT' : 'ROLLBACK'}`, [arn], succeeded({ value: arn })),
    continueDeployment: (permit, arn) =>
      say(
        `continueDeployment ${hookOf(permit, arn)} ${permit.operation.type === 'continue' ? permit.operation.action : ''}`,
        [arn],
        succeeded({ value: arn }),
      ),
    stopExperiment: (_permit, id) =>
      say('stopExperiment', [id], succeeded({ value: experiment({ id, state: 'stopping' }) })),
    setSafetyLever: ({ operation }) =>
      say(
        `setSafetyLever ${operation.type === 'engage-lever' ? 'engaged' : 'disengaged'}`,
        ['default'],
        succeeded({ value: lever({ state: 'engaging' }) }),
      ),
    ...parts,
  };
}

/** A journal in memory. Several may share `lines`, as windows do a file. */
export function memoryJournal(lines: unknown[] = []): Journal & { readonly lines: unknown[] } {
  const archive: unknown[] = [];
  return {
    lines,
    append: (...entries) => {
      lines.push(...entries.map((entry): unknown => structuredClone(entry)));
      return Promise.resolve();
    },
    read: () => Promise.resolve({ entries: [...lines], damaged: 0 }),
    replace: (read, entries, toArchive = []) => {
      lines.splice(0, read.entries.length, ...entries);
      archive.push(...toArchive);
      return Promise.resolve();
    },
    archived: () => Promise.resolve({ entries: [...archive], damaged: 0 }),
    setAside: () => Promise.resolve(0),
  };
}
