import {
  commands,
  type Disposable,
  EventEmitter,
  type ExtensionContext,
  type TreeDataProvider,
  type TreeView,
  window,
  type WebviewPanel,
} from 'vscode';
import type { Agents } from './agents/agents.ts';
import type { HaltApi } from './agents/api.ts';
import { registerTools } from './agents/tools.ts';
import type { GoTo } from './links/goTo.ts';
import { registerTerminalLinks } from './links/terminalLinks.ts';
import { optionalApis, registerWith } from './editor/optionalApis.ts';
import { DETAIL_VIEW_TYPE } from './editor/viewTypes.ts';
import { createEventLoopShare } from '../base/eventLoopShare.ts';
import type { Node } from './tree/nodes/node.ts';
import { rememberSteps } from './walkthrough.ts';

/** What does the work behind the contributions. Loaded with the first use of one. */
export interface Workings {
  /** `args` as the editor hands them over: none from the palette. */
  run(command: string, args: readonly unknown[]): Promise<void>;
  restore(panel: WebviewPanel, state: unknown): void;
  readonly agents: Agents;
  readonly goTo: GoTo;
}

/** A view that is there from the start and is filled once the workings are. */
export interface ViewSlot {
  readonly view: TreeView<Node>;
  fill(provider: TreeDataProvider<Node>): Disposable;
}

/** What the editor knows of Halt from the start: its commands, its views and its pages' panels. */
export interface Contributions extends Disposable {
  readonly resources: ViewSlot;
  readonly running: ViewSlot;
  /** What other extensions are given. */
  readonly api: HaltApi;
}

/** Registers everything at once and loads nothing: `load` is called with the first command, view or page that is wanted. */
export function createContributions(context: ExtensionContext, load: () => Promise<Workings>): Contributions {
  const ready = async () => {
    await load();
  };
  const resources = createSurface('halt.resources', { showCollapseAll: true }, ready);
  const running = createSurface('halt.running', { showCollapseAll: false }, ready);
  // What isn't remembered is a step of the walkthrough without its tick.
  const completed = rememberSteps(context.globalState, () => undefined);
  const registrations: Disposable[] = [
    resources,
    running,
    ...commandIds(context.extension.packageJSON).map((id) =>
      commands.registerCommand(id, async (...args: unknown[]) => {
        completed(id);
        await (await load()).run(id, args);
      }),
    ),
    ...registerWith(optionalApis['window.registerWebviewPanelSerializer'](), DETAIL_VIEW_TYPE, {
      deserializeWebviewPanel: async (panel, state: unknown) => (await load()).restore(panel, state),
    }),
    ...registerWith(optionalApis['window.registerUriHandler'](), {
      handleUri: async ({ path, query }) => (await load()).goTo.openLink(path, query),
    }),
    ...registerTerminalLinks(async (text) => (await load()).goTo.open(text)),
    ...registerTools(async (tool, input, signal) => (await load()).agents.reply(tool, input, signal)),
  ];
  return {
    resources,
    running,
    api: createApi(load),
    dispose: () => {
      for (const registration of registrations) registration.dispose();
    },
  };
}

/** Frozen: what one extension was given, none can change for another. */
function createApi(load: () => Promise<Workings>): HaltApi {
  let loaded: Workings | undefined;
  const agents = async () => {
    loaded = await load();
    return loaded.agents.api;
  };
  return Object.freeze({
    version: 1,
    listInProgress: async () => (await agents()).listInProgress(),
    requestStop: async (arns, options) => (await agents()).requestStop(arns, options),
    // Before anything was loaded no request was made, so that no id is known.
    stopRequest: (id) => loaded?.agents.api.stopRequest(id),
  } satisfies HaltApi);
}

/** Of both views: they are drawn at the same time. Long enough that the rows of a usual tree are made in one turn, so that nothing changes while the editor takes them over. */
const drawn = createEventLoopShare(undefined, 25);

function createSurface(
  id: string,
  options: { readonly showCollapseAll: boolean },
  ready: () => Promise<void>,
): ViewSlot & Disposable {
  const changes = new EventEmitter<Node | Node[] | undefined | null | void>();
  let filled: TreeDataProvider<Node> | undefined;
  /** Nodes come from the provider alone, so whoever holds one finds it there. */
  const provider = (): TreeDataProvider<Node> => {
    if (!filled) throw new Error(`The view ${id} was asked before it was filled.`);
    return filled;
  };
  const view = window.createTreeView<Node>(id, {
    canSelectMany: true,
    ...options,
    treeDataProvider: {
      onDidChangeTreeData: changes.event,
      getChildren: async (node) => {
        if (!filled) await ready();
        return provider().getChildren(node);
      },
      // VS Code asks for all rows of all open groups at once.
      getTreeItem: async (node) => drawn(() => provider().getTreeItem(node)),
      getParent: (node) => provider().getParent?.(node),
      resolveTreeItem: (item, node, token) => provider().resolveTreeItem?.(item, node, token) ?? item,
    },
  });
  return {
    view,
    fill: (tree) => {
      filled = tree;
      changes.fire();
      return tree.onDidChangeTreeData?.((node) => changes.fire(node)) ?? { dispose: () => {} };
    },
    dispose: () => {
      view.dispose();
      changes.dispose();
    },
  };
}

/** The manifest's own list: what it names is registered, and nothing else. */
function commandIds(manifest: unknown): readonly string[] {
  const listed =
    (manifest as { readonly contributes?: { readonly commands?: readonly { readonly command?: unknown }[] } })
      .contributes?.commands ?? [];
  return listed.flatMap(({ command }) => (typeof command === 'string' ? [command] : []));
}
