import assert from 'node:assert/strict';
import type { PageBlock, Value } from '../../../src/panel/protocol/page.ts';
import type { Plan, PlanGroup, PlannedTarget, ProductionMatch } from '../../../src/stopping/plan/plan.ts';
import { planPage } from '../../../src/ui/stop/planPage.ts';
import { planDetail, targetLines } from '../../../src/ui/stop/planWords.ts';
import { productionWords } from '../../../src/ui/words/places/planPlaces.ts';
import { identityOf } from '../../stages/fakes.ts';
import { cellsUnder } from '../../stages/panel/tables.ts';

const ofPlace: ProductionMatch = { kind: 'matched', pattern: 'dev', matched: 'dev' };
const ofTag: ProductionMatch = { kind: 'matched', pattern: 'env=live', matched: 'env=live' };
const unreadTag: ProductionMatch = { kind: 'tags-unread', pattern: 'env=live', matched: '' };

/** A place with a target for each list of what marks it. */
function place(profile: string, production: readonly ProductionMatch[], each: readonly (readonly ProductionMatch[])[]) {
  const scope = { profile, region: 'eu-west-1' };
  const targets = each.map((own, index): PlannedTarget => ({
    ref: { kind: 'instance', scope, id: `i-${profile}-${index}` },
    name: `${profile}-${index}`,
    findings: [],
    production: own,
  }));
  return { scope, identity: identityOf(profile), production, targets } satisfies PlanGroup;
}

const planOf = (...groups: readonly PlanGroup[]): Plan => ({
  ...{ id: 'p', operation: { type: 'stop' }, policyVersion: '', groups },
  made: { now: 0, elapsed: 0 },
});
/** Of each line that names a target or tells of more: what it begins with, and whether it says PRODUCTION. */
const bullets = (lines: readonly string[]) =>
  lines.flatMap((line) => {
    const [, name = ''] = /^• (?:… and )?(\S+)/u.exec(line) ?? [];
    if (name === '') return [];
    const [, risky] = /(\d+) of them in PRODUCTION/.exec(line) ?? [];
    return [`${name}${risky === undefined ? (line.includes('PRODUCTION') ? '!' : '') : ` ${risky}!`}`];
  });
const none: readonly ProductionMatch[] = [];
const many = (count: number, own: readonly ProductionMatch[]) => Array.from({ length: count }, () => own);

const rows: readonly (readonly [what: string, groups: readonly PlanGroup[], said: readonly string[]])[] = [
  ['one of two', [place('dev', [ofTag], [none, [ofTag]])], ['dev-1!', 'dev-0']],
  ['one whose tags are unread', [place('dev', [unreadTag], [none, [unreadTag], none])], ['dev-1!', 'dev-0', 'dev-2']],
  ['the whole place', [place('dev', [ofPlace], [[ofPlace], [ofPlace]])], ['dev-0!', 'dev-1!']],
  ['nobody', [place('dev', none, [none, none])], ['dev-0', 'dev-1']],
  ['one alone, of which the place’s line says it', [place('dev', [ofTag], [[ofTag]])], ['dev-0']],
  ['the last of many', [place('dev', [ofTag], [...many(29, none), [ofTag]])], ['dev-29!', 'dev-0', 'dev-1', '27']],
  [
    'more than there is room for',
    [place('dev', [ofTag], [...many(20, none), ...many(5, [ofTag])])],
    ['dev-20!', 'dev-21!', 'dev-22!', '22 2!'],
  ],
];
const inPlaces: typeof rows = [
  [
    'one of one place',
    [place('dev', [ofTag], [none, [ofTag]]), place('test', none, [none])],
    ['dev-1!', 'dev-0', 'test-0'],
  ],
  [
    'more of one place than there is room for',
    [place('test', none, [none]), place('dev', [ofTag], [...many(18, none), ...many(5, [ofTag])])],
    ['dev-18!', 'dev-19!', 'dev-20!', '20 2!'],
  ],
  [
    'all of one place, whose line says it',
    [place('dev', [ofPlace], many(8, [ofPlace])), place('test', none, [none])],
    [...['dev-0!', 'dev-1!', 'dev-2!', 'dev-3!', 'dev-4!'], '3'],
  ],
  [
    'some of a place that isn’t named',
    [
      ...Array.from({ length: 6 }, (_, index) => place(`prod${index}`, [ofPlace], [[ofPlace]])),
      place('dev', [ofTag], [none, [ofTag], none]),
    ],
    [...['prod0-0!', 'prod1-0!', 'prod2-0!', 'prod3-0!', 'prod4-0!'], '3 1!'],
  ],
];

describe('11.21: who is in production, where some targets are and others aren’t', () => {
  for (const [what, groups, said] of [...rows, ...inPlaces])
    it(`is said in the prompt of each by name, and counted: ${what}`, () => {
      assert.deepEqual(bullets(planDetail(planOf(...groups))), said);
    });

  for (const [what, groups, said] of rows)
    it(`is said in a dialog about everything: ${what}`, () => {
      assert.deepEqual(bullets(targetLines(groups)), said);
    });

  it('is not who is left out', () => {
    const group = place('dev', [ofTag], [none, [ofTag], none]);
    const targets = group.targets.map((target, index): PlannedTarget =>
      index === 1 ? { ...target, findings: [{ severity: 'block', type: 'stop-protection' }] } : target,
    );
    assert.deepEqual(bullets(planDetail(planOf({ ...group, targets }))), ['dev-0', 'dev-2']);
  });

  const textsOf = (value: Value | undefined): readonly string[] => {
    if (value?.type === 'list') return value.items.flatMap(textsOf);
    return value?.type === 'text' ? [value.text] : [];
  };
  const onPage = (group: PlanGroup) => {
    const blocks: readonly PageBlock[] = planPage(planOf(group), { type: 'planned' }).sections.flatMap(
      (section) => section.blocks,
    );
    const table = blocks.find((block) => block.type === 'table');
    assert.ok(table?.type === 'table');
    return {
      place: blocks.flatMap((block) =>
        block.type === 'rows'
          ? block.rows.flatMap(({ value }) => textsOf(value)).filter((text) => /production/.test(text))
          : [],
      ),
      marked: cellsUnder(table, 'Target').map((name) => textsOf(name).includes('PRODUCTION')),
      why: cellsUnder(table, 'Good to know').map(textsOf),
    };
  };
  const placeWords = 'production: “dev” matches dev';
  const tagWords = '⚠ production: “env=live” matches env=live';
  const unreadWords = '⚠ treated as production: the tags could not be read, and “env=live” may match them';

  for (const [what, group, place_, marked, why] of [
    ['one of two', place('dev', [ofTag], [none, [ofTag]]), [], [false, true], [[], [tagWords]]],
    ['the whole place', place('dev', [ofPlace], [[ofPlace], [ofPlace]]), [placeWords], [false, false], [[], []]],
    [
      'the whole place, and one besides',
      place('dev', [ofPlace, ofTag], [[ofPlace], [ofPlace, ofTag]]),
      [placeWords],
      [false, true],
      [[], [tagWords]],
    ],
    [
      'one by its tag, one for want of tags',
      place('dev', [ofTag], [[ofTag], [unreadTag], none]),
      [],
      [true, true, false],
      [[tagWords], [unreadWords], []],
    ],
  ] as const)
    it(`stands on the plan’s page with its reason, in its row or over all of them: ${what}`, () => {
      assert.deepEqual(onPage(group), { place: place_, marked, why });
    });
});

describe('a place of which nobody knows whose it is', () => {
  const unreadAccount: ProductionMatch = { kind: 'account-unread', pattern: '*prod*', matched: '' };
  const failure = { kind: 'credentials-expired', message: '', mayHaveHappened: false } as const;
  for (const [what, production, begins] of [
    ['a pattern that may match its account', [unreadAccount], 'may be production · profile dev · account not known'],
    ['a pattern of tags', [unreadTag], 'may be production · profile dev · account not known'],
    ['both', [unreadTag, unreadAccount], 'may be production · profile dev · account not known'],
    ['its profile’s own name', [unreadAccount, ofPlace], 'PRODUCTION · profile dev · account not known'],
    ['nothing', none, 'profile dev · account not known'],
  ] as const)
    it(`is called production for what is known alone, and says what isn’t: ${what}`, () => {
      const { identity: _, ...group } = place('dev', production, [[...production, unreadTag]]);
      const targets = group.targets.map((target): PlannedTarget => ({
        ...target,
        findings: [{ severity: 'block', type: 'unreachable-account', failure }],
      }));
      const plan = planOf({ ...group, targets });
      const line = planDetail(plan).find((one) => one.includes('account not known')) ?? '';
      assert.ok(line.startsWith(begins), line);
      const [why] = production.filter(({ kind }) => kind !== 'matched').map(productionWords);
      assert.ok(why === undefined || line.endsWith(why), line);
      const page = planPage(plan, { type: 'planned' });
      const isSure = production.some(({ kind }) => kind === 'matched');
      assert.equal(JSON.stringify(page).includes('PRODUCTION'), isSure);
    });
});
