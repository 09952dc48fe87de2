import { createEmitter } from '../../../src/base/event.ts';
import type { Inventory } from '../../../src/inventory/inventory.ts';
import type { Scope } from '../../../src/model/scope.ts';
import type { Ended } from '../../../src/stopping/follow/tracker.ts';
import { type AgentParts, createAgents } from '../../../src/ui/agents/agents.ts';
import { createStopRequests, type StopRequestParts } from '../../../src/ui/agents/stopRequests.ts';
import { createOnePrompt } from '../../../src/ui/stop/onePrompt.ts';
import { heldTime, identityOf } from '../fakes.ts';
import { openGuards } from '../guards.ts';

const onError = (error: unknown) => {
  throw error;
};

/** Agents over what these places list. Whom they would ask declines, and is counted. `silent`: the places that give no answer now. */
export function agentsOver(
  inventory: Inventory,
  places: readonly Scope[],
  {
    of = identityOf,
    silent = [],
    explain,
  }: {
    readonly of?: StopRequestParts['accounts']['of'];
    readonly silent?: readonly Scope[];
    readonly explain: AgentParts['explain'];
  },
) {
  const clock = heldTime();
  let asked = 0;
  const parts = {
    ...{ inventory, clock, onError, guards: openGuards },
    accounts: { of, failure: () => undefined },
    scopes: { all: () => places, profiles: () => [...new Set(places.map(({ profile }) => profile))] },
    follow: { following: () => [], logLack: () => undefined, onDidEnd: createEmitter<Ended>(onError).event },
    ...{ placesKnown: async () => {}, listNow: () => Promise.resolve(silent), now: () => clock.now() },
  };
  const requests = createStopRequests({
    ...parts,
    onePrompt: createOnePrompt(clock),
    stopFlow: {
      ask: () => {
        asked += 1;
        return Promise.resolve({ type: 'declined' });
      },
    },
    ...{ isTrusted: () => true, newId: () => `request-${asked}` },
  });
  return { agents: createAgents({ ...parts, requests, explain }), requests, asked: () => asked };
}
