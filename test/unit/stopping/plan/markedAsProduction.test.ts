import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Fact, known, none, unread } from '../../../../src/model/fact.ts';
import type { Target } from '../../../../src/model/resources/target.ts';
import type { Tag } from '../../../../src/model/resources/tag.ts';
import { type Plan, productionOf } from '../../../../src/stopping/plan/plan.ts';
import type { Policy } from '../../../../src/stopping/plan/productionPolicy.ts';
import { markedAsProduction } from '../../../../src/stopping/plan/markedAsProduction.ts';
import {
  deployment,
  deploymentArn,
  experiment,
  failure,
  identityOf,
  instance,
  lever,
  looksAt,
  refTo,
} from '../../../stages/fakes.ts';
import { plan, rollBack, stop, stopExperiment } from '../../../stages/stopping/plan.ts';

const tags = (...pairs: readonly string[]): readonly Tag[] =>
  pairs.map((pair) => {
    const [key = '', value = ''] = pair.split('=');
    return { key, value };
  });

/** What marks each target of the plan's only place, `KIND PATTERN`, and what marks the place for the guard. */
function marksOf({ groups: [group] }: Plan) {
  assert.ok(group);
  const words = (all: readonly { kind: string; pattern: string }[]) =>
    all.map(({ kind, pattern }) => `${kind} ${pattern}`);
  return {
    place: words(group.production),
    each: group.targets.map((target) => words(productionOf(target, group))),
  };
}

const planOf = (policy: Partial<Policy>, all: readonly Target[], more: Parameters<typeof plan>[0] = {}) => {
  const operation = { instance: stop, deployment: rollBack, experiment: stopExperiment, lever: stop };
  const [first] = all;
  assert.ok(first);
  return plan({ policy, reads: { describe: looksAt(() => all) }, ...more }, all.map(refTo), operation[first.kind]);
};

const live = instance({ id: 'i-live', tags: tags('env=live') });
const test = instance({ id: 'i-test', tags: tags('env=test') });
const bare = instance({ id: 'i-bare' });
const hidden = instance({ id: 'i-hidden', tagsUnread: true });

describe('what marks the targets of one place as production', () => {
  const rows: readonly (readonly [
    what: string,
    patterns: readonly string[],
    all: readonly Target[],
    place: readonly string[],
    each: readonly (readonly string[])[],
  ])[] = [
    [
      'a tag marks whom it is of',
      ['env=live'],
      [live, test, bare],
      ['matched env=live'],
      [['matched env=live'], [], []],
    ],
    ['a profile marks all', ['staging'], [live, test], ['matched staging'], [['matched staging'], ['matched staging']]],
    [
      'an account marks all, and a tag one of them besides',
      ['1111*', 'env=live'],
      [test, live],
      ['matched 1111*', 'matched env=live'],
      [['matched 1111*'], ['matched 1111*', 'matched env=live']],
    ],
    [
      'tags that could not be read may match',
      ['env=live'],
      [live, hidden, test],
      ['matched env=live'],
      [['matched env=live'], ['tags-unread env=live'], []],
    ],
    ['what is taken out is none', ['env=*', '!env=test'], [live, test], ['matched env=*'], [['matched env=*'], []]],
    [
      'tags of two don’t make one',
      ['env=live', 'env=test'],
      [live, test],
      ['matched env=live', 'matched env=test'],
      [['matched env=live'], ['matched env=test']],
    ],
    [
      'what else is found of one says nothing of its tags',
      ['env=live'],
      [instance({ id: 'i-scaled', tags: tags('env=test'), autoScalingGroup: 'asg' }), live],
      ['matched env=live'],
      [[], ['matched env=live']],
    ],
    ['nothing marks', ['env=blue'], [live, test], [], [[], []]],
    ['one alone has what its place has', ['env=live'], [live], ['matched env=live'], [['matched env=live']]],
    [
      'an experiment by its own tags',
      ['env=live'],
      [experiment({ id: 'EXP1', tags: tags('env=live') }), experiment({ id: 'EXP2' })],
      ['matched env=live'],
      [['matched env=live'], []],
    ],
  ];
  for (const [what, production, all, place, each] of rows)
    it(`is theirs, and together it is the place’s: ${what}`, async () => {
      assert.deepEqual(marksOf(await planOf({ production }, all)), { place, each });
    });

  it('is for a deployment the tags of its service, or that these are unread', async () => {
    const all = ['d1', 'd2', 'd3'].map((id) => deployment({ id: deploymentArn('web', id) }));
    const facts = new Map<string, Fact<readonly Tag[]>>([
      [all[0]?.id ?? '', known(tags('env=live'))],
      [all[1]?.id ?? '', unread],
      [all[2]?.id ?? '', none],
    ]);
    const made = await planOf({ production: ['env=live'] }, all, {
      reads: { describe: looksAt(() => all) },
      tagsOf: ({ id }) => facts.get(id) ?? none,
    });
    assert.deepEqual(marksOf(made), {
      place: ['matched env=live'],
      each: [['matched env=live'], ['tags-unread env=live'], []],
    });
  });

  it('is unread of one alone that could not be read again and was never seen', async () => {
    const made = await plan(
      {
        policy: { production: ['env=live'] },
        reads: {
          describe: async (where, kind, ids, signal) => {
            const looked = await looksAt(() => [test])(where, kind, ids, signal);
            if (!looked.ok) return looked;
            return { ...looked, value: { ...looked.value, failures: { 'i-live': failure('throttled') } } };
          },
        },
      },
      [refTo(test), refTo(live)],
      stop,
    );
    assert.deepEqual(marksOf(made), { place: ['tags-unread env=live'], each: [[], ['tags-unread env=live']] });
  });

  for (const seen of [
    instance({ id: 'i-live', tags: tags('env=test') }),
    experiment({ id: 'EXP1', tags: tags('env=test') }),
    deployment(),
  ])
    it(`is unread of ${seen.kind === 'instance' ? 'an' : 'a'} ${seen.kind} that could not be read again, whatever the screen last showed of it`, async () => {
      const unreadable = failure('throttled');
      const made = await planOf({ production: ['env=live'] }, [seen], {
        reads: { describe: () => Promise.resolve({ ok: false as const, failure: unreadable }) },
        lastSeen: () => seen,
        tagsOf: () => (seen.kind === 'deployment' ? known(tags('env=test')) : none),
      });
      assert.deepEqual(made.groups[0]?.targets[0]?.observed, seen);
      assert.deepEqual(marksOf(made).each, [['tags-unread env=live']]);
    });

  it('is its profile alone of a safety lever, which has no tags', async () => {
    for (const [pattern, marks] of [
      ['env=live', []],
      ['staging', ['matched staging']],
    ] as const) {
      const made = await plan(
        { policy: { production: [pattern] }, reads: { describe: looksAt(() => [lever()]) } },
        [refTo(lever())],
        { type: 'engage-lever', reason: 'A drill.' },
      );
      assert.deepEqual(marksOf(made), { place: marks, each: [marks] });
    }
  });

  it('is its own tags where nobody knows of any others', () => {
    const whose = { profile: 'staging', identity: identityOf('staging') };
    const targets = [live, test].map((observed) => ({ ref: refTo(observed), name: '', observed, findings: [] }));
    const { production, targets: marked } = markedAsProduction(
      { production: ['env=live'], places: [] },
      whose,
      targets,
      undefined,
    );
    const kinds = (all: typeof production | undefined) => all?.map(({ kind }) => kind);
    assert.deepEqual(kinds(production), ['matched']);
    assert.deepEqual(
      marked.map((target) => kinds(target.production)),
      [['matched'], []],
    );
  });

  it('is what marks the place by halt.places, for all', async () => {
    const rule = { match: 'staging', production: true, readOnly: false };
    const made = await planOf({ production: [], places: [rule] }, [live, bare]);
    assert.deepEqual(marksOf(made).each, [['matched staging'], ['matched staging']]);
  });
});
