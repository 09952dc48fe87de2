import { Uri, workspace } from 'vscode';

/** Where an export is offered to go: into the open folder, else the person's own. */
export function exportUri(name: string): Uri {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  return Uri.joinPath(folder ?? Uri.file(process.env['HOME'] || process.env['USERPROFILE'] || '/'), name);
}
