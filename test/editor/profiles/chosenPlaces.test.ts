import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { stagedHalt } from '../../stages/editor/stagedHalt.ts';
import { readSettings } from '../../../src/ui/settings/settings.ts';
import { until } from '../../stages/window/waiting.ts';

const write = (value: unknown) =>
  vscode.workspace.getConfiguration('halt').update('regions', value, vscode.ConfigurationTarget.Global);

describe('the regions in the settings file', () => {
  after(async () => {
    await write(undefined);
  });

  it('are those that a person means, however they typed them, each once', async () => {
    await write(['EU-West-1', ' eu-west-1 ', 'us\u2011east\u20111', 'ap-south-1\u200b', 'eusc-de-east-1']);
    assert.deepEqual(readSettings().regions, ['eu-west-1', 'us-east-1', 'ap-south-1', 'eusc-de-east-1']);
  });

  it('are none that can be no region’s name', async () => {
    await write(['x.evil.test/#', '', ' ', 7, null, ['eu-west-1'], 'eu-*', 'eu-west-1,us-east-1', 'all']);
    assert.deepEqual(readSettings().regions, []);
    const leftOut = ['x.evil.test/#', '7', 'null', '["eu-west-1"]', 'eu-*', 'eu-west-1,us-east-1', 'all'];
    assert.deepEqual(readSettings().leftOut['halt.regions'], leftOut);
  });
});

describe('what is chosen and can be none', () => {
  const settings = vscode.workspace.getConfiguration('halt');
  const set = async (profiles: unknown, regions: unknown): Promise<void> => {
    await settings.update('profiles', profiles, vscode.ConfigurationTarget.Global);
    await write(regions);
  };
  before(async () => {
    await vscode.extensions.getExtension('halt-for-aws.halt-for-aws')?.activate();
  });
  after(async () => {
    await set(undefined, undefined);
    await stagedHalt().again();
  });

  it('is told with its setting, once, and leaves the rest', async () => {
    const messages: string[] = [];
    const told = () => messages.filter((message) => /^Halt leaves out of|has to be a list/.test(message));
    await set(['dev', 7, ''], ['eu-west', ' ', 'EU-West-1']);
    await stagedHalt().again({
      answer: (message) => {
        messages.push(message);
        return undefined;
      },
    });
    assert.deepEqual([readSettings().profiles, readSettings().regions], [['dev'], ['eu-west-1']]);
    const both = [
      'Halt leaves out of halt.profiles what can’t be a profile: “7”.',
      'Halt leaves out of halt.regions what can’t be a region: “eu-west”.',
    ];
    await until('both to be told', () => told().length >= both.length);
    assert.deepEqual(told(), both);
    // A text in place of a list, and more than are named.
    await set('dev', ['a', '[b](command:x)', 'c', 'd']);
    await until('the others to be told', () => told().length >= 4);
    assert.deepEqual(told().slice(2).toSorted(), [
      'Halt leaves out of halt.regions what can’t be a region: “a”, “[b]\u2060(command:x)”, “c” and 1 more.',
      'halt.profiles has to be a list: ["dev"].',
    ]);
    assert.deepEqual(readSettings().profiles, []);
  });
});
