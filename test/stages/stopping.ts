import { nodeTransport } from '../../src/aws/transport/nodeTransport.ts';
import type { Clock } from '../../src/base/clock.ts';
import type { AwsReads } from '../../src/model/ports/awsReads.ts';
import type { Outcome } from '../../src/model/failure.ts';
import type { Journal } from '../../src/model/ports/journal.ts';
import type { Scope } from '../../src/model/scope.ts';
import { heldClock } from '../../src/simulator/core/clock.ts';
import { demoFleet } from '../../src/simulator/core/fleet.ts';
import type { ExperimentDefinition } from '../../src/simulator/fis/definition.ts';
import type { Simulator, SimulatorOptions } from '../../src/simulator/simulator.ts';
import type { Operation } from '../../src/stopping/operation.ts';
import type { Plan, PlanRef } from '../../src/stopping/plan/plan.ts';
import type { Answers, ConfirmedPlan } from '../../src/stopping/confirmation.ts';
import type { RunResult } from '../../src/stopping/run/runStop.ts';
import type { Ended } from '../../src/stopping/follow/tracker.ts';
import { type AuditReader, createStopping, type Follow, type StoppingParts } from '../../src/stopping/stopping.ts';
import { flush, type HeldTime, heldTime, memoryJournal } from './fakes.ts';
import { createStage, never } from './aws.ts';
import { openPolicy } from './permits.ts';
import { STAGING } from './accounts.ts';
import type { AwsChanges } from '../../src/model/ports/awsChanges.ts';
import type { Target } from '../../src/model/resources/target.ts';

/** The region where the tests' own things are; the fleet leaves it empty. */
export const region = 'eu-west-1';
export const scope: Scope = { profile: 'staging', region };

/** A request that left for AWS and would change something. */
export interface Sent {
  readonly action: string;
  /** The same for each attempt of one call of the SDK. */
  readonly invocation: string;
  readonly body: string;
  readonly path: string;
}

/** A call of Control's, and what came of it. */
export interface ChangeCall {
  readonly method: string;
  readonly ids: readonly string[];
  /** That AWS carried it out, or may have; undefined while there is no answer. */
  happened?: boolean;
}

/** One window of the editor: what a reload throws away. */
export interface Window {
  readonly follow: Follow;
  readonly audit: AuditReader;
  readonly ends: readonly Ended[];
  plan(refs: readonly PlanRef[], operation: Operation): Promise<Plan>;
  confirm(plan: Plan, answers: Answers): ConfirmedPlan;
  run(confirmed: ConfirmedPlan): Promise<RunResult>;
  /** Takes up what the log says, as a new window does. */
  resume(): Promise<unknown>;
  dispose(): void;
}

export interface StoppingStage {
  readonly sim: Simulator;
  readonly reads: AwsReads;
  readonly changes: AwsChanges;
  readonly time: HeldTime;
  readonly journal: Journal;
  /** Every attempt of a change, in the order in which they left. */
  readonly sent: Sent[];
  readonly calls: ChangeCall[];
  /** The most requests of an action that were under way at once. */
  readonly peaks: Map<string, number>;
  /** How long Halt's own rate limits have held calls up, all together, in milliseconds. */
  waited(): number;
  window(): Window;
  /** Steps both clocks, a second at a time, until the promise is settled. */
  during<T>(work: Promise<T>): Promise<T>;
  /** Steps both clocks, long times five seconds at a time. */
  pass(seconds: number): Promise<void>;
  /** Steps both clocks until it holds; fails after so many minutes. */
  until(holds: () => boolean, minutes?: number): Promise<void>;
  startExperiment(definition?: Partial<ExperimentDefinition>): string;
  /** A new deployment of a new service, so many seconds old. */
  deploy(ageSeconds: number, options?: Parameters<Simulator['ecs']['startDeployment']>[1], desired?: number): string;
  close(): Promise<void>;
}

/** A clock for the client's own rate limits and credentials on which time flies; `waited` is how long the waits would have been, in milliseconds. */
function hastyClock(): Clock & { waited: number } {
  let now = Date.now();
  return {
    waited: 0,
    now: () => (now += 100),
    elapsed: () => (now += 100),
    random: () => 0.5,
    after(milliseconds, callback) {
      this.waited += milliseconds;
      const timer = setTimeout(() => {
        now += milliseconds;
        callback();
      }, 0);
      return () => clearTimeout(timer);
    },
  };
}

const readActions = /^(?:Describe|List|Get)/;

/** The stopping core over the real SDK and a simulated AWS whose clock stands still. */
export async function stoppingStage(
  options: SimulatorOptions & {
    readonly parts?: Partial<StoppingParts>;
    readonly timeouts?: { connect: number; request: number };
  } = {},
): Promise<StoppingStage> {
  const { parts, timeouts = { connect: 1_000, request: 1_000 }, ...simulator } = options;
  const stage = await createStage({
    clock: heldClock(),
    fleet: { ...demoFleet(), regions: ['us-east-1'] },
    ...simulator,
  });
  const { sim } = stage;
  const sent: Sent[] = [];
  const underWay = new Map<string, number>();
  const peaks = new Map<string, number>();
  const transport = nodeTransport({ maxSockets: 20, ownAgents: true });
  const clientClock = hastyClock();
  const busy = new Set<Promise<unknown>>();
  const settle = async () => {
    await flush();
    while (busy.size > 0) {
      await Promise.race(busy);
      await flush();
    }
  };
  const time = heldTime(settle);
  const guards = parts?.policy ?? (() => ({ ...openPolicy(), production: [] }));
  const aws = stage.another({
    timeouts,
    clock: clientClock,
    permitClock: time,
    policy: guards,
    transport: {
      ...transport,
      send: (request, limits, signal) => {
        const body = Buffer.from(request.body ?? []).toString('utf8');
        const action = actionOf(request.method, request.url, request.headers, body);
        const { pathname } = new URL(request.url);
        if (!readActions.test(action))
          sent.push({ action, invocation: request.headers['amz-sdk-invocation-id'] ?? '', body, path: pathname });
        const now = (underWay.get(action) ?? 0) + 1;
        underWay.set(action, now);
        peaks.set(action, Math.max(now, peaks.get(action) ?? 0));
        return transport
          .send(request, limits, signal)
          .finally(() => underWay.set(action, (underWay.get(action) ?? 1) - 1));
      },
    },
  });
  const counted = <T extends object>(calls: T): T =>
    Object.fromEntries(
      Object.entries(calls).map(([name, call]: [string, unknown]) => [
        name,
        (...args: unknown[]): unknown => {
          const answer: unknown = (call as (...all: unknown[]) => unknown)(...args);
          if (answer instanceof Promise) {
            busy.add(answer);
            void answer.finally(() => busy.delete(answer));
          }
          return answer;
        },
      ]),
    ) as T;
  const reads = counted(aws.reads);
  const calls: ChangeCall[] = [];
  const changes = counted(recorded(aws.changes, calls));
  const journal = memoryJournal();
  let deployed = 0;

  const pass = async (seconds: number) => {
    const stride = seconds > 10 ? 5 : 1;
    for (let second = 0; second < seconds; second += stride) {
      sim.clock.step(stride * 1_000);
      await time.advance(stride * 1_000);
    }
  };

  const window = (): Window => {
    const ends: Ended[] = [];
    const stopping = createStopping({
      reads,
      changes,
      clock: time,
      journal,
      policy: guards,
      lastSeen: () => undefined,
      shownAccount: () => undefined,
      accountOf: () => STAGING,
      looked: () => {},
      stallAfter: () => 600_000,
      newId: () => crypto.randomUUID(),
      onAuditTrouble: () => {},
      onError: (error) => {
        throw error;
      },
      ...parts,
    });
    stopping.follow.onDidEnd((ended) => ends.push(ended));
    return {
      follow: stopping.follow,
      audit: stopping.audit,
      ends,
      plan: (refs, operation) => stopping.plan(refs, operation, never()),
      confirm: stopping.confirm,
      run: stopping.run,
      resume: stopping.resume,
      dispose: stopping.dispose,
    };
  };

  return {
    sim,
    reads,
    changes,
    time,
    journal,
    sent,
    calls,
    peaks,
    waited: () => clientClock.waited,
    window,
    pass,
    during: async (work) => {
      const over = work.then(
        () => true,
        () => true,
      );
      const isOver = () => Promise.race([over, settle().then(() => false)]);
      while (!(await isOver())) await pass(1);
      return work;
    },
    until: async (holds, minutes = 60) => {
      await settle();
      for (let second = 0; !holds(); second += 1) {
        if (second > minutes * 60) throw new Error('It never came to hold.');
        await pass(1);
      }
    },
    startExperiment: (definition = {}) =>
      sim.fis.start(STAGING, region, {
        description: 'one fault',
        targets: { Tasks: { resourceType: 'aws:ecs:task', selectionMode: 'ALL', population: 2 } },
        actions: {
          Stress: {
            actionId: 'aws:ecs:task-cpu-stress',
            parameters: { duration: 'PT10M' },
            targets: { Tasks: 'Tasks' },
          },
        },
        stopConditions: [{ source: 'none' }],
        ...definition,
      }),
    deploy: (ageSeconds, more = {}, desired = 4) => {
      deployed += 1;
      const service = sim.ecs.createService(STAGING, region, 'tests', {
        name: `service-${deployed}`,
        desired,
        launch: 'FARGATE',
        version: 10,
        past: [{ daysAgo: 3, options: { strategy: 'ROLLING', hooks: [] } }],
      });
      return sim.ecs.startDeployment(service, { ...more, ageSeconds });
    },
    close: async () => {
      await stage.close();
      transport.close();
    },
  };
}

function recorded(changes: AwsChanges, calls: ChangeCall[]): AwsChanges {
  return Object.fromEntries(
    Object.entries(changes).map(([method, call]: [string, unknown]) => [
      method,
      async (...args: unknown[]): Promise<unknown> => {
        const entry: ChangeCall = {
          method,
          ids: method === 'setSafetyLever' ? ['default'] : [args[1]].flat().map(String),
        };
        calls.push(entry);
        const outcome = await (call as (...all: unknown[]) => Promise<Outcome<unknown>>)(...args);
        entry.happened = outcome.ok || outcome.failure.mayHaveHappened;
        return outcome;
      },
    ]),
  ) as unknown as AwsChanges;
}

function actionOf(method: string, url: string, headers: Readonly<Record<string, string>>, body: string): string {
  const target = headers['x-amz-target'];
  if (target !== undefined) return target.split('.').at(-1) ?? '';
  const action = new URLSearchParams(body).get('Action');
  if (action !== null) return action;
  const { pathname } = new URL(url);
  if (method === 'GET') return 'Get';
  if (method === 'DELETE' && pathname.startsWith('/experiments/')) return 'StopExperiment';
  return `${method} ${pathname}`;
}

export const refOf = (kind: Target['kind'], id: string): PlanRef => ({ kind, scope, id });
export const leverRef: PlanRef = { kind: 'lever', scope, id: 'default' };
