import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createFailureDiagnosis } from '../../../../src/aws/call/failureDiagnosis.ts';
import type { Ask } from '../../../../src/aws/call/call.ts';
import { failure, heldTime } from '../../../stages/fakes.ts';

describe('whether a region is not enabled or a key is wrong', () => {
  it('is asked once for all that fails in the same moment, and anew with other credentials, in another profile, and later', async () => {
    const clock = heldTime();
    let works: boolean | undefined = true;
    const asked: string[] = [];
    const diagnosis = createFailureDiagnosis({
      clock,
      credentialsWork: (profile, region) => {
        asked.push(`${profile} ${region}`);
        return Promise.resolve(works);
      },
    });
    const judged = async (profile: string, generation: number) => {
      const ask = { scope: { profile, region: 'me-south-1' }, service: 'EC2', operation: 'DescribeInstances' } as Ask;
      const { kind } = await diagnosis.judge(failure('credentials-wrong'), ask, generation);
      return [kind, asked.splice(0).length];
    };
    assert.deepEqual(await judged('staging', 1), ['region-disabled', 1]);
    assert.deepEqual(await judged('staging', 1), ['region-disabled', 0]);
    works = false;
    assert.deepEqual(await judged('staging', 2), ['credentials-wrong', 1], 'other credentials');
    assert.deepEqual(await judged('other', 2), ['credentials-wrong', 1], 'another profile');
    works = true;
    assert.deepEqual(await judged('staging', 2), ['credentials-wrong', 0]);
    await clock.advance(10_000);
    assert.deepEqual(await judged('staging', 2), ['region-disabled', 1], 'later');
    diagnosis.forget('staging');
    assert.deepEqual(await judged('staging', 2), ['region-disabled', 1], 'forgotten');
    works = undefined;
    diagnosis.forget();
    assert.deepEqual(await judged('staging', 2), ['credentials-wrong', 1]);
    assert.deepEqual(await judged('staging', 2), ['credentials-wrong', 1], 'what can’t be told isn’t remembered');
  });
});
