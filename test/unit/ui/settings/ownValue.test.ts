import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ownValue } from '../../../../src/ui/settings/ownValue.ts';

/** What each place says, and what VS Code makes of all of them, as it did where a folder's settings stood within an object. */
const rows: readonly (readonly [what: string, value: unknown, told: unknown, own: unknown])[] = [
  ['nobody says anything', undefined, { key: 'halt.x' }, undefined],
  ['the editor tells nothing of it', true, undefined, true],
  ['the manifest alone', ['*prod*'], { defaultValue: ['*prod*'] }, ['*prod*']],
  ['the person', true, { defaultValue: false, globalValue: true, globalLocalValue: true }, true],
  ['an administrator', true, { defaultValue: true, globalValue: false }, true],
  ['the person, and a folder', false, { defaultValue: false, globalValue: true, workspaceValue: false }, true],
  ['the person, and one of several folders', [], { globalValue: ['x'], workspaceFolderValue: [] }, ['x']],
  ['a folder alone', [], { defaultValue: ['*prod*'], workspaceValue: [] }, ['*prod*']],
  ['a folder, with nothing', null, { defaultValue: ['*prod*'], workspaceValue: null }, ['*prod*']],
  ['the person, with nothing, and a folder', [], { defaultValue: [], globalValue: null, workspaceValue: [] }, null],
  ['the person, and a folder that VS Code left out', true, { globalValue: true, workspaceValue: false }, true],
  ['a folder, of what nobody else knows', true, { workspaceValue: true }, undefined],
  [
    'the person, and a remote machine',
    'off',
    { defaultValue: 'off', globalValue: 'off', globalLocalValue: 'always', globalRemoteValue: 'off' },
    'always',
  ],
  [
    'the person in the settings for all of the editor’s profiles, and a remote machine that VS Code left out',
    ['*prod*', '*live*'],
    { defaultValue: ['*prod*'], globalValue: [], globalRemoteValue: [], workspaceValue: [{ x: 1 }] },
    ['*prod*', '*live*'],
  ],
  [
    'a folder, of an object in a list',
    [{ match: 'x', readOnly: false }],
    {
      defaultValue: [],
      globalValue: [{ match: 'x', readOnly: true }],
      workspaceValue: [{ match: 'x', readOnly: false }],
    },
    [{ match: 'x', readOnly: true }],
  ],
  [
    'a remote machine alone',
    true,
    { defaultValue: false, globalValue: true, globalRemoteValue: true, workspaceValue: true },
    false,
  ],
];

describe('a guard is what the person’s own settings say, whatever a folder or a remote machine says', () => {
  for (const [what, value, told, own] of rows) it(what, () => assert.deepEqual(ownValue(value, told), own));
});
