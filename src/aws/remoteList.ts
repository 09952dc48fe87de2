import type { Page } from '../model/cloud.ts';
import { type Failure, failed, type Outcome } from '../model/failure.ts';

/** A list whose parts come as messages. */
export interface RemoteList {
  readonly iterable: AsyncIterable<Outcome<Page>>;
  push(part: Outcome<Page>): void;
  end(): void;
}

export interface RemoteListOptions {
  readonly signal: AbortSignal;
  readonly cancelled: Failure;
  /** A part was taken; another may be sent. */
  readonly taken: () => void;
  /** Nobody takes any more. */
  readonly leave: () => void;
}

export function createRemoteList({ signal, cancelled, taken, leave }: RemoteListOptions): RemoteList {
  const parts: Outcome<Page>[] = [];
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
          yield part;
        } else if (ended) return;
        else {
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
    end() {
      ended = true;
      stir();
    },
  };
}
