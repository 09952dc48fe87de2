import assert from 'node:assert/strict';
import * as vscode from 'vscode';

describe('the extension', () => {
  it('activates, and contributes its view', async () => {
    const extension = vscode.extensions.getExtension('halt-for-aws.halt-for-aws');
    assert.ok(extension);
    await extension.activate();
    assert.equal(extension.isActive, true);
    await vscode.commands.executeCommand('halt.resources.focus');
  });
});
