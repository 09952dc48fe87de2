import type { Release } from '../../base/event.ts';
import type { PageModel } from '../../panel/protocol/page.ts';

/** Names what happens when a link or a button of the page is pressed, and gives the id under which the panel knows it. The same id on every drawing keeps a focused link focused. */
export type OnPress = (id: string, act: () => unknown) => string;

/** What a record page shows: a plan, a result or the audit log. */
export interface RecordSource {
  /** One page an id: showing it again brings its tab to the front. */
  readonly id: string;
  /** Everything but the buttons that all record pages have. */
  readonly draw: (onPress: OnPress) => PageModel | Promise<PageModel>;
  /** Called when somebody comes to see the page; calls `changed` when it has to be drawn again. Released once nobody sees it. */
  readonly whileSeen?: (changed: () => void) => Release;
  /** Absent: made of the page's own words. */
  readonly markdown?: () => string | Promise<string>;
  /** Of the file that is offered for the export; it is JSON. */
  readonly fileName: string;
  readonly exported: () => string | Promise<string>;
}
