import assert from 'node:assert/strict';
import { confirmed } from '../../stages/stopping/permits.ts';
import { after, before, describe, test } from 'node:test';
import * as fc from 'fast-check';
import type { Aws } from '../../../src/aws/aws.ts';
import { systemClock } from '../../../src/base/systemClock.ts';
import { TransportError, type Transport, type WireResponse } from '../../../src/aws/transport/transport.ts';
import type { Outcome } from '../../../src/model/failure.ts';
import type { ListKind, Resource } from '../../../src/model/resources/resource.ts';
import { stateTraits } from '../../../src/model/resources/states.ts';
import { createStage, listed, never, type Stage } from '../../stages/aws.ts';
import { assertProperty } from '../../stages/property.ts';

const kinds = ['instance', 'service', 'experiment', 'lever'] satisfies ListKind[];

/** The members that the adapters look for, so that random answers reach the mapping and not only its door. */
const members = [
  'clusterArns',
  'serviceArns',
  'services',
  'serviceArn',
  'serviceName',
  'clusterArn',
  'status',
  'deployments',
  'rolloutState',
  'currentServiceDeployment',
  'serviceDeployments',
  'serviceDeploymentArn',
  'failures',
  'arn',
  'reason',
  'deploymentController',
  'type',
  'tags',
  'key',
  'value',
  'createdAt',
  'sourceServiceRevisions',
  'targetServiceRevision',
  'lifecycleHookDetails',
  'hookId',
  'deploymentCircuitBreaker',
  'alarms',
  'alarmNames',
  'rollback',
  'experiments',
  'experiment',
  'id',
  'experimentTemplateId',
  'state',
  'error',
  'creationTime',
  'startTime',
  'actions',
  'actionId',
  'parameters',
  'targets',
  'resourceArns',
  'stopConditions',
  'safetyLever',
  'nextToken',
  'resolvedTargets',
  'targetInformation',
  'targetAccountConfigurations',
  'accountId',
  'experimentTemplate',
  'serviceRevisions',
  'serviceRevisionArn',
  'containerImages',
  'desiredCount',
  '__proto__',
  'constructor',
  'toString',
];
const states = ['running', 'RUNNING', 'IN_PROGRESS', 'engaged', 'quantum', '', 'toString', '__proto__', 'constructor'];

const { value: json } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 6, withCrossShrink: true },
    fc.constantFrom<unknown>(
      null,
      true,
      false,
      0,
      -1,
      1e308,
      1_790_000_000.5,
      '',
      'x'.repeat(40_000),
      '\u0000<&>"',
      'EXP1',
      'arn:aws:ecs:eu-west-1:1:service/c/s',
      ...states,
    ),
    fc.string(),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom(...members), tie('value'), { maxKeys: 12 }),
  ),
}));

const elements = [
  'reservationSet',
  'item',
  'instancesSet',
  'instanceId',
  'instanceState',
  'code',
  'name',
  'tagSet',
  'key',
  'value',
  'placement',
  'launchTime',
  'blockDeviceMapping',
  'ebs',
  'operator',
  'managed',
  'nextToken',
  'stoppingInstances',
  'currentState',
  'regionInfo',
  'regionName',
  'spotInstanceRequestSet',
  'disableApiStop',
  'hibernationOptions',
  'configured',
  'networkInterfaceSet',
  'ownerId',
];
const { node: xmlNode } = fc.letrec<{ node: string }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 6 },
    fc.constantFrom(
      '',
      '16',
      '272',
      '-1',
      '65536',
      '99999999999',
      'running',
      'true',
      'i-0123456789abcdef0',
      '&amp;',
      '&#0;',
      '<broken',
      ']]>',
      '2026-13-45T99:99:99Z',
      'NaN',
    ),
    fc
      .array(fc.tuple(fc.constantFrom(...elements), tie('node')), { maxLength: 4 })
      .map((children) => children.map(([name, content]) => `<${name}>${content}</${name}>`).join('')),
  ),
}));
const roots = [
  'DescribeInstances',
  'DescribeRegions',
  'StopInstances',
  'StartInstances',
  'GetCallerIdentity',
  'DescribeInstanceAttribute',
  'DescribeSpotInstanceRequests',
  'DescribeVolumes',
  'DescribeInstanceTypes',
];
const xml = fc
  .tuple(fc.constantFrom(...roots), xmlNode)
  .map(([root, content]) => `<?xml version="1.0"?><${root}Response xmlns="x">${content}</${root}Response>`);

const answers: fc.Arbitrary<WireResponse | TransportError> = fc.oneof(
  fc
    .record({
      status: fc.constantFrom(200, 200, 200, 200, 204, 301, 400, 403, 404),
      headers: fc.constantFrom<Record<string, string>>(
        {},
        { 'x-amzn-errortype': 'ValidationException' },
        { 'content-type': 'text/html', date: 'never' },
      ),
      body: fc.oneof(
        json.map((value) => JSON.stringify(value)),
        xml,
        fc.string(),
        fc.constant('{"experiments":'),
      ),
    })
    .map(({ status, headers, body }) => ({ status, headers, body: new TextEncoder().encode(body) })),
  fc.uint8Array({ maxLength: 200 }).map((body) => ({ status: 200, headers: {}, body })),
  fc
    .constantFrom('EPROTO', 'CERT_HAS_EXPIRED', 'ERR_TOO_LARGE')
    .map((code) => new TransportError({ code, message: code, sent: false })),
);

describe('hostile answers', () => {
  let stage: Stage;
  let aws: Aws;
  let next: () => WireResponse | TransportError = () =>
    new TransportError({ code: 'EPROTO', message: '', sent: false });
  before(async () => {
    stage = await createStage();
    const transport: Transport = {
      send: async () => {
        const answer = next();
        if (answer instanceof Error) throw answer;
        return { ...answer, body: answer.body.slice() };
      },
      close: () => undefined,
    };
    aws = stage.another({
      transport,
      attempts: 1,
      clock: { ...systemClock, after: (_milliseconds, callback) => systemClock.after(0, callback) },
      resolves: () => Promise.resolve(false),
    });
  });
  after(() => stage.close());

  /** Plain data, with a kind and an id, and stoppable only in a state whose name AWS documents. */
  const checkResource = (it: Resource): void => {
    assert.deepEqual(structuredClone(it), it);
    assert.ok(it.id.length > 0 && it.id.length <= 2_048);
    assert.ok(JSON.stringify(it).length < 4_000_000);
    if (it.kind === 'instance' && stateTraits('instance', it.state).stoppable)
      assert.match(it.state, /^(running|stopping)$/);
    if (
      it.kind === 'service' &&
      it.deployment !== undefined &&
      stateTraits('deployment', it.deployment.status).stoppable
    ) {
      assert.match(
        it.deployment.status,
        /^(PENDING|IN_PROGRESS|STOP_REQUESTED|ROLLBACK_REQUESTED|ROLLBACK_IN_PROGRESS)$/,
      );
    }
  };
  const checkOutcome = (outcome: Outcome<unknown>, mutating = false): void => {
    if (outcome.ok) {
      assert.doesNotThrow(() => structuredClone(outcome.value));
      return;
    }
    assert.ok(outcome.failure.kind.length > 0);
    assert.ok(outcome.failure.message.length <= 4_096);
    if (!mutating) assert.equal(outcome.failure.mayHaveHappened, false);
  };

  test('never make a read throw, nor anything stoppable that is not', async () => {
    await assertProperty(
      fc.asyncProperty(fc.array(answers, { minLength: 1, maxLength: 6 }), async (sequence) => {
        let turn = 0;
        next = () =>
          sequence[turn++ % sequence.length] ?? new TransportError({ code: 'EPROTO', message: '', sent: false });
        const { scope } = stage;
        const signal = never();
        for (const kind of kinds) {
          const { resources, failure } = await listed(aws, scope, kind, signal);
          resources.forEach(checkResource);
          if (failure !== undefined) checkOutcome({ ok: false, failure });
        }
        checkOutcome(await aws.reads.describe(scope, 'instance', ['i-1', 'i-2'], signal));
        checkOutcome(await aws.reads.describe(scope, 'deployment', ['a', 'b'], signal));
        checkOutcome(await aws.reads.describe(scope, 'experiment', ['EXP1'], signal));
        for (const kind of ['instance', 'deployment', 'experiment'] as const) {
          checkOutcome(await aws.reads.wholeResource({ kind, scope, id: 'EXP1' }, signal));
        }
        Object.values(await aws.reads.stopProtection(scope, ['i-1'], signal)).forEach((it) => checkOutcome(it));
        checkOutcome(await aws.reads.spotKinds(scope, ['sir-1'], signal));
        checkOutcome(await aws.reads.volumeSizes(scope, ['vol-1'], signal));
        checkOutcome(await aws.reads.typeStores(scope, ['m5.large'], signal));
        checkOutcome(await aws.reads.revisions(scope, ['a'], signal));
        checkOutcome(await aws.reads.wholeRevision(scope, 'a', [], signal));
        checkOutcome(await aws.reads.pastDeployments(scope, 'arn:aws:ecs:eu-west-1:1:service/c/s', undefined, signal));
        checkOutcome(await aws.reads.resolvedTargets(scope, 'EXP1', undefined, signal));
        checkOutcome(await aws.reads.targetAccounts(scope, 'EXP1', signal));
        checkOutcome(await aws.reads.experimentTemplate(scope, 'EXT1', signal));
        checkOutcome(await aws.reads.identity('staging', signal));
        checkOutcome(await aws.reads.regions('staging', signal));
      }),
      { numRuns: 120 },
    );
  });

  test('never make a change throw, and one that AWS did not refuse itself may have happened', async () => {
    await assertProperty(
      fc.asyncProperty(answers, async (answer) => {
        next = () => answer;
        const { scope } = stage;
        const answered = !(answer instanceof Error);
        const outcomes: Outcome<unknown>[] = [
          await confirmed(aws).stopInstances(scope, ['i-1']),
          await confirmed(aws).startInstances(scope, ['i-1']),
          await confirmed(aws).stopDeployment(scope, 'a', 'ROLLBACK'),
          await confirmed(aws).continueDeployment(scope, 'a', 'h', 'CONTINUE'),
          await confirmed(aws).stopExperiment(scope, 'EXP1'),
          await confirmed(aws).setSafetyLever(scope, 'engaged', 'x'),
        ];
        for (const outcome of outcomes) {
          checkOutcome(outcome, true);
          if (outcome.ok) continue;
          const { kind, mayHaveHappened } = outcome.failure;
          assert.equal(mayHaveHappened, answered && kind === 'malformed', JSON.stringify(outcome.failure));
        }
        checkOutcome(await aws.permissions.mayStopInstance(scope, 'i-1', never()));
      }),
      { numRuns: 120 },
    );
  });

  test('a state by its low byte alone: the high byte and the name decide nothing', async () => {
    await assertProperty(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 0xffff }),
        fc.constantFrom('running', 'stopped', 'nonsense'),
        async (code, name) => {
          const body = `<DescribeInstancesResponse><requestId>r-1</requestId><reservationSet><item><ownerId>1</ownerId><instancesSet><item><instanceId>i-1</instanceId><instanceState><code>${code}</code><name>${name}</name></instanceState></item></instancesSet></item></reservationSet></DescribeInstancesResponse>`;
          next = () => ({ status: 200, headers: {}, body: new TextEncoder().encode(body) });
          const [one] = (await listed(aws, stage.scope, 'instance')).resources;
          const known: Readonly<Record<number, string>> = {
            0: 'pending',
            16: 'running',
            32: 'shutting-down',
            48: 'terminated',
            64: 'stopping',
            80: 'stopped',
          };
          assert.ok(one?.kind === 'instance');
          assert.equal(one.state, known[code % 256] ?? (name === 'nonsense' ? name : `unknown (${name})`));
        },
      ),
      { numRuns: 300 },
    );
  });
});
