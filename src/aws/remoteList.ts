import { deserialize } from 'node:v8';
import type { Page } from '../model/cloud.ts';
import { type Failure, failed, type Outcome } from '../model/failure.ts';
import type { Turns } from '../model/turns.ts';
import { shareStrings } from './sharedStrings.ts';

/** A list whose parts come as messages. */
export interface RemoteList {
  readonly iterable: AsyncIterable<Outcome<Page>>;
  /** A part as `v8.serialize` wrote it. */
  push(part: Uint8Array): void;
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
  readonly turns: Turns;
}

export function createRemoteList({ signal, cancelled, taken, leave, turns }: RemoteListOptions): RemoteList {
  const parts: Uint8Array[] = [];
  let last: Failure | undefined;
  let ended = false;
  let wake: (() => void) | undefined;
  const stir = (): void => {
    wake?.();
    wake = undefined;
  };
  const take = async function* (): AsyncGenerator<Outcome<Page>> {
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
          yield await turns(() => pageOf(part));
        } else if (ended) {
          if (last !== undefined) yield failed(last);
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

function pageOf(part: Uint8Array): Outcome<Page> {
  // Both ends are built from the same types.
  const page = deserialize(part) as Outcome<Page>;
  shareStrings(page);
  return page;
}
