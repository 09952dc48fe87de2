import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { createAccounts } from '../../../../src/inventory/accounts.ts';
import { ofShownAccounts } from '../../../../src/inventory/shownAccount.ts';
import { heldClock } from '../../../../src/simulator/core/clock.ts';
import { STAGING } from '../../../stages/accounts.ts';
import { createStage, listed, never, type Stage, type Way } from '../../../stages/aws.ts';
import { failureIn, valueOf } from '../../../stages/answering/outcomes.ts';

for (const way of ['direct', 'worker'] satisfies Way[]) {
  describe(`what only a further call tells of instances (${way})`, () => {
    let stage: Stage;
    beforeEach(async () => {
      stage = await createStage({ way, clock: heldClock() });
    });
    afterEach(() => stage.close());

    test('shows what a service manages and the account hides, in the list and in a look', async () => {
      const { id } = stage.sim.ec2.add(STAGING, 'eu-west-1', { operator: 'eks.amazonaws.com', hidden: true });
      const { resources } = await listed(stage.aws, stage.scope, 'instance');
      const found = valueOf(await stage.aws.reads.describe(stage.scope, 'instance', [id], never()));
      for (const one of [resources.find((each) => each.id === id), found.targets[0]])
        assert.equal(one?.kind === 'instance' && one.managedBy, 'eks.amazonaws.com');
    });

    for (const [code, message] of [
      ['UnknownParameter', 'The parameter IncludeManagedResources is not recognized'],
      ['InvalidParameterValue', 'Unexpected member: IncludeManagedResources'],
      ['ValidationError', 'includeManagedResources is not a valid parameter'],
    ] as const)
      test(`lists all the same where the endpoint says ${code} of what the account hides, and asks it once`, async () => {
        const { id } = stage.sim.ec2.add(STAGING, 'eu-west-1', { stateAge: 0 });
        const refusal = { kind: 'error', code, message, status: 400 } as const;
        const asked = () => stage.sim.log.entries({ action: 'DescribeInstances' });
        stage.sim.log.clear();
        stage.sim.faults.add({ action: 'DescribeInstances', times: 1, effect: refusal });
        for (const calls of [2, 3]) {
          const { resources, gaps } = await listed(stage.aws, stage.scope, 'instance');
          assert.ok(resources.some((one) => one.id === id));
          assert.deepEqual(
            gaps.map((gap) => [gap.code, gap.operation]),
            [['managed-unlisted', 'ec2:DescribeInstances']],
          );
          assert.equal(asked().length, calls);
        }
        const found = valueOf(await stage.aws.reads.describe(stage.scope, 'instance', [id], never()));
        assert.equal(found.targets[0]?.id, id);
        assert.deepEqual(
          asked().map(({ parameters }) => parameters['IncludeManagedResources']),
          ['true', undefined, undefined, undefined],
        );
      });

    test('keeps asking for what the account hides after any other refusal, which costs no list', async () => {
      const refusal = { kind: 'error', code: 'InvalidParameterValue', message: 'MaxResults', status: 400 } as const;
      stage.sim.faults.add({ action: 'DescribeInstances', times: 1, effect: refusal });
      for (const codes of [['managed-unlisted'], []]) {
        const { gaps } = await listed(stage.aws, stage.scope, 'instance');
        assert.deepEqual(
          gaps.map(({ code }) => code),
          codes,
        );
      }
    });

    test('knows the sizes of volumes, by one call for two hundred, and without those that are gone', async () => {
      for (let at = 0; at < 120; at += 1) stage.sim.ec2.add(STAGING, 'eu-west-1', { stateAge: 0, volumes: 3 });
      const there = stage.sim.ec2
        .instances(STAGING, 'eu-west-1')
        .filter(({ state }) => state !== 'terminated')
        .flatMap(({ volumes }) => volumes);
      const ids = [...there.map(({ id }) => id), 'vol-0123456789abcdef0'];
      stage.sim.log.clear();
      const sizes = valueOf(await stage.aws.reads.volumeSizes(stage.scope, ids, never()));
      assert.deepEqual(sizes, Object.fromEntries(there.slice(0, 1_000).map(({ id, size }) => [id, size])));
      const calls = stage.sim.log.entries().filter(({ action }) => action === 'DescribeVolumes').length;
      assert.equal(calls, Math.ceil(Math.min(ids.length, 1_000) / 200));
      stage.sim.faults.add({ action: 'DescribeVolumes', times: 1, effect: { kind: 'denied' } });
      const denied = failureIn(await stage.aws.reads.volumeSizes(stage.scope, ids, never()));
      assert.equal(denied.kind, 'denied');
    });

    test('takes of volumes only sizes that are told, and calls no other one empty', async () => {
      const item = (id: string, size: string): string =>
        `<item>${id && `<volumeId>${id}</volumeId>`}${size && `<size>${size}</size>`}</item>`;
      const items = [item('vol-1', '8'), item('vol-2', '0'), item('vol-3', '-1'), item('vol-4', ''), item('', '5')];
      const body = `<DescribeVolumesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId><volumeSet>${items.join('')}${item('vol-5', 'many')}</volumeSet></DescribeVolumesResponse>`;
      const effect = { kind: 'body', body, contentType: 'text/xml' } as const;
      stage.sim.faults.add({ action: 'DescribeVolumes', times: 1, effect });
      const sizes = valueOf(await stage.aws.reads.volumeSizes(stage.scope, ['vol-1', 'vol-1', 'vol-9'], never()));
      assert.deepEqual(sizes, { 'vol-1': 8, 'vol-2': 0 });
      stage.sim.faults.clear();
    });

    test('asks once for what types have, for many in one call, and never again for those it knows', async () => {
      const types = ['m5.large', 'i4i.large', 'c5d.large', 'm5.large'];
      const calls = () => stage.sim.log.entries().filter(({ action }) => action === 'DescribeInstanceTypes').length;
      stage.sim.log.clear();
      stage.sim.faults.add({ action: 'DescribeInstanceTypes', times: 1, effect: { kind: 'denied' } });
      assert.equal(failureIn(await stage.aws.reads.typeStores(stage.scope, types, never())).kind, 'denied');
      const told = { 'm5.large': false, 'i4i.large': true, 'c5d.large': true };
      for (let round = 0; round < 2; round += 1)
        assert.deepEqual(valueOf(await stage.aws.reads.typeStores(stage.scope, types, never())), told);
      assert.equal(calls(), 2);
      // So does what shows one account, though an answer that took no call is of nobody.
      const accounts = createAccounts(stage.aws.reads, (error) => assert.fail(String(error)));
      await accounts.ensure([stage.scope.profile]);
      const shown = ofShownAccounts(stage.aws.reads, accounts);
      assert.deepEqual(valueOf(await shown.typeStores(stage.scope, types, never())), told);
      assert.equal(calls(), 2);
      // One that AWS doesn't know costs none of those that are known.
      const one = valueOf(await stage.aws.reads.typeStores(stage.scope, ['i4i.large'], never()));
      assert.deepEqual(one, { 'i4i.large': true });
      const more = valueOf(await stage.aws.reads.typeStores(stage.scope, ['m5.large', 'z9.huge'], never()));
      assert.deepEqual(more, { 'm5.large': false });
    });
  });
}
