import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseGuards } from '../../../../src/model/guardSettings.ts';
import { stoppableKinds } from '../../../../src/model/resources/resource.ts';
import { createGuards } from '../../../../src/stopping/plan/guards.ts';
import { identityOf, scope } from '../../../stages/fakes.ts';
import { unsetGuards } from '../../../stages/guards.ts';

const TAGS = [{ key: 'env', value: 'prod' }];
const NO_TAGS = { tags: [], tagsUnread: false };

/** AskedGuards by the settings of now, over a profile whose account may be known. */
function stage(first: Partial<typeof unsetGuards> = {}) {
  let raw = first;
  let isKnown = true;
  const guards = createGuards({
    settings: () => ({ policy: { ...parseGuards({ ...unsetGuards, ...raw }), enableAbort: false } }),
    accounts: { of: (profile) => (isKnown ? identityOf(profile) : undefined) },
  });
  return {
    guards,
    set: (now: typeof raw) => {
      raw = now;
    },
    forget: () => {
      isKnown = false;
    },
  };
}

describe('what the settings say of a place', () => {
  for (const [what, raw, setting] of [
    ['nothing is set', {}, undefined],
    ['it is read only', { readOnly: true }, 'halt.readOnly'],
    ['its profile is read only', { readOnly: [scope.profile] }, 'halt.readOnly'],
    ['another profile is', { readOnly: ['other'] }, undefined],
    ['another region is allowed', { allowedRegions: ['us-east-1'] }, 'halt.allowedRegions'],
    ['its account is read only', { places: [{ match: '111122223333', readOnly: true }] }, 'halt.places'],
    ['they can’t be understood', { places: 7 }, 'halt.places'],
  ] as const)
    it(`is asked once, whether for the setting or for what may be done: ${what}`, () => {
      const { guards, set } = stage(raw);
      for (const type of ['stop', 'roll-back', 'stop-experiment', 'engage-lever'] as const)
        assert.equal(guards.forbidding(scope, type), setting, type);
      for (const kind of stoppableKinds) assert.equal(guards.mayAct(scope, kind), setting === undefined, kind);
      set({});
      assert.equal(guards.forbidding(scope, 'stop'), undefined);
      set({ readOnly: true });
      assert.equal(guards.mayAct(scope, 'instance'), false);
    });

  it('marks by profile, account and tags together, and takes for production what isn’t read', () => {
    const { guards, set, forget } = stage({ production: ['env=prod'] });
    assert.equal(guards.productionMark(scope, { tags: TAGS, tagsUnread: false }), 'production');
    assert.equal(guards.productionMark(scope, NO_TAGS), undefined);
    assert.equal(guards.productionMark(scope, { tags: [], tagsUnread: true }), 'unread');
    set({ production: [scope.profile] });
    assert.equal(guards.productionMark(scope, NO_TAGS), 'production');
    set({ production: ['111122223333'] });
    assert.equal(guards.productionMark(scope, NO_TAGS), 'production');
    forget();
    assert.equal(guards.productionMark(scope, NO_TAGS), 'unread');
  });

  it('says when a reason is asked for, as it is set now', () => {
    const { guards, set } = stage();
    assert.equal(guards.requireReason(), 'off');
    for (const requireReason of ['always', 'production'] as const) {
      set({ requireReason });
      assert.equal(guards.requireReason(), requireReason);
    }
    set({ requireReason: 7 });
    assert.equal(guards.requireReason(), 'always');
  });
});
