import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { type Aws, createAws } from '../../src/aws/aws.ts';
import type { StoppableRef } from '../../src/model/resources/resource.ts';
import type { HaltApi } from '../../src/ui/agents/api.ts';
import { type Answer, stagedHalt } from '../stages/editor/stagedHalt.ts';
import { launchedIn } from '../stages/editor/launched.ts';
import { codeOf } from '../../src/base/untrusted.ts';
import { until } from '../stages/window/waiting.ts';

const scope = { profile: 'shop-staging', region: 'us-east-1' };

const confirming: Answer = (_message, buttons, isModal) =>
  isModal ? buttons.find((button) => button === 'Stop') : undefined;

describe('the end of Halt', () => {
  let aws: Aws;
  let ref: StoppableRef;
  const configure = async (values: Readonly<Record<string, unknown>>) => {
    for (const [name, value] of Object.entries(values))
      await vscode.workspace.getConfiguration('halt').update(name, value, vscode.ConfigurationTarget.Global);
  };
  const faults = (method: 'POST' | 'DELETE', fault?: unknown) =>
    fetch(`${process.env['HALT_SIMULATOR']}/_simulator/faults`, {
      method,
      ...(fault !== undefined && { body: JSON.stringify(fault) }),
    });
  const linesOf = (name: string): readonly string[] => {
    const file = join(stagedHalt().storage, `${name}.jsonl`);
    return existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
  };
  /** The lines of the audit log about the instance, by their types. */
  const audited = (): readonly unknown[] => {
    const entries = linesOf('audit').map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
    const ids = entries.filter((entry) => JSON.stringify(entry).includes(ref.id)).map(({ id }) => id);
    return entries.filter(({ id }) => ids.includes(id)).map(({ type }) => type);
  };

  before(async () => {
    aws = createAws({ policy: () => ({ readOnly: true, allowedRegions: [] }), env: process.env });
    const [found] = await launchedIn(aws, scope, 1);
    assert.ok(found);
    ref = { kind: 'instance', scope, id: found.id };
    await vscode.extensions.getExtension('halt-for-aws.halt-for-aws')?.activate();
    await configure({ profiles: [scope.profile], regions: [scope.region] });
  });
  after(async () => {
    await faults('DELETE');
    // What was under way is followed by the next window, and would be in the way of other tests: it is stopped to its end.
    const halt = (await stagedHalt().again({ answer: confirming })) as HaltApi;
    const { id, status } = await halt.requestStop([ref.id]);
    assert.equal(status, 'stopping');
    await until('the stop to have ended', () => halt.stopRequest(id)?.status === 'ended');
    await configure({ profiles: undefined, regions: undefined });
    await stagedHalt().again();
    await aws.dispose();
  });

  it('has on the disk what AWS answered to a stop that was under way, the history and the snapshot of an open page', async () => {
    await stagedHalt().again({ answer: confirming });
    await vscode.commands.executeCommand('halt.showDetails', ref);
    await until('the page to have its answer', () => linesOf('snapshots').some((line) => line.includes(ref.id)));
    await faults('POST', { action: 'StopInstances', effect: { kind: 'hang', when: 'before' } });
    void vscode.commands.executeCommand('halt.stopInstances', ref);
    await until('the line that it was requested', () => audited().includes('requested'));
    const watched = () => linesOf('history').filter((line) => line.includes('"watched"')).length;
    const before = watched();
    // As if another window wrote to the log just now: a line waits for it, and the end for the line.
    const { storage } = stagedHalt();
    const lock = join(storage, 'audit.jsonl.lock');
    // The line is there a moment before Halt has let go of the log.
    await until('the log to be free', () => {
      try {
        writeFileSync(lock, `${process.pid} another window`, { flag: 'wx' });
        return true;
      } catch (error) {
        if (codeOf(error) === 'EEXIST') return false;
        throw error;
      }
    });
    await stagedHalt().end();
    assert.deepEqual(audited().slice(0, 2), ['requested', 'answered']);
    assert.ok(watched() > before, 'that it was watched until now is written at the end alone');
  });
});
