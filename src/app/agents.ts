import type { Clock } from '../base/clock.ts';
import type { Accounts } from '../inventory/accounts.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { Stopping } from '../stopping/stopping.ts';
import { type Agents, createAgents } from '../ui/agents/agents.ts';
import type { FactParts } from '../ui/agents/facts.ts';
import { createStopRequests } from '../ui/agents/stopRequests.ts';
import { optionalApis } from '../ui/editor/optionalApis.ts';
import type { Scopes } from '../ui/profiles/chosenScopes.ts';
import type { OnePrompt } from '../ui/stop/onePrompt.ts';
import type { StopFlow } from '../ui/stop/stopFlow.ts';
import type { ReadLists } from './readLists.ts';

export interface AgentWiring extends Pick<FactParts, 'guards'> {
  readonly inventory: Inventory;
  readonly accounts: Accounts;
  readonly scopes: Scopes;
  readonly readLists: ReadLists;
  readonly clock: Clock;
  readonly stopping: Stopping;
  readonly stopFlow: StopFlow;
  readonly onePrompt: OnePrompt;
  readonly onError: (error: unknown) => void;
}

/** Connects what agents and other extensions ask to what is known, and their requests to the one prompt. */
export function connectAgents(wiring: AgentWiring): Agents & { dispose(): void } {
  const { inventory, accounts, scopes, clock, stopping, guards } = wiring;
  const facts = {
    inventory,
    accounts,
    scopes,
    guards,
    follow: stopping.follow,
    now: () => clock.now(),
    ...wiring.readLists,
  };
  const requests = createStopRequests({
    ...facts,
    clock,
    stopFlow: wiring.stopFlow,
    onePrompt: wiring.onePrompt,
    onError: wiring.onError,
    isTrusted: optionalApis['workspace.isTrusted'],
    newId: () => crypto.randomUUID(),
  });
  const agents = createAgents({ ...facts, explain: stopping.explain, requests });
  return { ...agents, dispose: () => requests.dispose() };
}
