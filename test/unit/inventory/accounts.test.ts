import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Accounts, createAccounts } from '../../../src/inventory/accounts.ts';
import { failed } from '../../../src/model/failure.ts';
import type { Identity } from '../../../src/model/identity.ts';
import type { Read } from '../../../src/model/sight.ts';
import { failure, fakeReads, flush, identityOf, told } from '../../stages/fakes.ts';

const rethrow = (error: unknown) => {
  throw error;
};

describe('the accounts', () => {
  it('are asked once, keep the last good answer, and tell a change', async () => {
    const answers: Read<Identity>[] = [
      told(identityOf('staging')),
      failed(failure('timeout')),
      told(identityOf('staging', '444455556666')),
    ];
    let asked = 0;
    const accounts = createAccounts(
      fakeReads({
        identity: () => {
          asked += 1;
          return Promise.resolve(answers.shift() ?? failed(failure('unknown')));
        },
      }),
      rethrow,
    );
    const moves: string[] = [];
    accounts.onDidChangeAccount(({ from, to }) => moves.push(`${from} ${to}`));
    await Promise.all([accounts.ensure(['staging']), accounts.ensure(['staging'])]);
    await accounts.ensure(['staging']);
    assert.equal(asked, 1);
    await accounts.refresh('staging');
    assert.equal(accounts.of('staging')?.account, '111122223333');
    assert.equal(accounts.failure('staging')?.kind, 'timeout');
    await accounts.refresh('staging');
    assert.deepEqual(moves, ['111122223333 444455556666']);
    assert.equal(accounts.failure('staging'), undefined);
  });

  it('do not fall back to an answer that was asked for before the last lesson', async () => {
    let answer: (outcome: Read<Identity>) => void = () => {};
    const accounts = createAccounts(
      fakeReads({ identity: () => new Promise((resolve) => (answer = resolve)) }),
      rethrow,
    );
    const asking = accounts.refresh('staging');
    accounts.learn(identityOf('staging', '444455556666'), accounts.asking());
    answer(told(identityOf('staging')));
    await asking;
    assert.equal(accounts.of('staging')?.account, '444455556666');
  });

  it('say nothing any more once they are disposed', async () => {
    let answer: (outcome: Read<Identity>) => void = () => {};
    const accounts = createAccounts(
      fakeReads({ identity: () => new Promise((resolve) => (answer = resolve)) }),
      rethrow,
    );
    void accounts.ensure(['staging']);
    accounts.dispose();
    answer(told(identityOf('staging')));
    await flush();
    assert.equal(accounts.of('staging'), undefined);
  });

  const [FIRST, SECOND] = ['111122223333', '444455556666'] as const;
  type Step = (accounts: Accounts) => Promise<void> | void;
  /** What is heard of the profile between a plan's question and the plan's end, and what is known after both. */
  const meanwhile: readonly (readonly [what: string, steps: readonly Step[], account: string, moves: number])[] = [
    ['nothing', [], FIRST, 0],
    ['another account by a refresh', [(accounts) => accounts.refresh('staging')], SECOND, 1],
    [
      'another account by a sign-in',
      [(accounts) => accounts.learn(identityOf('staging', SECOND), accounts.asking())],
      SECOND,
      1,
    ],
    ['of another profile', [(accounts) => accounts.learn(identityOf('dev', SECOND), accounts.asking())], FIRST, 0],
  ];
  for (const [what, steps, account, moves] of meanwhile)
    it(`keep what is newer than a plan's own question: ${what}`, async () => {
      const accounts = createAccounts(
        fakeReads({ identity: (profile) => Promise.resolve(told(identityOf(profile, SECOND))) }),
        rethrow,
      );
      accounts.learn(identityOf('staging', FIRST), accounts.asking());
      const changes: string[] = [];
      accounts.onDidChangeAccount(({ to }) => changes.push(to));
      const asked = accounts.asking();
      for (const step of steps) await step(accounts);
      accounts.learn(identityOf('staging', FIRST), asked);
      assert.equal(accounts.of('staging')?.account, account);
      assert.equal(changes.length, moves);
    });

  it('keep a failure that is newer than a plan’s own question', async () => {
    const accounts = createAccounts(
      fakeReads({ identity: () => Promise.resolve(failed(failure('credentials-expired'))) }),
      rethrow,
    );
    const asked = accounts.asking();
    await accounts.refresh('staging');
    accounts.learn(identityOf('staging', FIRST), asked);
    assert.equal(accounts.failure('staging')?.kind, 'credentials-expired');
    assert.equal(accounts.of('staging'), undefined);
    accounts.learn(identityOf('staging', FIRST), accounts.asking());
    assert.equal(accounts.failure('staging'), undefined);
  });
});
