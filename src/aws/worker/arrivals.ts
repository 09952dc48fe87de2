import type { Pieces, WireResponse } from '../transport/transport.ts';

/**
 * Hands on answers as they arrive from the other thread. Reading a large answer holds up this thread for many milliseconds. When several large ones have
 * arrived, the small ones among them would wait until all are read, and with them the calls that depend on their content. So small answers are delivered at
 * once, and large ones one at a time: after each, the messages that have arrived in the meantime come first. The size of an answer in pieces is that of all its pieces.
 */
export interface Arrivals {
  /** The body of this answer comes in pieces. */
  expect(id: number, pieces: Pieces): void;
  piece(id: number, piece: Uint8Array<ArrayBuffer>, status: number): void;
  /** The answer is here. */
  end(id: number, response: WireResponse): void;
  /** Nobody waits for it any more. */
  forget(id: number): void;
}

/** In bytes: some 30 instances. */
const LARGE_ANSWER = 64 * 1024;

/** `deliver` hears of a small answer at once, and of the large ones one after the other, each in a turn of the event loop of its own. */
export function createArrivals(deliver: (id: number, response: WireResponse) => void): Arrivals {
  const arriving = new Map<number, { readonly pieces: Pieces; bytes: number }>();
  const large: { readonly id: number; readonly response: WireResponse }[] = [];
  const deliverNext = (): void => {
    const [next] = large;
    if (next) deliver(next.id, next.response);
    // The answer is read in the microtasks and immediates that follow its delivery; the next one is delivered after those.
    setImmediate(() => {
      large.shift();
      if (large.length > 0) setImmediate(deliverNext);
    });
  };
  return {
    expect: (id, pieces) => void arriving.set(id, { pieces, bytes: 0 }),
    piece(id, piece, status) {
      const answer = arriving.get(id);
      if (!answer) return;
      answer.bytes += piece.byteLength;
      // What comes faster than it is read is held back in the other thread.
      void answer.pieces(piece, status);
    },
    end(id, response) {
      if (response.body.byteLength + (arriving.get(id)?.bytes ?? 0) < LARGE_ANSWER) {
        deliver(id, response);
        return;
      }
      large.push({ id, response });
      if (large.length === 1) setImmediate(deliverNext);
    },
    forget: (id) => void arriving.delete(id),
  };
}
