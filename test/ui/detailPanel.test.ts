import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { HistoryEntry } from '../../src/history/entry.ts';
import type { PageModel } from '../../src/panel/protocol/page.ts';
import {
  experimentAnswer,
  hostile,
  hostileExperiment,
  pageInput,
  resolvedTargets,
  pageOfExperiment,
} from '../stages/panel/pages.ts';
import { resourceModels } from '../stages/panel/resourceModels.ts';
import {
  DRAW_WHAT_IS_OUT_OF_SIGHT,
  DRAWN,
  type PanelStage,
  type TestPanel,
  startPanelStage,
} from '../stages/panel/panel.ts';
import { themeNames } from '../stages/panel/themes.ts';
import { axeFindings } from '../stages/axe.ts';
import { rulesFor } from '../stages/panel/rulesFor.ts';
import { until } from '../stages/window/waiting.ts';

let stage: PanelStage;
before(async () => {
  stage = await startPanelStage();
});
after(() => stage.close());

const none = { items: [], more: false, loading: false };
const now = Date.now();

function experiment(
  answer: Record<string, unknown> = experimentAnswer(now),
  resources = 23,
  history?: readonly HistoryEntry[],
): { model: PageModel; json: string } {
  const json = { experiment: answer };
  const account = { accountId: '222233334444', roleArn: 'arn:aws:iam::222233334444:role/fis', description: 'Payments' };
  const model = pageOfExperiment(pageInput(now, json, history === undefined ? {} : { history }), {
    resolved: { items: resolvedTargets(resources), more: true, loading: false },
    accounts: { ...none, items: [account] },
  });
  return { model, json: JSON.stringify(json) };
}

void describe('the panel', () => {
  void it('shows state, duration, reason and the Stop button at the top, and asks the host to stop', async () => {
    const panel = await stage.open();
    // Without the stop that the example's history tells of.
    const { model, json } = experiment(experimentAnswer(Date.now()), 23, []);
    await panel.show(model, json);
    const header = panel.page.locator('header');
    assert.match(
      await header.innerText(),
      /Checkout survives a slow payment provider[\s\S]*running[\s\S]*started 4 min(?: \d+ s)? ago/,
    );
    assert.match(await panel.page.locator('.why').innerText(), /Reason\s+Experiment is running\./);
    await panel.page.getByRole('button', { name: 'Stop Experiment…' }).click();
    assert.deepEqual((await panel.received()).at(-1), { type: 'stop' });
    assert.deepEqual(panel.violations, []);
    await panel.close();
  });

  void it('offers no stop where there is nothing to stop', async () => {
    const panel = await stage.open();
    const { model, json } = experiment(experimentAnswer(now, { state: { status: 'completed' }, endTime: now / 1_000 }));
    await panel.show(model, json);
    assert.equal(await panel.page.getByRole('button', { name: 'Stop Experiment…' }).isDisabled(), true);
    await panel.close();
  });

  void it('orders the actions by what they wait for, and opens each to what is known of it', async () => {
    const panel = await stage.open();
    const { model, json } = experiment();
    await panel.show(model, json);
    assert.deepEqual(await panel.page.locator('.lane-label bdi:first-child').allInnerTexts(), [
      'warmUp',
      'addLatency',
      'stopWorkers',
      'cpuStress',
      'cutSubnet',
      'coolDown',
    ]);
    const lane = panel.page.getByRole('button', { name: /^addLatency/ });
    await lane.press('Enter');
    await until('the details', async () => (await lane.getAttribute('aria-expanded')) === 'true');
    const details = await panel.page.locator('.lane-details:visible').innerText();
    assert.match(details, /delayMilliseconds\s+200/);
    assert.match(details, /If you stop now\s+The fault ends with the stop\./);
    await panel.close();
  });

  void it('keeps focus, scroll, selection, folds, open actions and search over an update', async () => {
    const panel = await stage.open({ height: 700 });
    const { page } = panel;
    const { model, json } = experiment();
    await panel.show(model, json);
    await page.getByRole('button', { name: /^cpuStress/ }).click();
    await page.getByLabel('Search in the JSON').fill('duration');
    await page.locator('[role=treeitem]', { hasText: '"targets": {' }).first().locator('.twisty').click();
    await page.evaluate(
      `document.querySelector('.json-frame').scrollTop = 60; document.querySelector('.json-frame').focus(); scrollTo(0, 300);`,
    );
    await page.evaluate(`{
      const text = document.querySelector('.why .text bdi').firstChild.nextSibling ?? document.querySelector('.why .text bdi').firstChild;
      const range = document.createRange();
      range.selectNodeContents(document.querySelector('.why .text bdi'));
      getSelection().removeAllRanges();
      getSelection().addRange(range);
    }`);
    await panel.page.evaluate(DRAWN);
    const left = await look(panel);
    assert.equal(left.selection, 'Experiment is running.');
    const later = experiment(
      experimentAnswer(now, { tags: { Name: 'Checkout survives a slow payment provider', New: 'tag' } }),
    );
    await panel.show(later.model, later.json);
    await until('the new tag', async () => (await page.getByText('New', { exact: true }).count()) > 0);
    await panel.page.evaluate(DRAWN);
    assert.deepEqual(await look(panel), left);
    await panel.close();
  });

  void it('comes back after a reload as it was left', async () => {
    const panel = await stage.open();
    const { model, json } = experiment();
    await panel.show(model, json);
    await panel.page.getByRole('button', { name: /^cpuStress/ }).click();
    await panel.page.getByLabel('Search in the JSON').fill('duration');
    const state = await until('a saved state', async () => (await panel.savedState()) ?? false);
    await panel.close();
    const again = await stage.open({ state });
    await again.show(model, json);
    const lane = again.page.getByRole('button', { name: /^cpuStress/ });
    await until('the open action', async () => (await lane.getAttribute('aria-expanded')) === 'true');
    const search = again.page.getByLabel('Search in the JSON');
    await until('what was searched for', async () => (await search.inputValue()) === 'duration');
    await again.close();
  });

  void it('announces a new state, and only that', async () => {
    const panel = await stage.open();
    const { model, json } = experiment();
    await panel.show(model, json);
    await panel.show(model);
    const live = panel.page.locator('#announcer');
    assert.equal(await live.innerText(), '');
    const stopping = experiment(experimentAnswer(now, { state: { status: 'stopping' } }));
    await panel.show(stopping.model, stopping.json);
    assert.equal(await live.innerText(), 'Checkout survives a slow payment provider is now stopping');
    await panel.close();
  });

  void it('shows hostile texts as they are, and does nothing of what they say', async () => {
    const panel = await stage.open();
    const { model, json } = experiment(hostileExperiment(now));
    await panel.show(model, json);
    for (const lane of await panel.page.locator('.lane-head').all()) await lane.click();
    await panel.page.evaluate(DRAWN);
    const cut = panel.page.getByRole('button', { name: /^Show all/ });
    assert.ok((await cut.count()) > 0);
    for (let left = await cut.count(); left > 0; left = await cut.count()) {
      await cut.first().click();
      await until('the whole text', async () => (await cut.count()) < left);
    }
    const whole = await panel.page.evaluate<string>('document.body.textContent');
    for (const text of hostile) assert.ok(whole.includes(text), `missing: ${text.slice(0, 60)}`);
    // Each character that isn't seen, or moves others, has a mark of its own.
    const bare = await panel.page.evaluate<string>(`(() => {
      const copy = document.body.cloneNode(true);
      for (const mark of copy.querySelectorAll('.hidden-character')) mark.remove();
      return copy.textContent;
    })()`);
    assert.doesNotMatch(bare, /[\u0000\u0007\u200B\u202A-\u202E\uFEFF]/);
    assert.equal(await panel.page.locator('img, iframe, script:not([nonce]), a').count(), 0);
    assert.equal(await panel.page.evaluate('globalThis.haltPwned'), undefined);
    assert.deepEqual(panel.violations, []);
    await panel.close();
  });

  void it('ignores messages that are none of the host', async () => {
    const panel = await stage.open();
    const { model, json } = experiment();
    await panel.show(model, json);
    const bad: unknown[] = [
      null,
      7,
      'page',
      { type: 'page' },
      { type: 'page', page: { ...model, sections: [{}] } },
      { type: 'document', json: 7 },
    ];
    for (const message of bad) {
      await panel.page.evaluate(`dispatchEvent(new MessageEvent('message', { data: ${JSON.stringify(message)} }))`);
    }
    assert.match(await panel.page.locator('h1').innerText(), /Checkout/);
    assert.deepEqual(panel.violations, []);
    await panel.close();
  });

  void it('does what the buttons and links say by telling the host which', async () => {
    const panel = await stage.open();
    const { model, json } = experiment();
    await panel.show(model, json);
    const { page } = panel;
    await page
      .getByRole('button', { name: /i-0a1b2c3d4e5f60718/ })
      .first()
      .click();
    await page.getByRole('button', { name: 'Open as JSON' }).click();
    await page.getByRole('button', { name: 'Copy All' }).click();
    await page.getByRole('button', { name: 'Export as CSV' }).click();
    await page.getByRole('button', { name: 'Compare', exact: true }).click();
    const [, reveal, ...rest] = await panel.received();
    assert.equal(
      reveal?.type === 'press' && reveal.id,
      'reveal shop-production/eu-west-1/instance/i-0a1b2c3d4e5f60718',
    );
    assert.deepEqual(rest, [
      { type: 'openJson' },
      { type: 'copyJson' },
      { type: 'export', format: 'csv' },
      { type: 'compare', from: now - 180_000, to: now - 30_000 },
    ]);
    await panel.close();
  });
});

void describe('the JSON of the panel', () => {
  void it('is moved in, folded and copied by keyboard', async () => {
    const panel = await stage.open();
    const json = '{"a":{"b":[1.50,2e3],"c":"x"},"d":null}';
    await panel.show(experiment().model, json);
    const tree = panel.page.getByRole('tree');
    await tree.focus();
    assert.deepEqual(await lines(panel), [
      '{',
      '"a": {',
      '"b": [',
      '1.50,',
      '2e3',
      '],',
      '"c": "x"',
      '},',
      '"d": null',
      '}',
    ]);
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowLeft']) await tree.press(key);
    await until('the fold', async () => (await lines(panel)).length === 7);
    assert.deepEqual(await lines(panel), ['{', '"a": {', '"b": [2 items],', '"c": "x"', '},', '"d": null', '}']);
    const active = panel.page.locator('[role=treeitem][aria-selected=true]');
    await until('the folded line', async () => (await active.getAttribute('aria-expanded')) === 'false');
    const pointsAt = async () => tree.getAttribute('aria-activedescendant');
    await until('the tree to point at it', async () => (await pointsAt()) === (await active.getAttribute('id')));
    await tree.press('Control+c');
    assert.deepEqual((await panel.received()).at(-1), { type: 'copy', text: '[1.50,2e3]' });
    await tree.press('ArrowRight');
    await tree.press('End');
    assert.equal(await active.innerText().then((text) => text.trim()), '}');
    await panel.close();
  });

  void it('finds what is folded away, and what is deep in a long text', async () => {
    const panel = await stage.open();
    const json = JSON.stringify({
      list: Array.from({ length: 500 }, (_, n) => ({ n })),
      long: `${'x'.repeat(64_000)}needle`,
    });
    await panel.show(experiment().model, json);
    const search = panel.page.getByLabel('Search in the JSON');
    await panel.page.keyboard.press('Control+f');
    await panel.page.keyboard.type('NEEDLE');
    await search.press('Enter');
    await panel.page.locator('.match-present').waitFor();
    assert.equal(await panel.page.locator('.match-present').innerText(), 'needle');
    await until('the count', async () => (await panel.page.locator('.search-count').innerText()) === '1 of 1');
    await search.fill('"n": 499');
    await search.press('Enter');
    await until('the item', async () =>
      (await panel.page.locator('.match-present').first().innerText()).includes('"n"'),
    );
    await search.fill('nowhere');
    await until('no match', async () => (await panel.page.locator('.search-count').innerText()) === 'not found');
    await panel.close();
  });

  void it('draws only what is seen of two megabytes', async () => {
    const panel = await stage.open();
    const json = JSON.stringify(
      Object.fromEntries(Array.from({ length: 2_000 }, (_, n) => [`key-${n}`, 'v'.repeat(1_000)])),
    );
    assert.ok(json.length > 2_000_000);
    await panel.show(experiment().model, json);
    await panel.page.getByRole('button', { name: 'Unfold All' }).click();
    await panel.page.evaluate(DRAWN);
    assert.ok((await panel.page.locator('[role=treeitem]').count()) < 100);
    await panel.page.getByRole('tree').press('End');
    await until('the end', async () => (await lines(panel)).at(-1) === '}');
    await panel.close();
  });
});

const models: Readonly<Record<string, () => { model: PageModel; json: string }>> = {
  'running experiment': () => experiment(),
  'failed experiment': () =>
    experiment(
      experimentAnswer(now, {
        state: {
          status: 'failed',
          reason: 'Target resolution failed.',
          error: { accountId: '222233334444', code: 'InsufficientPermissions', location: 'targets.checkout-tasks' },
        },
        endTime: now / 1_000,
        experimentOptions: { actionsMode: 'skip-all' },
      }),
    ),
  'hostile experiment': () => experiment(hostileExperiment(now)),
  'lost experiment': () => {
    const json = { experiment: experimentAnswer(now) };
    const notices = [
      { tone: 'error' as const, text: 'Nothing answers.', button: { id: 'refresh', label: 'Retry', enabled: true } },
    ];
    return {
      model: pageOfExperiment(pageInput(now, json, { gone: true, destination: { kind: 'simulated' }, notices }), {
        resolved: none,
        accounts: none,
      }),
      json: JSON.stringify(json),
    };
  },
  ...resourceModels(now),
};

// Two at a time: each is a page of its own, and a machine has two cores.
void describe('the pages are accessible', { concurrency: 2 }, () => {
  for (const [name, make] of Object.entries(models)) {
    void it(`${name}, in each theme at 300, 1,280 and 3,000 pixels`, async () => {
      const panel = await stage.open();
      const { model, json } = make();
      await panel.show(model, json);
      for (const lane of (await panel.page.locator('.lane-head').all()).slice(0, 2)) await lane.click();
      // Of a single letter axe doesn't look at the colours.
      await panel.page.getByLabel('Search in the JSON').fill('stat');
      await panel.page.evaluate(DRAW_WHAT_IS_OUT_OF_SIGHT);
      for (const theme of themeNames) {
        await panel.setTheme(theme);
        for (const width of [300, 1_280, 3_000]) {
          const where = `${theme} at ${width}`;
          await panel.setWidth(width);
          const rules = rulesFor(theme, width, { narrowest: 300, usual: 1_280 });
          if (rules) assert.deepEqual(await axeFindings(panel.page, rules), [], where);
          const overflow = await panel.page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
          assert.ok(overflow <= 0, `${overflow} pixels too wide: ${where}`);
          await panel.page.evaluate('document.activeElement?.blur(); scrollTo(0, 0)');
          const file = `${name.replaceAll(' ', '-')}-${theme}-${width}.png`;
          await stage.picture(panel, file, name !== 'hostile experiment');
        }
      }
      assert.deepEqual(panel.violations, []);
      await panel.close();
    });
  }
  void it('with the colours that the system forces', async () => {
    const panel = await stage.open({ forcedColors: true });
    const { model, json } = experiment();
    await panel.show(model, json);
    await stage.picture(panel, 'forced-colors.png', false);
    assert.deepEqual(panel.violations, []);
    await panel.close();
  });
});

async function look(panel: TestPanel): Promise<Readonly<Record<string, unknown>>> {
  return panel.page.evaluate(`({
    focus: document.activeElement?.className,
    top: scrollY,
    jsonTop: document.querySelector('.json-frame').scrollTop,
    selection: getSelection().toString(),
    query: document.querySelector('#json-search').value,
    open: [...document.querySelectorAll('.lane-head[aria-expanded=true] .lane-label bdi:first-child')].map((each) => each.textContent),
    folded: [...document.querySelectorAll('[role=treeitem][aria-expanded=false]')].map((each) => each.textContent.trim()),
  })`);
}

async function lines(panel: TestPanel): Promise<readonly string[]> {
  const texts = await panel.page.locator('[role=treeitem]').allInnerTexts();
  return texts.map((text) => text.replaceAll(/\s+/g, ' ').trim());
}
