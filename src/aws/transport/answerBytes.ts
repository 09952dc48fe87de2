import type { ClientRequest } from 'node:http';
import type { Duplex } from 'node:stream';

/**
 * The bytes of a piece of an answer, to be given away, to another thread for instance. Node makes a buffer for each piece, which is given as it is: copies would be as much memory again to be
 * collected. A piece that shares its buffer with something else is copied.
 */
export function givenAway(piece: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer } = piece;
  return buffer instanceof ArrayBuffer && isAlone(piece) ? new Uint8Array(buffer) : new Uint8Array(piece);
}

const isAlone = ({ byteLength, buffer }: Uint8Array): boolean => byteLength === buffer.byteLength;

/**
 * Frees what is read from a request's connection once Node has taken the answer's bytes out of it. Otherwise it waits for a collection of garbage, and V8 begins one of the whole heap for every
 * 64 MB that wait: the thread, which other extensions share, stood still at each poll of a large account, in which next to nothing of its own had changed.
 *
 * Frees nothing where anybody but Node listens to the connection and may want to keep what came, and nothing where the runtime can't.
 *
 * @param isTaken Whether nobody holds anything of the answer that may still lie in what was read.
 * @returns to be called with each piece of the answer that is taken.
 */
export function freeWhatWasRead(request: ClientRequest, socket: Duplex, isTaken: () => boolean): () => void {
  const waiting: Freeable[] = [];
  const free = (): void => {
    if (waiting.length === 0 || !isTaken()) return;
    // A buffer that was given away is empty.
    for (const buffer of waiting.splice(0)) if (buffer.byteLength > 0) buffer.transfer?.(0);
  };
  const heard = (read: Uint8Array): void => {
    const [, last, ...others] = socket.listeners('data');
    // Node's own comes first, and has done its work by now.
    if (last !== heard || others.length > 0 || !isAlone(read)) return;
    waiting.push(read.buffer);
    free();
  };
  socket.on('data', heard);
  // Before the connection is given to another request.
  request.once('close', () => socket.off('data', heard));
  return free;
}

/** Node 20 has no such method; the editor's Node has. */
interface Freeable {
  readonly byteLength: number;
  readonly transfer?: (length: number) => unknown;
}
