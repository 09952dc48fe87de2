import assert from 'node:assert/strict';
import { extensions, type TreeView } from 'vscode';
import { type AttentionParts, connectAttention } from '../../src/app/attention.ts';
import { createEmitter } from '../../src/base/event.ts';
import type { Node } from '../../src/ui/tree/nodes/node.ts';
import { stagedHalt } from '../stages/editor/stagedHalt.ts';
import { flush } from '../stages/fakes.ts';

describe('the shared config', () => {
  before(() => extensions.getExtension('halt-for-aws.halt-for-aws')?.activate());
  // What stands above the views is said by whoever looks last.
  after(() => stagedHalt().again());

  it('is read once somebody looks, and again by whoever looks next where it could not be read', async () => {
    const fail = (error: unknown) => assert.fail(String(error));
    const looks = createEmitter<boolean>(fail);
    const errors: unknown[] = [];
    let reads = 0;
    let isBroken = true;
    const release = connectAttention({
      views: [{ visible: true, onDidChangeVisibility: () => ({ dispose: () => {} }) } as unknown as TreeView<Node>],
      poller: { setAttention: () => {}, setScopes: () => {} },
      accounts: { ensure: () => Promise.resolve() },
      scopes: {
        all: () => [],
        profiles: () => ['dev'],
        undecided: () => [],
        info: () => undefined,
        onDidChange: () => () => {},
        reload: async () => {
          reads += 1;
          if (isBroken) throw new Error('the worker is gone');
        },
      },
      settings: { now: () => ({ notify: 'off', counts: new Set() }), onDidChange: () => () => {} },
      config: { attend: () => {} },
      presence: { isThere: () => true, onDidChange: looks.event },
      hasProfiles: () => true,
      isDemo: () => false,
      onError: (error: unknown) => errors.push(error),
    } as unknown as AttentionParts);
    for (const [nowBroken, expected] of [
      [true, 1],
      [true, 2],
      [false, 3],
      [false, 3],
    ] as const) {
      isBroken = nowBroken;
      if (reads > 0) looks.fire(true);
      await flush();
      assert.equal(reads, expected);
    }
    assert.equal(errors.length, 2);
    release();
  });
});
