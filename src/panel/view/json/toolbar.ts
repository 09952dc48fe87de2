import { type TemplateResult, html } from 'lit';
import { chevron } from '../icons.ts';
import type { View } from '../view.ts';
import type { JsonCursor } from './cursor.ts';
import { MAX_MATCHES } from './foldedJson.ts';

export interface ToolbarActions {
  /** Goes to the next or the previous of what was found. */
  find(step: 1 | -1): void;
  copyActive(): void;
}

/** The search in the JSON, and what is done to it as a whole. */
export function toolbarView(view: View, cursor: JsonCursor, actions: ToolbarActions): TemplateResult {
  const { strings } = view;
  const typed = (event: Event): void => {
    const { target } = event;
    if (!(target instanceof HTMLInputElement)) return;
    cursor.forgetPresent();
    view.update((ui) => (ui.query = target.value));
  };
  const searchKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    actions.find(event.shiftKey ? -1 : 1);
  };
  return html`<div class="toolbar" role="group" aria-labelledby="section-json">
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
      <span class="search-count" role="status">${searchWords(view, cursor)}</span>
      <button
        class="icon-button"
        aria-label=${strings.searchPrevious}
        title=${strings.searchPrevious}
        ?disabled=${cursor.matches().length === 0}
        @click=${() => actions.find(-1)}
      >
        <span class="up">${chevron()}</span>
      </button>
      <button
        class="icon-button"
        aria-label=${strings.searchNext}
        title=${strings.searchNext}
        ?disabled=${cursor.matches().length === 0}
        @click=${() => actions.find(1)}
      >
        <span class="down">${chevron()}</span>
      </button>
    </span>
    <button class="secondary" @click=${() => view.update(() => cursor.load(view.ui).foldAll(true))}>
      ${strings.foldAll}
    </button>
    <button class="secondary" @click=${() => view.update(() => cursor.load(view.ui).foldAll(false))}>
      ${strings.unfoldAll}
    </button>
    <button class="secondary" @click=${() => actions.copyActive()}>${strings.copySelected}</button>
    <button class="secondary" @click=${() => view.send({ type: 'copyJson' })}>${strings.copy}</button>
    <button class="secondary" @click=${() => view.send({ type: 'openJson' })}>${strings.openJson}</button>
  </div>`;
}

function searchWords(view: View, cursor: JsonCursor): string {
  const { strings, format } = view;
  const [found, present] = [cursor.matches().length, cursor.present()];
  if (view.ui.query === '') return '';
  if (found === 0) return strings.searchNone;
  const count = format.number(found);
  if (found === MAX_MATCHES) return format.fill(strings.searchMany, count);
  return format.fill(strings.searchCount, present < 0 ? '–' : format.number(present + 1), count);
}
