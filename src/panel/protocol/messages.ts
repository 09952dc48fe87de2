import type { PageModel } from './page.ts';
import { isPageModel } from './pageChecks.ts';
import { type Strings, stringKeys } from './strings.ts';
import { isNumber, isObject, isText } from './checks.ts';

/** From the host to the panel. */
export type HostMessage =
  /** The answer to `ready`: the words and the language (BCP 47) to write numbers and times in. */
  | { readonly type: 'start'; readonly strings: Strings; readonly language: string }
  | { readonly type: 'page'; readonly page: PageModel }
  /** The whole answer of AWS, as it sent it. Sent when it changed. */
  | { readonly type: 'document'; readonly json: string };

/** From the panel to the host. */
export type PanelMessage =
  /** The panel runs and has nothing yet. */
  | { readonly type: 'ready' }
  /** A button or link of the page was pressed. */
  | { readonly type: 'press'; readonly id: string }
  | { readonly type: 'stop' }
  | { readonly type: 'openJson' }
  | { readonly type: 'copyJson' }
  | { readonly type: 'copy'; readonly text: string }
  /** The moments' times. */
  | { readonly type: 'compare'; readonly from: number; readonly to: number }
  | { readonly type: 'export'; readonly format: 'json' | 'csv' };

/** Undefined for anything that is not a message of the host. */
export function parseHostMessage(value: unknown): HostMessage | undefined {
  if (!isObject(value)) return undefined;
  switch (value['type']) {
    case 'start': {
      const { strings, language } = value;
      return isStrings(strings) && isText(language) ? { type: 'start', strings, language } : undefined;
    }
    case 'page': {
      const { page } = value;
      return isPageModel(page) ? { type: 'page', page } : undefined;
    }
    case 'document': {
      const { json } = value;
      return isText(json) ? { type: 'document', json } : undefined;
    }
    default:
      return undefined;
  }
}

/** Undefined for anything that is not a message of the panel. */
export function parsePanelMessage(value: unknown): PanelMessage | undefined {
  if (!isObject(value)) return undefined;
  switch (value['type']) {
    case 'ready':
    case 'stop':
    case 'openJson':
    case 'copyJson':
      return { type: value['type'] };
    case 'press': {
      const { id } = value;
      return isText(id) ? { type: 'press', id } : undefined;
    }
    case 'copy': {
      const { text } = value;
      return isText(text) ? { type: 'copy', text } : undefined;
    }
    case 'compare': {
      const { from, to } = value;
      return isNumber(from) && isNumber(to) ? { type: 'compare', from, to } : undefined;
    }
    case 'export': {
      const { format } = value;
      return format === 'json' || format === 'csv' ? { type: 'export', format } : undefined;
    }
    default:
      return undefined;
  }
}

function isStrings(value: unknown): value is Strings {
  return isObject(value) && stringKeys.every((key) => isText(value[key]));
}
