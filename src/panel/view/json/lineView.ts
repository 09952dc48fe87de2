import { type TemplateResult, html, nothing } from 'lit';
import { chevron } from '../icons.ts';
import type { FoldedJson, Match } from './foldedJson.ts';
import type { JsonLine } from '../../../base/jsonLines.ts';
import { plain } from '../text.ts';
import type { View } from '../view.ts';

export interface Marking {
  /** What was found, ascending. */
  readonly matches: readonly Match[];
  /** The one that was gone to. */
  readonly present: Match | undefined;
  /** The line that the keyboard is on. */
  readonly active: number;
}

export interface LineActions {
  toggle(view: View, index: number, isFolded: boolean): void;
  choose(index: number): void;
}

/** How much of a folded string is shown. */
const FOLDED_LENGTH = 120;

/** One line of the tree; empty where there is none of this index. */
export function lineView(
  view: View,
  folded: FoldedJson,
  index: number,
  marking: Marking,
  actions: LineActions,
): TemplateResult {
  const line = folded.lines[index];
  if (line === undefined) return html``;
  const folds = line.kind === 'open' || line.kind === 'long';
  const isFolded = folds && folded.isFolded(index);
  const isActive = index === marking.active;
  const press = (): void => actions.toggle(view, index, !isFolded);
  return html`<div
    class="json-line ${isActive ? 'json-active' : ''}"
    role="treeitem"
    id="json-${index}"
    aria-level=${line.depth + 1}
    aria-expanded=${folds ? String(!isFolded) : nothing}
    aria-selected=${String(isActive)}
    @click=${() => actions.choose(index)}
  >
    <span class="json-indent" aria-hidden="true">${'  '.repeat(Math.min(line.depth, 40))}</span>${
      folds
        ? html`<span
            class="twisty ${isFolded ? '' : 'twisty-open'}"
            title=${isFolded ? view.strings.expand : view.strings.fold}
            @click=${press}
            >${chevron()}</span
          >`
        : html`<span class="twisty"></span>`
    }${keyView(folded.json, line, marking)}${valueOf(view, folded.json, line, isFolded, marking, press)}
  </div>`;
}

function keyView(json: string, line: JsonLine, marking: Marking): TemplateResult | typeof nothing {
  if (line.keyStart < 0) return nothing;
  return html`<span class="json-key">${marked(json, line.keyStart, line.keyEnd, marking)}</span
    ><span class="json-mark">:&nbsp;</span>`;
}

function valueOf(
  view: View,
  json: string,
  line: JsonLine,
  isFolded: boolean,
  marking: Marking,
  press: () => void,
): TemplateResult {
  const comma = line.comma ? html`<span class="json-mark">,</span>` : nothing;
  const { strings, format } = view;
  switch (line.kind) {
    case 'open': {
      const bracket = json.charAt(line.start);
      if (!isFolded) return html`<span class="json-mark">${bracket}</span>`;
      const template = bracket === '{' ? strings.members : strings.items;
      return html`<span class="json-mark">${bracket}</span
        ><span class="json-more" @click=${press}>${format.counted(template, line.count)}</span
        ><span class="json-mark">${json.charAt(line.end - 1)}</span>${comma}`;
    }
    case 'close':
      return html`<span class="json-mark">${json.charAt(line.start)}</span>${comma}`;
    case 'long':
      return isFolded
        ? html`<span class="json-string">${marked(json, line.start, line.start + FOLDED_LENGTH, marking)}</span
            ><span class="json-more" @click=${press}
              >${format.counted(strings.moreCharacters, line.count - FOLDED_LENGTH)}</span
            >${comma}`
        : html`<span class="json-more" @click=${press}>${format.counted(strings.moreCharacters, line.count)}</span
            >${comma}`;
    case 'chunk':
      return html`<span class="json-string">${marked(json, line.start, line.end, marking)}</span>`;
    case 'value':
      return html`<span class=${classOf(json.charAt(line.start))}>${marked(json, line.start, line.end, marking)}</span
        >${comma}`;
  }
}

function classOf(first: string): string {
  if (first === '"') return 'json-string';
  return first === '{' || first === '['
    ? 'json-mark'
    : first === 't' || first === 'f' || first === 'n'
      ? 'json-word'
      : 'json-number';
}

/** A part of the text, with what was found in it marked. */
function marked(json: string, start: number, end: number, marking: Marking): TemplateResult {
  const { matches, present } = marking;
  const parts: (TemplateResult | string)[] = [];
  let from = start;
  for (let at = firstEndingAfter(matches, start); at < matches.length; at += 1) {
    const found = matches[at];
    if (found === undefined || found.start >= end) break;
    const [open, close] = [Math.max(found.start, from), Math.min(found.end, end)];
    if (close <= open) continue;
    parts.push(plain(json.slice(from, open)));
    parts.push(html`<mark class=${found === present ? 'match-present' : ''}>${plain(json.slice(open, close))}</mark>`);
    from = close;
  }
  parts.push(plain(json.slice(from, end)));
  return html`<bdi>${parts}</bdi>`;
}

function firstEndingAfter(matches: readonly Match[], offset: number): number {
  let [low, high] = [0, matches.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((matches[middle]?.end ?? 0) > offset) high = middle;
    else low = middle + 1;
  }
  return low;
}
