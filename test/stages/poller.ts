import { createInventory } from '../../src/inventory/inventory.ts';
import { createPoller } from '../../src/inventory/polling/poller.ts';
import type { AwsReads, ListPage } from '../../src/model/ports/awsReads.ts';

import type { Read } from '../../src/model/sight.ts';
import type { ListKind } from '../../src/model/resources/resource.ts';
import type { Scope } from '../../src/model/scope.ts';
import { fakeReads, heldTime, looksAt, scope, told } from './fakes.ts';

export const paces = { slow: 60_000, fast: 5_000, gentle: 90_000 };

interface Answers {
  /** What a listing of a kind brings now; by default, nothing. */
  list?: (where: Scope, kind: ListKind) => readonly Read<ListPage>[];
  /** Listings wait for it. */
  gate?: (where: Scope, kind: ListKind) => Promise<void>;
  look?: AwsReads['describe'];
}

export function pollerStage(answers: Answers = {}) {
  const clock = heldTime();
  const errors: unknown[] = [];
  const inventory = createInventory((error) => errors.push(error));
  const asked: string[] = [];
  let running = 0;
  let most = 0;
  const aborted: string[] = [];
  const reads = fakeReads({
    list: async function* (where, kind, signal) {
      asked.push(`${where.profile === scope.profile ? '' : `${where.profile} `}${kind}`);
      running += 1;
      most = Math.max(most, running);
      signal.addEventListener('abort', () => aborted.push(kind));
      try {
        await (answers.gate?.(where, kind) ?? Promise.resolve());
        yield* answers.list?.(where, kind) ?? [told({ resources: [], gaps: [] })];
      } finally {
        running -= 1;
      }
    },
    describe: (where, kind, ids, signal) => {
      asked.push(`look ${kind} ${ids.join()}`);
      return (answers.look ?? looksAt(() => []))(where, kind, ids, signal);
    },
  });
  const poller = createPoller({ reads, inventory, clock, paces, onError: (error) => errors.push(error) });
  /** What was asked since the last time. */
  const take = () => asked.splice(0).sort((a, b) => a.localeCompare(b));
  return { clock, inventory, poller, take, errors, aborted, most: () => most, running: () => running };
}
