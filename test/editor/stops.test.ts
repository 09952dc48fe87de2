import assert from 'node:assert/strict';
import { createStops, type StopsParts } from '../../src/app/stops.ts';
import type { History } from '../../src/history/history.ts';
import { createInventory } from '../../src/inventory/inventory.ts';
import { failed } from '../../src/model/failure.ts';
import type { Identity } from '../../src/model/identity.ts';
import { productionGroups } from '../../src/stopping/plan/plan.ts';
import { readSettings } from '../../src/ui/settings/settings.ts';
import {
  fakeChanges,
  failure,
  fakeReads,
  flush,
  heldTime,
  identityOf,
  instance,
  looksAt,
  memoryJournal,
  never,
  refTo,
  told,
} from '../stages/fakes.ts';
import { plainFacts } from '../stages/stopping/plainStopping.ts';

const admin = { profile: 'admin', region: 'eu-west-1' };
const prod = { profile: 'shop-prod', region: 'eu-west-1' };
const web = instance({ scope: admin });

/** The stops of a window in which both profiles are chosen. `known`: those of which AWS has said whose they are; `claims`: those of which the shared config says so. */
function stage({
  known = [],
  claims = [],
  answers = {},
}: {
  known?: readonly string[];
  claims?: readonly string[];
  answers?: Parameters<typeof fakeChanges>[1];
}) {
  const onError = (error: unknown) => assert.fail(String(error));
  const [clock, journal, inventory] = [heldTime(), memoryJournal(), createInventory(onError)];
  const refreshed: unknown[] = [];
  const history: string[] = [];
  const claimed: string[] = [];
  const identity = (profile: string): Identity => ({ ...identityOf(profile), profile });
  const things = [web];
  const parts = {
    aws: {
      reads: fakeReads({
        describe: looksAt(() => things),
        identity: (profile) => Promise.resolve(told(identity(profile))),
      }),
      changes: fakeChanges(() => {}, answers),
      struck: plainFacts.struck,
      permissions: { dryRun: () => assert.fail('nothing is asked for in a person’s name') },
    },
    ...{ clock, journal: { ...journal, path: '/storage/audit.jsonl' }, inventory, onError },
    claim: async (name: string) => {
      claimed.push(name);
      // Another window has told it.
      return false;
    },
    history: {
      lastSeen: () => undefined,
      observe: (seen: readonly unknown[]) => history.push(`observed ${seen.length}`),
      missing: () => history.push('missing'),
      requested: ({ operation, outcome }: Parameters<History['requested']>[0]) =>
        history.push(outcome.result === 'accepted' ? operation : `${operation} ${outcome.result} ${outcome.requestId}`),
    },
    accounts: {
      of: (profile: string) => (known.includes(profile) ? identity(profile) : undefined),
      shown: (profile: string) => ({ account: identity(profile).account }),
    },
    scopes: {
      all: () => [admin, prod],
      info: (profile: string) =>
        claims.includes(profile)
          ? { account: identity(profile).account, destination: identity(profile).destination }
          : undefined,
    },
    poller: { refresh: (what: unknown) => refreshed.push(what), stamp: () => 0, stampOf: () => 0 },
    settings: () => {
      const settings = readSettings();
      return { ...settings, preflight: false, policy: { ...settings.policy, production: ['*prod*'] } };
    },
  } as unknown as StopsParts;
  return { clock, journal, things, refreshed, history, claimed, stops: createStops(parts) };
}

describe('the wiring of stops', () => {
  for (const [how, facts, marked] of [
    ['AWS has said whose it is', { known: ['shop-prod'] }, ['shop-prod']],
    ['the shared config says whose it is, as nobody is signed in', { claims: ['shop-prod'] }, ['shop-prod']],
    ['nobody knows whose it is', {}, []],
  ] as const)
    it(`gives a plan the other chosen profiles of its account, which mark it as production, where ${how}`, async () => {
      const { stops } = stage(facts);
      const plan = await stops.plan([refTo(web)], { type: 'stop' }, never());
      const matched = productionGroups(plan).flatMap(({ production }) => production.map((mark) => mark.matched));
      assert.deepEqual(matched, marked);
      stops.dispose();
    });

  it('tells history and lists of what was asked for, of each look and of the end', async () => {
    const { stops, clock, things, history, refreshed } = stage({});
    await stops.run(stops.confirm(await stops.plan([refTo(web)], { type: 'stop' }, never()), {}));
    assert.deepEqual(history, ['StopInstances']);
    things.splice(0, 1, instance({ scope: admin, state: 'stopped' }));
    await clock.advance(30_000);
    assert.equal(history[1], 'observed 1');
    assert.deepEqual(refreshed, [{ scopes: [admin] }]);
    stops.dispose();
  });

  it('tells history whether the stop that was asked for is a forced one', async () => {
    const { stops, history } = stage({});
    const forced = { type: 'force-stop', skipOsShutdown: false } as const;
    await stops.run(stops.confirm(await stops.plan([refTo(web)], forced, never()), {}));
    assert.deepEqual(history, ['StopInstances (Force)']);
    stops.dispose();
  });

  it('tells the history of what AWS refused that it came too late, once a look has shown that', async () => {
    const refused = { ...failure('refused'), code: 'IncorrectInstanceState', requestId: 'r-1' };
    const { stops, clock, things, history } = stage({ answers: { stopInstances: async () => failed(refused) } });
    await stops.run(stops.confirm(await stops.plan([refTo(web)], { type: 'stop' }, never()), {}));
    assert.deepEqual(history, ['StopInstances refused r-1']);
    things.splice(0, 1, instance({ scope: admin, state: 'terminated' }));
    await clock.advance(30_000);
    assert.deepEqual(history.slice(1), ['observed 1', 'StopInstances too-late r-1']);
    stops.dispose();
  });

  it('lists a place once for all that ends there at once', async () => {
    const { stops, clock, things, refreshed } = stage({});
    const all = ['i-1', 'i-2', 'i-3'].map((id) => instance({ scope: admin, id }));
    things.splice(0, 1, ...all);
    await stops.run(stops.confirm(await stops.plan(all.map(refTo), { type: 'stop' }, never()), {}));
    things.splice(0, 3, ...all.map((one) => ({ ...one, state: 'stopped' })));
    await clock.advance(30_000);
    assert.deepEqual(refreshed, [{ scopes: [admin] }]);
    stops.dispose();
  });

  it('tells in one window alone that a line of the audit log can’t be read which may be a request', async () => {
    const { stops, clock, journal, claimed } = stage({});
    await journal.append({ v: 2, type: 'requested', id: 'of a later version' });
    await stops.resume();
    assert.deepEqual([stops.follow.logLack(), claimed], ['unread', []]);
    await clock.advance(3_000);
    await flush();
    assert.equal(claimed.length, 1);
    stops.dispose();
  });
});
