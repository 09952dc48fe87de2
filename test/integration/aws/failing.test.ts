import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { after, before, describe, test } from 'node:test';
import type { Aws } from '../../../src/aws/aws.ts';
import { nodeTransport } from '../../../src/aws/transport/nodeTransport.ts';
import {
  type Transport,
  TransportError,
  type WireRequest,
  type WireResponse,
} from '../../../src/aws/transport/transport.ts';
import type { Failure, FailureKind } from '../../../src/model/failure.ts';
import type { ListKind } from '../../../src/model/resources/resource.ts';
import type { FaultEffect } from '../../../src/simulator/gateway/faults.ts';
import { createStage, listed, never, profileLines, type Stage, type Way } from '../../stages/aws.ts';
import { failureIn, valueOf } from '../../stages/answering/outcomes.ts';
import { STAGING } from '../../stages/accounts.ts';
import { eachAfresh, hurriedClock } from '../../stages/eachAfresh.ts';

const kinds = ['instance', 'service', 'experiment', 'lever'] satisfies ListKind[];
const short = { connect: 500, request: 500 };

/** Every fault of the simulator, and what a list must make of it, for every service. */
const table: readonly (readonly [string, FaultEffect, FailureKind])[] = [
  ['throttling', { kind: 'throttle' }, 'throttled'],
  ['a 500', { kind: 'serverError', status: 500, when: 'before' }, 'server'],
  ['a 503', { kind: 'serverError', status: 503, when: 'before' }, 'server'],
  ['a cut connection', { kind: 'drop', when: 'before' }, 'cut'],
  ['half an answer', { kind: 'halfAnswer' }, 'cut'],
  ['no answer', { kind: 'hang' }, 'timeout'],
  ['a malformed body', { kind: 'malformedBody' }, 'malformed'],
  ['an empty body', { kind: 'emptyBody' }, 'malformed'],
  ["another server's page", { kind: 'body', body: '<html><body>Sign in to the airport</body></html>' }, 'malformed'],
  ['a JSON text that is no object', { kind: 'body', body: '[1, 2]' }, 'malformed'],
  ['expired credentials', { kind: 'expiredToken' }, 'credentials-expired'],
  ['wrong credentials', { kind: 'wrongCredentials' }, 'credentials-wrong'],
  ['a denial', { kind: 'denied' }, 'denied'],
];

for (const way of ['direct', 'worker'] satisfies Way[]) {
  describe(`failing reads (${way})`, () => {
    const on = eachAfresh(way);

    // The worker adds the crossing, not the judgement: a few rows show that it loses nothing.
    const rows =
      way === 'direct' ? table : table.filter(([, { kind }]) => ['throttle', 'halfAnswer', 'denied'].includes(kind));
    for (const [name, effect, expected] of rows) {
      test(`${name} is ${expected}`, async () => {
        on.stage.sim.faults.add({ effect });
        const asking = effect.kind === 'hang' ? on.stage.another({ timeouts: short, clock: hurriedClock }) : on.aws;
        await Promise.all(
          kinds.map(async (kind) => {
            const { failure } = await listed(asking, on.stage.scope, kind);
            assert.equal(failure?.kind, expected, `${kind}: ${JSON.stringify(failure)}`);
            assert.equal(failure?.mayHaveHappened, false);
            assert.match(failure?.operation ?? '', /^(ec2|ecs|fis):\w+$/);
            assert.notEqual(failure?.message, '');
            if (['throttled', 'server', 'denied'].includes(expected)) assert.notEqual(failure?.requestId, undefined);
            if (['cut', 'timeout', 'throttled', 'server'].includes(expected)) assert.equal(failure?.attempts, 3);
          }),
        );
        on.stage.sim.faults.clear();
        for (const kind of kinds)
          assert.equal((await listed(on.aws, on.stage.scope, kind)).failure, undefined, `${kind} recovers`);
      });
    }

    test('a passing fault is got over within the call', async () => {
      for (const service of ['ec2', 'ecs', 'fis']) {
        on.stage.sim.faults.add({ service, times: 1, effect: { kind: 'drop', when: 'before' } });
        on.stage.sim.faults.add({ service, times: 1, effect: { kind: 'serverError', status: 500, when: 'before' } });
      }
      for (const kind of ['instance', 'service', 'lever'] as const) {
        assert.equal((await listed(on.aws, on.stage.scope, kind)).failure, undefined, kind);
      }
    });

    test('an abort ends a call at once, and is no failure of AWS', async () => {
      on.stage.sim.faults.add({ effect: { kind: 'hang' } });
      const slow = on.stage.another({ timeouts: { connect: 60_000, request: 60_000 } });
      const controller = new AbortController();
      on.stage.sim.log.clear();
      const asked = kinds.map((kind) => listed(slow, on.stage.scope, kind, controller.signal));
      const looked = slow.reads.describe(on.stage.scope, 'experiment', ['EXP1'], controller.signal);
      while (on.stage.sim.log.count() < 5) await new Promise((resolve) => setImmediate(resolve));
      controller.abort();
      for (const { failure } of await Promise.all(asked)) assert.equal(failure?.kind, 'cancelled');
      assert.equal(failureIn(await looked).kind, 'cancelled');
      const arrived = on.stage.sim.log.count();
      assert.equal(failureIn(await slow.reads.regions('staging', controller.signal)).kind, 'cancelled');
      assert.equal(on.stage.sim.log.count(), arrived);
    });

    test('a region that is not enabled is told from a wrong key', async () => {
      on.stage.sim.faults.add({ region: 'ap-southeast-2', effect: { kind: 'regionNotEnabled' } });
      const fresh = on.stage.another({});
      for (const kind of kinds) {
        const { failure } = await listed(fresh, { profile: 'production', region: 'ap-southeast-2' }, kind);
        assert.equal(failure?.kind, 'region-disabled', `${kind}: ${JSON.stringify(failure)}`);
      }
      assert.equal(on.stage.sim.log.count({ service: 'sts', region: 'us-east-1' }) <= 2, true);
    });

    test('a denied single action leaves the rest, and says once what is missing', async () => {
      on.stage.sim.faults.add({ action: 'DescribeServiceDeployments', effect: { kind: 'denied' } });
      const { resources, gaps, failure } = await listed(on.aws, on.stage.scope, 'service');
      assert.equal(failure, undefined);
      assert.ok(resources.length > 0);
      assert.ok(resources.some((it) => it.kind === 'service' && it.rolloutState === 'IN_PROGRESS'));
      for (const it of resources) {
        if (it.kind !== 'service') continue;
        const isLacking = it.rolloutState === 'IN_PROGRESS' && it.currentDeploymentArn !== undefined;
        assert.ok(!isLacking || it.deploymentUnread === true, it.name);
      }
      assert.deepEqual(
        gaps.map(({ kind, operation }) => ({ kind, operation })),
        [{ kind: 'denied', operation: 'ecs:DescribeServiceDeployments' }],
      );
      on.stage.sim.faults.clear();
      on.stage.sim.faults.add({ action: 'GetExperiment', effect: { kind: 'denied' } });
      const experiments = await listed(on.aws, on.stage.scope, 'experiment');
      assert.equal(experiments.failure, undefined);
      assert.ok(experiments.resources.length > 0);
      assert.deepEqual(
        experiments.gaps.map(({ operation }) => operation),
        ['fis:GetExperiment'],
      );
    });

    test('a cluster that may not be read, or that vanished, is a gap of its own', async () => {
      on.stage.sim.faults.add({ action: 'ListServices', times: 1, effect: { kind: 'denied' } });
      const denied = await listed(on.aws, on.stage.scope, 'service');
      assert.deepEqual([denied.failure, denied.gaps.length], [undefined, 1]);
      assert.ok(denied.resources.length > 0);
      const vanished: FaultEffect = {
        kind: 'error',
        code: 'ClusterNotFoundException',
        message: 'Cluster not found.',
        status: 400,
      };
      on.stage.sim.faults.add({ action: 'ListServices', times: 1, effect: vanished });
      const gone = await listed(on.aws, on.stage.scope, 'service');
      assert.deepEqual(
        gone.gaps.map(({ kind }) => kind),
        ['not-found'],
      );
    });

    test('any other failure of a part ends the list: a half would look like a whole', async () => {
      on.stage.sim.faults.add({ action: 'DescribeServices', effect: { kind: 'throttle' } });
      assert.equal((await listed(on.aws, on.stage.scope, 'service')).failure?.kind, 'throttled');
    });

    test('an experiment that can’t be looked at stays a summary, with a gap that names what is missing', async () => {
      const whole = await listed(on.aws, on.stage.scope, 'experiment');
      for (const [effect, kind] of [
        [{ kind: 'throttle' }, 'throttled'],
        [{ kind: 'serverError', status: 500, when: 'before' }, 'server'],
      ] as const) {
        on.stage.sim.faults.add({ action: 'GetExperiment', effect });
        const { failure, resources, gaps } = await listed(on.aws, on.stage.scope, 'experiment');
        assert.deepEqual([failure, resources.length], [undefined, whole.resources.length]);
        assert.deepEqual(
          gaps.map((gap) => [gap.kind, gap.operation]),
          [[kind, 'fis:GetExperiment']],
        );
        on.stage.sim.faults.clear();
      }
    });

    test('services whose deployments ECS doesn’t describe here are told with what they tell themselves', async () => {
      const whole = await listed(on.aws, on.stage.scope, 'service');
      const effect: FaultEffect = { kind: 'error', code: 'UnsupportedFeatureException', message: 'No.', status: 400 };
      on.stage.sim.faults.add({ action: 'DescribeServiceDeployments', effect });
      const { failure, resources, gaps } = await listed(on.aws, on.stage.scope, 'service');
      assert.deepEqual([failure, resources.length], [undefined, whole.resources.length]);
      assert.deepEqual(
        gaps.map(({ operation }) => operation),
        ['ecs:DescribeServiceDeployments'],
      );
    });

    for (const code of ['InvalidParameterException', 'AccessDeniedException', 'SerializationError', 'Odd.Code'])
      test(`services that are refused with their tags are told without, as unread (${code})`, async () => {
        const whole = await listed(on.aws, on.stage.scope, 'service');
        const effect: FaultEffect = { kind: 'error', code, message: 'No.', status: 400 };
        on.stage.sim.faults.add({ action: 'DescribeServices', times: 1, effect });
        const { failure, resources, gaps } = await listed(on.aws, on.stage.scope, 'service');
        assert.deepEqual([failure, resources.length], [undefined, whole.resources.length]);
        assert.deepEqual(
          gaps.map(({ operation }) => operation),
          ['ecs:ListTagsForResource'],
        );
        const unread = resources.filter((one) => one.kind === 'service' && one.tagsUnread === true);
        assert.ok(unread.length > 0 && unread.length < resources.length);
        for (const one of unread) assert.deepEqual(one.kind === 'service' && one.tags, []);
      });

    test('a service that was deleted between the list and its description is simply not there', async () => {
      const whole = await listed(on.aws, on.stage.scope, 'service');
      const failures = whole.resources.map(({ id }) => ({ arn: id, reason: 'MISSING' }));
      const body = JSON.stringify({ services: [], failures });
      on.stage.sim.faults.add({ action: 'DescribeServices', times: 1, effect: { kind: 'body', body } });
      const { failure, gaps, resources } = await listed(on.aws, on.stage.scope, 'service');
      assert.deepEqual([failure, gaps], [undefined, []]);
      assert.ok(resources.length < whole.resources.length);
    });

    test('a service that its description neither tells nor calls missing is a gap that names it', async () => {
      const whole = await listed(on.aws, on.stage.scope, 'service');
      on.stage.sim.faults.add({
        action: 'DescribeServices',
        times: 1,
        effect: { kind: 'body', body: '{"services":[]}' },
      });
      const { failure, gaps, resources } = await listed(on.aws, on.stage.scope, 'service');
      assert.equal(failure, undefined);
      const lost = whole.resources.filter(({ id }) => !resources.some((one) => one.id === id));
      assert.ok(lost.length > 0);
      assert.deepEqual(
        new Set(gaps.map(({ message }) => message)),
        new Set(lost.map(({ id }) => `The answer of AWS leaves out ${id}.`)),
      );
    });
  });
}

describe('failures on the way to AWS', () => {
  let stage: Stage;
  before(async () => {
    stage = await createStage();
  });
  after(() => stage.close());

  /** Answers each request by `reply`, on the real transport's terms. */
  const through = (reply: (request: WireRequest) => WireResponse | TransportError, resolves = false): Aws => {
    const transport: Transport = {
      send: (request) => {
        const answer = reply(request);
        return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
      },
      close: () => undefined,
    };
    return stage.another({ transport, resolves: () => Promise.resolve(resolves) });
  };
  const answer = (status: number, body: string, headers: Record<string, string> = {}): WireResponse => ({
    status,
    headers,
    body: new TextEncoder().encode(body),
  });
  const ec2Error = (code: string, message: string): string =>
    `<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors><RequestID>r-1</RequestID></Response>`;
  const regionsFailure = async (aws: Aws, profile = 'staging'): Promise<Failure> =>
    failureIn(await aws.reads.regions(profile, never()));

  test('a port where nothing listens is unreachable', async () => {
    const gone = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => gone.once('listening', resolve));
    const address = gone.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await new Promise((resolve) => gone.close(resolve));
    await stage.home.write(
      '.aws/credentials',
      profileLines('x', STAGING, `http://127.0.0.1:${port}`).replace('[profile x]', '[gone]'),
    );
    const failure = await regionsFailure(stage.another({}), 'gone');
    assert.equal(failure.kind, 'unreachable');
    assert.equal(failure.code, 'ECONNREFUSED');
    assert.equal(failure.endpoint, `http://127.0.0.1:${port}`);
  });

  test('a server that never finishes its handshake is a timeout', async () => {
    const silent = createServer((socket) => socket.resume()).listen(0, '127.0.0.1');
    await new Promise((resolve) => silent.once('listening', resolve));
    const address = silent.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const transport = nodeTransport({ maxSockets: 1, ownAgents: true });
    const request = { method: 'GET', url: `https://127.0.0.1:${port}/`, headers: {} };
    await assert.rejects(transport.send(request, { connect: 150, request: 5_000 }, undefined), (error) => {
      assert.ok(error instanceof TransportError);
      assert.deepEqual([error.code, error.sent, error.name], ['ETIMEDOUT', false, 'TimeoutError']);
      return true;
    });
    transport.close();
    await new Promise((resolve) => silent.close(resolve));
  });

  test('a name without an address is a missing service where its neighbours have one', async () => {
    await stage.home.write(
      '.aws/credentials',
      '[plain]\naws_access_key_id = AKIAX\naws_secret_access_key = abcdefghij\nregion = eu-north-1\n',
    );
    const lost = new TransportError({ code: 'ENOTFOUND', message: 'getaddrinfo ENOTFOUND', sent: false });
    const missing = through(() => lost, true);
    assert.equal(
      (await listed(missing, { profile: 'plain', region: 'eu-north-1' }, 'lever')).failure?.kind,
      'service-missing',
    );
    const offline = through(() => lost, false);
    assert.equal(
      (await listed(offline, { profile: 'plain', region: 'eu-north-1' }, 'lever')).failure?.kind,
      'unreachable',
    );
  });

  test('a clock that is wrong is said to be that', async () => {
    const theirs = new Date(Date.now() + 20 * 60_000).toUTCString();
    const bodies = [
      ec2Error('RequestExpired', 'Request has expired.'),
      ec2Error('AuthFailure', 'AWS was not able to validate the provided access credentials'),
    ];
    for (const body of bodies) {
      const failure = await regionsFailure(through(() => answer(400, body, { date: theirs })));
      assert.equal(failure.kind, 'clock-skew', body);
    }
    const sts =
      '<ErrorResponse><Error><Type>Sender</Type><Code>SignatureDoesNotMatch</Code><Message>Signature not yet current: 20260101T000000Z is still later than 20250101T000000Z</Message></Error></ErrorResponse>';
    assert.equal(
      failureIn(await through(() => answer(403, sts)).reads.identity('staging', never())).kind,
      'clock-skew',
    );
  });

  test('the same words with a right clock are an expired session', async () => {
    const body = ec2Error('RequestExpired', 'Request has expired.');
    const failure = await regionsFailure(through(() => answer(400, body, { date: new Date().toUTCString() })));
    assert.equal(failure.kind, 'credentials-expired');
  });

  test("the message is AWS's, whole up to 4 kB, and holds no secret", async () => {
    const secret = stage.sim.ec2 && (await secretOf());
    const long = 'x'.repeat(10_000);
    const failure = await regionsFailure(
      through(() => answer(400, ec2Error('InvalidParameterValue', `Saw ${secret} and ${long}`))),
    );
    assert.equal(failure.kind, 'refused');
    assert.equal(failure.code, 'InvalidParameterValue');
    assert.equal(failure.requestId, 'r-1');
    assert.equal(failure.message.length, 4096);
    assert.ok(!failure.message.includes(secret));
    const quoted = ec2Error(
      'SignatureDoesNotMatch',
      "It does not match. The Canonical String for this request should have been 'POST x-amz-security-token:abc'",
    );
    assert.ok(!(await regionsFailure(through(() => answer(403, quoted)))).message.includes('x-amz-security-token'));
  });

  test('a request id and a code are found in each protocol', async () => {
    const ecs = through(() =>
      answer(400, '{"__type":"com.amazonaws.ecs#ClientException","message":"No."}', { 'x-amzn-requestid': 'id-ecs' }),
    );
    const failure = (await listed(ecs, stage.scope, 'service')).failure;
    assert.deepEqual(
      [failure?.kind, failure?.code, failure?.requestId, failure?.status],
      ['refused', 'ClientException', 'id-ecs', 400],
    );
    const headers = { 'x-amzn-requestid': 'id-fis', 'x-amzn-errortype': 'ValidationException:http://internal/' };
    const fis = through(() => answer(400, '{"message":"No."}', headers));
    for (const kind of ['experiment', 'lever'] as const) {
      const told = (await listed(fis, stage.scope, kind)).failure;
      assert.deepEqual(
        [told?.kind, told?.code, told?.requestId, told?.message],
        ['refused', 'ValidationException', 'id-fis', 'No.'],
      );
    }
  });

  test('an endless list ends, and says so', async () => {
    const endless = through(() => answer(200, '{"experiments":[],"nextToken":"again"}'));
    const { failure, pages, gaps } = await listed(endless, stage.scope, 'experiment');
    assert.deepEqual([failure, pages, gaps.map(({ kind }) => kind)], [undefined, 3, ['malformed']]);
  });

  const secretOf = async (): Promise<string> => {
    const { simulatedSecret } = await import('../../../src/simulator/core/accounts.ts');
    assert.equal(valueOf(await stage.aws.reads.identity('staging', never())).account, STAGING);
    return simulatedSecret(STAGING);
  };
});
