import type { TreeItem, TreeView } from 'vscode';
import type { WaitingPlace } from '../../../src/inventory/coverage.ts';
import type { Lack } from '../../../src/inventory/lack.ts';
import { parseGuards } from '../../../src/model/guardSettings.ts';
import type { Identity } from '../../../src/model/identity.ts';
import type { Resource, TargetRef } from '../../../src/model/resources/resource.ts';
import type { Scope } from '../../../src/model/scope.ts';
import { createGuards } from '../../../src/stopping/plan/guards.ts';
import type { Tracked } from '../../../src/stopping/follow/followed.ts';
import type { Node } from '../../../src/ui/tree/nodes/node.ts';
import type { ItemParts } from '../../../src/ui/tree/rows/rowParts.ts';
import { observedOf } from '../../../src/ui/tree/rows/treeItem.ts';
import { createRunningView } from '../../../src/ui/tree/runningView.ts';
import { childrenStage } from '../childrenStage.ts';
import { deployment, experiment, heldTime, instance, lever, service } from '../fakes.ts';
import { unsetGuards } from '../guards.ts';

export const REGION = 'eu-west-1';
export const placeOf = (profile: string): Scope => ({ profile, region: REGION });

/** What a view of what is in progress shows. */
export interface Case {
  /** Each profile, and whose it is. */
  readonly of: Readonly<Record<string, Identity | undefined>>;
  readonly guards?: Partial<typeof unsetGuards>;
  readonly filter?: string;
  readonly marked?: string;
  readonly watched?: string;
  /** What the experiment is called. */
  readonly experiment?: string;
}

/** One of each kind, as each of the profiles sees it. */
function seenBy(profile: string, name: string): readonly Resource[] {
  const scope = placeOf(profile);
  return [
    lever({ scope, state: 'engaged' }),
    experiment({ scope, state: 'running', name }),
    service({ scope, deployment: deployment({ scope }) }),
    instance({ scope, state: 'stopping', name: 'web' }),
  ];
}

/** *In Progress* over what these profiles see. */
export function inProgressStage({
  of,
  guards: raw = {},
  filter = '',
  marked,
  watched,
  experiment: name = 'drill',
}: Case) {
  const profiles = Object.keys(of);
  let places = profiles.map(placeOf);
  const staged = childrenStage(...profiles.flatMap((profile) => seenBy(profile, name)));
  staged.person.filter = filter;
  const clock = heldTime();
  const accounts = { ...staged.parts.accounts, of: (profile: string) => of[profile], ensure: async () => {} };
  const scopes = { ...staged.parts.scopes, profiles: () => profiles, all: () => places };
  const policy = { ...parseGuards({ ...unsetGuards, ...raw }), enableAbort: false };
  const guards = createGuards({ settings: () => ({ policy }), accounts });
  const followed: Tracked[] = [];
  const log: { lack: Lack | undefined } = { lack: undefined };
  const waiting: WaitingPlace[] = [];
  const about = (profile: string | undefined) => (ref: TargetRef) => ref.scope.profile === profile;
  const parts = {
    ...staged.parts,
    ...{ accounts, scopes, guards, isWatched: about(watched) },
    mark: (ref: TargetRef) => (about(marked)(ref) ? 'requested' : undefined),
    requests: () => [],
    refusal: () => undefined,
    forced: () => undefined,
    pastDeployment: () => undefined,
    startable: () => false,
    branches: { isOpen: () => false },
    told: { typeStore: () => undefined, stopped: () => undefined },
    coverage: () => ({ unreadable: [], partly: [], loading: waiting.map(({ scope }) => scope), waiting }),
  } as unknown as ItemParts;
  const view = { badge: undefined, message: '' } as unknown as TreeView<Node>;
  const saidNothing: boolean[] = [];
  const running = createRunningView(view, parts, {
    ...{ following: () => followed, unread: () => [], logLack: () => log.lack },
    clock,
    filter: () => parts.arrangement.filter(),
    saysNothing: (is) => void saidNothing.push(is),
  });
  const rows = () => (running.tree.getChildren() as Node[]).filter(({ type }) => type !== 'note');
  const others = { inventory: staged.inventory, accounts, scopes, guards };
  const choose = (chosen: readonly string[]) => {
    places = chosen.map(placeOf);
  };
  return {
    choose,
    followed,
    waiting,
    saidNothing,
    log,
    running,
    view,
    rows,
    clock,
    others,
    observed: (node: Node) => observedOf(parts, node),
    item: (node: Node) => running.tree.getTreeItem(node) as TreeItem,
  };
}
