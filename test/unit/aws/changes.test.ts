import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Ask, CallTools } from '../../../src/aws/call/call.ts';
import type { Caller } from '../../../src/aws/call/caller.ts';
import { rates } from '../../../src/aws/call/rates.ts';
import { createAwsChanges } from '../../../src/aws/changes.ts';
import type { Lease } from '../../../src/aws/credentials/broker.ts';
import { failureOf } from '../../../src/aws/sdk/failures.ts';
import { createSecrets } from '../../../src/aws/sdk/secrets.ts';
import { newTrace, sdkHandler } from '../../../src/aws/sdk/sdkHandler.ts';
import { asksFor } from '../../../src/aws/transport/changeOnWire.ts';
import type { Transport, WireRequest } from '../../../src/aws/transport/transport.ts';
import { member } from '../../../src/base/untrusted.ts';
import { failed, type Outcome, succeeded } from '../../../src/model/failure.ts';
import type { Operation } from '../../../src/model/operation.ts';
import type { Permit, PermittedTarget } from '../../../src/model/permit.ts';
import type { AwsChanges, Changed } from '../../../src/model/ports/awsChanges.ts';
import { permitFor } from '../../stages/stopping/permits.ts';

const ARN = 'arn:aws:ecs:eu-west-1:111122223333:service-deployment/shop/web/one';

/** A secret that whoever answers was sent. */
const TOKEN = 'IQoJb3JpZ2luX2VjEXAMPLE';

/** The changes through the real SDK, over a wire on which one answer waits. */
function stage(answer: string) {
  const sent: WireRequest[] = [];
  const asked: Ask[] = [];
  const transport: Transport = {
    send: (request) => {
      sent.push(request);
      const headers = { 'content-type': answer.startsWith('<') ? 'text/xml' : 'application/json' };
      return Promise.resolve({ status: 200, headers, body: new TextEncoder().encode(answer) });
    },
    close: () => undefined,
  };
  const perform: Caller['perform'] = async (ask, work) => {
    asked.push(ask);
    const trace = newTrace(ask.shape);
    const lease = {} as Lease;
    const tools: CallTools = {
      lease,
      options: { trace },
      config: () => ({
        region: ask.scope.region,
        credentials: () => Promise.resolve({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' }),
        ...{ userAgentAppId: () => Promise.resolve(undefined), authSchemePreference: () => Promise.resolve([]) },
        ...{ ignoreConfiguredEndpointUrls: true, useFipsEndpoint: false, useDualstackEndpoint: false },
        ...{ maxAttempts: 1, retryMode: 'standard', defaultsMode: 'legacy' },
        requestHandler: sdkHandler({ transport, timeouts: { connect: 1, request: 1 } }),
      }),
    };
    try {
      const output = await work(tools);
      const response = { status: 200, headers: {}, body: new Uint8Array() };
      return succeeded({ output, lease, response, seen: { at: 0 }, requestId: 'r-1' });
    } catch (error) {
      const { operation, mutating } = ask;
      return failed(failureOf(error, { operation, mutating, trace, secrets: createSecrets() }));
    }
  };
  const struck = (told: string): string => told.replaceAll(TOKEN, '…');
  return { sent, asked, changes: createAwsChanges({ perform, struck } as Caller) };
}

const ec2 = (name: string, list: string): string =>
  `<${name}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><instancesSet>${list}</instancesSet></${name}Response>`;
const item = (id: string, previous: number, current: string): string =>
  `<item><instanceId>${id}</instanceId><currentState>${current}</currentState>` +
  `<previousState><code>${previous}</code></previousState></item>`;
const code = (number: number): string => `<code>${number}</code>`;

type Send = (changes: AwsChanges, permit: Permit) => Promise<Outcome<Changed<unknown>>>;
interface Row {
  readonly operation: Operation;
  readonly target: PermittedTarget;
  readonly send: Send;
  readonly service: string;
  readonly name: string;
  readonly rate: Ask['rate'];
  readonly answer: string;
}

const stopInstances: Send = (changes, permit) => changes.stopInstances(permit, ['i-1']);
const startInstances: Send = (changes, permit) => changes.startInstances(permit, ['i-1']);
const stopDeployment: Send = (changes, permit) => changes.stopDeployment(permit, ARN);
const continueDeployment: Send = (changes, permit) => changes.continueDeployment(permit, ARN);
const stopExperiment: Send = (changes, permit) => changes.stopExperiment(permit, 'EXP1');
const setSafetyLever: Send = (changes, permit) => changes.setSafetyLever(permit);

const stopped = ec2('StopInstances', item('i-1', 16, code(64)));
const ofInstances = { target: { id: 'i-1' }, service: 'EC2' };
const stopping = {
  ...ofInstances,
  send: stopInstances,
  name: 'StopInstances',
  rate: rates.ec2Mutating,
  answer: stopped,
};
const deployments = { target: { id: ARN, hookId: 'h-1' }, service: 'ECS', rate: rates.ecsMutating };
const named = JSON.stringify({ serviceDeploymentArn: ARN });
const ending = { ...deployments, send: stopDeployment, name: 'StopServiceDeployment', answer: named };
const going = { ...deployments, send: continueDeployment, name: 'ContinueServiceDeployment', answer: named };
const faults = { service: 'fis', rate: rates.fisMutating };
const moved = JSON.stringify({ safetyLever: { id: 'default', state: { status: 'engaging', reason: 'A drill.' } } });
const levers = {
  ...faults,
  target: { id: 'default' },
  send: setSafetyLever,
  name: 'UpdateSafetyLeverState',
  answer: moved,
};

const rows: readonly Row[] = [
  { ...stopping, operation: { type: 'stop' } },
  { ...stopping, operation: { type: 'hibernate' } },
  { ...stopping, operation: { type: 'skip-os-shutdown' } },
  { ...stopping, operation: { type: 'force-stop', skipOsShutdown: false } },
  { ...stopping, operation: { type: 'force-stop', skipOsShutdown: true } },
  {
    ...{ ...ofInstances, operation: { type: 'start' }, send: startInstances, name: 'StartInstances' },
    ...{ rate: rates.ec2Start, answer: ec2('StartInstances', item('i-1', 80, code(0))) },
  },
  { ...ending, operation: { type: 'roll-back' } },
  { ...ending, operation: { type: 'abort' } },
  { ...going, operation: { type: 'continue', action: 'CONTINUE' } },
  { ...going, operation: { type: 'continue', action: 'ROLLBACK' } },
  {
    ...{ ...faults, operation: { type: 'stop-experiment' }, target: { id: 'EXP1' }, send: stopExperiment },
    ...{
      name: 'StopExperiment',
      answer: JSON.stringify({ experiment: { id: 'EXP1', state: { status: 'stopping' } } }),
    },
  },
  { ...levers, operation: { type: 'engage-lever', reason: 'A drill.' } },
  { ...levers, operation: { type: 'disengage-lever', reason: 'A drill.' } },
];

describe('what changes AWS', () => {
  for (const [operation, id, send, answer, told] of [
    [
      { type: 'stop' },
      'i-1',
      stopInstances,
      ec2('StopInstances', item('i-1', 16, `<code>96</code><name>odd ${TOKEN}</name>`)),
      [{ id: 'i-1', previous: 'running', current: 'odd …' }],
    ],
    [
      { type: 'stop-experiment' },
      'EXP1',
      stopExperiment,
      JSON.stringify({ experiment: { id: 'EXP1', state: { status: TOKEN } } }),
      '…',
    ],
    [
      { type: 'engage-lever', reason: 'A drill.' },
      'default',
      setSafetyLever,
      JSON.stringify({ safetyLever: { id: 'default', state: { status: `engaging ${TOKEN}` } } }),
      'engaging …',
    ],
  ] as const)
    it(`tells no state with a secret in it, which the audit log would keep: ${operation.type}`, async () => {
      const answered = await send(stage(answer).changes, permitFor(operation, [{ id }]));
      assert.ok(answered.ok, JSON.stringify(answered));
      const { value } = answered.value;
      assert.deepEqual(typeof told === 'string' ? member(value, 'state') : value, told);
    });

  for (const row of rows)
    it(`sends what its permit is for, and nothing else: ${JSON.stringify(row.operation)}`, async () => {
      const { sent, asked, changes } = stage(row.answer);
      const permit = permitFor(row.operation, [row.target]);
      const answer = await row.send(changes, permit);
      assert.ok(answer.ok, JSON.stringify(answer));
      assert.equal(answer.value.requestId, 'r-1');
      const [request, ...more] = sent;
      assert.ok(request);
      assert.deepEqual(more, []);
      for (const other of rows) {
        const isSame = JSON.stringify(other.operation) === JSON.stringify(row.operation);
        assert.equal(asksFor(request, permitFor(other.operation, [row.target])), isSame, other.operation.type);
      }
      const [ask] = asked;
      assert.deepEqual(
        [ask?.service, ask?.operation, ask?.rate, ask?.scope, ask?.mutating, ask?.interactive],
        [row.service, row.name, row.rate, permit.scope, true, true],
      );
      assert.equal(ask?.permit, permit);
      assert.equal(asked.length, 1);
    });

  it('sends nothing under a permit for another operation or another target', async () => {
    for (const row of rows)
      for (const other of rows) {
        const { sent, asked, changes } = stage(row.answer);
        // Which options hold is the permit's: the same call serves both.
        const expected = row.send === other.send;
        const answer = await row.send(changes, permitFor(other.operation, [row.target]));
        assert.equal(answer.ok, expected, `${row.operation.type} under ${other.operation.type}`);
        if (expected) continue;
        assert.ok(!answer.ok);
        const { kind, code: why, operation, mayHaveHappened } = answer.failure;
        assert.deepEqual([kind, why, operation, mayHaveHappened], ['forbidden', 'not-permitted', row.name, false]);
        assert.deepEqual([sent, asked], [[], []]);
      }
    for (const row of rows) {
      const { sent, asked, changes } = stage(row.answer);
      for (const targets of [[], [{ id: 'another' }]])
        assert.equal((await row.send(changes, permitFor(row.operation, targets))).ok, false, row.operation.type);
      assert.deepEqual([sent, asked], [[], []]);
    }
    const { sent, changes } = stage(stopped);
    const both = permitFor({ type: 'stop' }, ['i-1', 'i-2']);
    assert.equal((await changes.stopInstances(both, [])).ok, false);
    assert.equal((await changes.stopInstances(both, ['i-1', 'i-3'])).ok, false);
    assert.deepEqual(sent, []);
    assert.equal((await changes.stopInstances(both, ['i-1', 'i-2'])).ok, true);
  });

  it('counts each instance that is stopped against AWS’s limit', async () => {
    const { asked, changes } = stage(stopped);
    await changes.stopInstances(permitFor({ type: 'stop' }, ['i-1', 'i-2', 'i-3']), ['i-1', 'i-3']);
    assert.deepEqual(asked[0]?.also, { rate: rates.ec2StoppedInstances, cost: 2 });
  });

  it('answers a pause hook that was confirmed for that very deployment', async () => {
    const { sent, changes } = stage(named);
    const targets = [
      { id: `${ARN}-two`, hookId: 'h-2' },
      { id: ARN, hookId: 'h-1' },
    ];
    await changes.continueDeployment(permitFor({ type: 'continue', action: 'ROLLBACK' }, targets), ARN);
    const body: unknown = JSON.parse(Buffer.from(sent[0]?.body ?? []).toString('utf8'));
    assert.deepEqual(body, { serviceDeploymentArn: ARN, hookId: 'h-1', action: 'ROLLBACK' });
  });

  it('tells of each instance the state that the answer tells, and leaves out what it tells no state of', async () => {
    const list = [
      item('i-1', 16, code(64)),
      item('i-2', 99, code(80)),
      item('i-3', 16, ''),
      item('', 16, code(64)),
      '<item><currentState><code>64</code></currentState></item>',
    ].join('');
    const ids = ['i-1', 'i-2', 'i-3'];
    const answer = await stage(ec2('StopInstances', list)).changes.stopInstances(permitFor({ type: 'stop' }, ids), ids);
    assert.ok(answer.ok);
    assert.deepEqual(
      answer.value.value.map(({ id, current }) => [id, current]),
      [
        ['i-1', 'stopping'],
        ['i-2', 'stopped'],
      ],
    );
    assert.equal(answer.value.value[0]?.previous, 'running');
    const started = ec2('StartInstances', item('i-1', 80, code(0)));
    assert.deepEqual(await stage(started).changes.startInstances(permitFor({ type: 'start' }, ['i-1']), ['i-1']), {
      ok: true,
      value: { value: [{ id: 'i-1', previous: 'stopped', current: 'pending' }], requestId: 'r-1' },
    });
  });

  it('takes no answer for its own that is about something else, or tells nothing: it may have happened', async () => {
    const experiment = (more: object) => JSON.stringify({ experiment: more });
    const lever = (more: object) => JSON.stringify({ safetyLever: more });
    const odd: readonly (readonly [Row['name'], string, string])[] = [
      ['StopInstances', ec2('StartInstances', item('i-1', 16, code(64))), 'The answer is no StopInstancesResponse.'],
      ['StartInstances', stopped, 'The answer is no StartInstancesResponse.'],
      ...['StopServiceDeployment', 'ContinueServiceDeployment'].flatMap((name) => [
        [
          name,
          JSON.stringify({ serviceDeploymentArn: `${ARN}-two` }),
          'The answer names no deployment, or another.',
        ] as const,
        [name, JSON.stringify({ serviceDeploymentArn: '' }), 'The answer names no deployment, or another.'] as const,
        [name, '{}', 'The answer has no member "serviceDeploymentArn".'] as const,
      ]),
      ['StopExperiment', '{}', 'The answer has no member "experiment".'],
      ['StopExperiment', experiment({}), 'The answer is about no experiment, or another.'],
      [
        'StopExperiment',
        experiment({ id: 'EXP2', state: { status: 'stopped' } }),
        'The answer is about no experiment, or another.',
      ],
      ['StopExperiment', experiment({ id: 'EXP1' }), 'The answer tells no state.'],
      ['UpdateSafetyLeverState', '{}', 'The answer has no member "safetyLever".'],
      ['UpdateSafetyLeverState', lever({ id: 'default' }), 'The answer tells no state.'],
      [
        'UpdateSafetyLeverState',
        lever({ id: 'other', state: { status: 'engaged' } }),
        'The answer is about another safety lever.',
      ],
    ];
    for (const [name, text, expected] of odd)
      for (const row of rows.filter((one) => one.name === name)) {
        const answer = await row.send(stage(text).changes, permitFor(row.operation, [row.target]));
        assert.ok(!answer.ok, `${name}: ${text}`);
        const { kind, message, mayHaveHappened } = answer.failure;
        assert.deepEqual([kind, message, mayHaveHappened], ['malformed', expected, true]);
      }
  });
});
