import { l10n } from 'vscode';
import type { TextDocuments } from '../editor/textDocuments.ts';
import { type CommandKey, manifestWords, type ManifestWords } from '../editor/manifestKeys.ts';

export interface AccessibilityHelpParts {
  /** The extension's own, in the person's language. */
  readonly manifest: unknown;
  readonly documents: Pick<TextDocuments, 'show'>;
}

/** Opens the help as a document of text: the editor's own reading keys work in it, and a screen reader needs nothing else. */
export async function showAccessibilityHelp({ manifest, documents }: AccessibilityHelpParts): Promise<void> {
  const words = manifestWords(manifest);
  const parts = [introduction(words), views(words), keys(words), doing(words), hearing(), editorSettings()];
  await documents.show('Halt Accessibility Help.md', parts.map((lines) => `${lines.join('\n')}\n`).join('\n'), {
    language: 'markdown',
  });
}

function introduction({ title }: ManifestWords): readonly string[] {
  return [
    `# ${title('halt.accessibilityHelp')}`,
    '',
    l10n.t(
      'Everything in Halt can be done with the keyboard. Commands are in the command palette under “Halt”; those that are about one row are in the menu of the row.',
    ),
  ];
}

function views({ view }: ManifestWords): readonly string[] {
  const [resources, running] = [view('halt.resources'), view('halt.running')];
  return [
    `## ${l10n.t('Views')}`,
    '',
    l10n.t(
      '- {0}: a tree of the chosen profiles, their regions, and the instances, services and experiments there.',
      resources,
    ),
    l10n.t(
      '- {0}: a list of what is active, rolling out or stopping in all of these places, and of engaged safety levers.',
      running,
    ),
    l10n.t(
      '- The status bar item counts active experiments, deployments and stops under way; {0} chooses which. Pressing it lists the experiments: Enter opens the page of one, from which you can stop it.',
      '`halt.statusBar`',
    ),
    l10n.t(
      '- A page for each instance, deployment, experiment and managed daemon, for plans, for results, for the audit log and for the diagnosis of profiles.',
    ),
    '',
    l10n.t(
      'To get to a view, run “Focus on {0} View” or “Focus on {1} View” in the command palette.',
      resources,
      running,
    ),
  ];
}

function keys(words: ManifestWords): readonly string[] {
  return [
    `## ${l10n.t('Keys')}`,
    '',
    ...words.keys.map((key) => `- ${keyLine(words, key)}`),
    '',
    l10n.t('The arrow keys move through a view and open and close its rows; with Shift, Up and Down select several.'),
    l10n.t('Shift+F10 or the menu key opens the menu of a row, with what can be done to it in its present state.'),
    l10n.t('You can change each key: run “Preferences: Open Keyboard Shortcuts” and search for “Halt”.'),
  ];
}

function keyLine({ title }: ManifestWords, { command, key, macKey, views: where }: CommandKey): string {
  const pressed = key === macKey ? key : l10n.t('{0}, on macOS {1}', key, macKey);
  return where.length === 0
    ? l10n.t('{0}: {1}', pressed, title(command))
    : l10n.t('{0}: {1}, in {2}', pressed, title(command), where.join(', '));
}

function doing({ title }: ManifestWords): readonly string[] {
  return [
    `## ${l10n.t('How to')}`,
    '',
    l10n.t('- Choose what is shown: “{0}” and “{1}”.', title('halt.selectProfiles'), title('halt.selectRegions')),
    l10n.t('- Practice without an AWS account: “{0}”.', title('halt.startDemo')),
    l10n.t(
      '- Stop something: select it in a view and use its menu or key, or run “{0}”, “{1}” or “{2}” and pick from the list.',
      ...(['halt.stopInstances', 'halt.stopDeployments', 'halt.stopExperiments'] as const).map(title),
    ),
    l10n.t(
      '- In production, and before very many stops at once, first type what the input asks for. Escape leaves, and nothing is sent.',
    ),
    l10n.t(
      '- The last step is always a dialog that says what, how many and where. Tab moves between its buttons; nothing is sent until you press the button that names the action. Escape cancels.',
    ),
    l10n.t(
      '- Find one resource by its id or ARN: “{0}”. Filter the tree: “{1}”.',
      title('halt.goTo'),
      title('halt.filter'),
    ),
    l10n.t('- Read what was done: “{0}”.', title('halt.showAuditLog')),
  ];
}

function hearing(): readonly string[] {
  return [
    `## ${l10n.t('What a screen reader says')}`,
    '',
    l10n.t(
      '- A row says what it is, its name and its state: “EC2 instance web-1, running”. Each state has its word and its icon: nothing is conveyed by color alone.',
    ),
    l10n.t('- A row that changes is not announced. Move to it again to hear its new state.'),
    l10n.t(
      '- The result of a stop is a notification that names what has stopped. “Notifications: Show Notifications” brings back what you missed.',
    ),
    l10n.t('- A page has headings and tables. Its title is followed by the state, and each state is written out.'),
  ];
}

function editorSettings(): readonly string[] {
  return [
    `## ${l10n.t('Settings of VS Code that matter')}`,
    '',
    l10n.t('- {0}: set it to “on” if VS Code doesn’t notice your screen reader.', '`editor.accessibilitySupport`'),
    l10n.t(
      '- {0}: a sound while something is under way, such as a plan being read.',
      '`accessibility.signals.progress`',
    ),
    l10n.t('- {0}: how loud all sounds are.', '`accessibility.signalOptions.volume`'),
    l10n.t(
      '- {0}: whether a notification says how to open it in the accessible view.',
      '`accessibility.verbosity.notification`',
    ),
    l10n.t(
      '- {0}: “native” for dialogs of the operating system, “custom” for those of VS Code.',
      '`window.dialogStyle`',
    ),
    l10n.t('- {0}: “on” for less animation.', '`workbench.reduceMotion`'),
  ];
}
