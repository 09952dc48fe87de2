import { ofAws } from '../../stages/accounts.ts';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Accounts, createAccounts } from '../../../src/inventory/accounts.ts';
import { createInventory } from '../../../src/inventory/inventory.ts';
import { ofShownAccounts, permissionsOfShown } from '../../../src/inventory/shownAccount.ts';
import { createPoller } from '../../../src/inventory/polling/poller.ts';
import { failed, type Outcome, succeeded } from '../../../src/model/failure.ts';
import type { DryRun } from '../../../src/model/ports/awsPermissions.ts';
import type { AwsReads } from '../../../src/model/ports/awsReads.ts';
import { elsewhereOf } from '../../../src/model/destination.ts';
import { nobodys, ofWhom, saw, type Whose } from '../../../src/model/sight.ts';
import { customAt } from '../../stages/destinations.ts';
import {
  deployment,
  failure,
  fakeReads,
  flush,
  heldTime,
  identityOf,
  instance,
  never,
  scope,
  told,
} from '../../stages/fakes.ts';

const SHOWN = '111122223333';
const OTHER = '444455556666';
const fails = (error: unknown) => assert.fail(String(error));

describe('11.4: what shows one account', () => {
  it('takes no answer of another one, whatever was asked, and asks whose the profile is', async () => {
    let account: string | undefined = SHOWN;
    const asked: string[] = [];
    const of = <T>(value: T) => Promise.resolve(saw(value, { at: 0, ...(account !== undefined && { account }) }));
    const raw: AwsReads = fakeReads({
      identity: (profile) => {
        asked.push(profile);
        return of(identityOf(profile));
      },
      list: async function* () {
        yield await of({ resources: [instance()], gaps: [] });
      },
      describe: () => of({ targets: [instance()], missing: ['i-2'], failures: {} }),
      wholeResource: () => of({ target: instance(), json: '{}' }),
      stopProtection: async () => ({ 'i-1': await of(true) }),
      spotKinds: () => of({}),
      volumeSizes: () => of({}),
      typeStores: () => of({}),
      revisions: () => of([]),
      wholeRevision: () => of({ members: {} }),
      daemons: () => of({ daemons: [], gaps: [] }),
      wholeDaemon: () => of({ gaps: [] }),
      stoppedTasks: () => of({ total: 0, more: false, groups: [] }),
      pastDeployments: () => of({ items: [deployment()] }),
      resolvedTargets: () => of({ items: [] }),
      targetAccounts: () => of([]),
      experimentTemplate: () => of('{}'),
      alarmStates: () => of({ a: 'OK' as const }),
    });
    const accounts = createAccounts(raw, fails);
    await accounts.ensure(['staging']);
    const reads = ofShownAccounts(raw, accounts);
    const all = async () => {
      const pages = [];
      for await (const page of reads.list(scope, 'instance', never())) pages.push(page);
      return [
        ...pages,
        await reads.describe(scope, 'instance', ['i-1'], never()),
        await reads.wholeResource({ kind: 'instance', scope, id: 'i-1' }, never()),
        ...Object.values(await reads.stopProtection(scope, ['i-1'], never())),
        await reads.spotKinds(scope, ['s'], never()),
        await reads.volumeSizes(scope, ['v'], never()),
        await reads.revisions(scope, ['a'], never()),
        await reads.wholeRevision(scope, 'a', [], never()),
        await reads.alarmStates(scope, ['a'], never()),
        await reads.daemons(scope, never()),
        await reads.wholeDaemon(scope, 'arn', never()),
        await reads.stoppedTasks(scope, deployment(), never()),
        await reads.pastDeployments(scope, 'a', undefined, never()),
        await reads.resolvedTargets(scope, 'e', undefined, never()),
        await reads.targetAccounts(scope, 'e', never()),
        await reads.experimentTemplate(scope, 't', never()),
      ];
    };
    for (const answer of await all()) assert.equal(answer.ok, true);
    assert.equal(asked.length, 1);
    for (const [next, code] of [
      [OTHER, 'account-changed'],
      [undefined, 'account-unknown'],
    ] as const) {
      account = next;
      asked.splice(0);
      for (const answer of await all()) assert.deepEqual(answer.ok || answer.failure.code, code);
      assert.ok(asked.length > 0);
      assert.equal((await reads.typeStores(scope, ['t'], never())).ok, true, 'a type is the same in every account');
      // In a burst it is asked once at a time.
      await flush();
    }
    account = SHOWN;
    for (const answer of await all()) assert.equal(answer.ok, true);
  });

  it('says of nobody who is known neither that something is there nor that it isn’t, and lets the reasons through for which nothing could be read', async () => {
    const refreshed: string[] = [];
    for (const [shown, said, kind, account, expected] of [
      [SHOWN, 'there', undefined, SHOWN, 'there'],
      [SHOWN, 'there', undefined, undefined, 'account-unknown'],
      [SHOWN, 'there', undefined, OTHER, 'account-changed'],
      [SHOWN, 'fails', 'not-found', SHOWN, 'not-found'],
      [SHOWN, 'fails', 'not-found', undefined, 'account-unknown'],
      [SHOWN, 'fails', 'not-found', OTHER, 'account-changed'],
      [SHOWN, 'fails', 'denied', undefined, 'denied'],
      [SHOWN, 'fails', 'denied', OTHER, 'account-changed'],
      [SHOWN, 'fails', 'timeout', undefined, 'timeout'],
      [SHOWN, 'fails', 'signin-expired', undefined, 'signin-expired'],
      // A profile whose STS is denied for good shows what it brings.
      [undefined, 'there', undefined, undefined, 'there'],
      [undefined, 'there', undefined, OTHER, 'there'],
      [undefined, 'fails', 'not-found', undefined, 'not-found'],
      [undefined, 'fails', 'denied', OTHER, 'denied'],
    ] as const) {
      const whose = account === undefined ? {} : { account };
      const answer =
        said === 'there'
          ? saw({ target: instance(), json: '{}' }, { at: 0, ...whose })
          : failed({ ...failure(kind), ...whose });
      const brought: (string | undefined)[] = [];
      refreshed.splice(0);
      const reads = ofShownAccounts(fakeReads({ wholeResource: () => Promise.resolve(answer) }), {
        shown: () => ofAws(shown),
        brought: (_, of) => brought.push(of.account),
        refresh: (profile) => {
          refreshed.push(profile);
          return Promise.resolve();
        },
      });
      const name = `${String(shown)}: ${kind ?? said} of ${String(account)}`;
      const got = await reads.wholeResource({ kind: 'instance', scope, id: 'i-1' }, never());
      assert.equal(got.ok ? 'there' : (got.failure.code ?? got.failure.kind), expected, name);
      const isDropped = expected === 'account-unknown' || expected === 'account-changed';
      assert.deepEqual(refreshed, isDropped ? [scope.profile] : [], name);
      assert.deepEqual(brought, expected === 'there' ? [account] : [], name);
    }
  });

  it('keeps a list as of when it was read while nobody tells whose the answers are, and reads it again as soon as somebody does', async () => {
    let account: string | undefined = SHOWN;
    let id = 'i-ours';
    let lists = 0;
    const clock = heldTime();
    const raw = fakeReads({
      identity: (profile) =>
        Promise.resolve(account === undefined ? failed(failure('timeout')) : told(identityOf(profile, account))),
      list: async function* (_scope, kind) {
        lists += Number(kind === 'instance');
        const resources = kind === 'instance' ? [instance({ id })] : [];
        const seen = { at: clock.now(), ...(account !== undefined && { account }) };
        yield await Promise.resolve(saw({ resources, gaps: [] }, seen));
      },
    });
    const inventory = createInventory(fails);
    const accounts = createAccounts(raw, fails);
    const poller = createPoller({
      ...{ reads: ofShownAccounts(raw, accounts), inventory, clock, onError: fails },
      paces: { slow: 60_000, fast: 5_000, gentle: 60_000 },
    });
    const ids = () => inventory.list(scope, 'instance').map((one) => one.id);
    const why = () => inventory.status(scope, 'instance').failure?.code;
    await accounts.ensure(['staging']);
    poller.setAttention({ viewVisible: true, windowFocused: true });
    poller.setScopes([scope]);
    await clock.advance(5_000);
    const asOf = inventory.status(scope, 'instance').asOf;
    account = undefined;
    id = 'i-theirs';
    await clock.advance(70_000);
    assert.deepEqual([ids(), why()], [['i-ours'], 'account-unknown']);
    assert.equal(inventory.status(scope, 'instance').asOf, asOf);
    account = SHOWN;
    id = 'i-ours';
    lists = 0;
    await clock.advance(60_000);
    assert.deepEqual([ids(), why()], [['i-ours'], undefined]);
    assert.ok(lists > 0);
    poller.dispose();
  });

  it('asks nobody whose a profile is for an answer that took no call and tells nothing', async () => {
    const asked: string[] = [];
    const raw = fakeReads({
      identity: (profile) => {
        asked.push(profile);
        return Promise.resolve(told(identityOf(profile)));
      },
      alarmStates: () => Promise.resolve(saw({}, { at: 0 })),
    });
    const accounts = createAccounts(raw, fails);
    await accounts.ensure(['staging']);
    assert.deepEqual(
      await ofShownAccounts(raw, accounts).alarmStates(scope, ['elsewhere'], never()),
      saw({}, { at: 0 }),
    );
    assert.deepEqual(asked, ['staging']);
  });

  it('says once that it is known whose a profile is, where something was shown before of which nobody knew that', async () => {
    const find = (...steps: readonly ((accounts: Accounts) => void)[]): readonly string[] => {
      const accounts = createAccounts(fakeReads(), fails);
      const found: string[] = [];
      accounts.onDidFindAccount((profile) => found.push(profile));
      for (const step of steps) step(accounts);
      accounts.dispose();
      return found;
    };
    const brings =
      (account?: string) =>
      (accounts: Accounts): void =>
        accounts.brought('staging', ofAws(account));
    const learns =
      (account: string, profile = 'staging') =>
      (accounts: Accounts): void =>
        accounts.learn(identityOf(profile, account), accounts.asking());
    assert.deepEqual(find(brings(), brings(), learns(SHOWN), learns(SHOWN)), ['staging']);
    assert.deepEqual(find(brings(), brings(SHOWN), brings(), learns(SHOWN)), ['staging']);
    assert.deepEqual(find(brings(), learns(SHOWN, 'elsewhere')), []);
    assert.deepEqual(find(learns(SHOWN), brings(SHOWN), learns(SHOWN)), []);
    assert.deepEqual(find(brings(SHOWN), learns(SHOWN)), []);
    assert.deepEqual(find(brings(SHOWN), learns(OTHER)), [], 'that it changed is said instead');
  });

  it('forgets what was listed while nobody knew whose it is, and lists it again, when somebody does', async () => {
    for (const half of [false, true]) {
      let account: string | undefined;
      const clock = heldTime();
      const raw = fakeReads({
        identity: () => Promise.resolve(failed(failure('timeout'))),
        list: async function* (_scope, kind) {
          if (kind !== 'instance') {
            yield await Promise.resolve(saw({ resources: [], gaps: [] }, { at: 0 }));
            return;
          }
          const of = (id: string) =>
            saw({ resources: [instance({ id })], gaps: [] }, { at: 0, ...(account !== undefined && { account }) });
          yield await Promise.resolve(of(account === undefined ? 'i-whose' : 'i-first'));
          if (half) account = SHOWN;
          yield await Promise.resolve(of('i-second'));
        },
      });
      const inventory = createInventory(fails);
      const accounts = createAccounts(raw, fails);
      const poller = createPoller({
        ...{ reads: ofShownAccounts(raw, accounts), inventory, clock, onError: fails },
        paces: { slow: 60_000, fast: 5_000, gentle: 60_000 },
      });
      accounts.onDidFindAccount((profile) => {
        inventory.forget(profile);
        poller.refresh({ profile });
      });
      const ids = () => inventory.list(scope, 'instance').map((one) => one.id);
      poller.setAttention({ viewVisible: true, windowFocused: true });
      poller.setScopes([scope]);
      await clock.advance(1_000);
      if (!half) {
        assert.deepEqual(ids(), ['i-whose', 'i-second']);
        account = SHOWN;
        accounts.learn(identityOf('staging', SHOWN), accounts.asking());
      }
      await clock.advance(5_000);
      assert.deepEqual(ids(), ['i-first', 'i-second']);
      poller.dispose();
    }
  });

  it('is emptied when the profile leads to another, and filled from there', async () => {
    let account = identityOf('staging').account;
    const clock = heldTime();
    const raw = fakeReads({
      identity: (profile) => Promise.resolve(told(identityOf(profile, account), { account })),
      list: async function* (_scope, kind) {
        const resources = kind === 'instance' ? [instance({ id: `i-${account}` })] : [];
        yield await Promise.resolve(told({ resources, gaps: [] }, { account }));
      },
    });
    const inventory = createInventory(fails);
    const accounts = createAccounts(raw, fails);
    const reads = ofShownAccounts(raw, accounts);
    const poller = createPoller({
      reads,
      inventory,
      clock,
      paces: { slow: 60_000, fast: 5_000, gentle: 60_000 },
      onError: fails,
    });
    accounts.onDidChangeAccount(({ profile }) => {
      inventory.forget(profile);
      poller.refresh({ profile });
    });
    const ids = () => inventory.list(scope, 'instance').map(({ id }) => id);
    await accounts.ensure(['staging']);
    poller.setAttention({ viewVisible: true, windowFocused: true });
    poller.setScopes([scope]);
    await clock.advance(5_000);
    assert.deepEqual(ids(), ['i-111122223333']);
    const seen: string[] = [];
    inventory.onDidChange(() => seen.push(ids().toSorted().join()));
    account = OTHER;
    await clock.advance(70_000);
    assert.deepEqual(ids(), [`i-${OTHER}`]);
    assert.ok(
      seen.every((both) => both.split(',').length === 1),
      'never the one beside the other',
    );
    poller.dispose();
  });
});

describe('whether a person is allowed to stop something that is shown', () => {
  const elsewhere = customAt('http://localhost:4566');
  const byAccount = (allowed: boolean, whose: Partial<DryRun>): Outcome<DryRun> =>
    succeeded({ allowed, message: '', ...whose });
  const cases: readonly (readonly [
    what: string,
    answer: Outcome<DryRun>,
    expected: boolean | string,
    shown?: Whose,
  ])[] = [
    ['allowed', byAccount(true, { account: SHOWN }), true],
    ['denied', byAccount(false, { account: SHOWN }), false],
    ['allowed in another account', byAccount(true, { account: OTHER }), 'account-changed'],
    ['denied in another account', byAccount(false, { account: OTHER }), 'account-changed'],
    [
      'allowed in the account of this number at another endpoint',
      byAccount(true, ofWhom({ account: SHOWN, elsewhere: elsewhereOf(elsewhere) })),
      'account-changed',
    ],
    ['denied to nobody knows whom', byAccount(false, {}), 'account-unknown'],
    ['not there in another account', failed(failure('not-found', { account: OTHER })), 'account-changed'],
    ['not there for nobody knows whom', failed(failure('not-found')), 'account-unknown'],
    ['not there', failed(failure('not-found', { account: SHOWN })), 'not-found'],
    ['not told', failed(failure('throttled')), 'throttled'],
    ['denied, and no account was ever known', byAccount(false, { account: OTHER }), false, nobodys],
  ];
  for (const [what, answer, expected, shown = { account: SHOWN, elsewhere: undefined }] of cases)
    it(`is asked of the account that is shown: ${what}`, async () => {
      const asked: string[] = [];
      const permissions = permissionsOfShown(
        { mayStopInstance: () => Promise.resolve(answer) },
        { shown: () => shown, refresh: async (profile) => void asked.push(profile) },
      );
      const reply = await permissions.mayStopInstance(scope, 'i-1', never());
      const { code, kind } = reply.ok ? {} : reply.failure;
      assert.equal(reply.ok ? reply.value.allowed : (code ?? kind), expected);
      const isDropped = typeof expected === 'string' && expected.startsWith('account-');
      assert.deepEqual(asked, isDropped ? [scope.profile] : []);
    });
});
