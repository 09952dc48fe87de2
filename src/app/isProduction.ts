import type { AgeParts } from '../inventory/lack.ts';
import { tagsNow } from '../inventory/heldFacts.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { WatchedRef } from '../model/resources/resource.ts';
import type { AskedGuards } from '../stopping/plan/guards.ts';

/** Whether something is in production, or may be, by what is known of it now. Of a managed daemon its place tells alone: its tags are read with its page. */
export const createIsProduction =
  (guards: Pick<AskedGuards, 'productionMark'>, known: AgeParts & { readonly inventory: Inventory }) =>
  (ref: WatchedRef): boolean =>
    guards.productionMark(
      ref.scope,
      ref.kind === 'daemon' ? undefined : tagsNow(known, known.inventory.target(ref)),
    ) !== undefined;
