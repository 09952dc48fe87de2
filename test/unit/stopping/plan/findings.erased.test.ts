import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Failure, failed } from '../../../../src/model/failure.ts';
import type { AwsReads } from '../../../../src/model/ports/awsReads.ts';
import type { Instance } from '../../../../src/model/resources/instance.ts';
import { failure, instance, told } from '../../../stages/fakes.ts';
import { findings, stop } from '../../../stages/stopping/plan.ts';

describe('the plan of an instance', () => {
  it('says what a stop erases by what AWS tells of the type, by its name alone where AWS denies that, and else that it isn’t known', async () => {
    const erased = [{ severity: 'warn', type: 'instance-store-data' }];
    const of = (instanceStore: Instance['instanceStore'], typeStores: AwsReads['typeStores']) =>
      findings(instance({ instanceStore, type: 'x9d.large' }), stop, { reads: { typeStores } });
    assert.deepEqual(await of('none', () => Promise.resolve(told({ 'x9d.large': true }))), erased);
    assert.deepEqual(await of('data', () => Promise.resolve(told({ 'x9d.large': false }))), []);
    assert.deepEqual(await of('unknown', () => Promise.resolve(told({ 'x9d.large': true }))), erased);
    assert.deepEqual(await of('unknown', () => Promise.resolve(told({ 'x9d.large': false }))), []);
    const maybe = [{ severity: 'warn', type: 'instance-store-unknown' }];
    const denied = failed(failure('denied'));
    for (const [name, finding] of [
      ['unknown', maybe],
      ['data', erased],
      ['none', []],
      ['root', [{ severity: 'block', type: 'unfit', unfit: 'instance-store-root', state: 'running' }]],
    ] as const)
      assert.deepEqual(await of(name, () => Promise.resolve(denied)), finding, name);
    const kinds: readonly Failure['kind'][] = ['timeout', 'cancelled', 'throttled', 'server', 'refused', 'unreachable'];
    const untold = [told({}), told({ other: true }), ...kinds.map((kind) => failed(failure(kind)))];
    for (const answer of untold)
      for (const name of ['unknown', 'data', 'none'] as const)
        assert.deepEqual(await of(name, () => Promise.resolve(answer)), maybe, JSON.stringify([answer, name]));
  });
});
