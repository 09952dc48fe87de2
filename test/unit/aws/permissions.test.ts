import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CallTools } from '../../../src/aws/call/call.ts';
import type { Caller } from '../../../src/aws/call/caller.ts';
import { createAwsPermissions, onlyDryRuns } from '../../../src/aws/permissions.ts';
import { KnownFailure } from '../../../src/aws/transport/knownFailure.ts';
import { AT_AWS, type Destination } from '../../../src/model/destination.ts';
import type { InstanceOperation } from '../../../src/model/operation.ts';
import { answeringWire, queryOf, refusalIn, type Told } from '../../stages/answering/answeringWire.ts';
import type { Given } from '../../stages/calls/callerStage.ts';
import { customAt, customBut } from '../../stages/destinations.ts';
import { never } from '../../stages/fakes.ts';

const scope = { profile: 'staging', region: 'eu-west-1' };
const ACCOUNT = '111122223333';

function stage(answer: Told, given: Given = {}) {
  const { caller, asked, events } = answeringWire(() => answer, given);
  return { asked, events, permissions: createAwsPermissions(caller) };
}

const would = refusalIn('Errors', 'DryRunOperation', 'Request would have succeeded.');
const wouldNot = refusalIn('Errors', 'UnauthorizedOperation', 'Not you.', 403);

describe('whether a stop or a start would be allowed', () => {
  const rows: readonly (readonly [InstanceOperation, Readonly<Record<string, string>>])[] = [
    [{ type: 'stop' }, { Action: 'StopInstances' }],
    [{ type: 'hibernate' }, { Action: 'StopInstances', Hibernate: 'true' }],
    [
      { type: 'force-stop', skipOsShutdown: false },
      { Action: 'StopInstances', Force: 'true' },
    ],
    [
      { type: 'force-stop', skipOsShutdown: true },
      { Action: 'StopInstances', Force: 'true', SkipOsShutdown: 'true' },
    ],
    [{ type: 'skip-os-shutdown' }, { Action: 'StopInstances', SkipOsShutdown: 'true' }],
    [{ type: 'start' }, { Action: 'StartInstances' }],
  ];
  for (const [operation, expected] of rows)
    it(`is asked by a dry run of just that, of the same instances: ${JSON.stringify(operation)}`, async () => {
      const { permissions, asked } = stage(would);
      const answer = await permissions.dryRun(scope, operation, ['i-1', 'i-2'], never(), 0);
      assert.deepEqual(answer, {
        ok: true,
        value: { allowed: true, message: 'Request would have succeeded.', account: ACCOUNT },
      });
      const [sent, ...more] = asked.map(queryOf);
      const { Version: _, ...parameters } = sent ?? {};
      assert.deepEqual(parameters, {
        ...{ ...expected, DryRun: 'true', 'InstanceId.1': 'i-1', 'InstanceId.2': 'i-2' },
      });
      assert.deepEqual(more, []);
    });

  it('is denied with AWS’s word, and in whose account', async () => {
    const { permissions } = stage(wouldNot);
    assert.deepEqual(await permissions.dryRun(scope, { type: 'stop' }, ['i-1'], never(), 0), {
      ok: true,
      value: { allowed: false, message: 'Not you.', account: ACCOUNT },
    });
    assert.deepEqual(await permissions.mayStopInstance(scope, 'i-1', never()), {
      ok: true,
      value: { allowed: false, message: 'Not you.', account: ACCOUNT },
    });
    assert.deepEqual(await stage(would).permissions.mayStopInstance(scope, 'i-1', never()), {
      ok: true,
      value: { allowed: true, message: 'Request would have succeeded.', account: ACCOUNT },
    });
  });

  it('isn’t known where AWS says something else, or answers as if it had been the change', async () => {
    for (const [told, kind, operation] of [
      [refusalIn('Errors', 'InvalidInstanceID.NotFound'), 'not-found', 'ec2:StopInstances'],
      ['<StopInstancesResponse><instancesSet/></StopInstancesResponse>', 'malformed', 'ec2:StopInstances'],
    ] as const) {
      const { permissions } = stage(told);
      for (const answer of [
        await permissions.dryRun(scope, { type: 'stop' }, ['i-1'], never(), 0),
        await permissions.mayStopInstance(scope, 'i-1', never()),
      ]) {
        assert.ok(!answer.ok && answer.failure.message !== '');
        assert.deepEqual([answer.failure.kind, answer.failure.operation], [kind, operation]);
      }
    }
    const start = stage('<StartInstancesResponse><instancesSet/></StartInstancesResponse>');
    const started = await start.permissions.dryRun(scope, { type: 'start' }, ['i-1'], never(), 0);
    assert.deepEqual(!started.ok && [started.failure.kind, started.failure.operation], [
      'malformed',
      'ec2:StartInstances',
    ]);
  });

  it('asks a person who waits for a code, and nobody else, each at its own rate', async () => {
    const waited = stage(would);
    await waited.permissions.mayStopInstance(scope, 'i-1', never());
    assert.deepEqual(waited.asked.map(queryOf), [
      { Version: '2016-11-15', Action: 'StopInstances', DryRun: 'true', 'InstanceId.1': 'i-1' },
    ]);
    assert.deepEqual(waited.events, ['lease staging interactively', 'take staging/eu-west-1 ec2-mutating 1']);
    const stops = stage(would);
    await stops.permissions.dryRun(scope, { type: 'stop' }, ['i-1', 'i-2'], never(), 7);
    assert.deepEqual(stops.events, [
      'lease staging',
      'take staging/eu-west-1 ec2-stop-dry-run 1',
      'spare staging/eu-west-1 ec2-stopped-instances 2 7',
    ]);
    const starts = stage(would);
    await starts.permissions.dryRun(scope, { type: 'start' }, ['i-1'], never(), 7);
    assert.deepEqual(starts.events, ['lease staging', 'take staging/eu-west-1 ec2-start-dry-run 1']);
  });

  it('is asked no longer than somebody wants to know', async () => {
    const { permissions, asked } = stage(would);
    for (const answer of [
      await permissions.dryRun(scope, { type: 'stop' }, ['i-1'], AbortSignal.abort(), 0),
      await permissions.dryRun(scope, { type: 'start' }, ['i-1'], AbortSignal.abort(), 0),
      await permissions.mayStopInstance(scope, 'i-1', AbortSignal.abort()),
    ])
      assert.equal(!answer.ok && answer.failure.kind, 'cancelled');
    assert.deepEqual(asked, []);
  });

  it('is not asked of what answers in AWS’s place and may not heed a dry run', async () => {
    const { permissions, asked } = stage(would, { section: { endpoint_url: 'http://localhost:4566' } });
    const answer = await permissions.dryRun(scope, { type: 'stop' }, ['i-1'], never(), 0);
    assert.ok(!answer.ok);
    const { kind, code, mayHaveHappened, message } = answer.failure;
    assert.deepEqual([kind, code, mayHaveHappened], ['forbidden', 'dry-run-unheeded', false]);
    assert.match(message, /^Not sent:/);
    assert.deepEqual(asked, []);
  });
});

/** What the permissions of a profile that leads there ask. */
function leadingTo(destination: Destination) {
  const { caller, asked } = answeringWire(() => would);
  const led: Caller = {
    ...caller,
    perform: (ask, work) =>
      caller.perform(ask, (tools) => {
        const { lease } = tools;
        return work({ ...tools, lease: { ...lease, routes: { ...lease.routes, destination } } });
      }),
  };
  return { asked, permissions: createAwsPermissions(led) };
}

describe('who is asked for a dry run', () => {
  const emulator = 'http://localhost:4566';
  for (const [who, destination, isAsked] of [
    ['AWS', { kind: 'aws' }, true],
    ['the simulated AWS', { kind: 'simulated' }, true],
    ['AWS, where only other services lead elsewhere', customAt(emulator, { EC2: AT_AWS }), true],
    ['nobody, where EC2 alone leads elsewhere', customBut({ EC2: emulator }), false],
  ] as const)
    it(`is ${who}`, async () => {
      const { permissions, asked } = leadingTo(destination);
      await permissions.mayStopInstance(scope, 'i-1', never());
      assert.equal(asked.length === 1, isAsked);
    });
});

describe('the client of dry runs', () => {
  it('looks at each request as it is about to leave', async () => {
    const { caller } = answeringWire(() => would);
    const guards: Parameters<CallTools['config']>[0][] = [];
    const watched: Caller = {
      ...caller,
      perform: (ask, work) =>
        caller.perform(ask, (tools) =>
          work({
            ...tools,
            config: (guard) => {
              guards.push(guard);
              return tools.config(guard);
            },
          }),
        ),
    };
    await createAwsPermissions(watched).mayStopInstance(scope, 'i-1', never());
    const request = { protocol: 'https:', hostname: 'ec2.test', path: '/', method: 'POST', headers: {} };
    assert.equal(guards.length, 1);
    assert.throws(() => guards[0]?.(request, 'Action=StopInstances&InstanceId.1=i-1'), KnownFailure);
  });

  it('sends nothing that could be the change itself', () => {
    for (const [body, isDry] of [
      ['Action=StopInstances&InstanceId.1=i-1&DryRun=true', true],
      ['Action=StartInstances&InstanceId.1=i-1&DryRun=true', true],
      ['Action=StopInstances&InstanceId.1=i-1', false],
      ['Action=StopInstances&DryRun=false', false],
      ['Action=StopInstances&DryRun=true&DryRun=true', false],
      ['Action=StopInstances&Action=StartInstances&DryRun=true', false],
      ['Action=TerminateInstances&DryRun=true', false],
      ['DryRun=true', false],
      ['', false],
    ] as const) {
      if (isDry) onlyDryRuns(body);
      else
        assert.throws(
          () => onlyDryRuns(body),
          (error) =>
            error instanceof KnownFailure && error.failure.kind === 'forbidden' && !error.failure.mayHaveHappened,
          body,
        );
    }
  });
});
