import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { known, unread } from '../../../src/model/fact.ts';
import { PRODUCTION, STAGING } from '../../stages/accounts.ts';
import { createStage, never, profileLines, type Stage, type Way } from '../../stages/aws.ts';
import { valueOf } from '../../stages/answering/outcomes.ts';
import { until } from '../../stages/polling.ts';

for (const way of ['direct', 'worker'] satisfies Way[]) {
  describe(`what an account is called (${way})`, () => {
    let stage: Stage;
    beforeEach(async () => {
      stage = await createStage({ way });
    });
    afterEach(() => stage.close());

    const lead = (account: string) =>
      stage.home.write('.aws/config', profileLines('staging', account, stage.sim.endpoint));
    const identity = () => stage.aws.reads.identity('staging', never());
    const aliasOf = (account: string) => stage.sim.fleet.accounts.find(({ id }) => id === account)?.alias ?? '';
    /** The profile leads to another account once AWS has been asked whose it is, and before it answers. */
    const turnedMeanwhile = async (account: string) => {
      const { sim } = stage;
      const before = sim.log.count({ action: 'GetCallerIdentity' });
      const held = sim.faults.add({ action: 'GetCallerIdentity', effect: { kind: 'hold' } });
      const asked = identity();
      const arrived = () => sim.log.count({ action: 'GetCallerIdentity' });
      await until(() => arrived() > before, arrived);
      await lead(account);
      sim.faults.remove(held);
      return valueOf(await asked);
    };

    test('is asked with the credentials that named the account, whatever its profile has become meanwhile', async () => {
      const found = await turnedMeanwhile(PRODUCTION);
      assert.deepEqual([found.account, found.alias], [STAGING, known(aliasOf(STAGING))]);
      const [asked] = stage.sim.log.entries({ action: 'ListAccountAliases' });
      assert.equal(asked?.account, STAGING);
      const now = valueOf(await identity());
      assert.deepEqual([now.account, now.alias], [PRODUCTION, known(aliasOf(PRODUCTION))]);
    });

    test('is never another account’s afterwards, where IAM says nothing any more', async () => {
      await turnedMeanwhile(PRODUCTION);
      stage.sim.faults.add({ action: 'ListAccountAliases', effect: { kind: 'denied' } });
      await lead(STAGING);
      const again = valueOf(await identity());
      assert.deepEqual([again.account, again.alias], [STAGING, known(aliasOf(STAGING))], 'as it was read of itself');
    });

    test('is unread where IAM denied it, and what it is called is kept of the other one alone', async () => {
      const denial = stage.sim.faults.add({ action: 'ListAccountAliases', effect: { kind: 'denied' } });
      const found = await turnedMeanwhile(PRODUCTION);
      assert.deepEqual([found.account, found.alias], [STAGING, unread]);
      stage.sim.faults.remove(denial);
      const other = valueOf(await identity());
      assert.deepEqual([other.account, other.alias], [PRODUCTION, known(aliasOf(PRODUCTION))]);
      stage.sim.faults.add({ action: 'ListAccountAliases', effect: { kind: 'denied' } });
      await lead(STAGING);
      assert.deepEqual(valueOf(await identity()).alias, unread);
      await lead(PRODUCTION);
      assert.deepEqual(valueOf(await identity()).alias, known(aliasOf(PRODUCTION)));
    });
  });
}
