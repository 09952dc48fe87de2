import { ofAws } from '../../../stages/accounts.ts';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { failed } from '../../../../src/model/failure.ts';
import type { AwsReads, ListPage } from '../../../../src/model/ports/awsReads.ts';
import type { Read } from '../../../../src/model/sight.ts';
import type { OperationType } from '../../../../src/model/operation.ts';
import type { LeverFacts, EngagedLever } from '../../../../src/stopping/plan/leverFacts.ts';
import { plan } from '../../../stages/stopping/plan.ts';
import { experiment, failure, lever, looksAt, refTo, scope, told } from '../../../stages/fakes.ts';

const ACCOUNT = '111122223333';
type Lever = ReturnType<typeof lever>;

/** What the plan about this lever tells of it, where a listing brings these pages. */
async function factsOf(
  type: Extract<OperationType, 'engage-lever' | 'disengage-lever'>,
  one: Lever | undefined,
  pages: readonly Read<ListPage>[] = [],
  engagedBy?: (asked: EngagedLever) => { at: number; who: string } | undefined,
): Promise<{ facts: LeverFacts | undefined; listed: readonly string[] }> {
  const listed: string[] = [];
  const reads: Partial<AwsReads> = {
    describe: one ? looksAt(() => [one]) : () => Promise.resolve(failed(failure('denied'))),
    list: async function* (where, kind) {
      listed.push(`${where.profile} ${where.region} ${kind}`);
      for (const page of pages) yield await Promise.resolve(page);
    },
  };
  const { groups } = await plan(
    { reads, ...(engagedBy && { engagedBy: (asked) => Promise.resolve(engagedBy(asked)) }) },
    [refTo(one ?? lever())],
    { type, reason: 'incident 4711' },
  );
  return { facts: groups[0]?.targets[0]?.lever, listed };
}

const pageOf = (...resources: ListPage['resources']): Read<ListPage> => told({ resources, gaps: [] });
const called = (id: string, state = 'running') => experiment({ id, state, name: `name of ${id}` });

describe('engaging a safety lever', () => {
  it('stops whatever has not ended in its account and region, by name, over all pages', async () => {
    const { facts, listed } = await factsOf('engage-lever', lever(), [
      pageOf(called('EXP1'), called('EXP2', 'completed'), called('EXP3', 'stopping'), called('EXP4', 'failed')),
      pageOf(experiment({ id: 'EXP5', state: 'a-state-of-later' }), called('EXP6', 'pending')),
    ]);
    assert.deepEqual(facts?.stops, {
      experiments: [
        { id: 'EXP1', name: 'name of EXP1' },
        { id: 'EXP3', name: 'name of EXP3' },
        { id: 'EXP5' },
        { id: 'EXP6', name: 'name of EXP6' },
      ],
      isWhole: true,
    });
    assert.deepEqual(listed, [`${scope.profile} ${scope.region} experiment`]);
  });

  it('stops none where none is active', async () => {
    const { facts } = await factsOf('engage-lever', lever(), [pageOf(called('EXP1', 'stopped'))]);
    assert.deepEqual(facts?.stops, { experiments: [], isWhole: true });
  });

  const missing: readonly (readonly [string, readonly Read<ListPage>[]])[] = [
    ['nothing could be read', [failed(failure('denied'))]],
    ['a later page is missing', [pageOf(called('EXP1')), failed(failure('timeout'))]],
    [
      'a page says that something is missing',
      [told({ resources: [called('EXP1')], gaps: [failure('unknown', { operation: 'fis:ListExperiments' })] })],
    ],
    ['it was read in another account', [told({ resources: [called('EXP1')], gaps: [] }, { account: '444455556666' })]],
    [
      'nobody knows in which account it was read',
      [{ ok: true, value: { resources: [called('EXP1')], gaps: [] }, seen: { at: 0 } }],
    ],
  ];
  for (const [what, pages] of missing) {
    it(`may stop more where ${what}`, async () => {
      const { facts } = await factsOf('engage-lever', lever(), pages);
      assert.equal(facts?.stops?.isWhole, false);
    });
  }

  it('names what a listing knows, though the details are denied', async () => {
    const gaps = [failure('denied', { operation: 'fis:GetExperiment' })];
    const { facts } = await factsOf('engage-lever', lever(), [told({ resources: [called('EXP1')], gaps })]);
    assert.deepEqual(facts?.stops, { experiments: [{ id: 'EXP1', name: 'name of EXP1' }], isWhole: true });
  });

  it('says what it would stop where the lever itself can’t be read', async () => {
    const { facts } = await factsOf('engage-lever', undefined, [pageOf(called('EXP1'))]);
    assert.equal(facts?.stops?.experiments.length, 1);
  });
});

describe('an engaged safety lever', () => {
  const engaged = lever({ state: 'engaged', reason: 'game day' });
  const jane = { at: 1_000, who: 'arn:aws:iam::111122223333:user/jane' };

  it('tells by whom, where the audit log does, and AWS’s reason, and asks for no list', async () => {
    for (const type of ['engage-lever', 'disengage-lever'] as const) {
      const asked: EngagedLever[] = [];
      const { facts, listed } = await factsOf(type, engaged, [], (one) => {
        asked.push(one);
        return jane;
      });
      assert.deepEqual(facts, { engaged: jane, reason: 'game day' });
      assert.deepEqual(asked, [{ whose: ofAws(ACCOUNT), region: scope.region, reason: 'game day' }]);
      assert.deepEqual(listed, []);
    }
  });

  it('tells AWS’s reason alone where the log doesn’t know, and nothing where AWS gives none', async () => {
    assert.deepEqual((await factsOf('disengage-lever', engaged, [], () => undefined)).facts, { reason: 'game day' });
    assert.deepEqual((await factsOf('disengage-lever', lever({ state: 'engaged' }), [], () => jane)).facts, {});
    assert.deepEqual((await factsOf('disengage-lever', undefined)).facts, {});
  });
});
