import { markdownText } from '../base/plainText.ts';
import type { PageBlock, PageModel, PageRow, Value } from '../panel/protocol/page.ts';

/** Characters of one value: a summary is for a ticket, and the whole text stays on the page. */
const MOST = 400;

/**
 * A page's words as Markdown, for an incident's notes: its state, its notices, its rows and its tables, without what can be pressed. Times are in UTC. What came from
 * outside is escaped: none of it becomes a link, an image or HTML.
 */
export function pageMarkdown(page: PageModel): string {
  const parts = [
    `## ${inline(page.title)}`,
    [inline(page.state.label), ...page.place.map(valueText)].filter(Boolean).join(' · '),
    bullets(page.why),
    page.notices.map((notice) => `> ${inline(notice.text)}`).join('\n>\n'),
    ...page.sections.flatMap((section) => [`### ${inline(section.title)}`, ...section.blocks.map(blockText)]),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function blockText(block: PageBlock): string {
  switch (block.type) {
    case 'rows':
      return bullets(block.rows);
    case 'value':
      return valueText(block.value);
    case 'heading':
      return `#### ${inline(block.text)}${block.note === undefined ? '' : ` (${inline(block.note)})`}`;
    case 'table': {
      if (block.rows.length === 0) return inline(block.empty);
      const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
      const rule = `|${block.columns.map(() => ' --- ').join('|')}|`;
      return [line(block.columns.map(inline)), rule, ...block.rows.map((row) => line(row.map(valueText)))].join('\n');
    }
    case 'track':
      return block.stages
        .map(({ label, note }) => `- ${inline(label)}${note === undefined ? '' : `: ${valueText(note)}`}`)
        .join('\n');
    case 'button':
    case 'timeline':
    case 'history':
      return '';
  }
}

function bullets(rows: readonly PageRow[]): string {
  return rows.map((row) => `- ${inline(row.label)}: ${valueText(row.value)}`).join('\n');
}

function valueText(value: Value): string {
  switch (value.type) {
    case 'text':
    case 'quiet':
    case 'meter':
      return inline(value.text);
    case 'link':
      return value.aside ? '' : inline(value.text);
    case 'time':
      return timeText(value.at);
    case 'duration':
      return value.to === undefined ? timeText(value.from) : `${timeText(value.from)} – ${timeText(value.to)}`;
    case 'countdown':
      return timeText(value.to);
    case 'state':
      return inline(value.state.label);
    case 'list':
      return value.items.map(valueText).filter(Boolean).join(', ');
    case 'rows':
      return value.rows.map((row) => `${inline(row.label)}: ${valueText(row.value)}`).join(', ');
    case 'button':
      return '';
  }
}

function timeText(at: number): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString();
}

const inline = (words: string): string => markdownText(words, MOST);
