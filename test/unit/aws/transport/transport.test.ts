import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { abortError, joined, TransportError } from '../../../../src/aws/transport/transport.ts';

describe('what goes wrong on the way', () => {
  it('has the names by which the SDK knows what may be tried again', () => {
    const named = (code: string) => new TransportError({ code, message: 'No.', sent: false }).name;
    assert.deepEqual(['ETIMEDOUT', 'ECONNRESET', 'ECABUNDLE'].map(named), [
      'TimeoutError',
      'TransportError',
      'TransportError',
    ]);
    assert.equal(abortError().name, 'AbortError');
  });
});

describe('pieces of a body', () => {
  it('are put together in their order', () => {
    const pieces = ['Ha', '', 'lt'].map((text) => new TextEncoder().encode(text));
    assert.equal(new TextDecoder().decode(joined(pieces)), 'Halt');
    assert.equal(joined([]).byteLength, 0);
  });
});
