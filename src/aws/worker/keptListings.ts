import type { ListPage } from '../../model/ports/awsReads.ts';
import type { Resource } from '../../model/resources/resource.ts';
import { createAgedMap } from './agedMap.ts';
import { deepEqual } from '../../base/deepEqual.ts';

/** A listing that came whole: its parts by their digests. */
export interface Listing {
  readonly id: number;
  readonly parts: ReadonlyMap<string, ListPage>;
}

/** The last whole listing of each list. */
export interface KeptListings {
  of(list: string): Listing | undefined;
  keep(list: string, listing: Listing): void;
}

/** In milliseconds: twice the slowest pace there is, which is five times the slowest that a person can set. A list that was not read again by then is no longer chosen. */
export const LISTING_KEPT = 10 * 3_600_000;

/**
 * Keeps what lists brought last, so that the worker need not send again what did not change: a poll of a large fleet costs this thread next to nothing
 * then. The resources are those that the inventory holds, so that it takes little room.
 *
 * @param now The time, in milliseconds since any moment.
 */
export function createKeptListings(now: () => number = () => performance.now()): KeptListings {
  const kept = createAgedMap<Listing>(LISTING_KEPT, now);
  return { of: (list) => kept.get(list), keep: (list, listing) => kept.set(list, listing) };
}

/** Puts the resources of a listing in the place of equal ones, so that a fleet of which a few differ is not kept twice. */
export function reuseResources(listing: Listing | undefined): (page: ListPage) => ListPage {
  let index: ReadonlyMap<string, Resource> | undefined;
  return (page) => {
    if (listing === undefined) return page;
    index ??= new Map([...listing.parts.values()].flatMap(({ resources }) => resources.map((one) => [one.id, one])));
    const known = index;
    return {
      ...page,
      resources: page.resources.map((one) => {
        const before = known.get(one.id);
        return before !== undefined && deepEqual(before, one) ? before : one;
      }),
    };
  };
}
