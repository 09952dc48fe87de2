import assert from 'node:assert/strict';
import { version } from 'vscode';
import type { Inventory } from '../../../src/inventory/inventory.ts';
import type { AwsReads } from '../../../src/model/ports/awsReads.ts';
import type { ListKind } from '../../../src/model/resources/resource.ts';
import type { Scope } from '../../../src/model/scope.ts';
import { createBranches } from '../../../src/ui/tree/nodes/branches.ts';
import { createResourceTree, type ResourceTree } from '../../../src/ui/tree/resourceTree.ts';

type Parts = Parameters<typeof createResourceTree>[0];

/** The tree as the app makes it, of a person who has arranged nothing and of whom nothing is remembered. `filter` and `mark` are the test's. */
export function demoTree(
  given: Pick<Parts, 'clock' | 'inventory' | 'accounts' | 'scopes' | 'past' | 'daemons' | 'guards' | 'mark'> &
    Pick<Parts['arrangement'], 'filter'>,
): ResourceTree {
  const { filter, ...parts } = given;
  const none = new Set<string>();
  const grouping = { type: 'none' } as const;
  return createResourceTree({
    ...parts,
    editorVersion: version,
    told: { typeStore: () => undefined, stopped: () => undefined },
    branches: createBranches({
      memory: { get: () => undefined, update: () => Promise.resolve() },
      filter,
      isSinglePlace: () => true,
      onError: (error) => {
        throw error;
      },
    }),
    arrangement: { filter, pins: () => none, grouping: () => grouping, sorting: () => 'state', hidden: () => none },
    isWatched: () => false,
    requests: () => [],
    refusal: () => undefined,
    forced: () => undefined,
    startable: () => false,
  });
}

/** Reads a whole list, as the poller does. */
export async function listInto(
  inventory: Inventory,
  reads: Pick<AwsReads, 'list'>,
  scope: Scope,
  kind: ListKind,
): Promise<void> {
  const since = Date.now();
  inventory.apply({ type: 'begin', scope, kind });
  const seen = new Set<string>();
  for await (const page of reads.list(scope, kind, new AbortController().signal)) {
    assert.ok(page.ok);
    for (const { id } of page.value.resources) seen.add(id);
    inventory.apply({ type: 'page', scope, kind, since, resources: page.value.resources });
  }
  inventory.apply({ type: 'end', scope, kind, since, seen, gaps: [] });
}
