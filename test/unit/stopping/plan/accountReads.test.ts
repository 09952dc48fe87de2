import { ofAws } from '../../../stages/accounts.ts';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Read, saw, type Sight } from '../../../../src/model/sight.ts';
import { accountReads, type ExplainingReads } from '../../../../src/stopping/plan/accountReads.ts';
import { deployment, never, fakeReads, scope } from '../../../stages/fakes.ts';

const PLANNED = '111122223333';
const OTHER = '999988887777';

/** Each of the reads, answered by credentials of this account. */
function answeredBy(account: string | undefined): ExplainingReads {
  const seen: Sight = { ...(account !== undefined && { account }), at: 1 };
  const answer = <T>(value: T): Promise<Read<T>> => Promise.resolve(saw(value, seen));
  return {
    ...fakeReads(),
    stopProtection: () => Promise.resolve({ 'i-1': saw(true, seen), 'i-2': saw(false, seen) }),
    spotKinds: () => answer({ 'sir-1': 'persistent' }),
    volumeSizes: () => answer({ 'vol-1': 8 }),
    typeStores: () => answer({ 'i4i.large': true }),
    alarmStates: () => answer({}),
    stoppedTasks: () => answer({ total: 0, more: false, groups: [] }),
    revisions: () => answer([]),
  };
}

const asked: Readonly<Record<keyof ExplainingReads, (reads: ExplainingReads) => Promise<readonly boolean[]>>> = {
  stopProtection: async (reads) =>
    Object.values(await reads.stopProtection(scope, ['i-1', 'i-2'], never())).map(({ ok }) => ok),
  spotKinds: async (reads) => [(await reads.spotKinds(scope, ['sir-1'], never())).ok],
  volumeSizes: async (reads) => [(await reads.volumeSizes(scope, ['vol-1'], never())).ok],
  typeStores: async (reads) => [(await reads.typeStores(scope, ['i4i.large'], never())).ok],
  alarmStates: async (reads) => [(await reads.alarmStates(scope, ['arn:alarm'], never())).ok],
  stoppedTasks: async (reads) => [(await reads.stoppedTasks(scope, deployment(), never())).ok],
  revisions: async (reads) => [(await reads.revisions(scope, ['arn:r'], never())).ok],
};

describe('what a plan is told beside its targets', () => {
  for (const [name, ask] of Object.entries(asked)) {
    it(`11.4: is of the planned account, or not read: ${name}`, async () => {
      const isTold = async (account: string | undefined, planned: string | undefined) =>
        (await ask(accountReads(answeredBy(account), ofAws(planned)))).every(Boolean);
      assert.equal(await isTold(PLANNED, PLANNED), true);
      // What a type of instance has is AWS's own, and the same for everybody.
      const isOfAll = name === 'typeStores';
      assert.equal(await isTold(OTHER, PLANNED), isOfAll);
      assert.equal(await isTold(undefined, PLANNED), isOfAll);
      assert.equal(await isTold(OTHER, undefined), true);
    });
  }
});
