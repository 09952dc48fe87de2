import assert from 'node:assert/strict';
import type { Finding, Plan, PlanGroup, PlannedTarget } from '../../../src/stopping/plan/plan.ts';
import { deniedWords } from '../../../src/ui/stop/planHindrances.ts';
import type { PromptFrame, PromptParts } from '../../../src/ui/stop/promptFrame.ts';
import { reasonStepsOf } from '../../../src/ui/stop/reasonSteps.ts';
import { namesInStep, planDetail } from '../../../src/ui/stop/planWords.ts';
import { proposalDetail } from '../../../src/ui/stop/proposalDialog.ts';
import { sharedWords } from '../../../src/ui/words/findings/findings.ts';
import { failure, scope as home } from '../../stages/fakes.ts';

/** A place with so many instances. */
function place(profile: string, count: number, more: Partial<PlannedTarget> = {}): PlanGroup {
  const scope = { profile, region: 'eu-west-1' };
  const target = (index: number): PlannedTarget => ({
    ref: { kind: 'instance', scope, id: `i-${profile}-${index}` },
    name: `${profile}-${index}`,
    findings: [],
    ...more,
  });
  const production = /prod/.test(profile)
    ? ([{ kind: 'matched', pattern: '*prod*', matched: profile }] as const)
    : ([] as const);
  return { scope, production, targets: Array.from({ length: count }, (_, index) => target(index)) };
}

const planOf = (...groups: readonly PlanGroup[]): Plan => ({ operation: { type: 'stop' }, groups }) as unknown as Plan;
const bullets = (plan: Plan) => planDetail(plan).filter((line) => line.startsWith('• '));

describe('the steps before a dialog', () => {
  it('name several targets, those in production first, and count the rest; one is named by their title', () => {
    assert.equal(namesInStep([planOf(place('dev', 1))]), undefined);
    assert.equal(namesInStep([planOf(place('dev', 2), place('prod', 1))]), 'prod-0, dev-0, dev-1');
    assert.equal(namesInStep([planOf(place('dev', 3)), planOf(place('prod', 1))]), 'prod-0, dev-0, dev-1 and 1 more');
  });

  it('name them beside what a required reason is asked for with', async () => {
    const parts = { stopping: { lastReasons: () => Promise.resolve([]) } } as unknown as PromptParts;
    const frame = { drafts: new Map() } as unknown as PromptFrame;
    const [reason] = await reasonStepsOf(parts, 'Stop 2 EC2 instances?', frame, true, 'prod-0, dev-0');
    assert.match(reason?.prompt ?? '', / · prod-0, dev-0$/);
  });
});

describe('the lines of a prompt about several places', () => {
  it('name what is stopped under its place, production first, and say how many more there are', () => {
    const lines = planDetail(planOf(place('dev', 2), place('prod', 1), place('test', 4)));
    const at = (pattern: RegExp) => {
      const index = lines.findIndex((line) => pattern.test(line));
      assert.notEqual(index, -1, `${String(pattern)} in ${lines.join('\n')}`);
      return index;
    };
    const order = [
      ...[at(/PRODUCTION · profile prod\b.*: 1$/), at(/^• prod-0 .*PRODUCTION$/)],
      ...[at(/^profile dev\b.*: 2$/), at(/^• dev-0 /), at(/^• dev-1 /)],
      ...[at(/^profile test\b.*: 4$/), at(/^• test-0 /), at(/^• test-1 /), at(/^• … and 2 more$/)],
    ];
    assert.deepEqual(
      order,
      order.map((_, index) => index),
    );
  });

  it('say of a start that it is billed again, and for a minute at least, and of a stop neither', () => {
    const minute = /AWS bills at least one minute per start\./;
    const starting = (count: number): Plan => ({ ...planOf(place('dev', count)), operation: { type: 'start' } });
    const said = (plan: Plan) => planDetail(plan).join('\n');
    assert.match(said(starting(1)), /It is billed again from now on\. AWS bills at least one minute per start\./);
    assert.match(said(starting(3)), /They are billed again from now on\. AWS bills at least one minute per start\./);
    for (const type of ['stop', 'hibernate', 'skip-os-shutdown'] as const)
      assert.doesNotMatch(said({ ...starting(1), operation: { type } }), minute, type);
  });

  it('say where ECS returns to only where there is a revision to return to', () => {
    const first: Finding = { severity: 'warn', type: 'first-deployment' };
    const returns = /ECS returns to the (?:last successful|previous) revision/;
    for (const operation of [{ type: 'roll-back' }, { type: 'continue', action: 'ROLLBACK' }] as const)
      for (const [firsts, others, isSaid] of [
        [0, 1, true],
        [1, 0, false],
        [2, 0, false],
        [1, 1, true],
      ] as const) {
        const groups: readonly PlanGroup[] = [place('dev', firsts, { findings: [first] }), place('test', others)];
        const plan: Plan = { ...planOf(...groups.filter(({ targets }) => targets.length > 0)), operation };
        assert.equal(returns.test(planDetail(plan).join('\n')), isSaid, JSON.stringify([operation, firsts, others]));
      }
  });

  it('stay few for many, and tell of every place how many it has', () => {
    const lines = planDetail(planOf(...Array.from({ length: 9 }, (_, index) => place(`team${index}`, 60))));
    assert.ok(lines.length < 20, lines.join('\n'));
    assert.equal(lines.filter((line) => line.endsWith(': 60')).length, 6);
    assert.ok(lines.includes('… and 3 more places'));
    assert.ok(!lines.some((line) => line.includes('PRODUCTION')));
    const risky = planDetail(planOf(...Array.from({ length: 9 }, () => place('prod', 60))));
    assert.ok(risky.includes('• … and 180 more, 180 of them in PRODUCTION'), risky.join('\n'));
  });

  it('tell what is at risk before what is good to know, wherever it is from', () => {
    const risky = place('dev', 1, {
      findings: [
        { severity: 'info', type: 'already-on-its-way', state: 'stopping' },
        { severity: 'warn', type: 'instance-store-data' },
      ],
    });
    for (const groups of [[risky], [place('test', 1), risky]]) {
      const plan = { ...planOf(...groups), unread: [{ profile: 'ops', region: 'eu-west-1' }] };
      const marks = planDetail(plan).flatMap((line) => /^[⚠–]/u.exec(line)?.[0] ?? []);
      assert.deepEqual(marks, ['⚠', '⚠', '–']);
    }
  });

  it('say what the operation does to all of them with the warnings, before what only tells and what is left out', () => {
    const findings: readonly Finding[] = [
      { severity: 'info', type: 'already-on-its-way', state: 'stopping' },
      { severity: 'warn', type: 'instance-store-data' },
    ];
    const blocked = place('test', 1, { findings: [{ severity: 'block', type: 'gone' }] });
    for (const group of [place('dev', 1, { findings }), place('dev', 3, { findings })]) {
      for (const [operation, words] of [
        [{ type: 'stop' }, /^Memory is lost\./],
        [{ type: 'force-stop' }, /^AWS tries a graceful stop, then cuts the power/],
      ] as const) {
        const lines = planDetail({ ...planOf(group, blocked), operation } as unknown as Plan);
        const order = [/^⚠ /, words, /^– /, /^Left out: 1$/].map((each) => lines.findIndex((line) => each.test(line)));
        assert.ok(!order.includes(-1), lines.join('\n'));
        assert.deepEqual(
          order,
          order.toSorted((a, b) => a - b),
          lines.join('\n'),
        );
      }
    }
  });

  it('have one empty line between two parts, and none at an end, also where nothing is sent', () => {
    const blocked = place('test', 2, { findings: [{ severity: 'block', type: 'gone' }] });
    const warned = place('dev', 1, { findings: [{ severity: 'warn', type: 'instance-store-data' }] });
    const wholes = [[blocked], [blocked, place('ops', 1, { findings: [{ severity: 'block', type: 'gone' }] })]];
    for (const groups of [...wholes, [warned], [warned, blocked], [place('dev', 3), blocked]]) {
      const plan = planOf(...groups);
      for (const lines of [
        planDetail(plan),
        proposalDetail({ reach: 'selected', plans: [plan] }, { unread: [], forbidden: [] }),
      ]) {
        const empty = lines.flatMap((line, index) => (line === '' ? [index] : []));
        const isApart = empty.every((at) => at > 0 && at < lines.length - 1 && lines[at + 1] !== '');
        assert.ok(isApart, lines.join('\n'));
      }
    }
  });

  it('say of one that was asked for alone why it can’t be stopped, and not that it is left out', () => {
    const gone: readonly Finding[] = [{ severity: 'block', type: 'gone' }];
    const alone = planDetail(planOf(place('dev', 1, { findings: gone })));
    assert.ok(!alone.some((line) => line.startsWith('Left out')), alone.join('\n'));
    assert.match(alone.at(-1) ?? '', /^⚠ /);
    const two = planDetail(planOf(place('dev', 2, { findings: gone })));
    assert.ok(two.includes('Left out: 2'), two.join('\n'));
  });

  it('say why each can’t be stopped by its own name, and of those alone that can’t for the same reason', () => {
    const unfit = (name: string, why: Extract<Finding, { type: 'unfit' }>['unfit'], state: string): PlannedTarget => ({
      ref: { kind: 'instance', scope: home, id: `i-${name}` },
      name,
      findings: [{ severity: 'block', type: 'unfit', unfit: why, state }],
    });
    const targets = [
      unfit('legacy', 'instance-store-root', 'running'),
      unfit('import', 'state', 'stopping'),
      unfit('export', 'state', 'stopping'),
      unfit('mailer', 'state', 'pending'),
    ];
    const lines = planDetail(planOf(place('dev', 1), { ...place('dev', 0), targets }));
    assert.deepEqual(lines.slice(lines.indexOf('Left out: 4') + 1), [
      '⚠ legacy: Its root device is an instance store: it can’t be stopped, only terminated.',
      '⚠ import and export: Not possible in its state: stopping.',
      '⚠ mailer: Not possible in its state: pending.',
    ]);
  });

  it('say which revision goes and which comes after every warning', () => {
    const summary = { arn: 'arn:aws:ecs:eu-west-1:1:service-revision/shop/web/1', requested: 2, running: 1 };
    const revisions = { target: { summary }, sources: [{ summary }] };
    const group = place('dev', 1, {
      findings: [
        { severity: 'info', type: 'already-on-its-way', state: 'ROLLBACK_REQUESTED' },
        { severity: 'warn', type: 'owners-unread' },
      ],
      revisions,
    } as unknown as Partial<PlannedTarget>);
    const lines = planDetail({ ...planOf(group), operation: { type: 'roll-back' } } as unknown as Plan);
    const order = [/^⚠ /, /^ECS returns to/, /^New version: /, /^Previous version: /].map((each) =>
      lines.findIndex((line) => each.test(line)),
    );
    assert.ok(!order.includes(-1), lines.join('\n'));
    // Apart from what was found, which they would seem to belong to.
    const found = lines.findIndex((line) => line.startsWith('– '));
    assert.deepEqual([lines[found + 1], order[2]], ['', found + 2], lines.join('\n'));
    assert.deepEqual(
      order,
      order.toSorted((a, b) => a - b),
      lines.join('\n'),
    );
  });

  it('warn of what nothing stops, also where there is no alarm at all, and count it once', () => {
    const states = { 'arn:works': 'OK', 'arn:dead': 'gone' };
    const conditions = (severity: 'warn' | 'info', ...arns: readonly string[]): Finding => ({
      ...{ severity, type: 'stop-conditions', conditions: arns },
      ...(arns.some((arn) => Object.hasOwn(states, arn)) && { alarms: states }),
    });
    const none = conditions('warn');
    const dead = conditions('warn', 'arn:dead');
    const works = conditions('info', 'arn:works');
    const unread = [conditions('info', 'arn:a'), conditions('info', 'arn:b')];
    const linesOf = (...all: readonly Finding[]) => {
      const group = place('dev', all.length);
      const targets = group.targets.map((target, index) => ({ ...target, findings: all.slice(index, index + 1) }));
      return planDetail(planOf({ ...group, targets })).filter((line) => /^[⚠–]/u.test(line));
    };
    const sentence = 'It has no stop condition: nothing else stops it before its end.';
    assert.deepEqual(linesOf(none), [`⚠ ${sentence}`]);
    assert.deepEqual(linesOf(none, none), [`⚠ dev-0 and dev-1: ${sentence}`]);
    assert.deepEqual(linesOf(works, none), [
      `⚠ dev-1: ${sentence}`,
      '– dev-0: These alarms would stop it: works (OK).',
    ]);
    assert.deepEqual(linesOf(dead, none).toSorted(), [
      '⚠ dev-0: No alarm would stop it: dead (no longer exists).',
      `⚠ dev-1: ${sentence}`,
    ]);
    assert.deepEqual(linesOf(...unread), [
      '– 2 with alarms whose states could not be read: a (state not read), b (state not read).',
    ]);
    assert.match(linesOf(works, ...unread).join('\n'), /^– 1 with alarms that would stop it: .* 2 with alarms whose/m);
    assert.match(linesOf(works, conditions('info', 'arn:works', 'arn:dead')).join('\n'), /^– dev-0 and dev-1: /m);
  });

  it('say that tasks fail of those deployments alone of which a task failed', () => {
    const noRoom = { inARow: 0, event: '(service web) was unable to place a task.' };
    const linesOf = (...all: readonly { readonly inARow: number; readonly event?: string }[]) => {
      const { scope, targets, ...group } = place('dev', all.length);
      const ended = targets.map((target, index) => ({
        ...target,
        ref: { kind: 'deployment', scope, id: `arn:${index}` } as const,
        findings: all.slice(index, index + 1).map((why): Finding => ({ severity: 'info', type: 'stuck', ...why })),
      }));
      const plan = planOf({ ...group, scope, targets: ended });
      return planDetail({ ...plan, operation: { type: 'roll-back' } }).filter((line) => /^[⚠–]/u.test(line));
    };
    assert.deepEqual(linesOf({ inARow: 3 }, noRoom, { inARow: 12 }, noRoom), [
      '– dev-0 and dev-2: With tasks that fail.',
      '– dev-1 and dev-3: was unable to place a task.',
    ]);
  });

  it('of one place say it once, and mark no name that stands alone', () => {
    const lines = planDetail(planOf(place('prod', 1)));
    assert.equal(lines.filter((line) => line.startsWith('PRODUCTION · profile prod')).length, 1, lines.join('\n'));
    assert.deepEqual(bullets(planOf(place('prod', 1))), ['• prod-0 (i-prod-0)']);
  });
});

describe('whom AWS would deny a plan', () => {
  const denied = { severity: 'warn', type: 'not-allowed', change: 'stop' } as const;
  /** So many instances, of which the first ones are denied. */
  const some = (profile: string, count: number, refused: number, more: Partial<PlanGroup> = {}): PlanGroup => {
    const group = place(profile, count);
    const targets = group.targets.map((target, index) => ({ ...target, findings: index < refused ? [denied] : [] }));
    return { ...group, targets, ...more };
  };
  const start = (...groups: readonly PlanGroup[]): Plan => ({ ...planOf(...groups), operation: { type: 'start' } });
  const rows: readonly (readonly [string, Plan, string | undefined])[] = [
    ['nobody', planOf(some('dev', 12, 0)), undefined],
    ['three', planOf(some('dev', 12, 3)), 'You are not allowed to stop 3 of 12: dev-0, dev-1, dev-2'],
    ['one of two', planOf(some('dev', 2, 1)), 'You are not allowed to stop 1 of 2: dev-0'],
    ['all', planOf(some('dev', 2, 2)), 'You are not allowed to stop 2 of 2: dev-0, dev-1'],
    ['one alone, which says it itself', planOf(some('dev', 1, 1)), undefined],
    [
      'more than there is room for',
      planOf(some('dev', 50, 8)),
      'You are not allowed to stop 8 of 50: dev-0, dev-1, dev-2, dev-3, dev-4 and 3 more',
    ],
    [
      'somebody in two profiles',
      planOf(some('dev', 3, 1), some('prod', 2, 1)),
      'You are not allowed to stop 2 of 5: prod-0, dev-0',
    ],
    [
      'some of too many to ask about each',
      planOf(some('dev', 51, 0, { someDenied: true })),
      'You are not allowed to stop some of these 51 instances.',
    ],
    [
      'some, in one of two places, while it isn’t known who',
      planOf(some('dev', 3, 1), some('prod', 2, 0, { someDenied: true })),
      'You are not allowed to stop some of these 5 instances.',
    ],
    ['one alone that is still asked about', planOf(some('dev', 1, 0, { someDenied: true })), undefined],
    ['those that can’t be started', start(some('dev', 3, 1)), 'You are not allowed to start 1 of 3: dev-0'],
    [
      'some that can’t be started',
      start(some('dev', 60, 0, { someDenied: true })),
      'You are not allowed to start some of these 60 instances.',
    ],
  ];
  for (const [what, plan, words] of rows) it(`names ${what}`, () => assert.equal(deniedWords(plan), words));

  it('says of one alone that it is not allowed, among its own lines', () => {
    const lines = planDetail(planOf(some('dev', 1, 1)));
    assert.ok(
      lines.some((line) => line.startsWith('⚠ You are not allowed to stop it.')),
      lines.join('\n'),
    );
  });

  it('names first of them what is in production', () =>
    assert.equal(
      deniedWords(planOf(some('dev', 6, 6), some('prod', 1, 1))),
      'You are not allowed to stop 7 of 7: prod-0, dev-0, dev-1, dev-2, dev-3 and 2 more',
    ));

  it('says it once for several, before the rest', () => {
    const lines = planDetail(planOf(some('dev', 3, 2))).filter((line) => line.includes('not allowed'));
    assert.deepEqual(lines, ['⚠ You are not allowed to stop 2 of 3: dev-0, dev-1']);
  });

  it('never counts who is left out anyway', () => {
    const group = some('dev', 3, 1);
    const blocked = { severity: 'block', type: 'stop-protection' } as const;
    const targets = group.targets.map((target, index) => (index === 2 ? { ...target, findings: [blocked] } : target));
    assert.equal(deniedWords(planOf({ ...group, targets })), 'You are not allowed to stop 1 of 2: dev-0');
  });
});

const together = (findings: readonly Finding[]): string =>
  sharedWords(
    findings.map((finding, at) => ({
      finding,
      target: { ref: { kind: 'instance', scope: home, id: `i-${at}` }, name: `web-${at}`, findings: [] },
    })),
  );

describe('what several can’t do for reasons of their own', () => {
  const cause =
    'because no container instance met all of its requirements, and the closest of them has too little memory.';

  it('is said with each of the first reasons, however long they are', () => {
    const stuck = (name: string): Finding => ({
      ...{ severity: 'info', type: 'stuck', inARow: 0 },
      event: `(service web) was unable to place ${name} ${cause}`,
    });
    const words = together([stuck('one'), stuck('two'), stuck('three'), stuck('four')]);
    for (const name of ['one', 'two', 'three'])
      assert.match(words, new RegExp(`place ${name} because no .* too little memory(?:;| and 1 more\\.)`), words);
    assert.doesNotMatch(words, /…|\.,/);
  });

  it('is said with each setting that forbids it', () => {
    const forbidden = (code: string): Finding => ({
      ...{ severity: 'block', type: 'forbidden' },
      failure: failure('forbidden', { code }),
    });
    const words = together([forbidden('read-only'), forbidden('region'), forbidden('place-region')]);
    assert.match(words, /\(halt\.readOnly\); .*\(halt\.allowedRegions\); .*\(halt\.places\)\.$/);
  });
});
