import assert from 'node:assert/strict';
import { chmod } from 'node:fs/promises';
import { afterEach, beforeEach, describe, test } from 'node:test';
import type { Aws } from '../../../src/aws/aws.ts';
import { createAccounts } from '../../../src/inventory/accounts.ts';
import { ofShownAccounts } from '../../../src/inventory/shownAccount.ts';
import type { AwsReads } from '../../../src/model/ports/awsReads.ts';
import { listKinds, type TargetRef } from '../../../src/model/resources/resource.ts';
import { simulatedAccessKeyId, simulatedSecret } from '../../../src/simulator/core/accounts.ts';
import type { Read } from '../../../src/model/sight.ts';
import { ofSimulated, PRODUCTION, STAGING } from '../../stages/accounts.ts';
import { createStage, never, type Stage, type Way } from '../../stages/aws.ts';
import { valueOf } from '../../stages/answering/outcomes.ts';
import { heldTime } from '../../stages/fakes.ts';
import { plainStopping } from '../../stages/stopping/plainStopping.ts';

const fails = (error: unknown) => assert.fail(String(error));
const MISSING = {
  instance: 'i-0123456789abcdef0',
  deployment: `arn:aws:ecs:eu-west-1:${STAGING}:service-deployment/shop/web/abcdefghijklmnopqrstu`,
  experiment: 'EXPnotthere0000000',
} as const;

for (const way of ['direct', 'worker'] satisfies Way[]) {
  describe(`whose an answer is (${way})`, () => {
    let stage: Stage;
    beforeEach(async () => {
      stage = await createStage({ way });
      const helper = await stage.home.write(
        'helper.sh',
        `#!/bin/sh\ncat '${await stage.home.write('keys.json', keys(STAGING))}'\n`,
      );
      await chmod(helper, 0o755);
      await stage.home.write(
        '.aws/config',
        `[profile staging]\nregion = eu-west-1\ncredential_process = ${helper}\nendpoint_url = ${stage.sim.endpoint}\nhalt_simulated = true\n`,
      );
    });
    afterEach(() => stage.close());

    const keys = (account: string) =>
      JSON.stringify({
        Version: 1,
        AccessKeyId: simulatedAccessKeyId(account),
        SecretAccessKey: simulatedSecret(account),
      });
    /** The helper program leads elsewhere after the credentials ran out. No file of the config changes. */
    const leadElsewhere = async (aws: Aws) => {
      await stage.home.write('keys.json', keys(PRODUCTION));
      stage.sim.faults.add({ action: 'DescribeRegions', times: 1, effect: { kind: 'expiredToken' } });
      await aws.reads.regions('staging', never());
    };

    /** Of whom each reading says that it is; the refusals too. */
    const whose = async (reads: AwsReads): Promise<readonly (string | undefined)[]> => {
      const said: (string | undefined)[] = [];
      for (const kind of listKinds)
        for await (const page of reads.list(stage.scope, kind, never()))
          said.push(page.ok ? page.seen.account : page.failure.code);
      for (const kind of ['instance', 'deployment', 'experiment'] as const) {
        const found = await reads.describe(stage.scope, kind, [MISSING[kind]], never());
        // Another account's ECS refuses to speak of an ARN that isn't its own.
        if (found.ok) assert.ok([...found.value.missing, ...Object.keys(found.value.failures)].includes(MISSING[kind]));
        said.push(found.ok ? found.seen.account : found.failure.code);
        const document = await reads.wholeResource({ kind, scope: stage.scope, id: MISSING[kind] }, never());
        assert.equal(document.ok, false);
        said.push(document.failure.account ?? document.failure.code);
      }
      return said;
    };

    /** What is planned where AWS answers this when it is asked who the profile is, whose shown account is the first one. */
    const plannedWhere = async (identity: Awaited<ReturnType<AwsReads['identity']>>, refs: readonly TargetRef[]) => {
      const stopping = plainStopping({
        reads: { ...stage.aws.reads, identity: () => Promise.resolve(identity) },
        changes: stage.aws.changes,
        clock: heldTime(),
        shownAccount: () => ofSimulated(STAGING),
      });
      try {
        return await stopping.plan(refs, { type: 'stop' }, never());
      } finally {
        stopping.dispose();
      }
    };

    test('A4: every answer says of which account it is, though nobody asked who the profile is, and AWS is asked once', async () => {
      stage.sim.log.clear();
      assert.deepEqual(new Set(await whose(stage.aws.reads)), new Set([STAGING]));
      assert.equal(stage.sim.log.count({ action: 'GetCallerIdentity' }), 1);
      await leadElsewhere(stage.aws);
      assert.deepEqual(new Set(await whose(stage.aws.reads)), new Set([PRODUCTION]));
      assert.equal(stage.sim.log.count({ action: 'GetCallerIdentity' }), 2);
    });

    test('A4: lists, looks and pages of one account take nothing of another, “not there” included', async () => {
      const accounts = createAccounts(stage.aws.reads, fails);
      const reads = ofShownAccounts(stage.aws.reads, { ...accounts, refresh: () => Promise.resolve() });
      assert.deepEqual(new Set(await whose(reads)), new Set([STAGING]));
      await leadElsewhere(stage.aws);
      assert.deepEqual(new Set(await whose(reads)), new Set(['account-changed']));
      // As soon as somebody has asked who the profile is now, its answers are taken.
      const changes: unknown[] = [];
      accounts.onDidChangeAccount((change) => changes.push(change));
      await accounts.refresh('staging');
      assert.deepEqual(changes, [{ profile: 'staging', from: STAGING, to: PRODUCTION }]);
      assert.deepEqual(new Set(await whose(reads)), new Set([PRODUCTION]));
      accounts.dispose();
    });

    for (const [name, kind] of [
      ['doesn’t tell', 'denied'],
      ['hasn’t told yet', 'hold'],
    ] as const)
      test(`A4: nothing of another account stands under the shown one’s name where AWS ${name} whose it is`, async () => {
        const accounts = createAccounts(stage.aws.reads, fails);
        const reads = ofShownAccounts(stage.aws.reads, { ...accounts, refresh: () => Promise.resolve() });
        const identity = await stage.aws.reads.identity('staging', never());
        await accounts.ensure(['staging']);
        const ref = { kind: 'instance', scope: stage.scope, id: MISSING.instance } as const;
        /** All at once: each waits for whose it is. */
        const shown = () =>
          Promise.all([
            reads.list(stage.scope, 'instance', never())[Symbol.asyncIterator]().next(),
            reads.describe(stage.scope, 'instance', [ref.id], never()),
            reads.wholeResource(ref, never()),
          ]).then(([{ value: page }, ...others]) =>
            [page as Read<unknown> | undefined, ...others].map((one) =>
              one?.ok === false ? (one.failure.code ?? one.failure.kind) : one?.seen.account,
            ),
          );
        const planned = () =>
          plannedWhere(identity, [ref]).then(({ groups: [group] }) =>
            group?.targets[0]?.findings.map((one) => (one.type === 'not-reread' ? one.failure.code : one.type)),
          );
        assert.deepEqual(await Promise.all([shown(), planned()]), [[STAGING, STAGING, 'not-found'], ['gone']]);
        const untold = stage.sim.faults.add({ action: 'GetCallerIdentity', effect: { kind } });
        await leadElsewhere(stage.aws);
        assert.deepEqual(await Promise.all([shown(), planned()]), [
          ['account-unknown', 'account-unknown', 'account-unknown'],
          ['account-unknown'],
        ]);
        stage.sim.faults.remove(untold);
        accounts.dispose();
      });

    test('A4: a plan whose looks are of another account than the one that AWS named can’t be confirmed', async () => {
      const value = valueOf(await stage.aws.reads.identity('staging', never()));
      await leadElsewhere(stage.aws);
      const [instance] = stage.sim.fleet.accounts.some(({ id }) => id === PRODUCTION) ? [MISSING.instance] : [];
      assert.ok(instance);
      const plan = await plannedWhere({ ok: true, value, seen: { at: 0, account: STAGING } }, [
        { kind: 'instance', scope: stage.scope, id: instance },
        { kind: 'lever', scope: stage.scope, id: 'default' },
      ]);
      for (const { findings } of plan.groups.flatMap(({ targets }) => targets))
        assert.deepEqual(
          findings.find(({ type }) => type === 'account-changed'),
          { severity: 'block', type: 'account-changed', from: PRODUCTION, to: STAGING },
        );
    });

    test('A2: reading goes on where AWS doesn’t say whose the credentials are, of nobody who is known, and it is asked seldom', async () => {
      stage.sim.faults.add({ action: 'GetCallerIdentity', effect: { kind: 'denied' } });
      const reading = await stage.aws.reads.describe(stage.scope, 'instance', [MISSING.instance], never());
      assert.ok(reading.ok && reading.seen.account === undefined);
      const asked = stage.sim.log.count({ action: 'GetCallerIdentity' });
      for (let again = 0; again < 5; again += 1)
        await stage.aws.reads.describe(stage.scope, 'instance', [MISSING.instance], never());
      assert.equal(stage.sim.log.count({ action: 'GetCallerIdentity' }), asked);
    });
  });
}
