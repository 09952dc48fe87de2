import assert from 'node:assert/strict';
import { heldClock } from '../../src/simulator/core/clock.ts';
import { untilUnasked } from '../stages/window/demoFleet.ts';
import { message, RUNNING_PANE, runningIn, texts } from '../stages/window/haltViews.ts';
import { inWindow } from '../stages/window/scene.ts';
import { disappears, gone, until } from '../stages/window/waiting.ts';
import type { HaltWindow } from '../stages/window/window.ts';

const settings = {
  'halt.profiles': ['shop-staging', 'shop-production'],
  'halt.regions': ['eu-west-1', 'us-east-1', 'ap-southeast-2'],
  'halt.refresh.slowSeconds': 15,
};

/** In seconds: as `slowSeconds`, the least that the settings take. */
const paces = {
  'halt.refresh.statusBarSeconds': 30,
  'halt.refresh.fastSeconds': 2,
};

/** In pixels. Most rows are in sight: each screenful that is scrolled past takes time to be drawn and read. */
const HEIGHT = 1400;

/** Until it can be seen: a palette that loses the focus to an editor that is still drawing has run nothing. */
async function clearFilter(window: HaltWindow): Promise<void> {
  await until('the filter to be cleared', async () => {
    await window.runCommand('Halt: Clear the Filter');
    return disappears(message(window, /^Filter/), 10_000);
  });
}

async function filterBy(window: HaltWindow, text: string): Promise<void> {
  await window.ask('Halt: Filter Resources…', /Filter AWS Resources and In Progress/);
  await window.quickPick.type(text);
  await window.quickPick.accept();
  // Halt closes it when it has taken the filter; an editor that is reloaded before that has none to remember.
  await until('the filter to be taken', async () => !(await window.quickPick.isOpen()));
}

async function groupBy(window: HaltWindow, row: RegExp): Promise<void> {
  await window.ask('Halt: Group Instances…', /Group EC2 Instances/);
  await window.quickPick.choose(row);
}

async function firstRow({ tree }: HaltWindow, pattern: RegExp): Promise<void> {
  const first = async () => (await texts(tree))[0] ?? '';
  await until(`the first row to be ${pattern}`, async () => pattern.test(await first()), { say: first });
}

inWindow(
  'what the tree shows',
  {
    view: 'Halt',
    settings,
    height: HEIGHT,
    simulator: { clock: heldClock(Date.now()) },
    // Where rows leave, the oldest editor draws in another way.
    ofOldestAlone: [
      'is drawn again after a restart under a filter',
      'goes on being drawn while somebody scrolls and the filter takes rows away',
    ],
  },
  (scenario, picture) => {
    const instances = ['shop-production', 'eu-west-1', /^EC2/];

    scenario('is filtered while the filter is typed, and as before after Escape', async ({ window }) => {
      await window.tree.expand(instances);
      await window.tree.row([...instances, 'bastion-prod-ireland']);
      const other = 'Throttle the orders API';
      await runningIn(window).row([other]);
      await window.ask('Halt: Filter Resources…', /Filter AWS Resources and In Progress/);
      await window.quickPick.type('checkout env=prod*');
      await window.tree.text(instances, /3 of 14$/);
      await message(window, /^Filter: checkout env=prod\* \(\d+ of \d+ shown\)$/).waitFor();
      await window.page.locator(`${RUNNING_PANE} .monaco-list-row`, { hasText: other }).waitFor({ state: 'detached' });
      // The row that was looked for is clicked on with the filter still open.
      await window.tree.select([...instances, /^checkout-api/]);
      assert.ok(await window.quickPick.isOpen());
      await window.tree.text(instances, /3 of 14$/);
      await window.quickPick.type('checkout');
      await window.page.keyboard.press('Escape');
      await window.tree.text(instances, /of 14 running$/);
      await runningIn(window).row([other]);
      await gone(message(window, /Filter/));
    });

    scenario('opens the managed daemons that a filter finds', async ({ window }) => {
      const place = ['shop-staging', 'eu-west-1'] as const;
      const daemons = [...place, /^ECS/, /^Managed Daemons/] as const;
      await window.tree.expand(daemons);
      await window.tree.row([...daemons, /^runtime-guard/]);
      await window.tree.collapse(daemons);
      await window.ask('Halt: Filter Resources…', /Filter AWS Resources and In Progress/);
      for (const typed of ['bastion', 'runtime-guard']) {
        await window.quickPick.type(typed);
        await until(typed, async () => (await texts(window.tree)).some((text) => text.startsWith(typed)));
      }
      await window.page.keyboard.press('Escape');
    });

    scenario(
      'stays filtered, grouped and pinned after a restart, with its saved filters and what was hidden',
      async ({ window }) => {
        await filterBy(window, '-type:t3.* -older:1h');
        await message(window, /^Filter: -type:t3/).waitFor();
        await window.ask('Halt: Save Filter…', /Save the filter -type:t3/);
        const name = '$(trash) **young** [x](y)';
        await window.quickPick.type(name);
        // It is said for a moment only.
        const said = window.page.locator('.statusbar', { hasText: 'Saved the filter' }).waitFor();
        await window.quickPick.accept();
        await said;
        await clearFilter(window);
        const hidden = [...instances, 'bastion-prod-ireland'] as const;
        const isHidden = async () =>
          !(await texts(window.tree)).some((text) => text.startsWith('bastion-prod-ireland'));
        await window.tree.pick(hidden, 'Hide');
        await until('the row to be hidden', isHidden);

        await window.tree.pick(['shop-production'], 'Pin');
        await window.tree.text(['shop-production'], /★/);
        await firstRow(window, /^shop-production/);
        await window.tree.pick([...instances, 'session-cache-1'], 'Pin');
        await window.tree.text([...instances, 'session-cache-1'], /^session-cache-1 ★ · running/);

        await groupBy(window, /^\s*team/);
        await window.tree.text([...instances, 'team=data'], /3 of 3 running/);
        await window.tree.row([...instances, 'team=data', 'session-cache-1']);
        const firstOfTeam = async () => {
          const now = await texts(window.tree);
          return now[1 + now.findIndex((text) => text.startsWith('team=data'))] ?? '';
        };
        await until('the pinned one first', async () => (await firstOfTeam()).startsWith('session-cache-1 ★'), {
          say: firstOfTeam,
        });

        await filterBy(window, 'state:running');
        await window.tree.text(instances, /12 of 14$/);
        await window.picture(`arranged-${window.version}-dark`);

        await window.reload();
        await window.openView('Halt');
        await message(window, /^Filter: state:running/).waitFor();
        await window.tree.text([...instances, 'team=data'], / 3 of 3/);
        await firstRow(window, /^shop-production ★/);

        await window.ask('Halt: Saved Filters…', /Saved Filters/);
        const [saved = ''] = await window.quickPick.someRows();
        // As text: what keeps it from being an icon or a link isn't seen.
        assert.equal(
          saved.replaceAll('\u2060', '').replaceAll(' ', ''),
          `${name}-type:t3.* -older:1h`.replaceAll(' ', ''),
        );
        await window.quickPick.choose(/young/);
        await message(window, /^Filter: -type:t3/).waitFor();
        await clearFilter(window);
        await window.tree.row([...instances, 'team=data', 'session-cache-1']);
        await groupBy(window, /Not grouped/);
        // The first of the list.
        await window.tree.row([...instances, /^catalog|^checkout/]);
        assert.ok(await isHidden());
        await window.ask('Halt: Show Hidden…', /Show Hidden/);
        await window.quickPick.choose(/bastion-prod-ireland/);
        await window.tree.pick([...instances, 'session-cache-1'], 'Unpin');
        await window.tree.text([...instances, 'session-cache-1'], /^session-cache-1 running/);
        await window.tree.pick(['shop-production'], 'Unpin');
        await window.tree.text(['shop-production'], /^shop-production (?!★)/);
        await window.tree.text(hidden, /^bastion-prod-ireland/);
      },
    );

    scenario('is drawn again after a restart under a filter', async ({ window }) => {
      // What there is to group by is known once they are listed.
      await window.tree.row([...instances, 'session-cache-1']);
      await groupBy(window, /^\s*team/);
      await filterBy(window, 'state:running');
      // Of the group below it all run: that reads the same with and without the filter.
      await window.tree.text(instances, /13 of 14$/);
      await window.reload();
      await window.openView('Halt');
      await message(window, /^Filter: state:running/).waitFor();
      await window.tree.text(instances, /13 of 14$/);
      await window.tree.text([...instances, 'team=data'], /3 of 3/);
      await clearFilter(window);
      await groupBy(window, /Not grouped/);
      await window.tree.row([...instances, /^bastion/]);
    });

    scenario('says so where the filter hides all, and comes back', async ({ window }) => {
      await filterBy(window, 'no-such-thing');
      const hidden = [/^All \d+ filtered out\. Clear filter/];
      await window.tree.follow(hidden);
      await window.tree.text(instances, /13 of 14 running$/);
      await gone(message(window, /Filter/));
    });

    // Before VS Code 1.108 a row that left under the mouse's wheel stopped the tree's drawing for good: see `leavingRows`.
    scenario('goes on being drawn while somebody scrolls and the filter takes rows away', async ({ window }) => {
      await window.tree.row([...instances, 'session-cache-1']);
      // Low, so that there is something to scroll.
      await window.page.setViewportSize({ width: 1280, height: 800 });
      const processor = await window.page.context().newCDPSession(window.page);
      const box = await window.page.locator('.sidebar .customview-tree .monaco-list').first().boundingBox();
      assert.ok(box);
      for (const text of ['state:running', 'no-such-thing', '']) {
        await window.ask('Halt: Filter Resources…', /Filter AWS Resources and In Progress/);
        await window.quickPick.type(text);
        await window.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
        await window.quickPick.accept();
        // Slow alone while rows leave: what makes it slow takes the processor from all others.
        await processor.send('Emulation.setCPUThrottlingRate', { rate: 4 });
        for (let turn = 0; turn < 40; turn += 1) await window.page.mouse.wheel(0, turn % 2 === 0 ? 1000 : -1000);
        await processor.send('Emulation.setCPUThrottlingRate', { rate: 1 });
      }
      await processor.detach();
      await window.tree.text(instances, /13 of 14 running$/);
      await window.page.setViewportSize({ width: 1280, height: HEIGHT });
    });

    scenario('has the rest of a long list by keyboard, and keeps it', async ({ window }) => {
      const experiments = ['shop-production', 'eu-west-1', /^FIS/];
      const more = /^Load more \(\d+ not shown\)/;
      await window.tree.row([...experiments, more]);
      const before = await window.tree.rows();
      const last = before[before.findIndex(({ text }) => more.test(text)) - 1];
      assert.ok(last);
      await window.tree.select([...experiments, last.text]);
      const following = async () => {
        const rows = await window.tree.rows();
        const at = rows.findIndex(({ text }) => text === last.text);
        return at < 0 ? undefined : rows[at + 1];
      };
      const focused = window.page.locator('.sidebar .monaco-list-row.focused', { hasText: 'Load more' });
      await window.tree.press('ArrowDown', () => focused.isVisible());
      const firstThatCame = async () => {
        const row = await following();
        return row?.selected && !more.test(row.text) ? row : undefined;
      };
      await window.tree.press('Enter', async () => (await firstThatCame()) !== undefined);
      const next = await until('the focus to be on the first that came', firstThatCame);
      await window.tree.pick([...experiments, next.text], 'Pin');
      await window.tree.row([...experiments, /★/]);
      await window.tree.row([...experiments, last.text]);
      await until(
        'the list as long as before',
        async () => !more.test((await following())?.text ?? 'Load more (1 not shown)'),
      );
    });

    scenario('no call is made while Halt is hidden and the window in the background', async ({ window, aws }) => {
      await window.changeSettings(paces);
      await until('calls while it is in sight', () => aws.log.count() > 0);
      await window.openView('Explorer');
      // As a browser tells the page that another window came before it.
      await window.page.evaluate("document.hasFocus = () => false; window.dispatchEvent(new FocusEvent('blur'))");
      // What was on its way comes to its end.
      await untilUnasked(aws, 'all to be quiet for longer than any pace', {
        quietFor: 1_000 * (1 + paces['halt.refresh.statusBarSeconds']),
        within: 150_000,
      });
      aws.log.clear();
      await window.page.evaluate("document.hasFocus = () => true; window.dispatchEvent(new FocusEvent('focus'))");
      await until('calls for the status bar', () => aws.log.count({ action: 'ListExperiments' }) > 0);
      await window.changeSettings(Object.fromEntries(Object.keys(paces).map((setting) => [setting, undefined])));
    });

    scenario('is introduced by a walkthrough', async ({ window }) => {
      await window.changeSettings({ 'halt.notify': 'production' });
      await window.runCommand('Halt: Accessibility Help');
      await window.page.getByRole('tab', { name: /Accessibility Help/ }).waitFor();
      await window.runCommand('View: Close Editor');
      await window.runCommand('Welcome: Open Walkthrough...');
      await window.quickPick.type('Halt');
      await window.quickPick.choose('Get Started with Halt for AWS');
      const steps = window.page.locator('.gettingStartedContainer .getting-started-step .step-title');
      const titles = [
        ...['Try it without an AWS account', 'Choose profiles', 'Choose regions', 'See what a stop would do'],
        ...['Get notified when it matters', 'Use the keyboard or a screen reader'],
      ];
      await until(
        'its steps',
        async () => (await steps.allInnerTexts()).map((text) => text.trim()).join() === titles.join(),
        {
          say: () => steps.allInnerTexts(),
        },
      );
      // Profiles, regions and what to be told are chosen in the settings; the help is read before the walkthrough is.
      const done = window.page.locator('.getting-started-step').filter({ has: window.page.locator('.step-title') });
      const ticked = async (title: string): Promise<boolean> =>
        (await done.filter({ hasText: title }).locator('.codicon-getting-started-step-checked').count()) > 0;
      for (const title of [...titles.slice(1, 3), ...titles.slice(4)])
        await until(`the tick of ${title}`, () => ticked(title));
      assert.equal(await ticked('Try it without an AWS account'), false);
      await steps.filter({ hasText: 'See what a stop would do' }).click();
      await window.page.locator('.gettingStartedContainer').getByRole('button', { name: 'Stop Instance…' }).waitFor();
      await window.picture(`walkthrough-${window.version}-dark`);
      await window.runCommand('View: Close Editor');
      await window.changeSettings({ 'halt.notify': undefined });
    });

    scenario('has an end: nothing runs where nothing is', async ({ window, aws }) => {
      aws.faults.add({ region: 'eu-north-1', effect: { kind: 'hold' } });
      await window.editSettings({ 'halt.regions': ['eu-north-1'] });
      const reading = ['shop-production', 'eu-north-1', /^EC2 Instances loading…$/];
      await until('its picture', async () => (await window.tree.row(reading)).locator('.codicon-loading').isVisible());
      await window.tree.spoken(reading, /^EC2 Instances, loading…/);
      aws.faults.clear();
      await window.tree.row(['shop-production', 'eu-north-1', /^EC2 Instances 0 of 0 running/]);
      await window.page
        .locator(RUNNING_PANE)
        .getByText(/Nothing is in progress/)
        .waitFor();
      await window.changeSettings({ 'halt.regions': settings['halt.regions'] });
      await runningIn(window).row(['Throttle the orders API']);
    });

    picture('what is in progress, narrow and light', async ({ window }) => {
      await window.setTheme('light');
      await runningIn(window).row(['Throttle the orders API']);
      await window.page.setViewportSize({ width: 480, height: 700 });
      await window.page.mouse.move(400, 300);
      await window.picture(`running-now-${window.version}-light-narrow`);
      await window.page.setViewportSize({ width: 1280, height: HEIGHT });
      await window.setTheme('dark');
    });
  },
);
