import { type Disposable, Uri, ViewColumn, type WebviewPanel, window } from 'vscode';
import type { History } from '../../history/history.ts';
import type { AnswerSnapshots } from '../../history/snapshots.ts';
import type { Clock } from '../../base/clock.ts';
import type { Failure } from '../../model/failure.ts';
import type { AwsReads } from '../../model/ports/awsReads.ts';
import { type DaemonRef, type StoppableRef, refKey } from '../../model/resources/resource.ts';
import type { Service } from '../../model/resources/service.ts';
import { nameOf, shortId } from '../../model/resources/target.ts';
import { failureText } from '../words/failures.ts';
import { DETAIL_VIEW_TYPE } from '../editor/viewTypes.ts';
import { attachPanel } from './detailPanel.ts';
import { tabTitle } from './tabTitle.ts';
import type { PageDeeds, PageFacts, PanelParts } from './panelParts.ts';
import { createJsonDocuments } from './jsonDocuments.ts';
import { type ListedTargets, createResourcePoller } from '../../pages/resourcePoller.ts';
import { createPageData } from '../../pages/pageData.ts';
import { pageOfSaved } from '../../model/resources/savedPage.ts';

/** The detail pages of instances, deployments and experiments: one panel a resource. */
export interface DetailPages extends Disposable {
  /** Opens the resource's page, or brings it to the front. */
  show(ref: StoppableRef): void;
  /** Opens the resource's JSON as a read-only document that follows the live state. */
  openJson(ref: StoppableRef): Promise<void>;
  /** The same of a managed daemon, as it is when it is opened. */
  openDaemonJson(ref: DaemonRef): Promise<void>;
  /** Shows the one hidden value on the line of the cursor. False where there is none. */
  showHiddenValue(): Promise<boolean>;
  /** Takes over a panel that the editor kept over a reload; `state` is what the page had saved. */
  restore(panel: WebviewPanel, state: unknown): void;
}

export interface DetailOptions extends Pick<
  PageDeeds,
  'requestStop' | 'continueDeployment' | 'stopWatching' | 'revealInTree' | 'linkTo'
> {
  readonly extensionUri: Uri;
  readonly reads: AwsReads;
  readonly clock: Clock;
  readonly history: History;
  readonly snapshots: AnswerSnapshots;
  readonly inventory: ListedTargets;
  /** The service of a deployment, as it was last listed. */
  readonly serviceOf: (ref: StoppableRef) => Service | undefined;
  /** Why the list in which that service would be could not be read, or not all of it. */
  readonly whyNoService: (ref: StoppableRef) => Failure | undefined;
  readonly whereabouts: PageFacts['whereabouts'];
  readonly onDidChangePlaces: PanelParts['onDidChangePlaces'];
  readonly sayFailed: PanelParts['sayFailed'];
  readonly onError: PanelParts['onError'];
}

/** Registers the pages' panels and the JSON documents. */
export function createDetailPages(options: DetailOptions): DetailPages {
  const { reads, clock, history, snapshots, inventory, extensionUri } = options;
  const resources = createResourcePoller({ reads, clock, history, snapshots, inventory });
  const documents = createJsonDocuments({ reads, resources, snapshots });
  const panels = new Map<string, { readonly panel: WebviewPanel; readonly attached: Disposable }>();

  const { requestStop, continueDeployment, stopWatching, revealInTree, linkTo, whereabouts } = options;
  const instanceRef = (from: StoppableRef, arn: string): StoppableRef | undefined => {
    const ref: StoppableRef = { kind: 'instance', scope: from.scope, id: arn.slice(arn.lastIndexOf('/') + 1) };
    const target = inventory.target(ref);
    return target?.kind === 'instance' && target.arn === arn ? ref : undefined;
  };
  const parts: PanelParts = {
    facts: { history, snapshots, clock, whereabouts, instanceRef },
    deeds: {
      history,
      resources,
      documents,
      requestStop,
      continueDeployment,
      stopWatching,
      revealInTree,
      linkTo,
      show: (ref) => show(ref),
    },
    resources,
    source: (ref, changed) =>
      createPageData({
        ref,
        reads,
        changed,
        clock,
        serviceOf: options.serviceOf,
        whyNoService: options.whyNoService,
        sentence: (failure) => failureText(failure, ref.scope),
      }),
    onDidChangePlaces: options.onDidChangePlaces,
    files: {
      script: Uri.joinPath(extensionUri, 'dist', 'panel', 'panel.js'),
      style: Uri.joinPath(extensionUri, 'media', 'panel.css'),
    },
    sayFailed: options.sayFailed,
    onError: options.onError,
  };

  const adopt = (panel: WebviewPanel, ref: StoppableRef): void => {
    const key = refKey(ref);
    const attached = attachPanel(panel, ref, parts);
    panels.set(key, { panel, attached });
    panel.onDidDispose(() => {
      attached.dispose();
      if (panels.get(key)?.panel === panel) panels.delete(key);
    });
  };

  const show = (ref: StoppableRef): void => {
    const open = panels.get(refKey(ref));
    if (open !== undefined) {
      open.panel.reveal();
      return;
    }
    const target = inventory.target(ref);
    const title = target === undefined ? shortId(ref) : nameOf(target);
    const panel = window.createWebviewPanel(DETAIL_VIEW_TYPE, tabTitle(title), ViewColumn.Active, {
      enableScripts: true,
      retainContextWhenHidden: false,
    });
    adopt(panel, ref);
  };

  return {
    show,
    openJson: (ref) => documents.open({ type: 'live', ref }),
    openDaemonJson: (daemon) => documents.open({ type: 'daemon', daemon }),
    showHiddenValue: () => documents.showHiddenValue(),
    restore(panel, state) {
      const saved = pageOfSaved(state);
      if (saved === undefined || panels.has(refKey(saved.ref))) return void panel.dispose();
      resources.keepOwner(saved.ref, saved.owner);
      adopt(panel, saved.ref);
    },
    dispose() {
      // The panels themselves stay: the editor restores them when the window comes back.
      for (const { attached } of panels.values()) attached.dispose();
      panels.clear();
      documents.dispose();
      resources.dispose();
    },
  };
}
