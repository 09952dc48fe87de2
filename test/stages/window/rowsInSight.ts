import type { HaltWindow } from './window.ts';

/** Rows of the side bar whose text is cut where no ellipsis says so, or without a name for a screen reader, or without a picture. In the page, which has a DOM. */
const POOR_ROWS = `(rows) => rows.flatMap((row) => {
  const parts = [...row.querySelectorAll('.monaco-icon-label-container, .label-name, .label-description')];
  const cut = parts.filter((part) => {
    const style = getComputedStyle(part);
    return style.display !== 'inline' && part.scrollWidth > part.clientWidth + 1 && style.textOverflow !== 'ellipsis';
  });
  const problems = cut.map(() => 'is cut without an ellipsis');
  if (!row.getAttribute('aria-label')?.trim()) problems.push('has no aria-label');
  if (!row.querySelector('.custom-view-tree-node-item-icon')) problems.push('has no icon');
  return problems.map((problem) => row.textContent + ' ' + problem);
})`;

/** Rows of a resource whose state, which is the first thing behind the name, isn't seen whole; the time of day since when it is so may be cut. In the page. */
const CUT_STATES = `(rows) => rows.flatMap((row) => {
  const box = row.querySelector('.monaco-icon-label-container');
  const words = row.querySelector('.label-description')?.firstChild;
  if (!box || !words || words.nodeType !== Node.TEXT_NODE) return [];
  const range = document.createRange();
  range.setStart(words, 0);
  range.setEnd(words, words.data.split(' · ')[0].replace(/ since .*/, '').length);
  const pen = document.createElement('canvas').getContext('2d');
  pen.font = getComputedStyle(box).font;
  const ellipsis = box.scrollWidth > box.clientWidth ? pen.measureText('…').width : 0;
  const end = box.getBoundingClientRect().right - ellipsis;
  return range.getBoundingClientRect().right > end + 0.5 ? [row.textContent] : [];
})`;

export const poorRows = (window: HaltWindow): Promise<readonly string[]> =>
  window.page.evaluate(`(${POOR_ROWS})([...document.querySelectorAll('.sidebar .customview-tree .monaco-list-row')])`);

/** Of the resources that are in sight, in both views. */
export const cutStates = (window: HaltWindow): Promise<readonly string[]> =>
  window.page.evaluate(
    `(${CUT_STATES})([...document.querySelectorAll('.sidebar .customview-tree .monaco-list-row')].filter((row) => /^(EC2 instance|ECS service|FIS experiment) /.test(row.getAttribute('aria-label'))))`,
  );
