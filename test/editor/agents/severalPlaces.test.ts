import assert from 'node:assert/strict';
import { member } from '../../../src/base/untrusted.ts';
import { createInventory } from '../../../src/inventory/inventory.ts';
import type { Resource } from '../../../src/model/resources/resource.ts';
import { agentsOver } from '../../stages/editor/agentsOver.ts';
import { customAt } from '../../stages/destinations.ts';
import { deployment, identityOf, instance, never, service, serviceArn } from '../../stages/fakes.ts';

const onError = (error: unknown) => {
  throw error;
};
const prod = { profile: 'prod', region: 'eu-west-1' };
const local = { profile: 'local', region: 'eu-west-1' };
const ID = 'i-0123456789abcdef0';
const SERVICE = serviceArn('web');

/** Agents over a place at AWS and one at an emulator whose account has the same number, with what each lists. */
function stage(...resources: readonly Resource[]) {
  const inventory = createInventory(onError);
  for (const one of resources) {
    const { scope, kind, id } = one;
    inventory.apply({ type: 'page', scope, kind, since: 1, resources: [one] });
    inventory.apply({ type: 'end', scope, kind, since: 1, seen: new Set([id]), gaps: [] });
  }
  const of = (profile: string) => ({
    ...identityOf(profile),
    ...(profile === 'local' && { destination: customAt('http://localhost:4566') }),
  });
  const explain = () => Promise.reject(new Error('not asked'));
  const { agents, requests, asked } = agentsOver(inventory, [prod, local], { of, explain });
  const request = (arn: string) => requests.request([arn], { by: 'agent', reason: 'why', signal: never() });
  return {
    details: (arn: string) => agents.reply('halt_get_details', { arn }, never()),
    explain: (arn: string) => agents.reply('halt_explain_stop', { arns: [arn] }, never()),
    ...{ request, asked },
  };
}

describe('an ARN whose account number two chosen endpoints have', () => {
  const arn = `arn:aws:ec2:eu-west-1:111122223333:instance/${ID}`;
  for (const [what, named, resources] of [
    ['an instance that none lists', arn, []],
    ['an instance that both list', arn, [prod, local].map((scope) => instance({ scope, id: ID }))],
    ['a service that both list', SERVICE, [prod, local].map((scope) => service({ scope, id: SERVICE }))],
    [
      'a service that both deploy',
      SERVICE,
      [prod, local].map((scope) => service({ scope, id: SERVICE, deployment: deployment({ scope }) })),
    ],
  ] as const)
    it(`names nothing that a guess could choose: ${what}`, async () => {
      const { details, request, explain, asked } = stage(...resources);
      const told = await details(named);
      assert.deepEqual([member(told, 'status'), member(told, 'why')], ['not-found', 'several-places']);
      assert.deepEqual(member(told, 'places'), [prod, local]);
      const { status, message, unknown, ambiguous } = await request(named);
      assert.deepEqual([status, unknown, ambiguous], ['not-found', [named], [{ named, places: [prod, local] }]]);
      assert.match(message, /fits several chosen profiles.*Ask the person which one is meant/);
      const explained = await explain(named);
      assert.deepEqual(member(explained, 'ambiguous'), [{ index: 0, places: [prod, local] }]);
      assert.equal(asked(), 0, 'nobody was asked');
    });

  it('names what one of them lists', async () => {
    for (const scope of [prod, local]) {
      const { details, request, asked } = stage(instance({ scope, id: ID }));
      const told = await details(arn);
      assert.deepEqual([member(told, 'status'), member(member(told, 'resource'), 'profile')], ['found', scope.profile]);
      await request(arn);
      assert.equal(asked(), 1);
    }
  });
});
