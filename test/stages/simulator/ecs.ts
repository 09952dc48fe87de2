import { strict as assert } from 'node:assert';
import { heldClock } from '../../../src/simulator/core/clock.ts';
import { demoFleet } from '../../../src/simulator/core/fleet.ts';
import { createEcs } from '../../../src/simulator/ecs/ecs.ts';
import type { EcsService } from '../../../src/simulator/ecs/ecs.ts';
import type { DeploymentOptions } from '../../../src/simulator/ecs/plan.ts';
import type { ServiceSpec } from '../../../src/simulator/ecs/state.ts';
import { AwsError } from '../../../src/simulator/core/contracts.ts';
import { createWorld } from '../../../src/simulator/core/world.ts';
import type { FleetOptions, IncomingCall } from '../../../src/simulator/core/contracts.ts';

export const ACCOUNT = '111122223333';
export const REGION = 'eu-west-1';
export const MINUTE = 60_000;

export const DEMO = demoFleet();
const EMPTY: FleetOptions = { kind: 'demo', seed: 1, accounts: [], regions: [] };

/** The JSON of an answer; `at` walks into it and fails the test where a member is missing. */
export interface Json {
  readonly [member: string]: unknown;
}

/** Whose call it is, and as of when a read answers. */
export interface Where {
  readonly account?: string;
  readonly region?: string;
  readonly asOf?: number;
}

export interface Driver {
  readonly ecs: EcsService;
  /** Milliseconds since the start. */
  elapsed(): number;
  step(milliseconds: number): void;
  /** The whole answer. */
  send(action: string, input?: object, where?: Where): Json;
  /** The answer to a call that must fail, `status` included. */
  refused(action: string, input: object): Json & { readonly status: number };
  /** A service deployment, through DescribeServiceDeployments. */
  read(arn: string): Json;
  /** A service, through DescribeServices. */
  service(arn: string): Json;
  /** A new service that has one successful deployment behind it. Returns its ARN. */
  running(spec?: Partial<ServiceSpec>): string;
  /** Starts a deployment of a new running service. */
  deploy(options?: DeploymentOptions & { readonly ageSeconds?: number }, spec?: Partial<ServiceSpec>): string;
}

export function drive(fleet: FleetOptions = EMPTY): Driver {
  const clock = heldClock();
  const start = clock.now();
  const ecs = createEcs(createWorld(clock, fleet));
  let made = 0;

  const call = (action: string, input: object, account: string, region: string): IncomingCall => ({
    method: 'POST',
    path: '/',
    query: new URLSearchParams(),
    headers: {
      'x-amz-target': `AmazonEC2ContainerServiceV20141113.${action}`,
      'content-type': 'application/x-amz-json-1.1',
    },
    body: JSON.stringify(input),
    region,
    account,
    partition: 'aws',
    caller: `arn:aws:iam::${account}:user/test`,
    requestId: '00000000-0000-0000-0000-000000000000',
  });

  const send: Driver['send'] = (action, input = {}, where = {}) => {
    const { asOf } = where;
    const incoming = {
      ...call(action, input, where.account ?? ACCOUNT, where.region ?? REGION),
      ...(asOf === undefined ? {} : { asOf }),
    };
    assert.equal(ecs.actionOf(incoming), action);
    const reply = ecs.handle(action, incoming);
    assert.equal(reply.status, 200);
    assert.equal(reply.headers['content-type'], 'application/x-amz-json-1.1');
    assert.equal(reply.headers['x-amzn-requestid'], incoming.requestId);
    return parse(reply.body);
  };
  const refused: Driver['refused'] = (action, input) => {
    const incoming = call(action, input, ACCOUNT, REGION);
    try {
      ecs.handle(action, incoming);
    } catch (error) {
      assert.ok(error instanceof AwsError, String(error));
      const reply = ecs.fail(error, incoming);
      assert.equal(reply.headers['x-amzn-requestid'], incoming.requestId);
      return { ...parse(reply.body), status: reply.status };
    }
    return assert.fail(`${action} was not refused`);
  };
  const running: Driver['running'] = (spec = {}) => {
    made += 1;
    return ecs.createService(ACCOUNT, REGION, 'test', {
      name: `service-${made}`,
      desired: 4,
      launch: 'FARGATE',
      version: 10,
      past: [{ daysAgo: 3, options: { strategy: 'ROLLING', hooks: [] } }],
      ...spec,
    });
  };

  return {
    ecs,
    elapsed: () => clock.now() - start,
    step: (milliseconds) => clock.step(milliseconds),
    send,
    refused,
    read: (arn) => {
      const answer = send('DescribeServiceDeployments', { serviceDeploymentArns: [arn] });
      assert.deepEqual(answer['failures'], []);
      return at(answer, 'serviceDeployments', 0);
    },
    service: (arn) => {
      const answer = send('DescribeServices', { cluster: arn.split('/')[1], services: [arn] });
      assert.deepEqual(answer['failures'], []);
      return at(answer, 'services', 0);
    },
    running,
    deploy: (options = {}, spec = {}) => ecs.startDeployment(running(spec), options),
  };
}

/** The object at a path of members and positions; fails the test when there is none. */
export function at(json: Json, ...path: readonly (string | number)[]): Json {
  const found = value(json, ...path);
  assert.ok(isJson(found), `no object at ${path.join('.')}`);
  return found;
}

/** The value at a path of members and positions; undefined for a missing last member. */
export function value(json: Json, ...path: readonly (string | number)[]): unknown {
  let here: unknown = json;
  for (const part of path) {
    if (Array.isArray(here) && typeof part === 'number') here = here[part];
    else if (isJson(here) && typeof part === 'string') here = here[part];
    else assert.fail(`nothing at ${path.join('.')}`);
  }
  return here;
}

/** The list of a member, which must be one. */
export function list(json: Json, member: string): readonly unknown[] {
  const found = json[member];
  assert.ok(Array.isArray(found), `${member} is no list`);
  return found;
}

function parse(body: string): Json {
  const parsed: unknown = JSON.parse(body);
  assert.ok(isJson(parsed));
  return parsed;
}

function isJson(candidate: unknown): candidate is Json {
  return typeof candidate === 'object' && candidate !== null && !Array.isArray(candidate);
}
