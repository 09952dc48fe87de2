import { ThemeColor, ThemeIcon, Uri, type WebviewPanel, version } from 'vscode';
import type { Appearance } from '../../panel/protocol/page.ts';

/** Nothing spins: what spins is what Halt itself is doing. */
const icons = {
  waiting: ['clock', 'charts.blue'],
  paused: ['debug-pause', 'list.warningForeground'],
  starting: ['run', 'charts.blue'],
  running: ['play-circle', 'charts.blue'],
  stopping: ['stop-circle', 'list.warningForeground'],
  stopped: ['primitive-square', 'descriptionForeground'],
  done: ['pass', 'charts.green'],
  failed: ['error', 'editorError.foreground'],
  cancelled: ['circle-slash', 'descriptionForeground'],
  skipped: ['debug-step-over', 'descriptionForeground'],
  unknown: ['question', 'descriptionForeground'],
} as const satisfies Record<Appearance, readonly [icon: string, color: string]>;

/** From this version on, a panel's tab takes a ThemeIcon. Source: https://code.visualstudio.com/updates/v1_108 */
const THEME_ICON_SINCE = 108;

/** Gives the page's tab the icon of the state: one of the editor's own, or a pair of files where the editor takes no other. */
export function showTabIcon(panel: WebviewPanel, appearance: Appearance, media: Uri): void {
  const [id, color] = icons[appearance];
  const icon = takesThemeIcon(version)
    ? new ThemeIcon(id, new ThemeColor(color))
    : {
        light: Uri.joinPath(media, 'states', `${appearance}-light.svg`),
        dark: Uri.joinPath(media, 'states', `${appearance}-dark.svg`),
      };
  // The types are those of the oldest editor, which knows files alone.
  panel.iconPath = icon as NonNullable<WebviewPanel['iconPath']>;
}

/** `1.108.0`, `1.110.0-insider` and `2.0.0` do. */
function takesThemeIcon(of: string): boolean {
  const [major = 0, minor = 0] = of.split('.').map((part) => Number.parseInt(part, 10));
  return major > 1 || (major === 1 && minor >= THEME_ICON_SINCE);
}
