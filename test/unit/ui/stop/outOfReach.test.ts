import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createInventory } from '../../../../src/inventory/inventory.ts';
import type { Identity } from '../../../../src/model/identity.ts';
import type { Scope } from '../../../../src/model/scope.ts';
import { isUnstoppable, outOfReach } from '../../../../src/ui/stop/outOfReach.ts';
import { customAt } from '../../../stages/destinations.ts';
import { deployment, experiment, failure, identityOf, instance } from '../../../stages/fakes.ts';
import { shutWhere } from '../../../stages/guards.ts';

const KIND = 'experiment';
const place = (profile: string): Scope => ({ profile, region: 'eu-west-1' });
const [read, silent, never, denied, locked] = ['read', 'silent', 'never', 'denied', 'locked'].map(place);

describe('where an emergency stop doesn’t reach', () => {
  it('is where changes are forbidden, with what is active there, and where not everything was read', () => {
    assert.ok(read && silent && never && denied && locked);
    const inventory = createInventory((error) => {
      throw error;
    });
    const list = (scope: Scope, states: readonly string[]) => {
      const resources = states.map((state, index) => experiment({ scope, id: `EXP${index}`, state }));
      inventory.apply({ type: 'page', scope, kind: KIND, since: 1, resources });
      inventory.apply({
        type: 'end',
        scope,
        kind: KIND,
        since: 1,
        seen: new Set(resources.map(({ id }) => id)),
        gaps: [],
      });
    };
    list(read, ['running']);
    list(silent, ['running']);
    list(locked, ['running', 'initiating', 'pending', 'stopping', 'completed', 'a-state-of-tomorrow']);
    inventory.apply({ type: 'fail', scope: denied, kind: KIND, failure: failure('denied') });
    inventory.apply({ type: 'fail', scope: read, kind: 'lever', failure: failure('denied') });
    const found = outOfReach(
      {
        inventory,
        accounts: { failure: () => undefined, of: () => undefined },
        scopes: () => [read, silent, never, denied, locked],
        guards: shutWhere((scope) => scope === locked || scope === denied),
      },
      [silent],
      [never],
    );
    assert.deepEqual(found.forbidden, [
      { scope: denied, setting: 'halt.readOnly', active: undefined },
      { scope: locked, setting: 'halt.readOnly', active: 5 },
    ]);
    // What AWS hasn't answered is told apart from what failed.
    assert.deepEqual(found.unread, [{ ...silent, unanswered: {} }, { ...never, unanswered: {} }, denied]);
    assert.deepEqual(found.leverUnread, [read, never], 'one that failed, and one that gave no answer');
  });

  it('has what is in progress in a state that AWS added later or didn’t tell, once an account, and where changes are allowed', () => {
    const [one, twin, far, shut] = ['one', 'twin', 'far', 'shut'].map(place);
    assert.ok(one && twin && far && shut);
    const inventory = createInventory((error) => {
      throw error;
    });
    const states = ['running', 'hovering', 'unknown', 'completed', 'failed', 'stopping'];
    for (const scope of [one, twin, far, shut]) {
      const resources = states.map((state) => experiment({ scope, id: `EXP${state}`, state }));
      const seen = new Set(resources.map(({ id }) => id));
      inventory.apply({ type: 'page', scope, kind: KIND, since: 1, resources });
      inventory.apply({ type: 'end', scope, kind: KIND, since: 1, seen, gaps: [] });
    }
    const found = outOfReach(
      {
        inventory,
        accounts: {
          failure: () => undefined,
          of: (profile) => (profile === 'far' ? undefined : identityOf(profile, '111122223333')),
        },
        scopes: () => [one, twin, far, shut],
        guards: shutWhere((scope) => scope === shut),
      },
      [],
      [],
    );
    assert.deepEqual(
      found.unstoppable.map(({ scope, state }) => `${scope.profile} ${state}`),
      ['twin hovering', 'twin unknown', 'far hovering', 'far unknown'],
    );
    assert.deepEqual(
      found.stopping.map(({ scope, state }) => `${scope.profile} ${state}`),
      ['twin stopping', 'far stopping'],
    );
  });

  it('asks twice of each place whether a setting forbids it: once to stop experiments, once to engage the lever', () => {
    const scopes = Array.from({ length: 300 }, (_, index) => place(`p${index}`));
    let asked = 0;
    const inventory = createInventory((error) => {
      throw error;
    });
    const found = outOfReach(
      {
        inventory,
        accounts: { failure: () => undefined, of: (profile) => identityOf(profile, '111122223333') },
        scopes: () => scopes,
        guards: shutWhere(() => {
          asked += 1;
          return true;
        }),
      },
      [],
      [],
    );
    assert.deepEqual([found.forbidden.length, found.leverForbidden.length, asked], [300, 300, 600]);
  });

  it('tells where a setting forbids the lever from where it forbids stopping, and not where another profile offers it', () => {
    const [both, stops, levers, twin, mute] = ['both', 'stops', 'levers', 'twin', 'mute'].map(place);
    assert.ok(both && stops && levers && twin && mute);
    const inventory = createInventory((error) => {
      throw error;
    });
    const scopes = [both, stops, levers, twin, mute];
    for (const scope of scopes)
      inventory.apply({ type: 'end', scope, kind: KIND, since: 1, seen: new Set(), gaps: [] });
    const found = (accountOf: (profile: string) => string, silentLevers: readonly Scope[]) => {
      const { forbidden, leverForbidden } = outOfReach(
        {
          inventory,
          accounts: { failure: () => undefined, of: (profile) => identityOf(profile, accountOf(profile)) },
          scopes: () => scopes,
          guards: shutWhere((scope, type) => scope === both || scope === (type === 'stop-experiment' ? stops : levers)),
        },
        [],
        silentLevers,
      );
      return [forbidden.map(({ scope }) => scope), leverForbidden.map(({ scope }) => scope)];
    };
    const own = (profile: string) => profile;
    assert.deepEqual(found(own, []), [
      [both, stops],
      [both, levers],
    ]);
    const shared = (profile: string) => (profile === 'levers' || profile === 'twin' ? 'one' : profile);
    assert.deepEqual(found(shared, []), [[both, stops], [both]]);
    // The one that could offer it can't be read.
    assert.deepEqual(found(shared, [twin]), [
      [both, stops],
      [both, levers],
    ]);
  });

  it('is not what one profile can’t read where another of its account has read it and may act', () => {
    const [blind, actor] = ['blind', 'actor'].map(place);
    assert.ok(blind && actor);
    const custom = customAt('http://localhost:4566');
    const one = (profile: string) => identityOf(profile);
    const rows: readonly (readonly [
      what: string,
      of: (profile: string) => Identity | undefined,
      silent: readonly Scope[],
      forbidden: readonly Scope[],
      unread: readonly Scope[],
    ])[] = [
      ['one account', one, [], [], []],
      ['the other gave no answer', one, [actor], [], [blind, actor]],
      ['the other may not act', one, [], [actor], [blind]],
      ['nobody knows whose they are', () => undefined, [], [], [blind]],
      ['two accounts', (profile) => identityOf(profile, profile), [], [], [blind]],
      [
        'the account’s number at another endpoint',
        (profile) => (profile === 'actor' ? { ...one(profile), destination: custom } : one(profile)),
        [],
        [],
        [blind],
      ],
    ];
    for (const [what, of, quiet, forbidden, unread] of rows) {
      const inventory = createInventory((error) => {
        throw error;
      });
      for (const kind of [KIND, 'lever'] as const) {
        inventory.apply({ type: 'fail', scope: blind, kind, failure: failure('denied') });
        inventory.apply({ type: 'end', scope: actor, kind, since: 1, seen: new Set(), gaps: [] });
      }
      const found = outOfReach(
        {
          ...{ inventory, accounts: { failure: () => undefined, of } },
          scopes: () => [blind, actor],
          guards: shutWhere((scope) => forbidden.includes(scope)),
        },
        quiet,
        quiet,
      );
      const places = found.unread.map(({ profile, region }) => ({ profile, region }));
      assert.deepEqual([places, found.leverUnread], [unread, unread], what);
    }
  });

  it('is not where another profile of the account may act, in the same region, if it could be read', () => {
    const [reader, actor, other] = ['reader', 'actor', 'other'].map(place);
    assert.ok(reader && actor && other);
    const table = [
      { accountOf: () => '111122223333', silent: [], forbidden: [] },
      // Nobody knows what runs there.
      { accountOf: () => '111122223333', silent: [actor, other], forbidden: [reader] },
      {
        accountOf: (profile: string) => (profile === 'reader' ? '444455556666' : '111122223333'),
        silent: [],
        forbidden: [reader],
      },
      { accountOf: () => undefined, silent: [], forbidden: [reader] },
    ];
    for (const { accountOf, silent: quiet, forbidden } of table) {
      const inventory = createInventory((error) => {
        throw error;
      });
      for (const scope of [reader, actor, other])
        inventory.apply({ type: 'end', scope, kind: KIND, since: 1, seen: new Set(), gaps: [] });
      const found = outOfReach(
        {
          inventory,
          accounts: {
            failure: () => undefined,
            of: (profile) => {
              const account = accountOf(profile);
              return account === undefined ? undefined : identityOf(profile, account);
            },
          },
          scopes: () => [reader, actor, other],
          guards: shutWhere((scope) => scope === reader),
        },
        quiet,
        [],
      );
      assert.deepEqual(
        found.forbidden.map(({ scope }) => scope),
        forbidden,
      );
    }
  });
});

describe('what runs or is in progress and can’t be stopped', () => {
  const managedBy = 'eks.amazonaws.com';
  const rows = [
    [instance({ state: 'pending' }), true],
    [instance({ state: 'a-state-of-later' }), true],
    [instance({ state: 'unknown' }), true],
    [instance({ state: 'running', managedBy }), true],
    [instance({ state: 'pending', managedBy }), true],
    [instance({ state: 'running', instanceStore: 'root' }), true],
    [instance({ state: 'running' }), false],
    [instance({ state: 'running', instanceStore: 'data' }), false],
    [instance({ state: 'stopping' }), false],
    [instance({ state: 'stopping', managedBy }), false],
    [instance({ state: 'shutting-down' }), false],
    [instance({ state: 'stopped' }), false],
    [instance({ state: 'stopped', managedBy }), false],
    [instance({ state: 'terminated' }), false],
    [experiment({ state: 'hovering' }), true],
    [experiment({ state: 'running' }), false],
    [experiment({ state: 'completed' }), false],
    [deployment({ status: 'HOVERING' }), true],
    [deployment({ status: 'IN_PROGRESS' }), false],
    [deployment({ status: 'SUCCESSFUL' }), false],
  ] as const;
  for (const [one, is] of rows) {
    const state = one.kind === 'deployment' ? one.status : one.state;
    const more = one.kind === 'instance' ? [one.managedBy, one.instanceStore].filter(Boolean).join(', ') : '';
    it(`is ${is ? '' : 'not '}a thing of the kind ${one.kind} that is ${state} (${more})`, () => {
      assert.equal(isUnstoppable(one), is);
    });
  }
});
