import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { refKey } from '../../../../src/model/resources/resource.ts';
import { plan, stop } from '../../../stages/stopping/plan.ts';
import { instance, lever, looksAt, refTo } from '../../../stages/fakes.ts';

describe('a plan of what was meant before', () => {
  it('is blocked where the profile leads to another account by now, each target by itself', async () => {
    const other = '444455556666';
    const of = (account: string) => ({ account, elsewhere: undefined });
    const refs = [refTo(lever()), refTo(instance()), refTo(instance({ id: 'i-2' })), refTo(instance({ id: 'i-3' }))];
    const [theirs, gone, own] = refs.map(refKey);
    assert.ok(theirs !== undefined && gone !== undefined && own !== undefined);
    const whose = new Map([
      [theirs, of(other)],
      [gone, of(other)],
      [own, of('111122223333')],
    ]);
    const here = [lever(), instance({ id: 'i-2' }), instance({ id: 'i-3' })];
    const found = async (shown: string) => {
      const reads = { describe: looksAt(() => here) };
      const { groups } = await plan({ reads, whose, shownAccount: () => of(shown) }, refs, stop);
      return groups[0]?.targets.map(({ findings }) => findings.filter((one) => /^(gone|account-)/.test(one.type)));
    };
    const block = (from: string) => ({ severity: 'block', type: 'account-changed', from, to: '111122223333' });
    assert.deepEqual(await found('111122223333'), [[block(other)], [block(other)], [], []]);
    // Once, where the screen showed that account too.
    assert.deepEqual(await found(other), [[block(other)], [block(other)], [block(other)], [block(other)]]);
    const [third] = (await found('777788889999')) ?? [];
    assert.deepEqual(third, [block('777788889999'), block(other)]);
  });
});
