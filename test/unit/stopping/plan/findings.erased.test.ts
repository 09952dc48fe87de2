import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { failed } from '../../../../src/model/failure.ts';
import type { AwsReads } from '../../../../src/model/ports/awsReads.ts';
import type { Instance } from '../../../../src/model/resources/instance.ts';
import { failure, instance, told } from '../../../stages/fakes.ts';
import { findings, stop } from '../../../stages/stopping/plan.ts';

const denied = failed(failure('denied'));

describe('the plan of an instance', () => {
  it('says what a stop erases by what AWS tells of the type, and by its name where AWS doesn’t', async () => {
    const erased = [{ severity: 'warn', type: 'instance-store-data' }];
    const of = (instanceStore: Instance['instanceStore'], typeStores: AwsReads['typeStores']) =>
      findings(instance({ instanceStore, type: 'x9d.large' }), stop, { reads: { typeStores } });
    assert.deepEqual(await of('none', () => Promise.resolve(told({ 'x9d.large': true }))), erased);
    assert.deepEqual(await of('data', () => Promise.resolve(told({ 'x9d.large': false }))), []);
    assert.deepEqual(await of('unknown', () => Promise.resolve(told({ 'x9d.large': true }))), erased);
    assert.deepEqual(await of('unknown', () => Promise.resolve(told({ 'x9d.large': false }))), []);
    for (const untold of [denied, told({}), told({ other: true })]) {
      const maybe = [{ severity: 'warn', type: 'instance-store-unknown' }];
      assert.deepEqual(await of('unknown', () => Promise.resolve(untold)), maybe);
      assert.deepEqual(await of('data', () => Promise.resolve(untold)), erased);
      assert.deepEqual(await of('none', () => Promise.resolve(untold)), []);
    }
  });
});
