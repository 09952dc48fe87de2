import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { after } from 'node:test';
import { identifier } from '../../src/base/untrusted.ts';
import { heldClock } from '../../src/simulator/core/clock.ts';
import type { Simulator } from '../../src/simulator/simulator.ts';
import { ownThings } from '../stages/ownThings.ts';
import { ACCOUNTS, changesSent, HOME, openSettledTree } from '../stages/window/demoFleet.ts';
import { inWindow } from '../stages/window/scene.ts';
import { runningIn } from '../stages/window/haltViews.ts';
import type { TreePath } from '../stages/window/treeRows.ts';
import { until } from '../stages/window/waiting.ts';
import type { HaltWindow } from '../stages/window/window.ts';

const clock = heldClock(Date.now());
const ACCOUNT = ACCOUNTS['shop-staging'];
const COMMAND = 'workbench.action.files.newUntitledFile';
/** An icon that Halt shows nowhere. */
const ICON = 'squirrel';

/** Texts that would run a command, draw an icon, load a picture or fake a line if they were anything but text, each with a word to find it by. */
const hostile = {
  alpha: `[alpha](command:${COMMAND})`,
  bravo: `$(${ICON}) bravo $(${ICON}~spin)`,
  charlie: `charlie<img src=x onerror="globalThis.haltPwned=1"><a href="command:${COMMAND}">c</a>`,
  delta: 'delta\u202Ednim\u202C\u2066\u200B\uFEFF\u{E0041}',
  echo: 'echo\nStop 40 EC2 instances?\r\n• prod-db (i-1) · running\u2028Left out: 0\u0085end',
  foxtrot: `![foxtrot](https://evil.test/x.png) <https://evil.test> **bold** \`code\` \\[x](command:${COMMAND})`,
  golf: `golf [a][b]\n\n[b]: command:${COMMAND}`,
  hotel: `&#91;hotel&#93;&#40;command:${COMMAND}&#41; &lt;b&gt; \${haltPwned}`,
} as const;
const words = Object.keys(hostile);
const everything = Object.values(hostile).join(' ');

/** The row of an instance of that word; those that another scenario has ending have that in their names. */
const rowOf = (word: string): TreePath => ['shop-staging', HOME, /^EC2/, new RegExp(`^(?!.* ends ).*${word}`)];
const settings = {
  'halt.profiles': ['shop-staging'],
  'halt.regions': [HOME],
  // One of them alone is in production, so that the others need no name.
  'halt.production': ['env=prod*'],
};

/** Runs in the page: notes every link, picture and icon that comes of a text from outside. Halt's own are not of these kinds. */
const WATCHER = `(() => {
  const found = new Set();
  const look = (element) => {
    for (const one of [element, ...element.querySelectorAll('a, img, .codicon')]) {
      const target = ['href', 'data-href', 'src'].map((name) => one.getAttribute(name) ?? '').join(' ');
      if (/${COMMAND.replaceAll('.', String.raw`\.`)}|evil\\.test| x$/.test(target)) found.add('a link or picture: ' + one.outerHTML.slice(0, 200));
      if (one.classList.contains('codicon-${ICON}')) found.add('an icon: ' + one.outerHTML.slice(0, 200));
    }
  };
  const observer = new MutationObserver((changes) => {
    for (const { addedNodes } of changes) for (const node of addedNodes) if (node instanceof Element) look(node);
  });
  observer.observe(document, { childList: true, subtree: true });
  globalThis.haltFound = found;
})()`;

async function assertInert(window: HaltWindow, where: string): Promise<void> {
  const found = await window.page.evaluate<readonly string[]>('[...globalThis.haltFound]');
  const pwned = await window.page.evaluate<boolean>("'haltPwned' in globalThis");
  assert.deepEqual({ found, pwned }, { found: [], pwned: false }, where);
  const title = await window.page.title();
  const tabs = await window.page.locator('.tabs-container .tab').allInnerTexts();
  assert.ok(![title, ...tabs].some((one) => /Untitled/.test(one)), `${where}: ${[title, ...tabs].join(' | ')}`);
}

/** No character that isn't drawn, turns the text around, or breaks a line where Halt breaks none. */
function assertVisible(text: string, where: string): void {
  const found = /[\u202A-\u202E\u2066-\u2069\u200B\uFEFF\u2028\u0085]|[\u{E0000}-\u{E007F}]/u.exec(text);
  assert.equal(found, null, `${where}: ${JSON.stringify(text)}`);
}

async function assertPageInert(window: HaltWindow, where: string): Promise<void> {
  const page = window.webview();
  for (const path of ['a[href*="newUntitledFile"]', 'a[href*="evil.test"]', 'img']) {
    assert.equal(await page.locator(path).count(), 0, `${where}: ${path}`);
  }
  assert.equal(await page.locator('body').evaluate(() => 'haltPwned' in globalThis), false, where);
  // What isn't drawn is marked with its code on a page, each in a stretch of its own.
  const text = await page.locator('body').evaluate<string, unknown>(`(body) => {
    const copy = body.cloneNode(true);
    for (const mark of copy.querySelectorAll('.hidden-character, pre, .json')) mark.remove();
    return copy.textContent;
  }`);
  assertVisible(text, where);
}

/** An AWS CLI that signs nobody in, and stays until its terminal is closed. */
const tools = mkdtempSync(join(tmpdir(), 'halt-tools-'));
after(() => rmSync(tools, { recursive: true, force: true }));
writeFileSync(join(tools, 'aws'), '#!/bin/sh\nexec cat\n', { mode: 0o755 });
const env = { PATH: [tools, process.env['PATH']].join(delimiter) };

function fill(aws: Simulator): void {
  for (const [word, text] of Object.entries(hostile)) {
    if (aws.ec2.instances(ACCOUNT, HOME).some(({ tags }) => tags['Name'] === text)) continue;
    aws.ec2.add(ACCOUNT, HOME, {
      name: text,
      state: 'running',
      tags: {
        [`key ${text}`]: everything,
        'aws:cloudformation:stack-name': text,
        ...(word === 'alpha' && { env: 'prod' }),
      },
      // What its group would replace ends as terminated.
      ...(word === 'alpha' && { autoScalingGroup: text }),
      publicAddress: 'auto',
    });
  }
}

inWindow('texts from outside', { view: 'Halt', settings, env, height: 1400, simulator: { clock } }, (scenario) => {
  scenario('are rows, tooltips, prompts, results and pages, and nothing else', async ({ window, aws }) => {
    fill(aws);
    await openSettledTree(window);
    await window.page.evaluate(WATCHER);
    await window.runCommand('Halt: Refresh');
    for (const word of words) {
      const text = await window.tree.text(rowOf(word), /running/);
      assertVisible(text, `the row of ${word}`);
      assertVisible(await window.tooltip(await window.tree.row(rowOf(word))), `the tooltip of ${word}`);
      await window.page.keyboard.press('Escape');
    }
    await assertInert(window, 'the tree');

    const others = words.filter((word) => word !== 'alpha');
    const [first = '', ...more] = others;
    await window.tree.select(rowOf(first), ...more.map((word) => rowOf(word)));
    await window.tree.pick(rowOf(first), 'Stop Instance…');
    const said = await window.dialog.text();
    assertVisible(said.replaceAll('\n', ' '), 'the prompt');
    assert.match(said, new RegExp(`^Stop ${others.length} EC2 instances in shop-staging`));
    // A line that a text fakes would be one of its own.
    assert.ok(!/^Stop 40|^• prod-db|^Left out: 0/m.test(said), said);
    await assertInert(window, 'the prompt');
    await window.dialog.answer('Show Details');
    await window.webview().locator('h1', { hasText: 'Plan' }).waitFor();
    await assertPageInert(window, 'the plan');
    await window.picture('hostile-plan');
    await (await window.notifications.waitFor(/Nothing has been sent/)).press('Stop…');
    await window.dialog.answer(`Stop ${others.length}`);
    await until('the stop to be sent', () => Promise.resolve(changesSent(aws).length > 0));
    clock.step(90_000);
    const ended = await window.notifications.waitFor(/stopped/);
    assertVisible(ended.text, 'the message');
    await assertInert(window, 'the message');
    await window.picture('hostile-message');
    await ended.press('Show Result');
    await window.webview().locator('h1', { hasText: 'Result' }).waitFor();
    await assertPageInert(window, 'the result');
    await window.runCommand('Halt: Show the Audit Log');
    await window.webview().locator('h1', { hasText: 'Audit' }).waitFor();
    await assertPageInert(window, 'the audit log');
    await assertInert(window, 'the records');
    await window.notifications.clear();
  });

  scenario('are what is typed for production, and what AWS says when it refuses', async ({ window, aws }) => {
    fill(aws);
    await openSettledTree(window);
    await window.page.evaluate(WATCHER);
    await window.runCommand('Halt: Refresh');
    await window.tree.pick(rowOf('alpha'), 'Stop Instance…');
    await window.quickPick.waitFor(/alpha/);
    const box = window.page.locator('.quick-input-widget');
    assertVisible(await box.innerText(), 'the box');
    await assertInert(window, 'the box');
    await window.quickPick.type('somebody else');
    await until('the box to say what is wanted', async () =>
      /alpha/.test(await box.locator('.quick-input-message').innerText()),
    );
    await assertInert(window, 'the box that says what is wanted');
    await window.picture('hostile-box');
    // The raw name is what is wanted: what a person reads in the row.
    await window.quickPick.type(hostile.alpha);
    aws.faults.add({
      service: 'ec2',
      action: 'StopInstances',
      effect: { kind: 'error', code: 'UnsupportedOperation', message: everything, status: 400 },
      times: 8,
    });
    await window.quickPick.accept();
    assertVisible((await window.dialog.answer('Stop')).replaceAll('\n', ' '), 'the last question');
    const refused = await window.notifications.waitFor(/alpha/);
    assertVisible(refused.text, 'the refusal');
    await assertInert(window, 'the refusal');
    aws.faults.clear();
    aws.faults.add({
      service: 'fis',
      effect: { kind: 'error', code: `Odd${COMMAND}`, message: everything, status: 400 },
    });
    await window.runCommand('Halt: Refresh');
    const failing = (await window.tree.text(['shop-staging', HOME, /^FIS/, /alpha|FIS|AWS/], /./)).trim();
    assertVisible(failing, 'a list that fails');
    await assertInert(window, 'a list that fails');
    aws.faults.clear();
    await window.notifications.clear();
  });

  scenario('are picks, the status bar, an experiment’s page and its JSON', async ({ window, aws }) => {
    fill(aws);
    const odd = Object.fromEntries(Object.entries(hostile).map(([word, text]) => [`${word} ${text}`, text]));
    const id = ownThings(aws, HOME).startExperiment(
      { description: everything },
      { tags: { Name: hostile.bravo, ...odd } },
    );
    await openSettledTree(window);
    await window.page.evaluate(WATCHER);
    await window.runCommand('Halt: Refresh');
    const experiment: TreePath = ['shop-staging', HOME, /^FIS/, /bravo/];
    await window.tree.text(experiment, /bravo/);
    aws.fis.setSafetyLever(ACCOUNT, HOME, 'engaged', everything);
    await window.ask('Halt: Stop Instance…', /Stop/);
    // Those that still run: another scenario may have stopped the others.
    const running = aws.ec2.instances(ACCOUNT, HOME).filter(({ state }) => state === 'running');
    for (const [word] of Object.entries(hostile).filter(([, text]) =>
      running.some(({ tags }) => tags['Name'] === text),
    )) {
      await window.quickPick.type(word);
      assertVisible(await (await window.quickPick.row(new RegExp(word))).innerText(), `the pick of ${word}`);
    }
    await assertInert(window, 'the picks');
    await window.picture('hostile-picks');
    await window.quickPick.cancel();
    await window.statusItem('experiments').click();
    await window.quickPick.waitFor();
    for (const row of await window.quickPick.someRows()) assertVisible(row, 'the status bar’s list');
    await window.quickPick.cancel();
    await assertInert(window, 'the status bar’s list');
    await window.tree.pick(experiment, 'Show Details');
    await window.webview().getByRole('heading', { name: 'bravo' }).first().waitFor();
    await assertPageInert(window, 'the experiment’s page');
    for (const tab of await window.page.locator('.tabs-container .tab').allInnerTexts()) assertVisible(tab, 'a tab');
    await assertInert(window, 'the experiment’s page');
    await window.picture('hostile-page');
    await window.tree.pick(experiment, 'Open as JSON');
    await until('the JSON', async () => (await window.editorText()).includes(id));
    await assertInert(window, 'the JSON');
  });

  scenario(
    'are what a helper program complains of, where its profile gives no credentials',
    async ({ window, config }) => {
      const folder = dirname(config);
      const sound = readFileSync(config, 'utf8');
      const helped = Object.entries(hostile).map(([word, text]) => {
        const helper = join(folder, `${word}.cjs`);
        const complaint = JSON.stringify(`${word} said: ${text}`);
        writeFileSync(helper, `process.stderr.write(${complaint}); process.exitCode = 4;\n`);
        return `[profile helped-${word}]\nregion = ${HOME}\ncredential_process = "${process.execPath}" "${helper}"\n`;
      });
      writeFileSync(config, `${sound}\n${helped.join('')}`);
      await openSettledTree(window);
      await window.page.evaluate(WATCHER);
      await window.changeSettings({ 'halt.profiles': words.map((word) => `helped-${word}`) });
      for (const word of words) {
        const row: TreePath = [new RegExp(`^helped-${word}`)];
        assertVisible(await window.tree.text(row, /⚠/), `the row of the profile ${word}`);
        // What looks like a secret is struck out of it. The tooltip of the row that was under the mouse before may still be there.
        const tip = await until(`the complaint of ${word}`, async () => {
          const text = await window.tooltip(await window.tree.row(row));
          return new RegExp(`code 4.*(?:${word}|…)`).test(text) && text;
        });
        assertVisible(tip.replaceAll('\n', ' '), `the tooltip of the profile ${word}`);
        await window.page.keyboard.press('Escape');
      }
      await assertInert(window, 'the profiles');
      await window.picture('hostile-helpers');
      await window.changeSettings(settings);
      writeFileSync(config, sound);
      await window.notifications.clear();
    },
  );

  scenario(
    'are the names of profiles, in the box for a code, the tab of a sign-in and the diagnosis',
    async ({ window, config }) => {
      const sound = readFileSync(config, 'utf8');
      // A name in the config is in one line.
      const named = Object.entries(hostile).filter(([, text]) => !/\n/.test(text));
      const coded = named.map(([, text]) =>
        [
          ...[`[profile '${text}']`, `region = ${HOME}`, `role_arn = arn:aws:iam::${ACCOUNT}:role/on-call`],
          ...['source_profile = shop-staging', `mfa_serial = ${text}`, ''],
        ].join('\n'),
      );
      const portal = [
        ...[`[profile 'portal ${hostile.bravo}']`, `region = ${HOME}`, `sso_region = ${HOME}`],
        ...[
          'sso_start_url = https://acme.awsapps.com/start',
          `sso_account_id = ${ACCOUNT}`,
          'sso_role_name = OnCall',
          '',
        ],
      ].join('\n');
      writeFileSync(config, [sound, ...coded, portal].join('\n'));
      await openSettledTree(window);
      await window.page.evaluate(WATCHER);
      await window.changeSettings({ 'halt.profiles': [...named.map(([, text]) => text), `portal ${hostile.bravo}`] });
      for (const [word] of named) {
        const row: TreePath = [new RegExp(`^(?!portal).*${word}`)];
        assertVisible(await window.tree.text(row, /needs an MFA code/), `the row of the profile ${word}`);
        await window.tree.pick(row, 'Sign In');
        await window.quickPick.waitFor(/MFA code for/);
        assertVisible(await window.page.locator('.quick-input-widget').innerText(), `the box for the code of ${word}`);
        await assertInert(window, `the box for the code of ${word}`);
        await window.quickPick.cancel();
      }
      await window.tree.pick([/^portal/], 'Sign In');
      const panel = window.page.locator('.part.panel');
      await until('the terminal', async () => /AWS sign-in: portal/.test(await panel.innerText()));
      await assertInert(window, 'the tab of the sign-in');
      await window.picture('hostile-sign-in');
      await window.runCommand('Terminal: Kill the Active Terminal Instance');

      await window.ask('Halt: Diagnose Profiles…', 'Diagnose Profiles');
      for (const row of await window.quickPick.someRows()) assertVisible(row, 'a profile to diagnose');
      await window.quickPick.accept();
      await window.webview().locator('h1', { hasText: 'Profiles' }).waitFor();
      for (const [word] of named) await window.webview().getByRole('heading', { name: word }).first().waitFor();
      await assertPageInert(window, 'the diagnosis');
      await assertInert(window, 'the diagnosis');
      await window.picture('hostile-diagnosis');
      await window.changeSettings(settings);
      writeFileSync(config, sound);
      await window.notifications.clear();
    },
  );

  scenario(
    'are services and deployments, what is in progress, their pages and an instance’s, and the news',
    async ({ window, aws }) => {
      fill(aws);
      // Of these names, those that an ARN can hold and Halt takes for one; the others are in their tags, containers and alarms.
      const named = Object.entries(hostile).filter(([, text]) => !/[/:]/.test(text) && identifier(text) !== undefined);
      assert.ok(named.length > 0);
      const deployments = named.map(([, name], index) => {
        const service = aws.ecs.createService(ACCOUNT, HOME, `cluster ${hostile.bravo}`, {
          ...{ name, desired: 4, launch: 'FARGATE_SPOT', version: 10 + index, sidecars: [everything] },
          tags: { [`key ${name}`]: everything },
          past: [{ daysAgo: 3, options: { strategy: 'ROLLING', hooks: [] } }],
        });
        const alarms = { names: [everything, name], rollback: false };
        return aws.ecs.startDeployment(service, { ageSeconds: 300, failing: true, taskFailure: 'exit', alarms });
      });
      for (const [word, text] of Object.entries(hostile))
        aws.ec2.add(ACCOUNT, HOME, { name: `${text} ends`, state: 'stopping', stateAge: 0, tags: { word } });
      await openSettledTree(window);
      await window.page.evaluate(WATCHER);
      await window.changeSettings({ 'halt.notify': 'all' });
      await window.runCommand('Halt: Refresh');

      const progress = runningIn(window);
      for (const [word] of named) {
        const service: TreePath = ['shop-staging', HOME, /^ECS/, /bravo.* cluster$/, new RegExp(word)];
        assertVisible(await window.tree.text(service, /rolling out/), `the row of the service ${word}`);
        assertVisible(await window.tooltip(await window.tree.row(service)), `the tooltip of the service ${word}`);
        await window.page.keyboard.press('Escape');
        assertVisible(await progress.text([new RegExp(`${word}.*rolling out`)]), `the service ${word} in progress`);
      }
      for (const word of words)
        assertVisible(await progress.text([new RegExp(`${word}.*stopping`)]), `${word} in progress`);
      await assertInert(window, 'what is in progress');

      const [first] = named;
      assert.ok(first);
      await window.tree.pick(['shop-staging', HOME, /^ECS/, /bravo.* cluster$/, new RegExp(first[0])], 'Show Details');
      await window.webview().getByRole('heading', { name: first[0] }).first().waitFor();
      await window.webview().getByText('alpha', { exact: false }).first().waitFor();
      await assertPageInert(window, 'the page of a deployment');
      await assertInert(window, 'the page of a deployment');
      await window.picture('hostile-deployment');
      await window.tree.pick(rowOf('foxtrot'), 'Show Details');
      await window.webview().getByRole('heading', { name: 'foxtrot' }).first().waitFor();
      await assertPageInert(window, 'the page of an instance');
      await assertInert(window, 'the page of an instance');
      await window.picture('hostile-instance');

      for (const arn of deployments) aws.ecs.ringAlarm(arn, everything);
      clock.step(120_000);
      await window.runCommand('Halt: Refresh');
      const news = await window.notifications.waitFor(/bravo|delta/);
      assertVisible(news.text, 'the news');
      await assertInert(window, 'the news');
      await window.picture('hostile-news');
      await window.notifications.clear();
      await window.changeSettings({ 'halt.notify': 'off' });
    },
  );
});
