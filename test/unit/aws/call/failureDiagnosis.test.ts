import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createFailureDiagnosis } from '../../../../src/aws/call/failureDiagnosis.ts';
import type { Ask } from '../../../../src/aws/call/call.ts';
import { homeRegion } from '../../../../src/aws/credentials/endpoints.ts';
import { partitionNames, partitions } from '../../../../src/model/partitions.ts';
import type { Failure } from '../../../../src/model/failure.ts';
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
    await clock.advance(10_000);
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
    assert.deepEqual(await judged('other', 2), ['region-disabled', 1]);
    diagnosis.forget('staging');
    assert.deepEqual(await judged('staging', 2), ['region-disabled', 1], 'forgotten');
    assert.deepEqual(await judged('other', 2), ['region-disabled', 0], 'another is not forgotten with it');
    works = undefined;
    diagnosis.forget();
    assert.deepEqual(await judged('staging', 2), ['credentials-wrong', 1]);
    assert.deepEqual(await judged('staging', 2), ['credentials-wrong', 1], 'what can’t be told isn’t remembered');
  });

  it('is no question where the answer is known: at STS itself, in the home region, and of another failure', async () => {
    const asked: string[] = [];
    const diagnosis = createFailureDiagnosis({
      clock: heldTime(),
      credentialsWork: (profile, region) => {
        asked.push(`${profile} ${region}`);
        return Promise.resolve(true);
      },
    });
    for (const [kind, service, region] of [
      ['credentials-wrong', 'STS', 'me-south-1'],
      ['credentials-wrong', 'EC2', 'us-east-1'],
      ['credentials-wrong', 'EC2', 'cn-north-1'],
      ['credentials-expired', 'EC2', 'me-south-1'],
      ['denied', 'EC2', 'me-south-1'],
    ] as const) {
      const ask = { scope: { profile: 'p', region }, service, operation: 'DescribeInstances' } as Ask;
      assert.deepEqual(await diagnosis.judge(failure(kind), ask, 1), failure(kind), `${kind} ${service} ${region}`);
    }
    assert.deepEqual(asked, []);
  });

  it('is asked once with new credentials also where an older question ends without an answer meanwhile', async () => {
    const answers: ((works: boolean | undefined) => void)[] = [];
    const diagnosis = createFailureDiagnosis({
      clock: heldTime(),
      credentialsWork: () => new Promise((resolve) => void answers.push(resolve)),
    });
    const ask = { scope: { profile: 'p', region: 'me-south-1' }, service: 'EC2', operation: 'X' } as Ask;
    const judge = async (generation: number) =>
      (await diagnosis.judge(failure('credentials-wrong'), ask, generation)).kind;
    const old = judge(1);
    const renewed = judge(2);
    answers[0]?.(undefined);
    assert.equal(await old, 'credentials-wrong');
    const again = judge(2);
    assert.equal(answers.length, 2);
    answers[1]?.(true);
    assert.deepEqual([await renewed, await again], ['region-disabled', 'region-disabled']);
  });
});

describe('a host of AWS that has no address', () => {
  const judged = async (
    region: string,
    endpoint: string | undefined,
    known: readonly string[],
    [kind, code]: readonly [Failure['kind'], string] = ['unreachable', 'ENOTFOUND'],
  ) => {
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
    const unnamed = failure(kind, { code, ...(endpoint !== undefined && { endpoint }) });
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

  it('is not asked of itself, and of the region’s hosts where its own names no region', async () => {
    const [ec2, sts] = ['ec2.eu-west-1.amazonaws.com', 'sts.eu-west-1.amazonaws.com'];
    const ofItself = await judged('eu-west-1', `https://${ec2}/`, [ec2]);
    assert.deepEqual(ofItself, { kind: 'unreachable', asked: [sts] });
    const global = await judged('eu-west-1', 'https://iam.amazonaws.com/', [sts]);
    assert.deepEqual(global, { kind: 'service-missing', asked: [ec2, sts] });
  });

  it('is what the resolver says alone, of an address that is told', async () => {
    const [own, sibling] = ['https://fis.eu-west-1.amazonaws.com/', 'ec2.eu-west-1.amazonaws.com'];
    for (const [endpoint, kind, code] of [
      [own, 'unreachable', 'ECONNREFUSED'],
      [own, 'timeout', 'ENOTFOUND'],
      [undefined, 'unreachable', 'ENOTFOUND'],
      ['no address', 'unreachable', 'ENOTFOUND'],
    ] as const)
      assert.deepEqual(await judged('eu-west-1', endpoint, [sibling], [kind, code]), { kind, asked: [] });
  });

  it('is nothing of the kind for whoever only looks like it', async () => {
    for (const host of ['fis.eu-west-1.amazonaws.com.evil.test', 'fis.eu-west-1.evilamazonaws.com', 'localhost'])
      assert.deepEqual(await judged('eu-west-1', `https://${host}`, [host]), { kind: 'unreachable', asked: [] });
  });
});
