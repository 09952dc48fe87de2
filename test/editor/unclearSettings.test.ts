import assert from 'node:assert/strict';
import { commands, ConfigurationTarget, window, workspace } from 'vscode';
import { readSettings } from '../../src/ui/settings/settings.ts';
import { tellUnclearSettings } from '../../src/ui/settings/unclearSettings.ts';
import { until } from '../stages/window/waiting.ts';

describe('a rule that can’t be understood', () => {
  const set = (value: unknown) =>
    workspace.getConfiguration('halt').update('enableAbort', value, ConfigurationTarget.Global);

  it('is off and known for what it is, where it is about aborting', async () => {
    try {
      for (const [value, isOn, isUnclear] of [
        [true, true, false],
        [false, false, false],
        ['true', false, true],
        [1, false, true],
        [['yes'], false, true],
        [undefined, false, false],
      ] as const) {
        await set(value);
        const { enableAbort, abortUnclear, policy } = readSettings();
        assert.deepEqual(
          [enableAbort, policy.enableAbort, abortUnclear],
          [isOn, isOn, isUnclear],
          JSON.stringify(value),
        );
      }
    } finally {
      await set(undefined);
    }
  });

  for (const which of ['abortUnclear', 'reasonUnclear'] as const)
    it(`is told once, with a button that opens the setting: ${which}`, async () => {
      const settings = { ...readSettings(), [which]: true };
      const tabs = () => window.tabGroups.all.flatMap((group) => group.tabs.map(({ label }) => label));
      await commands.executeCommand('workbench.action.closeAllEditors');
      await commands.executeCommand('notifications.clearAll');
      const changes: (() => void)[] = [];
      const stop = tellUnclearSettings(
        {
          now: () => settings,
          onDidChange: (listener: () => void) => {
            changes.push(listener);
            return () => undefined;
          },
        } as unknown as Parameters<typeof tellUnclearSettings>[0],
        (error) => assert.fail(String(error)),
      );
      try {
        await until('the settings', async () => {
          await commands.executeCommand('notification.acceptPrimaryAction');
          return tabs().includes('Settings');
        });
        await commands.executeCommand('workbench.action.closeAllEditors');
        for (const changed of changes) changed();
        await commands.executeCommand('notification.acceptPrimaryAction');
        assert.deepEqual(tabs(), []);
      } finally {
        stop();
      }
    });
});

describe('what a setting lists and can be none', () => {
  const real = window.showWarningMessage;
  afterEach(() => {
    window.showWarningMessage = real;
  });

  for (const [leftOut, said, buttons] of [
    [['a'], '“a”', ['Open Setting']],
    [['a', 'b', 'c'], '“a”, “b”, “c”', ['Open Setting']],
    [['a', 'b', 'c', 'd', 'd', 'e'], '“a”, “b”, “c” and 2 more', ['Open Setting', 'Show All']],
  ] as const)
    it(`is counted where it isn’t named, and a button shows all: ${leftOut.length}`, async () => {
      const shown: (readonly unknown[])[] = [];
      window.showWarningMessage = async (message: string, ...rest: readonly unknown[]) => {
        shown.push([message, ...rest]);
        return rest.includes('Show All') ? 'Show All' : undefined;
      };
      const settings = { ...readSettings(), leftOut: { 'halt.profiles': [], 'halt.regions': leftOut } };
      const stop = tellUnclearSettings(
        { now: () => settings, onDidChange: () => () => undefined } as unknown as Parameters<
          typeof tellUnclearSettings
        >[0],
        (error) => assert.fail(String(error)),
      );
      try {
        const sentence = (names: string) => `Halt leaves out of halt.regions what can’t be a region: ${names}.`;
        await until('all to be shown', () => shown.length === buttons.length);
        assert.deepEqual(shown[0], [sentence(said), ...buttons]);
        if (buttons.length > 1)
          assert.deepEqual(shown[1]?.slice(0, 2), [
            'halt.regions',
            { modal: true, detail: sentence('“a”, “b”, “c”, “d”, “e”') },
          ]);
      } finally {
        stop();
      }
    });
});
