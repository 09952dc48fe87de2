import { type TemplateResult, html, nothing, render } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { chevron } from '../icons.ts';
import { type FoldedJson, type Match, createFoldedJson, maxMatches } from './foldedJson.ts';
import { keyDeed } from './keys.ts';
import { lineView } from './lineView.ts';
import type { View } from '../view.ts';

/** The JSON of the page. It draws the lines that are seen alone, whatever the document's size. */
export interface JsonView {
  /** Takes a new version over: folds, search, place and selection stay. */
  show(json: string): void;
  /** The section, to be put into the page. */
  template(view: View): TemplateResult;
  /** Draws the lines: after the page was drawn. */
  draw(view: View): void;
  focusSearch(): void;
}

/** Must be the height of a line in the style sheet, in CSS pixels. */
const lineHeight = 20;
const linesAround = 12;

export function createJsonView(): JsonView {
  let document: FoldedJson | undefined;
  let folds: Map<string, boolean> | undefined;
  let text = '';
  let matches: readonly Match[] = [];
  let searched = '';
  let present = -1;
  let active = 0;
  let frame: HTMLElement | undefined;
  let lastView: View | undefined;

  const load = (view: View): FoldedJson => {
    if (document === undefined || folds !== view.ui.folds || document.json !== text) {
      folds = view.ui.folds;
      const activePath = document?.lines[active]?.path;
      document = createFoldedJson(text, folds);
      if (activePath !== undefined && activePath !== '')
        active = Math.max(
          0,
          document.lines.findIndex((line) => line.path === activePath),
        );
      active = Math.min(active, document.lines.length - 1);
      searched = '';
    }
    if (searched !== view.ui.query) {
      searched = view.ui.query;
      matches = document.search(searched);
      present = Math.min(present, matches.length - 1);
    }
    return document;
  };

  const scrollTo = (view: View, index: number): void => {
    const row = load(view).visible().indexOf(index);
    if (frame === undefined || row < 0) return;
    const top = row * lineHeight;
    if (top < frame.scrollTop) frame.scrollTop = top;
    else if (top + lineHeight > frame.scrollTop + frame.clientHeight) {
      frame.scrollTop = top + lineHeight - frame.clientHeight + (index === active ? 0 : lineHeight * 3);
    }
  };

  const find = (view: View, step: 1 | -1): void => {
    const doc = load(view);
    if (matches.length === 0) return;
    present = (present + step + matches.length) % matches.length;
    active = doc.lineAt(matches[present]?.start ?? 0);
    doc.reveal(active);
    draw(view);
    scrollTo(view, active);
    draw(view);
    frame?.ownerDocument
      .getElementById(`json-${active}`)
      ?.querySelector('.match-present')
      ?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    view.update(() => undefined);
  };

  const toggle = (view: View, index: number, folded: boolean): void => {
    const doc = load(view);
    active = index;
    view.update(() => doc.fold(index, folded));
  };

  const onKey = (view: View, event: KeyboardEvent): void => {
    const doc = load(view);
    const page = Math.max(1, Math.floor((frame?.clientHeight ?? 0) / lineHeight) - 1);
    const deed = keyDeed(doc, active, event, page);
    if (deed === undefined) return;
    event.preventDefault();
    if (deed.type === 'fold') toggle(view, deed.index, deed.folded);
    else if (deed.type === 'copy') copyActive(view);
    else active = deed.index;
    draw(view);
    scrollTo(view, active);
    draw(view);
  };

  const copyActive = (view: View): void => {
    const line = load(view).lines[active];
    if (line !== undefined) view.send({ type: 'copy', text: text.slice(line.start, line.end) });
  };

  const searchWords = (view: View): string => {
    const { strings, format } = view;
    if (view.ui.query === '') return '';
    if (matches.length === 0) return strings.searchNone;
    const count = format.number(matches.length);
    if (matches.length === maxMatches) return format.fill(strings.searchMany, count);
    return format.fill(strings.searchCount, present < 0 ? '–' : format.number(present + 1), count);
  };

  const draw = (view: View): void => {
    lastView = view;
    if (frame === undefined) return;
    const doc = load(view);
    const visible = doc.visible();
    const first = Math.max(0, Math.floor(frame.scrollTop / lineHeight) - linesAround);
    const count = Math.ceil((frame.clientHeight || 600) / lineHeight) + 2 * linesAround;
    const rows = visible.slice(first, first + count);
    frame.style.setProperty('--json-lines', String(visible.length));
    frame.style.setProperty('--json-first', String(first));
    frame.setAttribute('aria-activedescendant', rows.includes(active) ? `json-${active}` : '');
    const line = { matches, present: matches[present], active };
    render(
      html`<div class="json-space" role="none">
        <div class="json-lines" role="none">
          ${repeat(
            rows,
            (index) => `${doc.lines[index]?.path ?? ''}#${index}`,
            (index) =>
              lineView(view, doc, index, line, {
                toggle,
                choose: (chosen) => {
                  active = chosen;
                  draw(view);
                },
              }),
          )}
        </div>
      </div>`,
      frame,
    );
  };

  return {
    show(json) {
      text = json;
    },

    template(view) {
      const { strings } = view;
      if (text === '') {
        return html`<section class="wide json" aria-labelledby="section-json">
          <h2 id="section-json">${strings.json}</h2>
          <p class="quiet-text">${strings.loading}</p>
        </section>`;
      }
      load(view);
      const typed = (event: Event): void => {
        const { target } = event;
        if (!(target instanceof HTMLInputElement)) return;
        present = -1;
        view.update((ui) => (ui.query = target.value));
      };
      const searchKey = (event: KeyboardEvent): void => {
        if (event.key !== 'Enter') return;
        event.preventDefault();
        find(lastView ?? view, event.shiftKey ? -1 : 1);
      };
      return html`<section class="wide json" aria-labelledby="section-json">
        <h2 id="section-json">${strings.json} <span class="note">${strings.jsonNote}</span></h2>
        <div class="toolbar" role="group" aria-labelledby="section-json">
          <span class="search">
            <input
              type="search"
              id="json-search"
              aria-label=${strings.search}
              placeholder=${strings.search}
              .value=${view.ui.query}
              @input=${typed}
              @keydown=${searchKey}
            />
            <span class="search-count" role="status">${searchWords(view)}</span>
            <button
              class="icon-button"
              aria-label=${strings.searchPrevious}
              title=${strings.searchPrevious}
              ?disabled=${matches.length === 0}
              @click=${() => find(lastView ?? view, -1)}
            >
              <span class="up">${chevron()}</span>
            </button>
            <button
              class="icon-button"
              aria-label=${strings.searchNext}
              title=${strings.searchNext}
              ?disabled=${matches.length === 0}
              @click=${() => find(lastView ?? view, 1)}
            >
              <span class="down">${chevron()}</span>
            </button>
          </span>
          <button class="secondary" @click=${() => view.update(() => load(view).foldAll(true))}>
            ${strings.foldAll}
          </button>
          <button class="secondary" @click=${() => view.update(() => load(view).foldAll(false))}>
            ${strings.unfoldAll}
          </button>
          <button class="secondary" @click=${() => copyActive(view)}>${strings.copySelected}</button>
          <button class="secondary" @click=${() => view.send({ type: 'copyJson' })}>${strings.copy}</button>
          <button class="secondary" @click=${() => view.send({ type: 'openJson' })}>${strings.openJson}</button>
        </div>
        <div
          class="json-frame"
          role="tree"
          tabindex="0"
          aria-label=${strings.json}
          @scroll=${() => (lastView === undefined ? nothing : draw(lastView))}
          @keydown=${(event: KeyboardEvent) => onKey(lastView ?? view, event)}
        ></div>
      </section>`;
    },

    draw(view) {
      frame = globalThis.document.querySelector<HTMLElement>('.json-frame') ?? undefined;
      draw(view);
    },

    focusSearch() {
      const input = globalThis.document.querySelector<HTMLInputElement>('#json-search');
      input?.focus();
      input?.select();
    },
  };
}
