import * as v from 'valibot';
import { pageModel, type PageModel } from './page.ts';
import { stringKeys, type Strings } from './strings.ts';

const number = v.pipe(v.number(), v.finite());

const hostMessage = v.variant('type', [
  /** The reply to `ready`: the words, the language that they are in (English where there is no translation), and the one to write numbers and times in, both as BCP 47 names them. */
  v.object({
    type: v.literal('start'),
    strings: v.object(v.entriesFromList(stringKeys, v.string())),
    wordsLanguage: v.string(),
    language: v.string(),
  }),
  v.object({ type: v.literal('page'), page: pageModel }),
  /** All that AWS sent for the resource, as it sent it. Sent when it changed. */
  v.object({ type: v.literal('json'), json: v.string() }),
]);

/** From the host to the panel. */
export type HostMessage =
  | { readonly type: 'start'; readonly strings: Strings; readonly wordsLanguage: string; readonly language: string }
  | { readonly type: 'page'; readonly page: PageModel }
  | { readonly type: 'json'; readonly json: string };

const panelMessage = v.variant('type', [
  /** The panel runs and has nothing yet. */
  v.object({ type: v.literal('ready') }),
  /** A button or link of the page was pressed. */
  v.object({ type: v.literal('press'), id: v.string() }),
  v.object({ type: v.literal('stop') }),
  v.object({ type: v.literal('openJson') }),
  v.object({ type: v.literal('copyJson') }),
  v.object({ type: v.literal('copy'), text: v.string() }),
  /** The snapshots' times. */
  v.object({ type: v.literal('compare'), from: number, to: number }),
  v.object({ type: v.literal('export'), format: v.picklist(['json', 'csv']) }),
]);

/** From the panel to the host. */
export type PanelMessage = Readonly<v.InferOutput<typeof panelMessage>>;

/** Undefined for anything that is not a message of the host. */
export function parseHostMessage(value: unknown): HostMessage | undefined {
  const result = v.safeParse(hostMessage, value);
  return result.success ? result.output : undefined;
}

/** Undefined for anything that is not a message of the panel. */
export function parsePanelMessage(value: unknown): PanelMessage | undefined {
  const result = v.safeParse(panelMessage, value);
  return result.success ? result.output : undefined;
}
