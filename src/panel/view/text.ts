import { type TemplateResult, html, nothing } from 'lit';
import { plainText, UNSEEN } from '../../base/plainText.ts';
import type { View } from './view.ts';

/** Characters that change how their neighbours are shown, or that are not seen at all. */
const hidden = new RegExp(`${UNSEEN.source}|[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u2028\\u2029]`, 'u');
const eachHidden = new RegExp(hidden, 'gu');

/**
 * A text from outside, exactly as it is: as text alone, apart from its surroundings in direction, and with hidden characters
 * made visible by a mark (drawn by the style sheet, so that a copy of the text stays exact) that keeps them from acting on the rest.
 */
export function plain(text: string): TemplateResult | string {
  if (!hidden.test(text)) return text;
  const parts: (TemplateResult | string)[] = [];
  let from = 0;
  for (const match of text.matchAll(eachHidden)) {
    parts.push(text.slice(from, match.index));
    const code = (match[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    parts.push(html`<bdi class="hidden-character" data-code="U+${code}">${match[0]}</bdi>`);
    from = match.index + match[0].length;
  }
  parts.push(text.slice(from));
  return html`${parts}`;
}

/** The same where nothing but letters can stand: in what is said of something under the mouse, and in a list to choose from. */
export const lettersOf = (text: string | undefined): string => plainText(text ?? '', 400);

const SHOWN = 600;

/** The same for a text of any length: what is very long is cut, and there whole when it is asked for. `id` names the place on the page. */
export function anyText(view: View, id: string, text: string): TemplateResult {
  if (text.length <= SHOWN + 100) return html`<bdi>${breakable(text)}</bdi>`;
  const whole = view.ui.whole.has(id);
  const toggle = (): void => view.update((ui) => flip(ui.whole, id));
  return html`<bdi>${breakable(whole ? text : text.slice(0, SHOWN))}</bdi>${whole ? nothing : '… '}
    <button class="quiet" @click=${toggle}>
      ${whole ? view.strings.showLess : view.format.counted(view.strings.showAll, text.length)}
    </button>`;
}

/** Puts the id in, or takes it out where it is in. */
export function flip(set: Set<string>, id: string): void {
  if (!set.delete(id)) set.add(id);
}

/** Longer words than this, in characters, are names and ids, which no hyphenation of a language fits. */
const LONGEST_WORD = 16;

/** A text whose long names and ids, such as ARNs, stop codes and AWS's words in capitals, break behind what parts their pieces. A copy of it stays exact. */
export function breakable(text: string): TemplateResult | string {
  if (!text.split(/\s/).some((word) => word.length > LONGEST_WORD)) return plain(text);
  const parts = text
    .split(/(?<=\s)/)
    .flatMap((word) => (word.length > LONGEST_WORD ? word.split(/(?<=[-_:/.,=])(?=[^\s\d])|(?<=[-_:/=])/) : [word]));
  return html`${parts.map((part) => html`${plain(part)}<wbr />`)}`;
}
