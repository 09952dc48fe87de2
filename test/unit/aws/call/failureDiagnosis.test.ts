import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createFailureDiagnosis } from '../../../../src/aws/call/failureDiagnosis.ts';
import type { Ask } from '../../../../src/aws/call/call.ts';
import { homeRegion } from '../../../../src/aws/credentials/endpoints.ts';
import { partitionNames, partitions } from '../../../../src/model/partitions.ts';
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

describe('a host of AWS that has no address', () => {
  const judged = async (region: string, endpoint: string, known: readonly string[]) => {
    const asked: string[] = [];
    const diagnosis = createFailureDiagnosis({
      clock: heldTime(),
      credentialsWork: () => Promise.resolve(undefined),
      resolves: (host) => {
        asked.push(host);
        return Promise.resolve(known.includes(host));
      },
    });
    const ask = { scope: { profile: 'p', region }, service: 'fis', operation: 'ListExperiments' } as Ask;
    const unnamed = failure('unreachable', { code: 'ENOTFOUND', endpoint });
    return { kind: (await diagnosis.judge(unnamed, ask, 1)).kind, asked };
  };

  for (const name of partitionNames)
    it(`is a service that the region lacks where others of it have one, and else a fault of the way: ${name}`, async () => {
      const { hosts, dualStackHosts, home } = partitions[name];
      assert.equal(homeRegion(home), home);
      for (const domain of [hosts, dualStackHosts]) {
        const endpoint = `https://fis.${home}.${domain}/`;
        const there = await judged(home, endpoint, [`sts.${home}.${domain}`]);
        assert.deepEqual(there.kind, 'service-missing', endpoint);
        const nowhere = await judged(home, endpoint, []);
        assert.deepEqual(
          [nowhere.kind, nowhere.asked],
          ['unreachable', [`ec2.${home}.${domain}`, `sts.${home}.${domain}`]],
        );
      }
    });

  it('is nothing of the kind for whoever only looks like it', async () => {
    for (const host of ['fis.eu-west-1.amazonaws.com.evil.test', 'fis.eu-west-1.evilamazonaws.com', 'localhost'])
      assert.deepEqual(await judged('eu-west-1', `https://${host}`, [host]), { kind: 'unreachable', asked: [] });
  });
});
