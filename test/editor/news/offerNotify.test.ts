import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { type Aws, createAws } from '../../../src/aws/aws.ts';
import type { HaltApi } from '../../../src/ui/agents/api.ts';
import { type Answer, stagedHalt } from '../../stages/editor/stagedHalt.ts';
import { launchedIn } from '../../stages/editor/launched.ts';
import { flush } from '../../stages/fakes.ts';
import { until } from '../../stages/window/waiting.ts';

const scope = { profile: 'shop-staging', region: 'us-east-1' };
const OFFER = /^Halt can tell you when an experiment starts or fails/;

/** Remembers nothing of before. */
function forgetful(): vscode.Memento {
  const kept = new Map<string, unknown>();
  return {
    keys: () => [...kept.keys()],
    get: <T>(key: string, otherwise?: T) => (kept.has(key) ? (kept.get(key) as T) : otherwise) as T,
    update: async (key, value) => void kept.set(key, value),
  };
}

describe('the offer to be told of changes', () => {
  let aws: Aws;
  let halt: HaltApi;
  let offers: string[][];
  /** What the person answers. */
  let confirms: boolean;
  let chooses: string | undefined;
  const answer: Answer = (message, buttons, isModal) => {
    if (isModal) return confirms ? buttons.find((button) => button === 'Stop') : undefined;
    if (!OFFER.test(message)) return undefined;
    offers.push([...buttons]);
    return chooses;
  };
  const configuration = () => vscode.workspace.getConfiguration('halt');
  const notify = () => configuration().inspect('notify')?.globalValue;
  const configure = async (values: Readonly<Record<string, unknown>>) => {
    for (const [name, value] of Object.entries(values))
      await configuration().update(name, value, vscode.ConfigurationTarget.Global);
  };
  const begin = async () => {
    halt = (await stagedHalt().again({ answer, globalState })) as HaltApi;
  };
  const stop = async (arn: string) => {
    const said = await halt.requestStop([arn]);
    if (said.status !== 'stopping') return said.status;
    await until(`${arn} to be stopped`, () => halt.stopRequest(said.id)?.status === 'ended');
    await flush();
    return 'ended';
  };
  let arns: readonly string[];
  let globalState: vscode.Memento;

  before(async () => {
    aws = createAws({ policy: () => ({ readOnly: true, allowedRegions: [] }), env: process.env });
    arns = (await launchedIn(aws, scope, 5)).map(({ arn }) => arn);
    await vscode.extensions.getExtension('halt-for-aws.halt-for-aws')?.activate();
    await configure({ profiles: [scope.profile], regions: [scope.region], notify: undefined });
  });
  beforeEach(() => {
    offers = [];
    confirms = true;
    chooses = undefined;
    globalState = forgetful();
  });
  after(async () => {
    await stagedHalt().again();
    await configure({ profiles: undefined, regions: undefined, notify: undefined });
    await aws.dispose();
  });

  it('comes once, after the first stop that a person confirmed has ended, and sets what they choose', async () => {
    const [first = '', second = '', third = ''] = arns;
    await begin();
    confirms = false;
    assert.equal(await stop(first), 'declined');
    assert.deepEqual(offers, [], 'nothing was stopped');
    confirms = true;
    chooses = 'For Everything';
    assert.equal(await stop(first), 'ended');
    await until('the choice to be kept', () => notify() === 'all');
    assert.deepEqual(offers, [['For Production', 'For Everything']]);
    // Whoever has turned it off again isn't asked again, over a reload either.
    await configure({ notify: undefined });
    assert.equal(await stop(second), 'ended');
    await begin();
    assert.equal(await stop(third), 'ended');
    assert.equal(offers.length, 1);
  });

  it('changes nothing when it is let go, and doesn’t come where somebody has chosen already', async () => {
    const [, , , fourth = '', fifth = ''] = arns;
    await begin();
    assert.equal(await stop(fourth), 'ended');
    assert.equal(offers.length, 1);
    assert.equal(notify(), undefined);
    globalState = forgetful();
    await configure({ notify: 'off' });
    await begin();
    assert.equal(await stop(fifth), 'ended');
    assert.equal(offers.length, 1);
    await configure({ notify: undefined });
  });
});
