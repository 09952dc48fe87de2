import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Timeouts } from '../../../../src/aws/transport/transport.ts';
import { asUrgent } from '../../../../src/base/urgency.ts';
import { callerStage, listing, ok } from '../../../stages/calls/callerStage.ts';

/** How long each attempt of one call may take, the first ones of which take so long. */
async function patience(ask: { readonly isAwaited: boolean; readonly mutating: boolean }, lasts: readonly number[]) {
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
      for (const lasting of [...lasts, 0]) {
        await made.requestHandler.handle(request, tools.options);
        await stage.clock.advance(lasting);
      }
    },
  );
  return given;
}

describe('a call that only reads and for which a person waits', () => {
  it('ends within a quarter of a minute, however often it is tried', async () => {
    assert.deepEqual(await patience({ isAwaited: true, mutating: false }, [10_000, 5_000]), [
      { connect: 5_000, request: 10_000 },
      { connect: 5_000, request: 5_000 },
      { connect: 1, request: 1 },
    ]);
  });

  it('has no other patience where nobody waits, or where it changes something', async () => {
    for (const ask of [
      { isAwaited: false, mutating: false },
      { isAwaited: true, mutating: true },
    ])
      assert.deepEqual(
        await patience(ask, [30_000]),
        Array.from({ length: 2 }, () => ({ connect: 5_000, request: 30_000 })),
      );
  });
});
