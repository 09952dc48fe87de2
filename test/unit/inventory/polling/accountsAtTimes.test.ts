import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createAccounts } from '../../../../src/inventory/accounts.ts';
import { createAccountsAtTimes } from '../../../../src/inventory/polling/accountsAtTimes.ts';
import { type Failure, failed } from '../../../../src/model/failure.ts';
import { failure, fakeReads, flush, heldTime, identityOf, told } from '../../../stages/fakes.ts';

describe('the accounts, for who comes by again and again,', () => {
  it('are asked at once, and after a failure as seldom as its lists', async () => {
    const clock = heldTime();
    let kind: Failure['kind'] | undefined = 'signin-expired';
    let asked = 0;
    const fail = (error: unknown) => assert.fail(String(error));
    const identity = (profile: string) => {
      asked += 1;
      return Promise.resolve(kind === undefined ? told(identityOf(profile)) : failed(failure(kind)));
    };
    const accounts = createAccounts(fakeReads({ identity }), fail);
    const atTimes = createAccountsAtTimes(accounts, clock);
    /** How often AWS is asked while the window has the focus five times. */
    const comeBy = async () => {
      const before = asked;
      for (let time = 0; time < 5; time += 1) {
        atTimes.ensure(['staging']);
        await flush();
      }
      return asked - before;
    };
    assert.equal(await comeBy(), 1);
    await clock.advance(299_000);
    assert.equal(await comeBy(), 0);
    await clock.advance(1_000);
    assert.equal(await comeBy(), 1);
    // Whoever signs in has it asked at once, and what may pass by itself is asked for soon.
    kind = 'timeout';
    await accounts.refresh('staging');
    await clock.advance(20_000);
    assert.equal(await comeBy(), 1);
    kind = undefined;
    await clock.advance(300_000);
    assert.equal(await comeBy(), 1);
    assert.equal(accounts.of('staging')?.account, '111122223333');
    await accounts.refresh('staging');
    atTimes.dispose();
  });
});
