import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createAccounts } from '../../../src/inventory/accounts.ts';
import { createInventory } from '../../../src/inventory/inventory.ts';
import { ofShownAccounts } from '../../../src/inventory/shownAccount.ts';
import { createWatcher } from '../../../src/inventory/watch/watcher.ts';
import type { AwsReads } from '../../../src/model/ports/awsReads.ts';
import { deployment, fakeReads, heldTime, identityOf, instance, never, scope, told } from '../../stages/fakes.ts';

const OTHER = '444455556666';
const fails = (error: unknown) => assert.fail(String(error));

describe('11.4: what shows one account', () => {
  it('takes no answer of another one, whatever was asked, and asks whose the profile is', async () => {
    let account = identityOf('staging').account;
    const asked: string[] = [];
    const of = <T>(value: T) => Promise.resolve(told(value, { account }));
    const raw: AwsReads = fakeReads({
      identity: (profile) => {
        asked.push(profile);
        return of(identityOf(profile));
      },
      list: async function* () {
        yield await of({ resources: [instance()], gaps: [] });
      },
      describe: () => of({ targets: [instance()], missing: ['i-2'], failures: {} }),
      document: () => of({ target: instance(), json: '{}' }),
      stopProtection: async () => ({ 'i-1': await of(true) }),
      spotKinds: () => of({}),
      volumeSizes: () => of({}),
      typeStores: () => of({}),
      revisions: () => of([]),
      revisionDocument: () => of({ members: {} }),
      daemons: () => of({ daemons: [], gaps: [] }),
      daemonDocument: () => of({ gaps: [] }),
      stoppedTasks: () => of({ total: 0, more: false, groups: [] }),
      pastDeployments: () => of({ items: [deployment()] }),
      resolvedTargets: () => of({ items: [] }),
      targetAccounts: () => of([]),
      experimentTemplate: () => of('{}'),
      alarmStates: () => of({}),
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
        await reads.document({ kind: 'instance', scope, id: 'i-1' }, never()),
        ...Object.values(await reads.stopProtection(scope, ['i-1'], never())),
        await reads.spotKinds(scope, ['s'], never()),
        await reads.volumeSizes(scope, ['v'], never()),
        await reads.typeStores(scope, ['t'], never()),
        await reads.revisions(scope, ['a'], never()),
        await reads.revisionDocument(scope, 'a', [], never()),
        await reads.alarmStates(scope, ['a'], never()),
        await reads.daemons(scope, never()),
        await reads.daemonDocument(scope, 'arn', never()),
        await reads.stoppedTasks(scope, deployment(), never()),
        await reads.pastDeployments(scope, 'a', undefined, never()),
        await reads.resolvedTargets(scope, 'e', undefined, never()),
        await reads.targetAccounts(scope, 'e', never()),
        await reads.experimentTemplate(scope, 't', never()),
      ];
    };
    for (const answer of await all()) assert.equal(answer.ok, true);
    assert.equal(asked.length, 1);
    account = OTHER;
    for (const answer of await all()) assert.deepEqual(answer.ok || answer.failure.code, 'account-changed');
    assert.ok(asked.length > 1);
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
    const watcher = createWatcher({
      reads,
      inventory,
      clock,
      paces: { slow: 60_000, fast: 5_000, gentle: 60_000 },
      onError: fails,
    });
    accounts.onDidChangeAccount(({ profile }) => {
      inventory.forget(profile);
      watcher.refresh({ profile });
    });
    const ids = () => inventory.list(scope, 'instance').map(({ id }) => id);
    await accounts.ensure(['staging']);
    watcher.setAttention({ viewVisible: true, windowFocused: true });
    watcher.setScopes([scope]);
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
    watcher.dispose();
  });
});
