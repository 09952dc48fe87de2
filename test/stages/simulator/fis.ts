import assert from 'node:assert/strict';
import { heldClock, type SimulatorClock } from '../../../src/simulator/core/clock.ts';
import { createFis, type FisService } from '../../../src/simulator/fis/fis.ts';
import type { ExperimentDefinition } from '../../../src/simulator/fis/definition.ts';
import {
  AwsError,
  type Ec2Effects,
  type FleetOptions,
  type IncomingCall,
} from '../../../src/simulator/core/contracts.ts';
import { createWorld } from '../../../src/simulator/core/world.ts';

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const STAGING = '111122223333';
export const PRODUCTION = '444455556666';
/** A region that the fleet leaves empty. */
export const EMPTY = 'eu-central-1';

export type Json = Readonly<Record<string, unknown>>;

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Json;
}

export interface CallOptions {
  readonly account?: string;
  readonly region?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** For reads that lag behind. */
  readonly asOf?: number;
}

export interface Harness {
  readonly clock: SimulatorClock;
  readonly fis: FisService;
  readonly ec2: FakeEc2;
  /** Sends a request as the server would; by default to the empty region of the staging account. */
  call(method: string, path: string, options?: CallOptions): Answer;
  /** The experiment as GetExperiment answers it. */
  get(id: string, options?: CallOptions): Json;
  /** Moves the clock until the path of the experiment has the value; fails after two simulated hours. */
  until(id: string, path: string, value: unknown): void;
}

interface FakeEc2 extends Ec2Effects {
  /** What FIS did, in order: `stop`, `start`, the account and the ARNs. */
  readonly done: readonly {
    readonly what: 'stop' | 'start';
    readonly account: string;
    readonly arns: readonly string[];
  }[];
}

export const demo: FleetOptions = {
  kind: 'demo',
  seed: 7,
  accounts: [
    { id: STAGING, alias: 'shop-staging' },
    { id: PRODUCTION, alias: 'shop-production' },
  ],
  regions: ['eu-west-1', 'us-east-1', 'ap-southeast-2'],
};

/** FIS on a held clock, with `instances` running instances of whatever tags in every account. */
export function harness(fleet: FleetOptions = demo, instances = 4): Harness {
  const clock = heldClock();
  const ec2 = fakeEc2(instances);
  const fis = createFis(createWorld(clock, fleet), ec2);
  let requests = 0;

  const call: Harness['call'] = (method, path, { account = STAGING, region = EMPTY, query = {}, body, asOf } = {}) => {
    requests += 1;
    const incoming: IncomingCall = {
      method,
      path,
      query: new URLSearchParams(query),
      headers: {},
      body: body === undefined ? '' : JSON.stringify(body),
      region,
      account,
      partition: 'aws',
      caller: `arn:aws:sts::${account}:assumed-role/on-call/maria`,
      requestId: `request-${requests}`,
      ...(asOf === undefined ? {} : { asOf }),
    };
    const reply = (() => {
      try {
        const action = fis.actionOf(incoming);
        assert.ok(action !== undefined, `${method} ${path} names no operation`);
        return fis.handle(action, incoming);
      } catch (error) {
        if (error instanceof AwsError) return fis.fail(error, incoming);
        throw error;
      }
    })();
    return { status: reply.status, headers: reply.headers, body: JSON.parse(reply.body) as Json };
  };

  const get: Harness['get'] = (id, options) => {
    const { status, body } = call('GET', `/experiments/${id}`, options);
    assert.equal(status, 200);
    return body['experiment'] as Json;
  };

  return {
    clock,
    fis,
    ec2,
    call,
    get,
    until(id, path, value) {
      for (let waited = 0; at(get(id), path) !== value; waited += SECOND) {
        assert.ok(waited < 2 * HOUR, `${path} became ${String(at(get(id), path))}, not ${String(value)}`);
        clock.step(SECOND);
      }
    },
  };
}

/** The value at a dotted path, or undefined. */
export function at(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((inner, key) => (inner instanceof Object ? (inner as Json)[key] : undefined), value);
}

/** A fault of one minute on each of two tasks, and whatever else a test says. */
export function definition(over: Partial<ExperimentDefinition> = {}): ExperimentDefinition {
  return {
    description: 'One fault',
    targets: { Tasks: { resourceType: 'aws:ecs:task', selectionMode: 'ALL', population: 2 } },
    actions: { Stress: stress('PT1M') },
    stopConditions: [{ source: 'none' }],
    ...over,
  };
}

export function stress(duration: string, ...startAfter: string[]): ExperimentDefinition['actions'][string] {
  return {
    actionId: 'aws:ecs:task-cpu-stress',
    parameters: { duration },
    targets: { Tasks: 'Tasks' },
    ...(startAfter.length === 0 ? {} : { startAfter }),
  };
}

export function wait(duration: string, ...startAfter: string[]): ExperimentDefinition['actions'][string] {
  return { actionId: 'aws:fis:wait', parameters: { duration }, ...(startAfter.length === 0 ? {} : { startAfter }) };
}

function fakeEc2(count: number): FakeEc2 {
  const done: FakeEc2['done'][number][] = [];
  const stopped = new Set<string>();
  return {
    done,
    find: (account, region) =>
      Array.from({ length: count }, (_, index) => `arn:aws:ec2:${region}:${account}:instance/i-${index}`).filter(
        (arn) => !stopped.has(arn),
      ),
    stop(account, _region, arns) {
      for (const arn of arns) stopped.add(arn);
      done.push({ what: 'stop', account, arns });
    },
    start(account, _region, arns) {
      for (const arn of arns) stopped.delete(arn);
      done.push({ what: 'start', account, arns });
    },
  };
}
