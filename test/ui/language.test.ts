import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../scripts/root.ts';
import { pluralForms } from '../../src/base/countedSentence.ts';
import { heldClock } from '../../src/simulator/core/clock.ts';
import { instanceNamed } from '../stages/window/demoFleet.ts';
import { inWindow } from '../stages/window/scene.ts';
import { until } from '../stages/window/waiting.ts';
import type { HaltWindow } from '../stages/window/window.ts';

const CODE = 'de';
const wordsIn = (file: string) =>
  JSON.parse(readFileSync(join(ROOT, file), 'utf8')) as Readonly<Record<string, string | undefined>>;
const bundle = wordsIn(`l10n/bundle.l10n.${CODE}.json`);
const manifest = wordsIn(`package.nls.${CODE}.json`);

/** The translation of a sentence that takes nothing in. */
function translated(sentence: string): string {
  const text = bundle[sentence];
  assert.ok(text !== undefined, sentence);
  return text;
}

const settings = { 'halt.profiles': ['shop-staging'], 'halt.regions': ['eu-west-1'] };

/** The text and the spoken label of every row of Halt's views. */
const rowTexts = async ({ page }: HaltWindow): Promise<readonly string[]> =>
  page
    .locator('.sidebar .customview-tree .monaco-list-row')
    .evaluateAll((rows) => rows.flatMap((row) => [row.textContent ?? '', row.getAttribute('aria-label') ?? '']));

/** Marks what was translated, and makes it longer than any language does. */
const OPEN = '⟦';
const say = (text: string): string => `${OPEN}${text}${'·'.repeat(Math.ceil(text.length * 0.4))}⟧`;

/** The English sentences, as what stands on the screen would match them: a placeholder stands for anything. */
const sentences = Object.keys(bundle)
  .flatMap((key) => [...(pluralForms(key)?.values() ?? [key])])
  .map((key) => key.replaceAll('#', '{0}'))
  .filter((key) => /[a-z]{3}/i.test(key.replaceAll(/\{\d\}/g, '')))
  .map((key) => {
    const parts = key.split(/\{\d\}/).map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`));
    return new RegExp(`^${parts.join('.+')}$`);
  });

const untranslated = (texts: readonly string[]): readonly string[] =>
  texts
    .map((text) => text.trim())
    .filter((text) => text !== '' && !text.includes(OPEN) && sentences.some((sentence) => sentence.test(text)));

inWindow(
  'in another language, which marks what it says',
  { view: 'Halt', simulator: { clock: heldClock(Date.now()) }, settings, height: 1200, language: { code: CODE, say } },
  (scenario) => {
    scenario(
      'nothing of the rows, the palette, the prompt and a page is left in English, and the page fits',
      async ({ window, aws }) => {
        await window.openView(say('Halt'));
        const row = ['shop-staging', 'eu-west-1', new RegExp(`^${say(translated('EC2 Instances'))}`), 'web-preview'];
        await window.tree.row(row);
        const rows = await rowTexts(window);
        assert.ok(rows.some((text) => text.includes(OPEN)));
        assert.deepEqual(untranslated(rows), []);
        await window.page.keyboard.press('F1');
        await window.quickPick.type(`>${OPEN}`);
        await until('the commands', async () => (await window.quickPick.rows()).some((text) => text.includes(OPEN)));
        const commands = await window.quickPick.someRows();
        assert.deepEqual(untranslated(commands), []);
        await window.quickPick.cancel();
        await window.tree.select(row);
        await window.tree.press('Delete');
        const prompt = (await window.dialog.dismiss()).split('\n').filter((line) => line.trim() !== '');
        assert.ok(prompt.filter((line) => line.includes(OPEN)).length > 2, prompt.join('\n'));
        assert.deepEqual(untranslated(prompt), []);
        await window.tree.select(row);
        const page = window.webview();
        await window.tree.press('Enter', () => page.locator('h1', { hasText: 'web-preview' }).isVisible());
        await page.getByText(OPEN).first().waitFor();
        const texts = await until('its parts', async () => {
          const now = await page.locator('h2, h3, button, dt, th, .status, .notice').allInnerTexts();
          return now.length > 10 && now;
        });
        // A tag's key is the person's own word.
        const tags = Object.keys(instanceNamed(aws, 'web-preview').tags);
        assert.deepEqual(untranslated(texts.filter((text) => !tags.includes(text.trim()))), []);
        const { wide, shown } = await page
          .locator('body')
          .evaluate((body) => ({ wide: body.scrollWidth, shown: body.clientWidth }));
        assert.ok(wide <= shown, `${wide} of ${shown} pixels`);
      },
    );

    scenario('what is asked and what came of it are in it, and the stop is sent', async ({ window, aws }) => {
      await window.openView(say('Halt'));
      const marked = (sentence: string): string => say(translated(sentence));
      const row = ['shop-staging', 'eu-west-1', new RegExp(`^${marked('EC2 Instances')}`), 'payments-sandbox'];
      await window.tree.text(row, new RegExp(marked('running')));
      await window.tree.select(row);
      await window.tree.press('Delete');
      const said = await window.dialog.answer(marked('Stop'));
      assert.ok(said.includes(marked('Memory is lost. EBS volumes are kept and still billed.')), said);
      await until('the stop', () => instanceNamed(aws, 'payments-sandbox').state === 'stopping');
      await window.tree.text(row, new RegExp(marked('stopping')));
    });

    scenario('nothing of a plan and the audit log is left in English', async ({ window }) => {
      await window.openView(say('Halt'));
      const row = ['shop-staging', 'eu-west-1', new RegExp(`^${say(translated('EC2 Instances'))}`), 'web-preview'];
      await window.tree.select(row);
      await window.tree.press('Delete');
      await window.dialog.answer(say(translated('Show Details')));
      const page = window.webview();
      const inMarks = async (name: string) => {
        await page.locator('h1', { hasText: OPEN }).waitFor();
        const texts = await page.locator('h1, h2, h3, button, dt, th, .status, .notice, .quiet-text').allInnerTexts();
        assert.ok(
          texts.some((text) => text.includes(OPEN)),
          name,
        );
        assert.deepEqual(untranslated(texts), [], name);
      };
      await inMarks('a plan');
      await window.page.keyboard.press('F1');
      const title = say(manifest['command.showAuditLog'] ?? '');
      await window.quickPick.type(`>${title}`);
      await window.quickPick.choose(title);
      await page.locator('h1', { hasText: translated('Audit Log') }).waitFor();
      await inMarks('the audit log');
    });
  },
);
