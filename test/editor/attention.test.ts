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
    // The first look comes as it is connected.
    let now: 'fails' | 'unread' | 'read' = 'fails';
    let isRead = false;
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
          if (now === 'fails') throw new Error('the worker is gone');
          isRead = now === 'read';
        },
        isRead: () => isRead,
      },
      settings: { now: () => ({ notify: 'off', counts: new Set() }), onDidChange: () => () => {} },
      config: { attend: () => {} },
      presence: { isThere: () => true, onDidChange: looks.event },
      hasProfiles: () => true,
      isDemo: () => false,
      onError: (error: unknown) => errors.push(error),
    } as unknown as AttentionParts);
    for (const [next, expected] of [
      ['fails', 1],
      ['fails', 2],
      ['unread', 3],
      ['read', 4],
      ['read', 4],
    ] as const) {
      now = next;
      if (reads > 0) looks.fire(true);
      await flush();
      assert.equal(reads, expected);
    }
    assert.equal(errors.length, 2);
    release();
  });
});
