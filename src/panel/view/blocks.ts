import { type TemplateResult, html, nothing, svg } from 'lit';
import { historyView } from './history.ts';
import type { PageBlock, Heading, Table, Track } from '../protocol/page.ts';
import { breakable, plain } from './text.ts';
import { timelineView } from './timeline.ts';
import { buttonView, holds, rowsView, valueView } from './values.ts';
import type { View } from './view.ts';

/** `id` names the place on the page: by it what the person has opened there is known again. */
export function blockView(view: View, id: string, block: PageBlock): TemplateResult {
  switch (block.type) {
    case 'rows':
      return rowsView(view, id, block.rows);
    case 'value':
      return html`<div class="block-value">${valueView(view, id, block.value)}</div>`;
    case 'button':
      return html`<div class="block-button">${buttonView(view, block.button, 'secondary')}</div>`;
    case 'heading':
      return headingView(block);
    case 'timeline':
      return timelineView(view, block);
    case 'table':
      return tableView(view, block);
    case 'track':
      return trackView(view, id, block);
    case 'history':
      return historyView(view, block);
  }
}

function headingView({ text, note }: Heading): TemplateResult {
  return html`<h3>
    <bdi>${plain(text)}</bdi
    >${note === undefined ? nothing : html` <span class="note"><bdi>${plain(note)}</bdi></span>`}
  </h3>`;
}

const FIRST_ROWS = 5;
const MORE_ROWS = 200;

/** Its roles are written out, since a style that stacks a table's cells takes them away. */
function tableView(view: View, table: Table): TemplateResult {
  const { strings, format } = view;
  const limit = view.ui.tableRows.get(table.id) ?? table.shown ?? FIRST_ROWS;
  const found = table.rows.filter((row) => row.some((value) => holds(value, view.ui.filter)));
  const rows = found.slice(0, limit);
  const left = found.length - rows.length;
  const showMore = (): void => view.update((ui) => ui.tableRows.set(table.id, limit + MORE_ROWS));
  return html`<div class="table-frame">
    ${
      rows.length === 0
        ? html`<p class="quiet-text">${table.rows.length === 0 ? table.empty : strings.searchNone}</p>`
        : html`<div class="table-scroll" tabindex="0" role="group" aria-label=${table.label}>
            <table role="table" class=${table.endsInSentences ? 'ends-in-sentences' : nothing}>
              <thead role="rowgroup">
                <tr role="row">
                  ${table.columns.map((column) => html`<th scope="col" role="columnheader"><bdi>${plain(column)}</bdi></th>`)}
                </tr>
              </thead>
              <tbody role="rowgroup">
                ${rows.map(
                  (row, index) =>
                    html`<tr role="row">
                      ${row.map((value, column) => html`<td role="cell" data-column=${plain(table.columns[column] ?? '')}>${valueView(view, `${table.id}/${index}/${column}`, value)}</td>`)}
                    </tr>`,
                )}
              </tbody>
            </table>
          </div>`
    }
    <div class="table-more">
      ${
        left > 0
          ? html`<button class="secondary" @click=${showMore}>
              ${
                left > MORE_ROWS
                  ? format.fill(strings.showMoreRows, format.number(MORE_ROWS), format.number(left))
                  : format.fill(strings.showMore, format.number(left))
              }
            </button>`
          : nothing
      }
      ${table.more === undefined || left > 0 ? nothing : buttonView(view, table.more, 'secondary')}
    </div>
  </div>`;
}

const doneMark = svg`<circle cx="8" cy="8" r="7" class="fill"/><path d="M4.8 8.3l2.2 2.2 4.2-4.6" class="cut-line"/>`;
const presentMark = svg`<circle cx="8" cy="8" r="6.2" class="line"/><circle cx="8" cy="8" r="3.2" class="fill"/>`;
const aheadMark = svg`<circle cx="8" cy="8" r="5" class="line"/>`;

function trackView(view: View, id: string, track: Track): TemplateResult {
  const words = { done: view.strings.stageDone, present: view.strings.stagePresent, ahead: view.strings.stageAhead };
  return html`<ol class="track" aria-label=${track.label}>
    ${track.stages.map(
      (stage, index) =>
        html`<li class="stage stage-${stage.status}" aria-current=${stage.status === 'present' ? 'step' : nothing}>
          <svg class="stage-mark" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
            ${stage.status === 'done' ? doneMark : stage.status === 'present' ? presentMark : aheadMark}
          </svg>
          <span class="stage-label"><bdi>${breakable(stage.label)}</bdi></span>
          <span class="visually-hidden">${words[stage.status]}</span>
          ${stage.note === undefined ? nothing : html`<span class="stage-note">${valueView(view, `${id}/${index}`, stage.note)}</span>`}
        </li>`,
    )}
  </ol>`;
}
