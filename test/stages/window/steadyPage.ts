import type { BrowserContext, Page } from 'playwright-core';

/** Notes in each page when a row of a view last came, went or changed its words, and when one was last drawn, be it as it was. */
const ROW_CHANGES = `
  globalThis.haltRowsChanged = globalThis.haltRowsDrawn = performance.now();
  const ofRows = ({ target }) =>
    target.matches?.('.monaco-list-rows, .monaco-list-row') && target.closest('.customview-tree') !== null;
  const isOther = ({ type, target, attributeName, oldValue }) =>
    type !== 'attributes' || target.getAttribute(attributeName) !== oldValue;
  new MutationObserver((records) => {
    const rows = records.filter(ofRows);
    if (rows.length > 0) globalThis.haltRowsDrawn = performance.now();
    if (rows.some(isOther)) globalThis.haltRowsChanged = performance.now();
  }).observe(document, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ['aria-label', 'data-index'],
    attributeOldValue: true,
  });
`;

/** Takes away what moves by itself: a progress bar or a spinning icon has the whole window painted sixty times a second, by the processor. */
const STILL = `
  const style = new CSSStyleSheet();
  style.replaceSync('*, *::before, *::after { animation: none !important; transition: none !important; }');
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, style];
`;

/** Makes every page of a window tell how long its rows have stood still, and a `still` one move by nobody but the test and Halt. */
export async function steadyPages(context: BrowserContext, still: boolean): Promise<void> {
  await context.addInitScript({ content: `{${ROW_CHANGES}}` });
  if (still) await stillPages(context);
}

/** Lets nothing in the pages of a window move by itself. */
export const stillPages = async (context: BrowserContext): Promise<void> => {
  await context.addInitScript({ content: `{${STILL}}` });
};

/** For how long no row of a view has changed, in milliseconds. */
export const sinceRowsChanged = (page: Page): Promise<number> =>
  page.evaluate<number>('performance.now() - globalThis.haltRowsChanged');

/** For how long no row of a view has been drawn, in milliseconds. */
export const sinceRowsDrawn = (page: Page): Promise<number> =>
  page.evaluate<number>('performance.now() - globalThis.haltRowsDrawn');
