import assert from 'node:assert/strict';
import { chmod } from 'node:fs/promises';
import { afterEach, beforeEach, describe, test } from 'node:test';
import type { Aws } from '../../../src/aws/aws.ts';
import { onlyDryRuns } from '../../../src/aws/permissions.ts';
import { refused } from '../../../src/aws/transport/changeGuard.ts';
import { nodeTransport } from '../../../src/aws/transport/nodeTransport.ts';
import type { Transport, WireRequest } from '../../../src/aws/transport/transport.ts';
import { momentOf } from '../../../src/base/deadline.ts';
import { asUrgent } from '../../../src/base/urgency.ts';
import { known, none, unread } from '../../../src/model/fact.ts';
import type { ChangePolicy } from '../../../src/model/changePolicy.ts';
import type { Operation } from '../../../src/model/operation.ts';
import type { PlaceRule } from '../../../src/model/placeRules.ts';
import { PERMIT_LIFE } from '../../../src/model/permit.ts';
import { simulatedAccessKeyId, simulatedSecret } from '../../../src/simulator/core/accounts.ts';
import { heldClock } from '../../../src/simulator/core/clock.ts';
import { PRODUCTION, STAGING } from '../../stages/accounts.ts';
import { createStage, never, profileLines, type Stage, type Way } from '../../stages/aws.ts';
import { failureIn, valueOf } from '../../stages/answering/outcomes.ts';
import { heldTime } from '../../stages/fakes.ts';
import { until } from '../../stages/processes.ts';
import { openPolicy, permitFor, type PermitMembers } from '../../stages/stopping/permits.ts';
import { customAt } from '../../stages/destinations.ts';

const changing = [
  'StopInstances',
  'StartInstances',
  'StopServiceDeployment',
  'StopExperiment',
  'UpdateSafetyLeverState',
];
/** One rule; what it doesn't say forbids nothing. */
const places = (rule: Partial<PlaceRule> & Pick<PlaceRule, 'match'>): Partial<ChangePolicy> => ({
  places: [{ production: false, readOnly: false, ...rule }],
});
const engage: Operation = { type: 'engage-lever', reason: 'A drill.' };

for (const way of ['direct', 'worker'] satisfies Way[]) {
  describe(`a permit, compared before the first byte (${way})`, () => {
    let stage: Stage;
    beforeEach(async () => {
      stage = await createStage({ way, clock: heldClock() });
    });
    afterEach(() => stage.close());

    const arrived = (): number => changing.reduce((sum, action) => sum + stage.sim.log.count({ action }), 0);
    const lever = (aws: Aws, more: PermitMembers = {}) =>
      aws.changes.setSafetyLever(permitFor(engage, ['default'], more));
    const leadTo = (account: string) =>
      stage.home.write('.aws/config', profileLines('staging', account, stage.sim.endpoint));

    test('A1: a profile that leads elsewhere since the confirmation stops nothing there', async () => {
      valueOf(await stage.aws.reads.identity('staging', never()));
      await leadTo(PRODUCTION);
      const failure = failureIn(await lever(stage.aws));
      assert.deepEqual([failure.kind, failure.code, failure.mayHaveHappened], ['forbidden', 'account-changed', false]);
      assert.equal(arrived(), 0);
      await leadTo(STAGING);
      assert.equal((await lever(stage.aws)).ok, true);
    });

    test('A2: an account that STS doesn’t tell, or not in time, refuses instead of being skipped', async () => {
      const hurried = stage.another({ timeouts: { connect: 30_000, request: 4_000 }, attempts: 1 });
      for (const effect of [{ kind: 'denied' }, { kind: 'hang', when: 'before' }, { kind: 'malformedBody' }] as const) {
        const fault = stage.sim.faults.add({ action: 'GetCallerIdentity', effect });
        const failure = failureIn(await lever(hurried));
        assert.deepEqual(
          [failure.kind, failure.code, failure.mayHaveHappened],
          ['forbidden', 'account-unknown', false],
        );
        stage.sim.faults.remove(fault);
      }
      assert.equal(arrived(), 0);
      assert.equal((await lever(hurried)).ok, true);
    });

    test('asks STS once for each lease, and with that very lease', async () => {
      stage.sim.log.clear();
      assert.equal((await lever(stage.aws)).ok, true);
      await stage.aws.changes.setSafetyLever(permitFor({ type: 'disengage-lever', reason: 'Over.' }, ['default']));
      assert.equal(stage.sim.log.count({ action: 'GetCallerIdentity' }), 1);
      stage.aws.invalidate('staging');
      await lever(stage.aws);
      assert.equal(stage.sim.log.count({ action: 'GetCallerIdentity' }), 2);
    });

    test('A3, A4: each later call is compared anew, also where a helper program leads elsewhere and no file changed', async () => {
      const keys = (account: string) =>
        JSON.stringify({
          Version: 1,
          AccessKeyId: simulatedAccessKeyId(account),
          SecretAccessKey: simulatedSecret(account),
        });
      const told = await stage.home.write('keys.json', keys(STAGING));
      const helper = await stage.home.write('helper.sh', `#!/bin/sh\ncat '${told}'\n`);
      await chmod(helper, 0o755);
      await stage.home.write(
        '.aws/config',
        `[profile staging]\nregion = eu-west-1\ncredential_process = ${helper}\nendpoint_url = ${stage.sim.endpoint}\nhalt_simulated = true\n`,
      );
      const permit = permitFor(engage, ['default']);
      stage.sim.faults.add({ action: 'UpdateSafetyLeverState', times: 1, effect: { kind: 'expiredToken' } });
      assert.equal(failureIn(await stage.aws.changes.setSafetyLever(permit)).kind, 'credentials-expired');
      await stage.home.write('keys.json', keys(PRODUCTION));
      const failure = failureIn(await stage.aws.changes.setSafetyLever(permit));
      assert.equal(failure.code, 'account-changed');
      assert.match(failure.message, new RegExp(`${STAGING}.*${PRODUCTION}`));
      assert.equal(arrived(), 1);
    });

    test('A3: the guards are asked again for every attempt of one call', async () => {
      let policy: ChangePolicy = openPolicy();
      const aws = stage.another({ policy: () => policy });
      valueOf(await aws.reads.identity('staging', never()));
      // AWS throttles the first attempt, which the SDK tries again; the guards change while it pauses.
      stage.sim.faults.add({ action: 'UpdateSafetyLeverState', effect: { kind: 'throttle' } });
      const sending = lever(aws);
      while (arrived() === 0) await new Promise((resolve) => setImmediate(resolve));
      policy = { ...openPolicy(), readOnly: ['stag*'] };
      const failure = failureIn(await sending);
      assert.deepEqual([failure.code, failure.mayHaveHappened], ['read-only', false]);
      assert.equal(arrived(), 1);
    });

    test('A5: two minutes after the confirmation nothing leaves, by whichever clock', async () => {
      for (const move of [
        (clock: ReturnType<typeof heldTime>) => clock.advance(PERMIT_LIFE),
        async (clock: ReturnType<typeof heldTime>) => clock.setBy(8 * 3_600_000),
        async (clock: ReturnType<typeof heldTime>) => clock.setBy(-60_000),
      ]) {
        const clock = heldTime();
        const aws = stage.another({ permitClock: clock });
        const permit = permitFor(engage, ['default'], { confirmed: momentOf(clock) });
        await clock.advance(1_000);
        await move(clock);
        assert.equal(failureIn(await aws.changes.setSafetyLever(permit)).code, 'permit-expired');
      }
      assert.equal(arrived(), 0);
    });

    test('the time is looked at when the connection stands, not when the call was made', async () => {
      const clock = heldTime();
      const own = nodeTransport({ maxSockets: 1, ownAgents: true });
      let waits = false;
      const transport: Transport = {
        ...own,
        send: (request, ...rest) => {
          waits ||= request.url.includes('/safetyLevers/');
          return own.send(request, ...rest);
        },
      };
      const aws = stage.another({ permitClock: clock, transport });
      valueOf(await aws.reads.identity('staging', never()));
      // They hold the only two connections: that of polls, and the one for what a person waits for.
      const fault = stage.sim.faults.add({
        action: 'DescribeInstances',
        times: 2,
        effect: { kind: 'hang', when: 'before' },
      });
      const [leave, leaveToo] = [new AbortController(), new AbortController()];
      const look = (signal: AbortSignal) =>
        aws.reads.describe(stage.scope, 'instance', ['i-0123456789abcdef0'], signal);
      const reading = [look(leave.signal), look(asUrgent(leaveToo.signal))];
      await until(() => stage.sim.log.count({ action: 'DescribeInstances' }) === 2);
      const sending = aws.changes.setSafetyLever(permitFor(engage, ['default'], { confirmed: momentOf(clock) }));
      // Until it waits for its turn, and then for longer than the permit holds.
      await until(() => waits);
      await clock.advance(PERMIT_LIFE);
      leave.abort();
      leaveToo.abort();
      await Promise.all(reading);
      stage.sim.faults.remove(fault);
      assert.equal(failureIn(await sending).code, 'permit-expired');
      assert.equal(arrived(), 0);
      own.close();
    });

    test('A6: an ABORT needs halt.enableAbort when it leaves, whoever planned it', async () => {
      const aws = stage.another({ policy: () => ({ ...openPolicy(), enableAbort: false }) });
      const failure = failureIn(await aws.changes.stopDeployment(permitFor({ type: 'abort' }, ['arn:d']), 'arn:d'));
      assert.deepEqual([failure.kind, failure.code], ['forbidden', 'abort-off']);
      assert.equal(arrived(), 0);
    });

    const guards: readonly (readonly [string, Partial<ChangePolicy>, PermitMembers, string])[] = [
      ['halt.readOnly by profile', { readOnly: ['STAG*'] }, {}, 'read-only'],
      ['halt.readOnly by account id', { readOnly: [`${STAGING.slice(0, 6)}*`] }, {}, 'read-only'],
      ['halt.readOnly by alias', { readOnly: ['shop-*'] }, { alias: known('Shop-Staging') }, 'read-only'],
      ['halt.readOnly by an alias that was not read', { readOnly: ['ＳHOP-*'] }, { alias: unread }, 'read-only'],
      ['halt.readOnly for everything', { readOnly: true }, {}, 'read-only'],
      ['halt.allowedRegions', { allowedRegions: ['us-*'] }, {}, 'region'],
      ['halt.enableAbort', { enableAbort: false }, {}, 'abort-off'],
      ['halt.places: regions, by profile', places({ match: 'STAG*', regions: ['us-east-1'] }), {}, 'place-region'],
      [
        'halt.places: operations, by account',
        places({ match: STAGING, operations: ['stop', 'disengage-lever'] }),
        {},
        'place-operation',
      ],
      [
        'halt.places: read only, by alias',
        places({ match: 'shop-*', readOnly: true }),
        { alias: known('shop-staging') },
        'place-read-only',
      ],
      [
        'halt.places: read only, by an alias that was not read',
        places({ match: 'shop-*', readOnly: true }),
        { alias: unread },
        'place-read-only',
      ],
      [
        'halt.places: production, by alias',
        places({ match: 'shop-*', production: true }),
        { alias: known('shop-staging') },
        'policy-changed',
      ],
      ['halt.places: another account’s', places({ match: PRODUCTION, readOnly: true }), {}, 'policy-changed'],
      ['a guard that allows it still', { readOnly: ['other'] }, { alias: known('shop-staging') }, 'policy-changed'],
      ['an alias that the account doesn’t have', { readOnly: ['other-*'] }, { alias: none }, 'policy-changed'],
    ];
    for (const [what, change, members, code] of guards)
      test(`18: what changes between the confirmation and the first byte is compared on the wire: ${what}`, async () => {
        let policy = openPolicy();
        const aws = stage.another({ policy: () => policy });
        valueOf(await aws.reads.identity('staging', never()));
        const abort = { type: 'abort' } as const;
        const send = (more: PermitMembers) =>
          code === 'abort-off'
            ? aws.changes.stopDeployment(permitFor(abort, ['arn:d'], { ...members, ...more }), 'arn:d')
            : lever(aws, { ...members, ...more });
        // It waits for the account, and meanwhile the setting changes.
        aws.invalidate('staging');
        const asked = stage.sim.log.count({ action: 'GetCallerIdentity' });
        const sending = send({});
        while (stage.sim.log.count({ action: 'GetCallerIdentity' }) === asked)
          await new Promise((resolve) => setImmediate(resolve));
        policy = { ...policy, ...change };
        assert.equal(failureIn(await sending).code, code);
        // Nor under a permit that was made with the changed setting, unless that allows it.
        const again = await send({ policy });
        if (code === 'policy-changed') assert.equal(again.ok, true);
        else assert.equal(failureIn(again).code, code);
        assert.equal(arrived(), code === 'policy-changed' ? 1 : 0);
      });

    test('27: what was confirmed for the simulated AWS goes nowhere else, and the other way round', async () => {
      const lines = (more: string, fis = stage.sim.endpoint): string =>
        `[profile staging]\nregion = eu-west-1\n${more}services = here\naws_access_key_id = ${simulatedAccessKeyId(STAGING)}\n` +
        `aws_secret_access_key = ${simulatedSecret(STAGING)}\n[services here]\n` +
        ['ec2', 'ecs', 'fis', 'sts', 'iam', 'cloudwatch']
          .map((name) => `${name} =\n  endpoint_url = ${name === 'fis' ? fis : stage.sim.endpoint}\n`)
          .join('');
      const seen = async () => valueOf(await stage.aws.reads.identity('staging', never())).destination;
      const marked = 'halt_simulated = true\n';
      const simulated = { kind: 'simulated' } as const;
      await stage.home.write('.aws/config', lines(marked));
      assert.deepEqual(await seen(), simulated);
      assert.equal((await lever(stage.aws)).ok, true);
      // The same account and the same keys, and FIS alone is somewhere else.
      const elsewhere = stage.sim.endpoint.replace('127.0.0.1', '[::ffff:127.0.0.1]');
      await stage.home.write('.aws/config', lines(marked, elsewhere));
      const custom = await seen();
      assert.deepEqual(custom, customAt(stage.sim.endpoint, { fis: new URL(elsewhere).origin }));
      const attempts = arrived();
      for (const [config, destination] of [
        [lines(marked, elsewhere), simulated],
        [lines(''), simulated],
        [lines(marked), custom],
        [lines(marked), { kind: 'aws' } as const],
      ] as const) {
        await stage.home.write('.aws/config', config);
        const failure = failureIn(await lever(stage.aws, { destination }));
        assert.deepEqual([failure.code, failure.mayHaveHappened], ['destination-changed', false]);
      }
      assert.equal(arrived(), attempts);
    });

    test('covers its operation and its targets alone', async () => {
      const { changes } = stage.aws;
      const stop = permitFor({ type: 'stop' }, ['i-0000000000000000a']);
      const wrong = [
        changes.stopInstances(stop, ['i-0000000000000000b']),
        changes.stopInstances(stop, ['i-0000000000000000a', 'i-0000000000000000b']),
        changes.stopInstances(stop, []),
        changes.startInstances(stop, ['i-0000000000000000a']),
        changes.stopDeployment(stop, 'i-0000000000000000a'),
        changes.stopExperiment(stop, 'i-0000000000000000a'),
        changes.continueDeployment(stop, 'i-0000000000000000a'),
        changes.setSafetyLever(stop),
        changes.stopInstances(permitFor({ type: 'roll-back' }, ['i-0000000000000000a']), ['i-0000000000000000a']),
      ];
      for (const answer of await Promise.all(wrong)) assert.equal(failureIn(answer).code, 'not-permitted');
      assert.equal(arrived(), 0);
    });
  });
}

describe('the permission check', () => {
  test('lets through dry runs of StopInstances and StartInstances, and nothing else', () => {
    const dry = (body: string): boolean => {
      try {
        onlyDryRuns(body);
        return true;
      } catch {
        return false;
      }
    };
    for (const action of ['StopInstances', 'StartInstances'])
      assert.ok(dry(`Action=${action}&Version=2016-11-15&InstanceId.1=i-1&DryRun=true`));
    for (const body of [
      '',
      'DryRun=true',
      'Action=StopInstances&InstanceId.1=i-1',
      'Action=StopInstances&InstanceId.1=i-1&DryRun=false',
      'Action=StopInstances&InstanceId.1=i-1&DryRun=True',
      'Action=StopInstances&InstanceId.1=i-1&DryRun=true&DryRun=false',
      'Action=StopInstances&Action=TerminateInstances&DryRun=true',
      'Action=TerminateInstances&InstanceId.1=i-1&DryRun=true',
      'Action=StopInstances&InstanceId.1=DryRun=true',
      '{"DryRun":true}',
    ])
      assert.ok(!dry(body), body);
  });
});

describe('the way out', () => {
  test('sends no change that nobody compares with its permit', async () => {
    const transport = nodeTransport({ maxSockets: 1, ownAgents: true });
    const request: WireRequest = {
      method: 'POST',
      url: 'http://127.0.0.1:9',
      headers: {},
      change: {
        permit: permitFor({ type: 'stop' }, ['i-1']),
        account: STAGING,
        destination: { kind: 'simulated' },
        generation: 1,
      },
    };
    const limits = { connect: 1_000, request: 1_000 };
    await assert.rejects(transport.send(request, limits, undefined), /compared/);
    assert.throws(() => structuredClone({ ...request, mayLeave: () => refused('not-permitted') }), /clone/);
    transport.close();
  });
});
