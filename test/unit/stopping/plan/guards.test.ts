import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseGuards } from '../../../../src/model/guardSettings.ts';
import { stoppableKinds } from '../../../../src/model/resources/resource.ts';
import { createGuards } from '../../../../src/stopping/plan/guards.ts';
import { sendable } from '../../../../src/stopping/plan/plan.ts';
import { known, none, unread } from '../../../../src/model/fact.ts';
import type { Identity } from '../../../../src/model/identity.ts';
import { type OperationType, operationTypes } from '../../../../src/model/operation.ts';
import type { OwnTags } from '../../../../src/stopping/plan/productionPolicy.ts';
import { identityOf, instance, looksAt, refTo, scope } from '../../../stages/fakes.ts';
import { unsetGuards } from '../../../stages/guards.ts';
import { plan } from '../../../stages/stopping/plan.ts';

type Who = Pick<Identity, 'account' | 'alias'>;

const TAGS = [{ key: 'env', value: 'prod' }];
const NO_TAGS = { tags: [], tagsUnread: false };

/** Guards by the settings of now, over a profile whose account may be known. */
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

/** Guards by these settings, over profiles that all belong to somebody, or to nobody who is known. */
const guardsOf = (raw: Partial<typeof unsetGuards>, who: Who | undefined, enableAbort = false) =>
  createGuards({
    settings: () => ({ policy: { ...parseGuards({ ...unsetGuards, ...raw }), enableAbort } }),
    accounts: { of: (profile) => who && { ...identityOf(profile), ...who } },
  });

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

  it('marks a place by its profile and its account alone: it has no tags of its own that could be unread', () => {
    const { guards, set } = stage({ production: ['env=prod'] });
    assert.equal(guards.productionMark(scope), undefined);
    set({ production: ['env=prod', scope.profile] });
    assert.equal(guards.productionMark(scope), 'production');
  });

  it('marks by these tags alone beside a row that says it of its profile', () => {
    const { guards } = stage({ production: ['env=prod', scope.profile] });
    assert.equal(guards.tagMark({ tags: TAGS, tagsUnread: false }), 'production');
    assert.equal(guards.tagMark(NO_TAGS), undefined);
    assert.equal(guards.tagMark({ tags: [], tagsUnread: true }), 'unread');
    assert.equal(guards.productionMark({ profile: scope.profile }), 'production');
  });

  it('marks by the person’s patterns, of which one takes out what it matches, and takes an account that isn’t named for each', () => {
    const PATTERNS = ['*prod*', '!*nonprod*', 'env=prod*'];
    const account = '111122223333';
    const table: readonly (readonly [readonly string[], Who | undefined, string, Partial<OwnTags>, boolean])[] = [
      [PATTERNS, { account, alias: none }, 'shop', {}, false],
      [PATTERNS, { account, alias: none }, 'shop-prod', {}, true],
      [PATTERNS, { account, alias: none }, 'shop-nonprod', {}, false],
      [PATTERNS, { account, alias: known('shop-production') }, 'shop', {}, true],
      [PATTERNS, { account, alias: known('shop-nonprod') }, 'shop', {}, false],
      [PATTERNS, { account, alias: unread }, 'shop', {}, true],
      [PATTERNS, undefined, 'shop', {}, true],
      [PATTERNS, { account, alias: none }, 'shop', { tags: [{ key: 'env', value: 'production' }] }, true],
      [PATTERNS, { account, alias: none }, 'shop', { tagsUnread: true }, true],
      [[], undefined, 'shop', {}, false],
      [[account], undefined, 'shop', {}, true],
    ];
    for (const [production, who, profile, tags, expected] of table) {
      const mark = guardsOf({ production }, who).productionMark({ profile }, { ...NO_TAGS, ...tags });
      assert.equal(mark !== undefined, expected, JSON.stringify([production, who, profile, tags]));
    }
  });

  it('says whether a profile is read-only as a whole, and whether a region is left out', () => {
    const table: readonly (readonly [Partial<typeof unsetGuards>, boolean, boolean])[] = [
      [{}, false, false],
      [{ readOnly: true }, true, false],
      [{ readOnly: [scope.profile] }, true, false],
      [{ readOnly: ['111122223333'] }, true, false],
      [{ readOnly: ['other'] }, false, false],
      [{ allowedRegions: ['us-*'] }, false, true],
      [{ places: [{ match: '111122223333', regions: ['us-east-1'] }] }, false, true],
      [{ places: [{ match: 'other', regions: ['us-east-1'] }] }, false, false],
    ];
    for (const [raw, readOnly, leftOut] of table) {
      const { guards } = stage(raw);
      assert.deepEqual(
        [guards.isReadOnly(scope.profile), guards.isLeftOut(scope)],
        [readOnly, leftOut],
        JSON.stringify(raw),
      );
    }
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
        const isAbortAlone = what.startsWith('ABORT') && !enableAbort;
        assert.equal(guardsOf(raw, who, enableAbort).forbiddingAll(scope), isAbortAlone ? 'halt.places' : setting);
      });

  it('isn’t one because ABORT is off everywhere, which is no setting of a place', () => {
    const guards = guardsOf({}, who);
    for (const type of operationTypes) assert.equal(guards.forbidding(scope, type), undefined, type);
  });

  it('is one by each rule of a place that could mean an account that nobody knows yet', () => {
    for (const [raw, setting, readOnly] of [
      [{ places: [{ match: '111122223333', readOnly: true }] }, 'halt.places', true],
      [{ places: [{ match: 'shop', operations: [] }] }, 'halt.places', true],
      [{ places: [{ match: 'shop', regions: ['us-east-1'] }] }, 'halt.places', false],
      [{ places: [{ match: '1111', readOnly: true }], allowedRegions: ['eu-*'] }, 'halt.places', true],
      [{ places: [{ match: 'another profile', readOnly: true }], allowedRegions: ['eu-*'] }, undefined, false],
    ] as const) {
      const guards = guardsOf(raw, undefined);
      const what = JSON.stringify(raw);
      assert.equal(guards.forbiddingAll(scope), setting, what);
      assert.equal(guards.forbidding(scope, 'stop'), setting, what);
      assert.equal(guards.mayAct(scope, 'instance'), setting === undefined, what);
      assert.equal(guards.isReadOnly(scope.profile), readOnly, what);
      assert.equal(guards.isLeftOut(scope), setting !== undefined && !readOnly, what);
    }
  });

  it('is judged by the account and the alias of whom the profile belongs to, where anybody knows', () => {
    for (const match of ['111122223333', 'shop']) {
      const raw = { places: [{ match, readOnly: true }] };
      assert.equal(guardsOf(raw, who).forbiddingAll(scope), 'halt.places', match);
      assert.equal(guardsOf(raw, { account: '444455556666', alias: none }).forbiddingAll(scope), undefined, match);
    }
  });
});

describe('a plan in a place where a rule lists what is allowed', () => {
  for (const [allowed, skipOsShutdown, sends] of [
    [['stop', 'force-stop'], true, false],
    [['skip-os-shutdown'], true, false],
    [['force-stop', 'skip-os-shutdown'], true, true],
    [['stop', 'force-stop'], false, true],
  ] as const)
    it(`${sends ? 'sends' : 'blocks'} force ${skipOsShutdown ? 'with' : 'without'} a skipped shutdown under ${allowed.join()}`, async () => {
      const operations: readonly OperationType[] = allowed;
      const places = [{ match: scope.profile, operations, production: false, readOnly: false }];
      const made = await plan(
        { reads: { describe: looksAt(() => [instance()]) }, policy: { places } },
        [refTo(instance())],
        { type: 'force-stop', skipOsShutdown },
      );
      assert.equal(sendable(made).length, sends ? 1 : 0);
    });
});
