import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { describe, it } from 'node:test';
import { freeWhatWasRead, givenAway } from '../../../../src/aws/transport/answerBytes.ts';

type Request = Parameters<typeof freeWhatWasRead>[0];
type Connection = Parameters<typeof freeWhatWasRead>[1];

describe('a piece that is given away', () => {
  it('is what Node made, where that has its buffer for itself', () => {
    const piece = new Uint8Array([1, 2, 3]);
    assert.equal(givenAway(Buffer.from(piece.buffer)).buffer, piece.buffer);
  });

  it('is a copy where it shares its buffer', () => {
    const both = new Uint8Array([1, 2, 3, 4]);
    const piece = givenAway(both.subarray(1, 3));
    assert.deepEqual([...piece], [2, 3]);
    assert.equal(piece.buffer.byteLength, 2);
    both[1] = 9;
    assert.deepEqual([...piece], [2, 3]);
  });
});

describe('what was read of a connection', () => {
  /** What is freed of reads of a connection to which these listen, in this order; `free` stands for Halt. */
  function stage(order: readonly ('node' | 'free' | 'other')[], isTaken = () => true) {
    const socket = new EventEmitter();
    const request = new EventEmitter();
    let free = (): void => undefined;
    for (const one of order) {
      if (one === 'free') free = freeWhatWasRead(request as Request, socket as Connection, isTaken);
      else socket.on('data', () => undefined);
    }
    let freed = 0;
    const read = (of = new Uint8Array(8)): number => {
      Object.defineProperty(of.buffer, 'transfer', { value: () => (freed += 1) });
      socket.emit('data', of);
      return freed;
    };
    return { socket, request, read, free: () => free(), freed: () => freed };
  }

  it('is freed behind Node', () => {
    const { read } = stage(['node', 'free']);
    assert.equal(read(), 1);
    assert.equal(read(), 2);
  });

  it('is kept for whoever else listens, and where Node has yet to read it', () => {
    for (const order of [['free'], ['free', 'node'], ['node', 'free', 'other'], ['node', 'other', 'free']] as const)
      assert.equal(stage(order).read(), 0, order.join());
  });

  it('is kept where it shares its buffer, or is gone already', () => {
    const { read } = stage(['node', 'free']);
    assert.equal(read(new Uint8Array(new ArrayBuffer(8), 0, 4)), 0);
    assert.equal(read(new Uint8Array(0)), 0);
  });

  it('is kept while the answer may hold some of it, and freed with the piece that was the last of that', () => {
    let isTaken = false;
    const { read, free, freed } = stage(['node', 'free'], () => isTaken);
    assert.deepEqual([read(), read()], [0, 0]);
    free();
    assert.equal(freed(), 0);
    isTaken = true;
    free();
    assert.equal(freed(), 2);
    free();
    assert.equal(freed(), 2, 'once');
  });

  it('is kept where the runtime can’t free it', () => {
    const { socket } = stage(['node', 'free']);
    const read = new Uint8Array(8);
    Object.defineProperty(read.buffer, 'transfer', { value: undefined });
    socket.emit('data', read);
    assert.equal(read.byteLength, 8);
  });

  it('is left to the next request once this one is over', () => {
    const { socket, request, read } = stage(['node', 'free']);
    request.emit('close');
    assert.equal(socket.listenerCount('data'), 1);
    assert.equal(read(), 0);
  });
});
