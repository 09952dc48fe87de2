import assert from 'node:assert/strict';
import type { ProfileDiagnosis } from '../../src/model/profileDiagnosis.ts';
import { diagnosisSource } from '../../src/ui/records/diagnosisPage.ts';
import { failure } from '../stages/fakes.ts';

const diagnosis = (profile: string, fails: boolean): ProfileDiagnosis => ({
  ...{ profile, places: [], source: undefined, passedOver: [], accessKeyId: undefined, hasToken: false },
  ...{ account: undefined, arn: undefined, region: undefined, hops: [], certificates: undefined, steps: [] },
  ...{ problems: [], endpoints: { ec2: undefined, ecs: undefined, fis: undefined, sts: undefined } },
  failure: fails ? failure('signin-expired') : undefined,
});

describe('the page of what profiles do', () => {
  it('says how many don’t work, whatever the number', async () => {
    for (const [failing, count, said] of [
      [0, 3, '3 profiles work'],
      [1, 1, '1 profile doesn’t work'],
      [1, 5, 'Not working: 1 of 5 profiles'],
      [4, 5, 'Not working: 4 of 5 profiles'],
    ] as const) {
      const all = Array.from({ length: count }, (_, index) => diagnosis(`profile-${index}`, index < failing));
      const names = all.map(({ profile }) => profile);
      const page = await diagnosisSource(names, () => Promise.resolve(all)).draw(() => 'press');
      assert.equal(page?.state.label, said);
    }
  });
});
