import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { type Aws, createAws } from '../../src/aws/aws.ts';
import type { Instance } from '../../src/model/resources/instance.ts';
import type { HaltApi } from '../../src/ui/agents/api.ts';
import { optionalApis, registerWith } from '../../src/ui/editor/optionalApis.ts';
import { type Answer, stagedHalt } from '../stages/editor/stagedHalt.ts';
import { launchedIn } from '../stages/editor/launched.ts';
import { never } from '../stages/fakes.ts';
import { until } from '../stages/window/waiting.ts';

const scope = { profile: 'shop-staging', region: 'eu-west-1' };
const settings = { profiles: [scope.profile], regions: [scope.region] };

describe('an editor that lacks a part of VS Code’s API', () => {
  let aws: Aws;
  /** Instances that can be stopped, in the order in which they are taken: what was stopped comes last. */
  let instances: Instance[];
  let asked: string[];
  const answer: Answer = (message, buttons, isModal) => {
    if (!isModal) return undefined;
    asked.push(message);
    return buttons[0];
  };
  const stateOf = async (id: string) => {
    const said = await aws.reads.describe(scope, 'instance', [id], never());
    assert.ok(said.ok);
    const [target] = said.value.targets;
    return target?.kind === 'instance' ? target.state : undefined;
  };
  const runningExperiments = async () => {
    const ids: string[] = [];
    for await (const page of aws.reads.list(scope, 'experiment', never())) {
      assert.ok(page.ok);
      for (const one of page.value.resources) if ('state' in one && one.state === 'running') ids.push(one.id);
    }
    return ids;
  };
  const configure = async (chosen: Partial<Record<string, readonly string[]>>) => {
    for (const name of Object.keys(settings))
      await vscode.workspace.getConfiguration('halt').update(name, chosen[name], vscode.ConfigurationTarget.Global);
  };

  before(async () => {
    aws = createAws({ policy: () => ({ readOnly: true, allowedRegions: [] }), env: process.env });
    instances = [...(await launchedIn(aws, scope, 3))];
    await vscode.extensions.getExtension('halt-for-aws.halt-for-aws')?.activate();
    await configure(settings);
  });
  beforeEach(() => {
    asked = [];
  });
  after(async () => {
    await stagedHalt().again();
    await configure({});
    await aws.dispose();
  });

  for (const lacking of Object.keys(optionalApis)) {
    it(`has Halt activate, list and stop without ${lacking}`, async () => {
      const target = instances.shift();
      assert.ok(target);
      instances.push(target);
      const ref = { kind: 'instance', scope, id: target.id };
      const halt = (await stagedHalt().again({ lacking, answer })) as HaltApi;
      // What runs before and after it runs meanwhile, too: on a slow machine the simulated AWS's experiments end.
      const before = await runningExperiments();
      const { resources, unread } = await halt.listInProgress();
      const after = await runningExperiments();
      const listed = resources.map(({ id }) => id);
      assert.deepEqual([unread, before.filter((id) => after.includes(id) && !listed.includes(id))], [[], []]);
      if ((await stateOf(target.id)) !== 'running') await vscode.commands.executeCommand('halt.startInstances', ref);
      await until(`${target.id} to run`, async () => (await stateOf(target.id)) === 'running');
      asked = [];
      await vscode.commands.executeCommand('halt.stopInstances', ref);
      assert.equal(asked.length, 1, asked.join());
      assert.match((await stateOf(target.id)) ?? '', /^stopp(?:ing|ed)$/, asked.join());
    });
  }

  it('refuses whoever isn’t the person where no folder can be trusted', async () => {
    const halt = (await stagedHalt().again({ lacking: 'workspace.isTrusted', answer })) as HaltApi;
    const said = await halt.requestStop([instances[0]?.arn ?? '']);
    assert.deepEqual([said.status, said.setting], ['forbidden', 'security.workspace.trust.enabled']);
    assert.equal(said.message, 'This editor doesn’t tell whether the folder is trusted. Nothing was asked.');
    assert.deepEqual(asked, []);
  });

  it('may have a function only to refuse what it is given', () => {
    const refuse = () => {
      throw new Error('not here');
    };
    assert.deepEqual(registerWith(refuse), []);
  });
});
