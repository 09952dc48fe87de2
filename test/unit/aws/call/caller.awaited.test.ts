import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Timeouts } from '../../../../src/aws/transport/transport.ts';
import { asUrgent } from '../../../../src/base/urgency.ts';
import { callerStage, listing, ok } from '../../../stages/calls/callerStage.ts';

/** How long each of four attempts of one call may take. */
async function patience(ask: { readonly isAwaited: boolean; readonly mutating: boolean }) {
  const given: Timeouts[] = [];
  const stage = callerStage({
    timeouts: { connect: 5_000, request: 30_000 },
    transport: {
      send: (_request, { connect, request }) => {
        given.push({ connect, request });
        return Promise.resolve(ok());
      },
      close: () => undefined,
    },
  });
  const { signal } = new AbortController();
  await stage.caller.perform(
    { ...listing, mutating: ask.mutating, signal: ask.isAwaited ? asUrgent(signal) : signal },
    async (tools) => {
      const made = tools.config(() => undefined);
      const request = { protocol: 'https:', hostname: 'fis.test', path: '/', method: 'POST', headers: {}, body: '{}' };
      for (let attempt = 0; attempt < 4; attempt += 1) await made.requestHandler.handle(request, tools.options);
    },
  );
  return given;
}

describe('a call that only reads and for which a person waits', () => {
  it('has ten seconds, and then little more, however often it is tried', async () => {
    assert.deepEqual(await patience({ isAwaited: true, mutating: false }), [
      { connect: 5_000, request: 10_000 },
      { connect: 4_000, request: 4_000 },
      { connect: 1_000, request: 1_000 },
      { connect: 1_000, request: 1_000 },
    ]);
  });

  it('has no other patience where nobody waits, or where it changes something', async () => {
    for (const ask of [
      { isAwaited: false, mutating: false },
      { isAwaited: true, mutating: true },
    ])
      assert.deepEqual(
        await patience(ask),
        Array.from({ length: 4 }, () => ({ connect: 5_000, request: 30_000 })),
      );
  });
});
