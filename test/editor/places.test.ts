import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { type Aws, createAws } from '../../src/aws/aws.ts';
import type { HaltApi } from '../../src/ui/agents/api.ts';
import { type Answer, stagedHalt } from '../stages/editor/stagedHalt.ts';
import { launchedIn } from '../stages/editor/launched.ts';

const PROFILE = 'shop-staging';
const ACCOUNT = '111122223333';

describe('halt.places, as the settings file has it', () => {
  let aws: Aws;
  let halt: HaltApi;
  /** An instance of each region. */
  let arns: Readonly<Record<string, string>>;
  const prompts: string[] = [];
  // Whoever is asked says no.
  const answer: Answer = (message, _buttons, isModal) => {
    if (isModal) prompts.push(message);
    return undefined;
  };
  const configure = async (values: Readonly<Record<string, unknown>>) => {
    for (const [name, value] of Object.entries(values))
      await vscode.workspace.getConfiguration('halt').update(name, value, vscode.ConfigurationTarget.Global);
  };

  before(async () => {
    aws = createAws({ policy: () => ({ readOnly: true, allowedRegions: [] }), env: process.env });
    const found: Record<string, string> = {};
    for (const region of ['eu-west-1', 'us-east-1']) {
      const [one] = await launchedIn(aws, { profile: PROFILE, region }, 1);
      assert.ok(one);
      found[region] = one.arn;
    }
    arns = found;
    await vscode.extensions.getExtension('halt-for-aws.halt-for-aws')?.activate();
    await configure({ profiles: [PROFILE], regions: ['eu-west-1'], places: undefined });
    halt = (await stagedHalt().again({ answer })) as HaltApi;
  });
  after(async () => {
    await configure({ profiles: undefined, regions: undefined, places: undefined });
    await stagedHalt().again();
    await aws.dispose();
  });

  const rows: readonly (readonly [what: string, places: unknown, said: string])[] = [
    ['nothing', undefined, 'eu-west-1 declined; us-east-1 not-found'],
    ['regions', [{ match: PROFILE, regions: ['us-east-1'] }], 'eu-west-1 not-found; us-east-1 declined'],
    [
      'read only by account',
      [{ match: '1111*', readOnly: true }],
      'eu-west-1 forbidden halt.places; us-east-1 not-found',
    ],
    [
      'operations by alias',
      [{ match: 'SHOP-*', operations: ['stop-experiment'] }],
      'eu-west-1 forbidden halt.places; us-east-1 not-found',
    ],
    ['another account', [{ match: '999988887777', readOnly: true }], 'eu-west-1 declined; us-east-1 not-found'],
    ...(
      [
        ['a text', PROFILE],
        ['an object', { match: PROFILE }],
        ['an entry that is none', [null]],
        ['a number to match', [{ match: 1111, readOnly: true }]],
        ['a flag that is a text', [{ match: '999988887777', readOnly: 'false' }]],
        ['a member that is misspelt', [{ match: '999988887777', readonly: true }]],
        ['an operation that is none', [{ match: '999988887777', operations: ['terminate'] }]],
        ['regions that are one text', [{ match: '999988887777', regions: 'eu-west-1' }]],
      ] as const
    ).map(
      ([what, places]) =>
        [`what can’t be understood: ${what}`, places, 'eu-west-1 forbidden halt.places; us-east-1 not-found'] as const,
    ),
  ];
  for (const [what, places, said] of rows) {
    it(`is heeded at once: ${what}`, async () => {
      await configure({ places });
      prompts.length = 0;
      const answers: string[] = [];
      for (const region of ['eu-west-1', 'us-east-1']) {
        const { status, setting } = await halt.requestStop([arns[region] ?? '']);
        answers.push([region, status, setting].filter(Boolean).join(' '));
      }
      assert.equal(answers.join('; '), said);
      assert.equal(prompts.length, said.split('declined').length - 1, prompts.join());
    });
  }

  it('says which places an answer is about, so that nothing is not taken for nothing anywhere', async () => {
    await configure({ places: [{ match: PROFILE, regions: ['us-east-1', 'ap-southeast-2'] }] });
    const regions = ['us-east-1', 'ap-southeast-2'];
    const chosen = await halt.listInProgress();
    const known = regions.map((region) => ({ profile: PROFILE, region }));
    assert.deepEqual([chosen.places, chosen.unread], [known, []]);
    await configure({ profiles: [], places: undefined });
    const { places, resources } = await halt.listInProgress();
    assert.deepEqual([places, resources], [[], []]);
    await configure({ profiles: [PROFILE] });
  });

  it('marks production, for which a word is typed', async () => {
    await configure({ places: [{ match: ACCOUNT, production: true }] });
    const { resources } = await halt.listInProgress();
    assert.ok(resources.length > 0);
    for (const resource of resources) assert.equal(resource.production, true, resource.id);
  });
});
