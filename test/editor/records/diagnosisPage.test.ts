import assert from 'node:assert/strict';
import type { ProfileDiagnosis } from '../../../src/model/profileDiagnosis.ts';
import { failed, type Outcome, succeeded } from '../../../src/model/failure.ts';
import { diagnoseInTurn } from '../../../src/ui/commands/diagnose.ts';
import { diagnosisSource } from '../../../src/ui/records/diagnosisPage.ts';
import { failure } from '../../stages/fakes.ts';
import type { PatternMatches } from '../../../src/ui/profiles/patternMatches.ts';
import type { Value } from '../../../src/panel/protocol/page.ts';

const diagnosis = (profile: string, fails: boolean): ProfileDiagnosis => ({
  ...{ profile, places: [], source: undefined, passedOver: [], accessKeyId: undefined, hasToken: false },
  ...{ account: undefined, arn: undefined, region: undefined, hops: [], certificates: undefined, steps: [] },
  ...{ problems: [], endpoints: { ec2: undefined, ecs: undefined, fis: undefined, sts: undefined } },
  failure: fails ? failure('signin-expired') : undefined,
});

const matches = (pattern: string, of: Partial<PatternMatches> = {}): PatternMatches => ({
  ...{ setting: 'halt.production', pattern, matched: [], possible: [] },
  ...of,
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
      const page = await diagnosisSource(names, () =>
        Promise.resolve({ diagnoses: all, lacking: [], patterns: [] }),
      ).draw(() => 'press');
      assert.equal(page?.state.label, said);
    }
  });

  it('says why a profile could not be diagnosed, beside what was found of the others', async () => {
    const found = {
      diagnoses: [diagnosis('good', false)],
      lacking: [{ profile: 'lost', failure: failure('unknown', { message: 'The worker could not be started.' }) }],
      patterns: [],
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

  it('says of each pattern of the guards what it matches now, all of it, and of a misspelt one that it is nothing', async () => {
    const draw = async (patterns: readonly PatternMatches[]) => {
      const found = { diagnoses: [diagnosis('a', false)], lacking: [], patterns };
      return (await diagnosisSource(['a'], () => Promise.resolve(found)).draw(() => 'press')).sections;
    };
    assert.deepEqual(
      (await draw([])).map(({ id }) => id),
      ['profile a'],
    );
    const many = Array.from({ length: 40 }, (_, at) => ({ name: `shop-production-${at}` }));
    const sections = await draw([
      matches('shpo-prod'),
      matches('acme*', { matched: [{ name: 'ci', by: 'acme-live' }], possible: ['sandbox', 'qa'] }),
      matches('*', { setting: 'halt.readOnly', matched: many }),
      matches('env=prod', { tagged: 2 }),
      matches('env=prd', { tagged: 0 }),
    ]);
    const last = sections.at(-1) ?? assert.fail();
    assert.equal(last.title, 'What the patterns in your settings match now');
    const table = last.blocks.find((block) => block.type === 'table') ?? assert.fail();
    const textOf = (value: Value): string =>
      value.type === 'list' ? value.items.map(textOf).join(' / ') : 'text' in value ? value.text : '';
    const rows = table.rows.map((cells) => (Array.isArray(cells) ? cells : []).map((cell: Value) => textOf(cell)));
    assert.deepEqual(rows, [
      ['halt.production', 'shpo-prod', 'nothing'],
      [
        'halt.production',
        'acme*',
        'ci (acme-live) / Not known yet, as their account or its alias hasn’t been read: sandbox, qa',
      ],
      ['halt.readOnly', '*', many.map(({ name }) => name).join(', ')],
      ['halt.production', 'env=prod', '2 resources, by their tags'],
      ['halt.production', 'env=prd', 'nothing'],
    ]);
  });

  it('asks again after a failure, and on the person’s wish, and else never', async () => {
    let asked = 0;
    const diagnose = () => {
      asked += 1;
      return asked === 1
        ? Promise.reject(new Error('no worker'))
        : Promise.resolve({ diagnoses: [diagnosis('a', false)], lacking: [], patterns: [] });
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
    const heard: string[] = [];
    const found = await diagnoseInTurn(
      (name) => Promise.resolve(outcomes[name] ?? failed(failure('unknown'))),
      (told) => {
        heard.push(...told.map(({ profile }) => profile).toSorted());
        return [matches('*prod*')];
      },
    )([...'abcde']);
    assert.deepEqual([heard.join(''), found.patterns], ['ad', [matches('*prod*')]]);
    assert.deepEqual(
      [found.diagnoses, found.lacking].map((all) => all.map(({ profile }) => profile).join('')),
      ['ad', 'be'],
    );
  });
});
