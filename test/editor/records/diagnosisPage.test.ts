import assert from 'node:assert/strict';
import type { ProfileDiagnosis } from '../../../src/model/profileDiagnosis.ts';
import { failed, type Outcome, succeeded } from '../../../src/model/failure.ts';
import { diagnoseInTurn } from '../../../src/ui/commands/diagnose.ts';
import { diagnosisSource } from '../../../src/ui/records/diagnosisPage.ts';
import { failure } from '../../stages/fakes.ts';

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
      const page = await diagnosisSource(names, () => Promise.resolve({ diagnoses: all, lacking: [] })).draw(
        () => 'press',
      );
      assert.equal(page?.state.label, said);
    }
  });

  it('says why a profile could not be diagnosed, beside what was found of the others', async () => {
    const found = {
      diagnoses: [diagnosis('good', false)],
      lacking: [{ profile: 'lost', failure: failure('unknown', { message: 'The worker could not be started.' }) }],
    };
    const page = await diagnosisSource(['good', 'lost'], () => Promise.resolve(found)).draw(() => 'press');
    assert.deepEqual(
      page.notices.map(({ text }) => text.split(':')[0]),
      ['lost'],
    );
    assert.equal(page.state.label, '1 profile works');
    const none = await diagnosisSource(['lost'], () => Promise.resolve({ ...found, diagnoses: [] })).draw(
      () => 'press',
    );
    assert.equal(none.state.label, 'not diagnosed');
    assert.equal(none.notices.length, 1);
  });

  it('asks again after a failure, and on the person’s wish, and else never', async () => {
    let asked = 0;
    const diagnose = () => {
      asked += 1;
      return asked === 1
        ? Promise.reject(new Error('no worker'))
        : Promise.resolve({ diagnoses: [diagnosis('a', false)], lacking: [] });
    };
    const source = diagnosisSource(['a'], diagnose);
    await assert.rejects(async () => source.draw(() => 'press'), /no worker/);
    let again: (() => unknown) | undefined;
    const draw = () =>
      source.draw((id, act) => {
        if (id === 'again') again = act;
        return id;
      });
    await draw();
    await draw();
    assert.equal(asked, 2);
    again?.();
    await draw();
    assert.equal(asked, 3);
  });

  it('tells every profile that was diagnosed or could not be, and leaves out what was cancelled', async () => {
    const outcomes: Readonly<Record<string, Outcome<ProfileDiagnosis>>> = {
      a: succeeded(diagnosis('a', false)),
      b: failed(failure('unknown')),
      c: failed(failure('cancelled')),
      d: succeeded(diagnosis('d', true)),
      e: failed(failure('unknown')),
    };
    const found = await diagnoseInTurn((name) => Promise.resolve(outcomes[name] ?? failed(failure('unknown'))))([
      ...'abcde',
    ]);
    assert.deepEqual(
      [found.diagnoses, found.lacking].map((all) => all.map(({ profile }) => profile).join('')),
      ['ad', 'be'],
    );
  });
});
