import { type TemplateResult, html, nothing, render } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { type JsonCursor, createJsonCursor } from './cursor.ts';
import { keyAction } from './keys.ts';
import { lineView } from './lineView.ts';
import { toolbarView } from './toolbar.ts';
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
const LINE_HEIGHT = 20;
const LINES_AROUND = 12;

export function createJsonView(): JsonView {
  const cursor = createJsonCursor();
  let frame: HTMLElement | undefined;
  let lastView: View | undefined;

  const draw = (view: View): void => {
    lastView = view;
    if (frame !== undefined) drawLines(view, cursor, frame, draw);
  };

  const goToActive = (view: View): void => {
    draw(view);
    if (frame !== undefined) scrollToActive(view, cursor, frame);
    draw(view);
  };

  const find = (view: View, step: 1 | -1): void => {
    if (!cursor.find(view.ui, step)) return;
    goToActive(view);
    frame?.ownerDocument
      .getElementById(`json-${cursor.active()}`)
      ?.querySelector('.match-present')
      ?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    view.update(() => undefined);
  };

  const copyActive = (view: View): void => {
    const line = cursor.load(view.ui).lines[cursor.active()];
    if (line !== undefined) view.send({ type: 'copy', text: cursor.text().slice(line.start, line.end) });
  };

  const onKey = (view: View, event: KeyboardEvent): void => {
    const page = Math.max(1, Math.floor((frame?.clientHeight ?? 0) / LINE_HEIGHT) - 1);
    const action = keyAction(cursor.load(view.ui), cursor.active(), event, page);
    if (action === undefined) return;
    event.preventDefault();
    if (action.type === 'fold') fold(view, cursor, action.index, action.folded);
    else if (action.type === 'copy') copyActive(view);
    else cursor.moveTo(action.index);
    goToActive(view);
  };

  return {
    show: (json) => cursor.show(json),

    template(view) {
      const { strings } = view;
      if (cursor.text() === '') {
        return html`<section class="wide json" aria-labelledby="section-json">
          <h2 id="section-json">${strings.json}</h2>
          <p class="quiet-text">${strings.loading}</p>
        </section>`;
      }
      cursor.load(view.ui);
      return html`<section class="wide json" aria-labelledby="section-json">
        <h2 id="section-json">${strings.json} <span class="note">${strings.jsonNote}</span></h2>
        ${toolbarView(view, cursor, { find: (step) => find(lastView ?? view, step), copyActive: () => copyActive(view) })}
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

function fold(view: View, cursor: JsonCursor, index: number, isFolded: boolean): void {
  const folded = cursor.load(view.ui);
  cursor.moveTo(index);
  view.update(() => folded.fold(index, isFolded));
}

function scrollToActive(view: View, cursor: JsonCursor, frame: HTMLElement): void {
  const row = cursor.load(view.ui).visible().indexOf(cursor.active());
  if (row < 0) return;
  const top = row * LINE_HEIGHT;
  if (top < frame.scrollTop) frame.scrollTop = top;
  else if (top + LINE_HEIGHT > frame.scrollTop + frame.clientHeight)
    frame.scrollTop = top + LINE_HEIGHT - frame.clientHeight;
}

/** Draws the lines that are seen and a few around them; `again` draws them anew. */
function drawLines(view: View, cursor: JsonCursor, frame: HTMLElement, again: (view: View) => void): void {
  const folded = cursor.load(view.ui);
  const visible = folded.visible();
  const first = Math.max(0, Math.floor(frame.scrollTop / LINE_HEIGHT) - LINES_AROUND);
  const count = Math.ceil((frame.clientHeight || 600) / LINE_HEIGHT) + 2 * LINES_AROUND;
  const rows = visible.slice(first, first + count);
  const active = cursor.active();
  frame.style.setProperty('--json-lines', String(visible.length));
  frame.style.setProperty('--json-first', String(first));
  frame.setAttribute('aria-activedescendant', rows.includes(active) ? `json-${active}` : '');
  const matches = cursor.matches();
  const marking = { matches, present: matches[cursor.present()], active };
  const actions = {
    toggle: (of: View, index: number, isFolded: boolean): void => fold(of, cursor, index, isFolded),
    choose: (chosen: number): void => {
      cursor.moveTo(chosen);
      again(view);
    },
  };
  render(
    html`<div class="json-space" role="none">
      <div class="json-lines" role="none">
        ${repeat(
          rows,
          (index) => `${folded.lines[index]?.path ?? ''}#${index}`,
          (index) => lineView(view, folded, index, marking, actions),
        )}
      </div>
    </div>`,
    frame,
  );
}
