import { type TemplateResult, html } from 'lit';
import { appearanceIcon } from './icons.ts';
import type { Button, PageRow, State, Value } from '../protocol/page.ts';
import { anyText, breakable, lettersOf, plain } from './text.ts';
import type { View } from './view.ts';

/** A label and its value, as many as there are. `id` names the place on the page. */
export function rowsView(view: View, id: string, rows: readonly PageRow[]): TemplateResult {
  return html`<dl class="rows">
    ${rows.map(
      (row, index) =>
        html`<div class="row">
          <dt><bdi>${plain(row.label)}</bdi></dt>
          <dd>${valueView(view, `${id}/${index}/${row.label}`, row.value)}</dd>
        </div>`,
    )}
  </dl>`;
}

/** A value of whatever type. `id` names the place on the page. */
export function valueView(view: View, id: string, value: Value): TemplateResult {
  const { format } = view;
  switch (value.type) {
    case 'text':
      return html`<span class=${value.mono === true ? 'mono' : 'text'}>${anyText(view, id, value.text)}</span>`;
    case 'quiet':
      return html`<span class="quiet-text">${plain(value.text)}</span>`;
    case 'time':
      return timeView(view, value.at);
    case 'duration':
      return html`<span class="duration">${format.duration((value.to ?? view.now) - value.from)}</span>`;
    case 'countdown':
      return html`<span class="duration"
        >${value.to > view.now ? format.duration(value.to - view.now) : value.over}</span
      >`;
    case 'link':
      return html`<button
        class=${value.aside ? 'link' : 'link mono'}
        title=${lettersOf(value.title ?? value.text.slice(0, 200))}
        @click=${() => view.send({ type: 'press', id: value.id })}
      >
        <bdi>${breakable(value.text)}</bdi>
      </button>`;
    case 'state':
      return stateView(value.state);
    case 'button':
      return buttonView(view, value.button, 'secondary');
    case 'meter':
      return html`<span class="meter-value">
        <svg class="meter" width="120" height="8" aria-hidden="true">
          <rect class="meter-whole" width="100%" height="8" rx="4" />
          <rect class="meter-part" width="${Math.min(100, Math.max(0, value.percent))}%" height="8" rx="4" />
        </svg>
        <span>${plain(value.text)}</span>
      </span>`;
    case 'list':
      return html`<ul class="list">
        ${value.items.map((item, index) => html`<li>${valueView(view, `${id}/${index}`, item)}</li>`)}
      </ul>`;
    case 'rows':
      return rowsView(view, id, value.rows);
  }
}

/** `at`: ms since the epoch. The exact time is shown under the mouse. */
export function timeView(view: View, at: number): TemplateResult {
  const date = new Date(at);
  const machine = Number.isNaN(date.getTime()) ? '' : date.toISOString();
  return html`<time datetime=${machine} title=${view.format.exactTime(at)}>${view.format.time(at)}</time>`;
}

export function stateView(state: State): TemplateResult {
  return html`<span class="state appearance-${state.appearance}"
    >${appearanceIcon(state.appearance)}<bdi>${breakable(state.label)}</bdi></span
  >`;
}

/** Pressed, it sends its id to the host. */
export function buttonView(view: View, button: Button, kind: 'primary' | 'secondary'): TemplateResult {
  return html`<button
    class=${kind}
    ?disabled=${!button.enabled}
    title=${lettersOf(button.title)}
    @click=${() => view.send({ type: 'press', id: button.id })}
  >
    ${plain(button.label)}
  </button>`;
}

/** Whether what is searched for occurs in a value's words, whatever the case. */
export function holds(value: Value, filter: string): boolean {
  const wanted = filter.trim().toLowerCase();
  return wanted === '' || wordsOf(value).toLowerCase().includes(wanted);
}

function wordsOf(value: Value): string {
  switch (value.type) {
    case 'text':
    case 'quiet':
    case 'meter':
      return value.text;
    case 'link':
      return value.aside ? '' : value.text;
    case 'state':
      return value.state.label;
    case 'list':
      return value.items.map(wordsOf).join(' ');
    case 'rows':
      return value.rows.map((row) => `${row.label} ${wordsOf(row.value)}`).join(' ');
    case 'time':
    case 'duration':
    case 'countdown':
    case 'button':
      return '';
  }
}
