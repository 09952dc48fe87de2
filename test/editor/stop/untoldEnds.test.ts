import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { AuditEntry } from '../../../src/stopping/audit/entry.ts';
import { requestedEntry } from '../../../src/stopping/audit/entry.ts';
import { clockTime } from '../../../src/ui/words/times.ts';
import { type Answer, stagedHalt } from '../../stages/editor/stagedHalt.ts';
import { seenState } from '../../stages/fakes.ts';
import { until } from '../../stages/window/waiting.ts';

const scope = { profile: 'shop-staging', region: 'us-east-1' };

describe('an end that the log has and nobody was told', () => {
  const choose = async (profiles: readonly string[] | undefined, regions: readonly string[] | undefined) => {
    for (const [name, value] of Object.entries({ profiles, regions }))
      await vscode.workspace.getConfiguration('halt').update(name, value, vscode.ConfigurationTarget.Global);
  };
  before(async () => {
    await vscode.extensions.getExtension('halt-for-aws.halt-for-aws')?.activate();
    await choose([scope.profile], [scope.region]);
  });
  after(async () => {
    await choose(undefined, undefined);
    await stagedHalt().again();
  });

  it('is told by the next window, with its time', async () => {
    const at = Date.now() - 60_000;
    const messages: string[] = [];
    const answer: Answer = (message) => {
      messages.push(message);
      return undefined;
    };
    const told = () => messages.filter((message) => message.includes('night-batch'));
    const stopped = (id: string, name: string): readonly AuditEntry[] => {
      const ref = { kind: 'instance', scope, id: `i-0${id}` } as const;
      const operation = { type: 'stop' } as const;
      const time = new Date(at).toISOString();
      return [
        requestedEntry({
          ...{ id, run: `run of ${id}`, at, who: 'arn', account: '111122223333', scope, ref, name, operation },
          ...{ state: 'running', said: {} },
        }),
        { v: 1, type: 'answered', id, time },
        { v: 1, type: 'ended', id, time, verdict: { type: 'stopped', ...seenState('stopped') } },
      ];
    };
    const openAfter = async (entries: readonly AuditEntry[]) => {
      await stagedHalt().end();
      const { storage } = stagedHalt();
      mkdirSync(storage, { recursive: true });
      appendFileSync(join(storage, 'audit.jsonl'), entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
      await stagedHalt().again({ answer });
    };
    await openAfter(stopped(`${at}`, 'night-batch'));
    // Together with what else ends, and after a window that may have been closed just now: three quarters of a minute where others have run before.
    await until('what ended to be told', () => told().length > 0, { milliseconds: 150_000 });
    assert.deepEqual(told(), [`night-batch stopped (as of ${clockTime(at)}).`]);
  });
});
