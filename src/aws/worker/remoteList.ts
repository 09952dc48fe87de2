import { deserialize } from 'node:v8';
import type { ListPage } from '../../model/ports/awsReads.ts';
import { type Failure, failed, type Outcome, succeeded } from '../../model/failure.ts';
import { type Read, saw } from '../../model/sight.ts';
import type { EventLoopShare } from '../../base/eventLoopShare.ts';
import { type Listing, reuseResources } from './keptListings.ts';
import type { Part } from './protocol.ts';
import { internStrings } from './internStrings.ts';

/** A list whose parts come as messages. */
export interface RemoteList {
  readonly iterable: AsyncIterable<Read<ListPage>>;
  push(part: Part): void;
  /** Nothing more comes; with a failure, that is the last thing. */
  end(failure?: Failure): void;
}

export interface RemoteListOptions {
  readonly signal: AbortSignal;
  readonly cancelled: Failure;
  /** A part was taken; another may be sent. */
  readonly taken: () => void;
  /** Nobody takes any more. */
  readonly leave: () => void;
  /** Shares the thread with what else arrives. */
  readonly eventLoopShare: EventLoopShare;
  /** What the worker leaves out because it is here already. */
  readonly base: Listing | undefined;
  /** All parts were taken, and none was a failure. */
  readonly whole: (parts: ReadonlyMap<string, ListPage>) => void;
}

/** The near end of a list that the worker reads. What the worker left out is taken from `base`, and equal resources stay the objects that they were there. */
export function createRemoteList(options: RemoteListOptions): RemoteList {
  const { signal, cancelled, taken, leave, eventLoopShare, base, whole } = options;
  const parts: Part[] = [];
  const pages = new Map<string, ListPage>();
  const reuse = reuseResources(base);
  const pageOf = ({ digest, bytes, seen }: Part): Read<ListPage> => {
    const held = base?.parts.get(digest);
    const outcome = held === undefined ? read(bytes) : succeeded(held);
    if (!outcome.ok) return outcome;
    const page = held ?? reuse(outcome.value);
    pages.set(digest, page);
    return seen === undefined ? failed(unseen) : saw(page, seen);
  };
  let last: Failure | undefined;
  let ended = false;
  let failing = false;
  let wake: (() => void) | undefined;
  const stir = (): void => {
    wake?.();
    wake = undefined;
  };
  const take = async function* (): AsyncGenerator<Read<ListPage>> {
    signal.addEventListener('abort', stir);
    try {
      for (;;) {
        if (signal.aborted) {
          yield failed(cancelled);
          return;
        }
        const part = parts.shift();
        if (part !== undefined) {
          if (!ended) taken();
          const page = await eventLoopShare(() => pageOf(part));
          failing ||= !page.ok;
          yield page;
        } else if (ended) {
          if (last !== undefined) yield failed(last);
          else if (!failing) whole(pages);
          return;
        } else {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      }
    } finally {
      signal.removeEventListener('abort', stir);
      leave();
    }
  };
  return {
    iterable: take(),
    push(part) {
      parts.push(part);
      stir();
    },
    end(failure) {
      ended = true;
      last = failure;
      stir();
    },
  };
}

function read(bytes: Uint8Array | undefined): Outcome<ListPage> {
  if (bytes === undefined) return failed(unseen);
  // Both ends are built from the same types.
  const page = deserialize(bytes) as Outcome<ListPage>;
  internStrings(page);
  return page;
}

const unseen: Failure = {
  kind: 'unknown',
  message: 'The AWS worker left out a part of a list that is not here.',
  mayHaveHappened: false,
};
