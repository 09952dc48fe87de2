import { commands, l10n, window, workspace } from 'vscode';
import type { StoppableRef } from '../../model/resources/resource.ts';
import { shortId } from '../../model/resources/target.ts';
import { whoseOf } from '../../model/sight.ts';
import type { PageAction } from '../../pages/links.ts';
import type { PanelMessage } from '../../panel/protocol/messages.ts';
import { exportUri } from '../editor/exportUri.ts';
import { openAddress } from '../editor/openAddress.ts';
import { openSetting } from '../editor/openSetting.ts';
import type { PageDeeds } from './panelParts.ts';
import { copyText } from '../editor/copyText.ts';

export interface PanelActionParts {
  readonly ref: StoppableRef;
  readonly deeds: PageDeeds;
  /** What a button or link of the page that is shown stands for. */
  readonly action: (id: string) => PageAction | undefined;
  /** The next page of what comes page by page. */
  readonly more: () => Promise<void>;
  readonly changed: () => void;
}

/** Does what a person asks for on a resource's page. Rejects when it failed. */
export async function handlePanelMessage(of: PanelActionParts, message: Exclude<PanelMessage, { type: 'ready' }>) {
  const { ref, deeds } = of;
  switch (message.type) {
    case 'press': {
      const action = of.action(message.id);
      return action === undefined ? undefined : act(of, action);
    }
    case 'stop':
      return deeds.requestStop(ref, deeds.resources.ownerOf(ref));
    case 'openJson':
      return deeds.documents.open({ type: 'live', ref });
    case 'copyJson':
      return copyText(deeds.resources.last(ref).json ?? '');
    case 'copy':
      return copyText(message.text);
    case 'compare':
      return deeds.documents.compare(
        { type: 'snapshot', ref, at: message.from },
        { type: 'snapshot', ref, at: message.to },
        l10n.t('{0}: two snapshots', shortId(ref)),
      );
    case 'export':
      return saveHistory(of, message.format);
  }
}

async function act({ ref, deeds, more, changed }: PanelActionParts, action: PageAction): Promise<void> {
  switch (action.type) {
    case 'open':
      await openAddress(action.url);
      return;
    case 'reveal':
      return deeds.revealInTree(action.ref);
    case 'show':
      deeds.show(action.ref);
      return;
    case 'copy':
      return copyText(action.text);
    case 'openTemplate':
      return deeds.documents.open({ type: 'template', ref, id: action.templateId });
    case 'diffRevisions':
      return deeds.documents.compare(
        { type: 'revision', ref, arn: action.from },
        { type: 'revision', ref, arn: action.to },
        l10n.t('{0}: source and target revision', shortId(ref)),
      );
    case 'moreTargets':
    case 'morePast':
      return more();
    case 'continueDeployment':
      return deeds.continueDeployment(ref, deeds.resources.ownerOf(ref));
    case 'copyLink':
      return copyText(deeds.linkTo(action.arn));
    case 'stopWatching':
      // A page stays with the account in which it was seen: its profile may lead to another by now.
      deeds.stopWatching(ref, whoseOf(deeds.resources.last(ref)));
      return;
    case 'copyPolicy':
      await commands.executeCommand('halt.copyIamPolicy');
      return;
    case 'openSetting':
      return openSetting(action.setting);
    case 'refresh':
      await deeds.resources.refresh(ref);
      changed();
  }
}

async function saveHistory(
  { ref, deeds }: Pick<PanelActionParts, 'ref' | 'deeds'>,
  format: 'json' | 'csv',
): Promise<void> {
  const content = format === 'json' ? deeds.history.exportJson(ref) : deeds.history.exportCsv(ref);
  const name = `${shortId(ref)}-history.${format}`.replaceAll(/[^\w.-]/g, '_');
  const target = await window.showSaveDialog({
    defaultUri: exportUri(name),
    filters: format === 'json' ? { JSON: ['json'] } : { CSV: ['csv'] },
    title: l10n.t('Export State History'),
  });
  if (target === undefined) return;
  await workspace.fs.writeFile(target, new TextEncoder().encode(content));
  await commands.executeCommand('vscode.open', target);
}
