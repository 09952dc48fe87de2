import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseGuards } from '../../../../src/model/guardSettings.ts';
import { stoppableKinds } from '../../../../src/model/resources/resource.ts';
import { createGuards, forbiddingAll, forbiddingSetting, whoOf } from '../../../../src/stopping/plan/guards.ts';
import { known } from '../../../../src/model/fact.ts';
import { operationTypes } from '../../../../src/model/operation.ts';
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

describe('a place in which nothing at all may be done', () => {
  const who = { account: '111122223333', alias: known('shop') };
  const rows: readonly (readonly [what: string, raw: Partial<typeof unsetGuards>, setting: string | undefined])[] = [
    ['nothing is set', {}, undefined],
    ['everything is read only', { readOnly: true }, 'halt.readOnly'],
    ['its profile is', { readOnly: ['stag*'] }, 'halt.readOnly'],
    ['its account is', { readOnly: ['111122223333'] }, 'halt.readOnly'],
    ['its account is by its alias', { readOnly: ['shop'] }, 'halt.readOnly'],
    ['another account is', { readOnly: ['444455556666', 'bank'] }, undefined],
    ['its region isn’t allowed', { allowedRegions: ['us-*'] }, 'halt.allowedRegions'],
    ['no operation is allowed there', { places: [{ match: 'shop', operations: [] }] }, 'halt.places'],
    ['one operation is allowed there', { places: [{ match: 'shop', operations: ['start'] }] }, undefined],
    ['ABORT alone is allowed there', { places: [{ match: 'shop', operations: ['abort'] }] }, undefined],
  ];
  for (const enableAbort of [false, true])
    for (const [what, raw, setting] of rows)
      it(`is told with the setting that says so, where ABORT is ${enableAbort ? 'on' : 'off'}: ${what}`, () => {
        const policy = { ...parseGuards({ ...unsetGuards, ...raw }), enableAbort };
        const isAbortAlone = what.startsWith('ABORT') && !enableAbort;
        assert.equal(forbiddingAll({ policy }, scope, who), isAbortAlone ? 'halt.places' : setting);
      });

  it('isn’t one because ABORT is off everywhere, which is no setting of a place', () => {
    const policy = { ...parseGuards(unsetGuards), enableAbort: false };
    for (const type of operationTypes) assert.equal(forbiddingSetting({ policy }, scope, who, type), undefined, type);
  });

  it('is judged by the account and the alias of whom the profile belongs to, where anybody knows', () => {
    assert.deepEqual(whoOf({ account: '1', alias: known('shop') }), { account: '1', alias: known('shop') });
    assert.deepEqual(whoOf(undefined), { account: undefined, alias: undefined });
  });
});
