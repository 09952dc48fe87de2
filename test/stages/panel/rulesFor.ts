import type { AxeRules } from '../axe.ts';
import type { ThemeName } from './themes.ts';

/** Two widths of a page, in pixels. */
interface Widths {
  readonly narrowest: number;
  readonly usual: number;
}

/** What axe has to look for in a theme at a width, undefined where that was looked for already: no colour depends on the width, nothing but colours on the theme, and what is hidden or moved is so where the page is narrow. */
export function rulesFor(theme: ThemeName, width: number, { narrowest, usual }: Widths): AxeRules | undefined {
  if (theme !== 'dark') return width === usual ? 'colours' : undefined;
  if (width === usual) return 'all';
  return width === narrowest ? 'all but colours' : undefined;
}
