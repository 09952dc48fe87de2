import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import { none } from '../../../../src/model/fact.ts';
import type { Plan, PlannedTarget } from '../../../../src/stopping/plan/plan.ts';
import type { Operation } from '../../../../src/model/operation.ts';
import { judgeTyped, textsToType, typedName } from '../../../../src/stopping/plan/typedName.ts';
import { identityOf } from '../../../stages/fakes.ts';

const scope = { profile: 'shop-production', region: 'eu-west-1' };
const ID = 'i-0123456789abcdef0';

function target(name: string, ref: PlannedTarget['ref'] = { kind: 'instance', scope, id: ID }): PlannedTarget {
  return { ref, name, findings: [] };
}

function planOf(targets: readonly PlannedTarget[], production = true): Plan {
  return {
    id: 'plan',
    operation: { type: 'stop' },
    made: { elapsed: 0, now: 0 },
    policyVersion: '',
    groups: [
      {
        scope,
        identity: {
          profile: scope.profile,
          account: '444455556666',
          arn: 'arn:aws:iam::444455556666:user/x',
          alias: none,
          destination: { kind: 'aws' },
        },
        production: production ? [{ pattern: '*prod*', matched: 'shop-production', kind: 'matched' as const }] : [],
        targets,
      },
    ],
  };
}

const nameOf = (name: string) => {
  const wanted = typedName(planOf([target(name)]));
  assert.ok(wanted);
  return wanted;
};

test('outside of production nothing has to be typed', () => {
  assert.equal(typedName(planOf([target('web')], false)), undefined);
});

test('for one target its name or its id, for several the profile or the account', () => {
  assert.equal(judgeTyped(nameOf('web'), 'web'), 'complete');
  assert.equal(judgeTyped(nameOf('web'), ID), 'complete');
  const several = typedName(planOf([target('a'), target('b', { kind: 'instance', scope, id: 'i-1' })]));
  assert.ok(several);
  assert.equal(several.shown, 'shop-production');
  assert.equal(judgeTyped(several, 'shop-production'), 'complete');
  assert.equal(judgeTyped(several, '444455556666'), 'complete');
  assert.equal(judgeTyped(several, 'a'), 'other');
});

test('a safety lever, whose id is the same everywhere, asks for the profile', () => {
  const lever = typedName(planOf([target('default', { kind: 'lever', scope, id: 'default' })]));
  assert.equal(lever?.shown, 'shop-production');
  assert.ok(lever && judgeTyped(lever, 'default') === 'other');
});

test('a deployment takes its short id, too', () => {
  const arn = 'arn:aws:ecs:eu-west-1:444455556666:service-deployment/shop/web/AbC123';
  const wanted = typedName(planOf([target('web', { kind: 'deployment', scope, id: arn })]));
  assert.ok(wanted);
  for (const text of ['web', 'AbC123', arn]) assert.equal(judgeTyped(wanted, text), 'complete', text);
});

for (const [what, name] of [
  ['one blank', ' '],
  ['nothing', ''],
  ['line ends and tabs', '\n\t\r\u2028'],
  ['zero-width characters', '\u200b\u2060\ufeff'],
  ['a blank letter of Hangul', '\u3164\u115f'],
  ['a no-break space', '\u00a0\u202f'],
  ['Braille without a dot', '\u2800'],
] as const) {
  test(`11.19: of a name of ${what} the id is asked for, and Enter alone confirms nothing`, () => {
    const wanted = nameOf(name);
    assert.equal(wanted.shown, ID);
    for (const text of ['', ' ', name]) assert.equal(judgeTyped(wanted, text), 'beginning', JSON.stringify(text));
    assert.equal(judgeTyped(wanted, ID), 'complete');
  });
}

for (const [what, name] of [['letters of nobody’s alphabet', '\ue000\u{f0000}']] as const) {
  test(`11.19: of a name of ${what}, which isn’t seen, the id is asked for`, () => {
    const wanted = nameOf(name);
    assert.deepEqual([wanted.shown, wanted.accepted], [ID, [ID, ID]]);
    assert.equal(judgeTyped(wanted, name), 'other');
  });
}

for (const [what, name, typed] of [
  ['zero-width characters', 'we\u200bb-1\u2060', 'web-1'],
  ['decomposed letters', 'cafe\u0301', 'caf\u00e9'],
  ['composed letters', 'caf\u00e9', 'cafe\u0301'],
  ['a letter that something undrawn parts from its accent', 'cafe\u200b\u0301', 'caf\u00e9'],
  ['a letter that is joined with its accent', 'cafe\u034f\u0301', 'caf\u00e9'],
  ['a syllable in parts', '\u1112\u2060\u1161\u11ab', '\ud55c'],
  ['a rocket', 'web \u{1f680}', 'web \u{1f680}'],
  ['a family', 'web-\u{1f468}\u200d\u{1f467}', 'web-\u{1f468}\u{1f467}'],
  ['letters from right to left', '\u05d5\u05d5\u05d1-1', '\u05d5\u05d5\u05d1-1'],
  ['letters of full width', '\uff37\uff45\uff42', 'Web'],
  ['a ligature', 'o\ufb03ce', 'office'],
  ['direction marks', '\u202eweb\u202c', 'web'],
  ['a soft hyphen', 'pay\u00adments', 'payments'],
  ['a no-break space', 'web\u00a01', 'web 1'],
  ['blanks around and in it', '  web   1 ', 'web 1'],
  ['Braille without a dot in it', 'web\u28001\u2800', 'web 1'],
  ['a link', '[web-1](command:workbench.action.quit)', '[web-1](command:workbench.action.quit)'],
  ['a link as it is shown', '[web-1](command:x)', '[web-1]\u2060(command:x)'],
] as const) {
  test(`11.19: a name with ${what} can be typed, letter by letter`, () => {
    const wanted = nameOf(name);
    assert.equal(judgeTyped(wanted, typed), 'complete');
    assert.equal(judgeTyped(wanted, wanted.shown), 'complete');
    const letters = [...typed.normalize('NFD')];
    for (let length = 0; length < letters.length; length += 1) {
      const begun = letters.slice(0, length).join('');
      assert.notEqual(judgeTyped(wanted, begun), 'other', begun);
    }
    assert.equal(judgeTyped(wanted, `${typed}x`), 'other');
  });
}

test('case counts, and so does each letter', () => {
  assert.equal(judgeTyped(nameOf('Web'), 'web'), 'other');
  assert.equal(judgeTyped(nameOf('web'), 'wob'), 'other');
  assert.equal(judgeTyped(nameOf('web'), 'we'), 'beginning');
});

test('of a name that nobody can type for its length, the id is shown', () => {
  const wanted = nameOf('x'.repeat(255));
  assert.equal(wanted.shown, ID);
  assert.equal(judgeTyped(wanted, 'x'.repeat(255)), 'complete');
});

describe('what is typed for several profiles in production', () => {
  const several = (profiles: readonly string[], more: Partial<Plan> = {}): Plan => ({
    ...planOf([]),
    groups: profiles.map((profile, place) => {
      const at = { profile, region: 'eu-west-1' };
      return {
        scope: at,
        identity: identityOf(profile, String(100_000_000_000 + place)),
        production: [{ pattern: '*', matched: profile, kind: 'matched' as const }],
        targets: ['a', 'b'].map((id) => target(id, { kind: 'instance', scope: at, id })),
      };
    }),
    ...more,
  });
  const numbered = (count: number, name = 'shop-prod') =>
    Array.from({ length: count }, (_, place) => `${name}-${place}`);

  it('is their names as long as these fit, or the ids of their accounts', () => {
    for (const profiles of [['a-prod', 'b-prod'], numbered(8), ['x'.repeat(49), 'y'.repeat(50)]]) {
      const wanted = typedName(several(profiles));
      assert.ok(wanted);
      assert.equal(wanted.shown, profiles.join(' '));
      const accounts = profiles.map((_, place) => String(100_000_000_000 + place)).join(' ');
      for (const text of [wanted.shown, accounts]) assert.equal(judgeTyped(wanted, text), 'complete');
    }
  });

  it('is a word and the number of targets where they don’t fit or can’t be seen', () => {
    for (const profiles of [numbered(12), numbered(20), ['x'.repeat(50), 'y'.repeat(50)], ['\u2800', '\u2800\u2800']]) {
      const wanted = typedName(several(profiles));
      const word = `stop ${2 * profiles.length}`;
      assert.deepEqual(wanted, { shown: word, accepted: [word], isCounted: true });
      for (const other of ['stop', `stop ${profiles.length}`, '', profiles.join(' ')])
        assert.notEqual(judgeTyped(wanted, other), 'complete', other);
    }
  });

  it('is a word for what is done', () => {
    const words: readonly (readonly [Operation, string])[] = [
      [{ type: 'stop' }, 'stop'],
      [{ type: 'hibernate' }, 'stop'],
      [{ type: 'force-stop', skipOsShutdown: true }, 'stop'],
      [{ type: 'skip-os-shutdown' }, 'stop'],
      [{ type: 'start' }, 'start'],
      [{ type: 'roll-back' }, 'stop'],
      [{ type: 'abort' }, 'stop'],
      [{ type: 'continue', action: 'CONTINUE' }, 'continue'],
      [{ type: 'continue', action: 'ROLLBACK' }, 'stop'],
      [{ type: 'stop-experiment' }, 'stop'],
      [{ type: 'engage-lever', reason: 'x' }, 'stop'],
      [{ type: 'disengage-lever', reason: 'x' }, 'disengage'],
    ];
    for (const [operation, word] of words)
      assert.equal(typedName(several(numbered(20), { operation }))?.shown, `${word} 40`, operation.type);
  });

  it('asks for the number once', () => {
    const shown = (plans: readonly Plan[]) => textsToType({ reach: 'matching', plans }).map((one) => one.shown);
    assert.deepEqual(shown([several(numbered(20))]), ['stop 40']);
    assert.deepEqual(shown([several([]), several(numbered(20))]), ['stop 40']);
    assert.deepEqual(shown([several(numbered(6))]), [numbered(6).join(' '), '12']);
  });

  it('is one profile’s account where its name alone is too long', () => {
    assert.equal(typedName(several(['p'.repeat(101)]))?.shown, '100000000000');
  });
});
