import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { InProgress, StopRequest } from '../../../../src/ui/agents/api.ts';
import { handedOut } from '../../../../src/ui/agents/handedOut.ts';

const staging = { profile: 'shop-staging', region: 'eu-west-1' };
const inProgress = (): InProgress => ({
  at: '',
  places: [{ ...staging }],
  resources: [],
  unread: [{ ...staging, why: 'x' }],
});
const request = (): StopRequest => ({
  id: 'r',
  status: 'waiting',
  message: 'm',
  targets: [{ kind: 'instance', id: 'i-1', ...staging }],
});

/** Whatever can be done to plain data, at every depth. */
function spoil(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  for (const key of Object.keys(value)) {
    spoil(Reflect.get(value, key));
    Reflect.set(value, key, 'spoilt');
  }
  if (Array.isArray(value)) value.push({ profile: 'shop-production', region: 'us-east-1' });
}

describe('what another extension does to an answer changes nothing that Halt keeps', () => {
  const kept = { progress: inProgress(), request: request() };
  const api = handedOut({
    listInProgress: () => Promise.resolve(kept.progress),
    requestStop: () => Promise.resolve(kept.request),
    stopRequest: (id) => (id === 'r' ? kept.request : undefined),
  });
  for (const [what, ask, expected] of [
    ['the chosen places', () => api.listInProgress(), inProgress()],
    ['a request, as it is answered', () => api.requestStop(['i-1']), request()],
    ['a request that is asked for later', () => api.stopRequest('r'), request()],
  ] as const)
    it(what, async () => {
      const answer = await ask();
      assert.deepEqual(answer, expected);
      spoil(answer);
      assert.deepEqual(await ask(), expected);
      assert.deepEqual(kept, { progress: inProgress(), request: request() });
    });

  it('an id that was never given has none', () => assert.equal(api.stopRequest('x'), undefined));
});
