import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { readSettings } from '../../src/ui/settings/settings.ts';

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
  });
});
