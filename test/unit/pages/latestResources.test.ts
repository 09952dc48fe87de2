import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { momentOf } from '../../../src/base/deadline.ts';
import { createHistory } from '../../../src/history/history.ts';
import { createAnswerSnapshots } from '../../../src/history/snapshots.ts';
import { historySection } from '../../../src/pages/historySection.ts';
import { createLatestResources } from '../../../src/pages/latestResources.ts';
import { experimentPage } from '../../../src/pages/experiment/page.ts';
import { pageOfSaved } from '../../../src/model/resources/savedPage.ts';
import { readSavedState, toSave } from '../../../src/panel/view/savedState.ts';
import type { AwsReads } from '../../../src/model/ports/awsReads.ts';
import { elsewhereOf } from '../../../src/model/destination.ts';
import { failed } from '../../../src/model/failure.ts';
import type { StoppableRef } from '../../../src/model/resources/resource.ts';
import { nobodys, ofWhom, type Whose } from '../../../src/model/sight.ts';
import { heldTime, told } from '../../stages/fakes.ts';
import { memoryJournal, ref, summary } from '../../stages/history/history.ts';
import { deploymentLike } from '../../stages/resources.ts';
import { pageInput } from '../../stages/panel/pages.ts';

const MINUTE = 60_000;
const exp = ref('experiment', 'EXP1');

describe('the answers of which two can be compared', () => {
  it('have the time of AWS’s clock, each by how far that was from this machine’s when it came', async () => {
    const clock = heldTime();
    const journal = memoryJournal();
    const snapshots = createAnswerSnapshots({ journal });
    const offsets = [10 * MINUTE, undefined, -3 * MINUTE];
    let asked = 0;
    const latest = createLatestResources({
      reads: {
        wholeResource: () => {
          const clockOffset = offsets[asked];
          asked += 1;
          const seen = clockOffset === undefined ? {} : { clockOffset };
          return Promise.resolve(told({ target: summary({ state: 'running' }), json: `{"n":${asked}}` }, seen));
        },
      },
      inventory: { owner: () => nobodys },
      ...{ clock, snapshots, history: createHistory({ journal: memoryJournal(), clock }) },
    });
    const times: number[] = [];
    for (const offset of offsets) {
      times.push(clock.now() + (offset ?? 0));
      await latest.refresh(exp);
      await clock.advance(20 * MINUTE);
    }
    await snapshots.flush();
    const again = createAnswerSnapshots({ journal });
    await again.load();
    for (const kept of [snapshots, again]) {
      const [block] = historySection(pageInput(0, {}, { snapshots: kept.of(exp) }), true).blocks;
      assert.ok(block?.type === 'history');
      assert.deepEqual(
        block.snapshots.map(({ shownAt }) => shownAt),
        times,
      );
      assert.deepEqual(
        block.snapshots.map(({ at }) => at),
        kept.of(exp).map(({ at }) => at),
      );
    }
  });
});

describe('whose it was for an earlier window', () => {
  const [own, other] = ['111122223333', '444455556666'];
  const there = elsewhereOf({ kind: 'simulated' });
  const whose = (account: string, elsewhere?: Whose['elsewhere']): Whose => ({ account, elsewhere });
  for (const [name, kept, by, expected] of [
    ['the same account', whose(own), whose(own), 'gone'],
    ['another account', whose(own), whose(other), 'account-changed'],
    ['the same number elsewhere', whose(own), whose(own, there), 'account-changed'],
    ['nobody knows which', whose(own), nobodys, 'account-unknown'],
    ['nobody knew whose it was', nobodys, whose(own), 'not-found'],
  ] as const)
    it(`is what the page saved, and with it what no list has is told of: ${name}`, async () => {
      const clock = heldTime();
      const latestIn = (answer: Awaited<ReturnType<AwsReads['wholeResource']>>) =>
        createLatestResources({
          reads: { wholeResource: () => Promise.resolve(answer) },
          ...{
            clock,
            history: createHistory({ journal: memoryJournal(), clock }),
            inventory: { owner: () => nobodys },
          },
          snapshots: createAnswerSnapshots({ journal: memoryJournal() }),
        });
      // What the page of the earlier window saved.
      const empty = { items: [], more: false, loading: false };
      const none = { resolved: empty, accounts: empty };
      const earlier = latestIn({
        ok: true,
        value: { target: summary({ state: 'running' }), json: '{}' },
        seen: { at: 0, ...ofWhom(kept) },
      });
      await earlier.refresh(exp);
      const page = experimentPage(pageInput(0, {}, { ref: exp, owner: earlier.ownerOf(exp) }), undefined, none);
      const state: unknown = JSON.parse(JSON.stringify(toSave(page.subject, readSavedState(undefined))));
      const restored = pageOfSaved(state);
      assert.deepEqual(restored?.ref, exp);
      // This window knows nothing of it but that.
      const latest = latestIn(failed({ kind: 'not-found', message: 'Unknown', mayHaveHappened: false, ...ofWhom(by) }));
      latest.keepOwner(exp, restored.owner);
      await latest.refresh(exp);
      await clock.advance(MINUTE);
      const { gone, failure, account } = await latest.refresh(exp);
      assert.equal(gone ? 'gone' : (failure?.code ?? failure?.kind), expected);
      assert.equal(account, kept.account);
    });

  it('is nobody’s where it can’t be read, and doesn’t go before what this window knows', async () => {
    const subject = { type: 'resource', ref: exp };
    for (const owner of [undefined, null, 'A', {}, { account: 'A' }, { account: own, elsewhere: 7 }])
      assert.deepEqual(pageOfSaved({ subject: { ...subject, owner } })?.owner, nobodys, JSON.stringify(owner));
    assert.equal(pageOfSaved({ subject: { type: 'record', id: 'plan 1' } }), undefined);
    const clock = heldTime();
    const latest = createLatestResources({
      reads: {
        wholeResource: () =>
          Promise.resolve(
            told({ target: summary({ state: 'running' }), json: '{}' }, { at: 0, ...ofWhom(whose(own)) }),
          ),
      },
      ...{ clock, history: createHistory({ journal: memoryJournal(), clock }), inventory: { owner: () => nobodys } },
      snapshots: createAnswerSnapshots({ journal: memoryJournal() }),
    });
    await latest.refresh(exp);
    latest.keepOwner(exp, whose(other));
    assert.deepEqual(latest.ownerOf(exp), whose(own));
  });
});

describe('what AWS doesn’t know', () => {
  const [own, other] = ['111122223333', '444455556666'];
  const there = elsewhereOf({ kind: 'simulated' });
  const whose = (account: string, elsewhere?: Whose['elsewhere']): Whose => ({ account, elsewhere });
  const deployment = (account: string): StoppableRef =>
    ref('deployment', `arn:aws:ecs:eu-west-1:${account}:service-deployment/c/s/d`);
  for (const [name, of, list, by, expected] of [
    ['nothing tells whose it is', exp, nobodys, whose(own), 'not-found'],
    ['the own list had it', exp, whose(own), whose(own), 'gone'],
    ['another account’s list had it', exp, whose(other), whose(own), 'account-changed'],
    ['the list of the same number elsewhere had it', exp, whose(own), whose(own, there), 'account-changed'],
    ['the own list elsewhere had it', exp, whose(own, there), whose(own, there), 'gone'],
    ['its ARN names the account', deployment(own), nobodys, whose(own), 'gone'],
    ['its ARN names another account', deployment(other), nobodys, whose(own), 'account-changed'],
    ['its ARN, which tells no endpoint', deployment(own), nobodys, whose(own, there), 'not-found'],
  ] as const)
    it(`is gone, for the page and the history, only of the account that is known to have had it: ${name}`, async () => {
      const clock = heldTime();
      const history = createHistory({ journal: memoryJournal(), clock });
      // What an earlier window saw of it.
      const seen =
        of.kind === 'deployment' ? deploymentLike({ scope: of.scope, id: of.id }) : summary({ state: 'running' });
      history.observe([seen], clock.now(), momentOf(clock));
      const before = history.of(of).length;
      let listed: Whose = list;
      const latest = createLatestResources({
        reads: {
          wholeResource: () =>
            Promise.resolve(failed({ kind: 'not-found', message: 'Unknown', mayHaveHappened: false, ...ofWhom(by) })),
        },
        ...{ clock, history, inventory: { owner: () => listed } },
        snapshots: createAnswerSnapshots({ journal: memoryJournal() }),
      });
      await latest.refresh(of);
      // By the time that it's believed, no list has it.
      listed = nobodys;
      await clock.advance(MINUTE);
      const { gone, failure } = await latest.refresh(of);
      assert.equal(gone ? 'gone' : (failure?.code ?? failure?.kind), expected);
      assert.equal(history.of(of).length - before, gone ? 1 : 0);
    });
});
