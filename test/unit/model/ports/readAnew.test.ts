import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { createPastDeployments } from '../../../../src/inventory/pastDeployments.ts';
import { failed } from '../../../../src/model/failure.ts';
import type { Paged } from '../../../../src/model/ports/awsReads.ts';
import type { ServiceDeployment } from '../../../../src/model/resources/deployment.ts';
import type { Read } from '../../../../src/model/sight.ts';
import { createListFetcher } from '../../../../src/pages/listFetcher.ts';
import { deployment, deploymentArn, failure, heldTime, scope, serviceArn, told } from '../../../stages/fakes.ts';
import { assertProperty } from '../../../stages/property.ts';

const PAGE = 4;

/** A service's deployments as ECS lists them: newest first; a token leads on behind the last that a page told. */
function createGrowingList() {
  let all: readonly ServiceDeployment[] = [];
  let toFail = 0;
  let asked = 0;
  let isEmpty = false;
  return {
    asked: () => asked,
    all: () => all,
    /** So many new ones. Those before them go on until {@link end}. */
    deploy: (count: number): void => {
      for (let n = 0; n < count; n += 1)
        all = [deployment({ id: deploymentArn('web', `d${all.length + 1}`), status: 'IN_PROGRESS' }), ...all];
    },
    /** All but so many of the newest. */
    end: (but = 0): void => {
      all = all.map((one, index) => (index < but ? one : { ...one, status: 'SUCCESSFUL' }));
    },
    /** The page after so many others can't be read. */
    failIn: (pages: number): void => {
      toFail = pages + 1;
    },
    /** The next page is an empty one, behind which the list begins. */
    leaveEmpty: (): void => {
      isEmpty = true;
    },
    mend: (): void => {
      toFail = 0;
    },
    page: (next: string | undefined): Promise<Read<Paged<ServiceDeployment>>> => {
      asked += 1;
      toFail -= 1;
      if (toFail === 0) return Promise.resolve(failed(failure('throttled')));
      if (isEmpty) {
        isEmpty = false;
        return Promise.resolve(told({ items: [], next: '' }));
      }
      const start = next === undefined ? 0 : all.findIndex(({ id }) => id === next) + 1;
      const items = all.slice(start, start + PAGE);
      const last = items.at(-1);
      const more = last !== undefined && start + PAGE < all.length;
      return Promise.resolve(told(more ? { items, next: last.id } : { items }));
    },
  };
}

/** What is shown of one: its number and its state. */
const brief = ({ id, status }: ServiceDeployment): string =>
  `${id.slice(id.lastIndexOf('/') + 1)} ${status === 'SUCCESSFUL' ? 'ended' : status}`;

type List = ReturnType<typeof createGrowingList>;

/** Whoever shows such a list, page by page. */
interface Shown {
  more(): Promise<void>;
  renew(): Promise<void>;
  now(): { readonly items: readonly ServiceDeployment[]; readonly more: boolean; readonly isBroken: boolean };
}

const shownBy: Readonly<Record<string, (list: List) => Shown>> = {
  'the tree': (list) => {
    const arn = serviceArn('web');
    const store = createPastDeployments(
      { pastDeployments: (_scope, _arn, next) => list.page(next) },
      heldTime(),
      (error) => assert.fail(String(error)),
    );
    return {
      more: () => store.load(scope, arn),
      renew: () => store.refresh({ scope, stale: { current: () => list.all()[0]?.id } }),
      now: () => {
        const { deployments = [], more = true, failure: why } = store.of(scope, arn) ?? {};
        return { items: deployments, more, isBroken: why !== undefined };
      },
    };
  },
  'a page': (list) => {
    const fetcher = createListFetcher<ServiceDeployment>({
      clock: heldTime(),
      operation: 'ecs:ListServiceDeployments',
      fetch: (next) => list.page(next),
      sentence: ({ kind }) => kind,
      changed: () => undefined,
      grows: { idOf: ({ id }) => id, isOver: ({ status }) => status !== 'IN_PROGRESS' },
    });
    return {
      more: () => fetcher.more(),
      renew: () => fetcher.renew(),
      now: () => {
        const { items, more, failure: why } = fetcher.state();
        return { items, more, isBroken: why !== undefined };
      },
    };
  },
};

/** All that is shown is as AWS lists it, without a hole, and there is more exactly where AWS has more. */
function assertTrue(shown: Shown, list: List): void {
  const { items, more, isBroken } = shown.now();
  assert.equal(isBroken, false);
  assert.deepEqual(items.map(brief), list.all().slice(0, items.length).map(brief));
  assert.equal(more, items.length < list.all().length);
}

for (const [who, show] of Object.entries(shownBy))
  describe(`11.12: a list that grows at its beginning, as ${who} shows it`, () => {
    const open = async (deployed: number, pages: number) => {
      const list = createGrowingList();
      list.deploy(deployed);
      const shown = show(list);
      for (let page = 0; page < pages; page += 1) await shown.more();
      return { list, shown };
    };

    it('has no hole where more has come than a page holds, and leads on from what is there', async () => {
      const { list, shown } = await open(10, 2);
      list.deploy(9);
      await shown.renew();
      assertTrue(shown, list);
      while (shown.now().more) await shown.more();
      assert.equal(shown.now().items.length, 19);
      assertTrue(shown, list);
    });

    for (const newer of [1, 3, 4, 5, 8, 30])
      it(`shows nothing that ended as running once ${newer} came before it, and asks no more for what has ended`, async () => {
        const { list, shown } = await open(12, 3);
        list.deploy(newer);
        list.end();
        await shown.renew();
        assertTrue(shown, list);
        const asked = list.asked();
        await shown.renew();
        assert.ok(list.asked() - asked <= 1);
      });

    it('keeps what was there behind a page on which AWS tells nothing, and reads on behind it where that can have changed', async () => {
      for (const hasEnded of [true, false]) {
        const { list, shown } = await open(12, 2);
        if (hasEnded) {
          list.end();
          await shown.renew();
        }
        list.end();
        list.leaveEmpty();
        await shown.renew();
        assertTrue(shown, list);
        assert.equal(shown.now().items.length, 2 * PAGE);
      }
    });

    it('reads on no further than to what may have changed', async () => {
      const { list, shown } = await open(40, 10);
      list.end();
      await shown.renew();
      list.deploy(2);
      const asked = list.asked();
      await shown.renew();
      assert.equal(list.asked() - asked, 1);
      assert.equal(shown.now().items.length, 42);
      assertTrue(shown, list);
      list.deploy(2);
      await shown.renew();
      assert.equal(list.asked() - asked, 2);
      assertTrue(shown, list);
    });

    it('says that it couldn’t be read where a further page failed, keeps what was there, and is right at the next try', async () => {
      for (const retry of ['renew', 'more'] as const)
        for (const pages of [2, 3]) {
          const { list, shown } = await open(12, pages);
          list.deploy(1);
          list.end();
          list.failIn(1);
          await shown.renew();
          const { items, isBroken } = shown.now();
          assert.deepEqual(
            [items.length, isBroken, items[0] && brief(items[0])],
            [pages * PAGE + 1, true, 'd13 ended'],
          );
          list.mend();
          await shown[retry]();
          assertTrue(shown, list);
        }
    });

    it('is true after each look, whatever happened before', async () => {
      const step = fc.oneof(
        fc.record({ deploy: fc.integer({ min: 1, max: 11 }) }),
        fc.constantFrom('more', 'renew'),
        fc.record({ end: fc.integer({ min: 0, max: 9 }) }),
        fc.record({ failIn: fc.integer({ min: 0, max: 2 }) }),
      );
      await assertProperty(
        fc.asyncProperty(fc.integer({ min: 1, max: 14 }), fc.array(step, { maxLength: 25 }), async (first, steps) => {
          const { list, shown } = await open(first, 1);
          for (const one of steps) {
            if (one === 'more') await shown.more();
            else if (one === 'renew') await shown.renew();
            else if ('end' in one) list.end(one.end);
            else if ('deploy' in one) list.deploy(one.deploy);
            else list.failIn(one.failIn);
          }
          list.mend();
          // What failed first is asked for again by the first of them.
          for (let tries = 0; tries < 2; tries += 1) await shown.renew();
          assertTrue(shown, list);
          while (shown.now().more) await shown.more();
          assertTrue(shown, list);
        }),
      );
    });
  });
