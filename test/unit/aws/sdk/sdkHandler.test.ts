import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { newTrace, sdkHandler } from '../../../../src/aws/sdk/sdkHandler.ts';
import type { Transport } from '../../../../src/aws/transport/transport.ts';
import { assertProperty } from '../../../stages/property.ts';

const START = '<Any>';
const CLOSE = '</Any>';

/** What the SDK is given, and what is kept, of an answer of such a body, which comes in these pieces or whole. */
async function answered(body: Uint8Array, cuts: readonly number[] | 'whole', isRead: boolean) {
  const transport: Transport = {
    send(_request, _timeouts, _signal, pieces) {
      if (cuts === 'whole') return Promise.resolve({ status: 200, headers: {}, body });
      let at = 0;
      for (const cut of [...cuts.map((one) => one % body.length).sort((a, b) => a - b), body.length]) {
        void pieces?.(body.slice(at, cut), 200);
        at = cut;
      }
      return Promise.resolve({ status: 200, headers: {}, body: new Uint8Array() });
    },
    close: () => undefined,
  };
  const taken: Uint8Array[] = [];
  const trace = newTrace({ type: 'xml', root: 'Any' });
  trace.reader = () => ({ push: (piece) => void taken.push(piece), end: () => isRead });
  const handler = sdkHandler({ transport, timeouts: { connect: 1, request: 1 } });
  const request = { protocol: 'https:', hostname: 'ec2.example', path: '/', method: 'POST', headers: {} };
  const { response } = await handler.handle(request, { trace });
  return { shown: response.body, kept: trace.lastResponse?.body, taken: Buffer.concat(taken) };
}

describe('an answer that a reader takes', () => {
  it('leaves its two ends behind and is never put together, but where the reader doesn’t know something in it', async () => {
    const cuts = fc.oneof(fc.constant('whole' as const), fc.array(fc.nat(), { maxLength: 9 }));
    await assertProperty(
      fc.asyncProperty(fc.nat({ max: 70_000 }), cuts, fc.boolean(), fc.nat(), async (size, at, isRead, seed) => {
        const text = Array.from({ length: size % 9_000 }, (_, index) => (index * 7 + seed) % 10).join('');
        const body = Buffer.from(`${START}${text.repeat(size > 9_000 ? 7 : 1)}${CLOSE}`);
        const { shown, kept, taken } = await answered(new Uint8Array(body), at, isRead);
        assert.ok(taken.equals(body));
        const ends = body.length <= 2_048 ? body : Buffer.concat([body.subarray(0, 1_024), body.subarray(-1_024)]);
        assert.ok(ends.equals(kept ?? new Uint8Array()));
        assert.equal(Buffer.from(shown).toString(), isRead ? '<Any/>' : body.toString());
      }),
    );
  });

  for (const way of ['in pieces', 'whole'] as const)
    it(`is read by the SDK where AWS refuses, whoever took the start of it, which comes ${way}`, async () => {
      const text = `<Response><Errors><Error><Code>Odd</Code><Message>${'No. '.repeat(900)}</Message></Error></Errors></Response>`;
      const body = new Uint8Array(Buffer.from(text));
      const transport: Transport = {
        send(_request, _timeouts, _signal, pieces) {
          if (way === 'whole') return Promise.resolve({ status: 300, headers: {}, body });
          void pieces?.(body.slice(0, 50), 300);
          void pieces?.(body.slice(50), 300);
          return Promise.resolve({ status: 300, headers: {}, body: new Uint8Array() });
        },
        close: () => undefined,
      };
      const taken: Uint8Array[] = [];
      const trace = newTrace({ type: 'xml', root: 'Any' });
      trace.reader = () => ({ push: (piece) => void taken.push(piece), end: () => true });
      const handler = sdkHandler({ transport, timeouts: { connect: 1, request: 1 } });
      const request = { protocol: 'https:', hostname: 'ec2.example', path: '/', method: 'POST', headers: {} };
      const { response } = await handler.handle(request, { trace });
      assert.deepEqual([Buffer.from(response.body).toString(), taken], [text, []]);
      assert.equal(Buffer.from(trace.lastResponse?.body ?? []).toString(), text);
    });
});
