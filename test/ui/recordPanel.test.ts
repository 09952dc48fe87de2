import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type PanelStage, startPanelStage } from '../stages/panel/panel.ts';
import { auditPage } from '../stages/panel/recordPages.ts';
import { themeNames } from '../stages/panel/themes.ts';
import { axeFindings } from '../stages/axe.ts';
import { rulesFor } from '../stages/panel/rulesFor.ts';
import { until } from '../stages/window/waiting.ts';

let stage: PanelStage;
before(async () => {
  stage = await startPanelStage();
});
after(() => stage.close());

/** What stands before each place in the table where a line breaks without a blank. In the page. */
const BROKEN_BEHIND = `[...document.querySelectorAll('tbody bdi')].flatMap((text) => {
  const found = [];
  const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  let before;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    for (let at = 0; at < node.data.length; at += 1) {
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + 1);
      const { top, height } = range.getBoundingClientRect();
      if (height === 0) continue;
      if (before && top > before.top + height / 2 && !/\\s/.test(before.text)) found.push(before.text);
      before = { top, text: node.data[at] };
    }
  }
  return found;
})`;

void describe('the page of a record', () => {
  void it('breaks names and ids behind what parts their pieces, and nowhere else', async () => {
    let breaks = 0;
    const panel = await stage.open();
    await panel.show(auditPage(4));
    for (const width of [300, 650, 820, 1100, 1600]) {
      await panel.setWidth(width);
      const behind = await panel.page.evaluate<readonly string[]>(BROKEN_BEHIND);
      breaks += behind.length;
      assert.deepEqual(
        [...new Set(behind)].filter((character) => !'-_:/.,='.includes(character)),
        [],
        String(width),
      );
    }
    assert.ok(breaks > 0);
    await panel.close();
  });

  void it('has the icon of a verdict beside its first line, however many lines it takes', async () => {
    const panel = await stage.open();
    const model = auditPage(1);
    const label =
      'The instance is in a state from which it can’t be stopped. Pending ones need Force Stop, or a moment.';
    await panel.show(JSON.parse(JSON.stringify(model).replace('"refused"', JSON.stringify(label))) as typeof model);
    await panel.setWidth(820);
    const { lines, besides } = await panel.page.evaluate<{
      readonly lines: number;
      readonly besides: readonly number[];
    }>(
      `(() => {
        const middle = ({ top, height }) => top + height / 2;
        const besides = [...document.querySelectorAll('.state')].map((state) => {
          const range = document.createRange();
          range.selectNodeContents(state.querySelector('bdi'));
          const [first] = range.getClientRects();
          return middle(state.querySelector('.icon').getBoundingClientRect()) - middle(first);
        });
        const range = document.createRange();
        range.selectNodeContents(document.querySelector('td .state bdi'));
        return { lines: new Set([...range.getClientRects()].map(({ top }) => top)).size, besides };
      })()`,
    );
    assert.ok(lines >= 3, `${lines} lines`);
    assert.equal(besides.length, 2);
    for (const beside of besides) assert.ok(Math.abs(beside) <= 2, `${beside} px`);
    await panel.close();
  });

  void it('has no JSON, and sends what is pressed in its table', async () => {
    const panel = await stage.open();
    await panel.show(auditPage(3));
    assert.equal(await panel.page.locator('.json').count(), 0);
    const row = panel.page.getByRole('row').filter({ hasText: 'web-1' });
    await row.getByRole('button', { name: 'Start Again…' }).click();
    await row.getByRole('button', { name: 'web-1' }).click();
    await row.getByRole('button', { name: 'Show in Tree' }).click();
    assert.deepEqual((await panel.received()).slice(-3), [
      { type: 'press', id: 'start 1' },
      { type: 'press', id: 'show 1' },
      { type: 'press', id: 'reveal 1' },
    ]);
    await panel.close();
  });

  void it('is searched from the keyboard, whatever the case, over all rows, and keeps the search over a reload', async () => {
    const panel = await stage.open();
    await panel.show(auditPage(250));
    const rows = panel.page.locator('tbody tr');
    assert.equal(await rows.count(), 200);
    await panel.page.keyboard.press('ControlOrMeta+f');
    await panel.page.keyboard.type('WEB-249');
    await until('the row that was not shown', async () => (await rows.count()) === 1);
    assert.match(await rows.innerText(), /web-249/);
    const state = await panel.savedState();
    await panel.close();
    const again = await stage.open({ state });
    await again.show(auditPage(250));
    await until('the same row', async () => (await again.page.locator('tbody tr').count()) === 1);
    await again.page.getByRole('searchbox').fill('no such row');
    await again.page.getByText('not found').waitFor();
    // Where a row leads is no word of it.
    await again.page.getByRole('searchbox').fill('show in tree');
    await again.page.getByText('not found').waitFor();
    await again.page.getByRole('searchbox').fill('  ');
    await until('all rows', async () => (await again.page.locator('tbody tr').count()) === 200);
    await again.close();
  });

  void it('is no wider than its place in any theme, and axe finds nothing in it', async () => {
    const panel = await stage.open({ theme: 'dark' });
    await panel.show(auditPage(4));
    for (const theme of themeNames) {
      await panel.setTheme(theme);
      // 820 is 1230 scaled to 150 %, and 200 is 300.
      for (const width of [200, 300, 650, 820, 1100, 1600]) {
        await panel.setWidth(width);
        const where = `${theme} at ${width}`;
        await stage.picture(panel, `record-${theme}-${width}.png`, true);
        assert.ok((await panel.page.evaluate<number>('document.documentElement.scrollWidth')) <= width, where);
        const table = "document.querySelector('.table-scroll')";
        const wide = await panel.page.evaluate<number>(`${table}.scrollWidth`);
        const place = await panel.page.evaluate<number>(`${table}.clientWidth`);
        assert.ok(wide <= place, `the table has ${wide} px in ${place}: ${where}`);
        assert.equal(await panel.page.getByRole('columnheader').count(), 6);
        assert.equal(await panel.page.getByRole('row').filter({ hasText: 'web-1' }).getByRole('cell').count(), 6);
        const rules = rulesFor(theme, width, { narrowest: 200, usual: 1100 });
        if (rules) assert.deepEqual(await axeFindings(panel.page, rules), [], where);
      }
    }
    assert.deepEqual(panel.violations, []);
    await panel.close();
  });
});
