import { type TemplateResult, html, nothing } from 'lit';
import { appearanceIcon } from './icons.ts';
import type { HistoryBlock, HistoryItem } from '../protocol/page.ts';
import { anyText, lettersOf, plain } from './text.ts';
import { timeView } from './values.ts';
import type { View } from './view.ts';

/** What happened, oldest first, and where each line is known from. */
export function historyView(view: View, block: HistoryBlock): TemplateResult {
  const { strings } = view;
  return html`
    ${
      block.entries.length === 0
        ? html`<p class="quiet-text">${block.empty}</p>`
        : html`<ol class="history">
            ${block.entries.map((item, index) => html`<li class="moment moment-${item.type}">${itemView(view, item, index)}</li>`)}
          </ol>`
    }
    <div class="toolbar">
      ${compareView(view, block)}
      <button
        class="secondary"
        ?disabled=${block.entries.length === 0}
        @click=${() => view.send({ type: 'export', format: 'json' })}
      >
        ${strings.exportJson}
      </button>
      <button
        class="secondary"
        ?disabled=${block.entries.length === 0}
        @click=${() => view.send({ type: 'export', format: 'csv' })}
      >
        ${strings.exportCsv}
      </button>
    </div>
  `;
}

function itemView(view: View, item: HistoryItem, index: number): TemplateResult {
  const { strings, format } = view;
  switch (item.type) {
    case 'gap':
      return html`<span class="moment-icon"></span>
        <span class="moment-time">${timeView(view, item.from)}</span>
        <span class="moment-what"
          >${
            item.to === undefined
              ? strings.gapOpen
              : format.fill(strings.gap, format.duration(item.to - item.from), format.time(item.to))
          }</span
        >`;
    case 'event':
      return html`<span class="moment-icon">${appearanceIcon('unknown')}</span>
        <span class="moment-time">${timeView(view, item.at)}</span>
        <span class="moment-what">${subjectView(item.subject)}${plain(item.text)}</span>
        <span class="moment-source">${sourceView(view, item)}</span>`;
    case 'request': {
      const words = {
        accepted: strings.accepted,
        refused: strings.refused,
        'too-late': strings.tooLate,
        'not-sent': strings.notSent,
        unknown: strings.unanswered,
      };
      return html`<span class="moment-icon appearance-stopping">${appearanceIcon('stopping')}</span>
        <span class="moment-time">${timeView(view, item.at)}</span>
        <span class="moment-what"
          ><strong>${plain(item.text)}</strong> · ${words[item.result]}
          ${item.detail === undefined ? nothing : html`<span class="moment-reason">${anyText(view, `history/${index}`, item.detail)}</span>`}</span
        >
        <span class="moment-source source-halt">${strings.requestedWithHalt}</span>`;
    }
    case 'change':
      return html`<span class="moment-icon appearance-${item.to.appearance}"
          >${appearanceIcon(item.to.appearance)}</span
        >
        <span class="moment-time">${timeView(view, item.at)}</span>
        <span class="moment-what"
          >${subjectView(item.subject)}${
            item.from === undefined ? nothing : html`<span class="moment-from">${plain(item.from)}</span> → `
          }<strong class="moment-to">${plain(item.to.label)}</strong>
          ${item.reason === undefined ? nothing : html`<span class="moment-reason">${anyText(view, `history/${index}`, item.reason)}</span>`}</span
        >
        <span class="moment-source source-${item.source}">${sourceView(view, item)}</span>`;
  }
}

function subjectView(subject: string): TemplateResult | typeof nothing {
  return subject === '' ? nothing : html`<bdi class="moment-subject">${plain(subject)}</bdi> `;
}

/** A time of AWS's is exact; one of Halt's own is the end of the window in which it happened. */
function sourceView(view: View, item: Extract<HistoryItem, { source: string }>): string {
  const { strings, format } = view;
  if (item.source === 'aws') return strings.reportedByAws;
  const window = item.type === 'change' ? item.window : undefined;
  if (window === undefined) return strings.seenByHalt;
  return window.after === undefined
    ? strings.observedBefore
    : format.fill(strings.observedWithin, format.duration(window.before - window.after));
}

function compareView(view: View, { snapshots }: HistoryBlock): TemplateResult | typeof nothing {
  const [first, last] = [snapshots[0], snapshots.at(-1)];
  if (first === undefined || last === undefined || first === last) return nothing;
  const { strings, format, ui } = view;
  const known = (at: number | undefined, otherwise: number): number =>
    snapshots.some((snapshot) => snapshot.at === at) ? (at ?? otherwise) : otherwise;
  const from = known(ui.compareFrom, first.at);
  const to = known(ui.compareTo, last.at);
  const options = (chosen: number): TemplateResult[] =>
    snapshots.map(
      (snapshot) =>
        html`<option value=${snapshot.at} .selected=${snapshot.at === chosen}>
          ${format.time(snapshot.shownAt)} · ${lettersOf(snapshot.label)}
        </option>`,
    );
  const choose = (member: 'compareFrom' | 'compareTo', event: Event): void => {
    const { target } = event;
    if (target instanceof HTMLSelectElement) view.update((state) => (state[member] = Number(target.value)));
  };
  return html`<label
      >${strings.compareFrom}
      <select @change=${(event: Event) => choose('compareFrom', event)}>
        ${options(from)}
      </select></label
    >
    <label
      >${strings.compareWith}
      <select @change=${(event: Event) => choose('compareTo', event)}>
        ${options(to)}
      </select></label
    >
    <button class="secondary" ?disabled=${from === to} @click=${() => view.send({ type: 'compare', from, to })}>
      ${strings.compare}
    </button>`;
}
