import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { readOperations } from '../../../../src/aws/call/readOnlyClients.ts';
import { type ChangePolicy, forbids } from '../../../../src/model/changePolicy.ts';
import { known, none, unread } from '../../../../src/model/fact.ts';
import { apiName, type OperationType } from '../../../../src/model/operation.ts';
import type { PlaceRule } from '../../../../src/model/placeRules.ts';
import {
  changeActions,
  iamPolicy,
  type PolicyPlace,
  policyServices,
  readActions,
} from '../../../../src/stopping/handOver/iamPolicy.ts';
import { allowsIn, statementsOf } from '../../../stages/iam.ts';
import { assertProperty } from '../../../stages/property.ts';

const open: ChangePolicy = { readOnly: false, allowedRegions: [] };
const place = (profile: string, region: string, account = '111122223333', alias = none as PolicyPlace['alias']) => ({
  scope: { profile, region },
  account,
  alias,
});
const [dublin, virginia] = [place('dev', 'eu-west-1'), place('dev', 'us-east-1')];

const EVERYWHERE: readonly string[] = ['eu-west-1', 'us-east-1', 'ap-south-1'];
const rule = (more: Partial<PlaceRule>): PlaceRule => ({ match: '*', production: false, readOnly: false, ...more });

/** Regions in which a policy allows any change. */
const changesIn = (policy: string) =>
  EVERYWHERE.filter((region) => {
    const allowed = changeActions.filter((action) => allowsIn(policy)(action, region));
    assert.ok(allowed.length === 0 || allowed.length === changeActions.length, allowed.join());
    return allowed.length > 0;
  });

describe('the IAM policy', () => {
  it('allows exactly what the reading clients can send, and what the control can', () => {
    const reads = Object.entries(readOperations).flatMap(([service, names]) =>
      names.map((name) => `${service.toLowerCase()}:${name}`),
    );
    assert.deepEqual(
      [...readActions].sort((a, b) => a.localeCompare(b)),
      reads.sort((a, b) => a.localeCompare(b)),
    );
    const source = readFileSync(new URL('../../../../src/aws/changes.ts', import.meta.url), 'utf8');
    const sent = [...source.matchAll(/service: '(\w+)',\s*operation: '(\w+)'/g)].map(
      ([, service = '', name = '']) => `${service.toLowerCase()}:${name}`,
    );
    assert.ok(sent.length > 0);
    assert.deepEqual(new Set(sent), new Set(changeActions));
    assert.deepEqual(new Set(Object.values(apiName)), new Set(changeActions));
  });

  it('keeps looking and stopping apart, each in the chosen regions', () => {
    const policy = iamPolicy(open, [virginia, dublin, place('other', 'eu-west-1')], policyServices);
    const regions = { StringEquals: { 'aws:RequestedRegion': ['eu-west-1', 'us-east-1'] } };
    assert.deepEqual(
      statementsOf(policy).map(({ Sid, Condition }) => [Sid, Condition]),
      [
        ['HaltLooks', regions],
        ['HaltLooksAnywhere', undefined],
        ['HaltStops', regions],
      ],
    );
    for (const { Sid, Action, Effect, Resource } of statementsOf(policy)) {
      assert.deepEqual([Effect, Resource], ['Allow', '*']);
      for (const action of Action)
        assert.equal(/:(?:Describe|List|Get)/.test(action), Sid !== 'HaltStops', `${action} in ${Sid}`);
    }
    assert.match(policy, /"ec2:StartInstances"/);
    assert.equal(policy.match(/ecs:StopServiceDeployment/g)?.length, 1);
    assert.equal(
      iamPolicy({ ...open, enableAbort: true }, [dublin], policyServices),
      iamPolicy(open, [dublin], policyServices),
    );
  });

  it('lets nobody be locked out of who they are, which regions there are, and the account’s alias', () => {
    const allows = allowsIn(iamPolicy(open, [dublin], policyServices));
    for (const action of ['sts:GetCallerIdentity', 'iam:ListAccountAliases', 'ec2:DescribeRegions'])
      assert.ok(allows(action, 'us-east-1') && allows(action, 'eu-west-1'), action);
    assert.ok(!allows('ec2:DescribeInstances', 'us-east-1'));
    assert.ok(allows('ec2:DescribeInstances', 'eu-west-1'));
  });

  it('allows no change where none may be made', () => {
    for (const [guards, places, expected] of [
      [{ ...open, readOnly: true }, [dublin], []],
      [{ ...open, readOnly: true }, [], []],
      [{ ...open, readOnly: ['*'] }, [dublin], []],
      [{ ...open, readOnly: ['DEV'] }, [dublin, place('other', 'us-east-1')], ['us-east-1']],
      [{ ...open, readOnly: ['1111*'] }, [dublin, virginia], []],
      [{ ...open, readOnly: ['shop-prod*'] }, [place('p', 'eu-west-1', '1'.repeat(12), known('shop-prod'))], []],
      [{ ...open, readOnly: ['shop-prod*'] }, [place('p', 'eu-west-1', '1'.repeat(12), unread)], []],
      [{ ...open, allowedRegions: ['eu-*'] }, [dublin, virginia], ['eu-west-1']],
      [{ ...open, allowedRegions: ['ap-south-1'] }, [dublin, virginia], []],
      [{ ...open, allowedRegions: ['EU-*', 'ap-south-?'] }, [], ['eu-west-1', 'ap-south-1']],
      [{ ...open, readOnly: ['*'] }, [], []],
      [{ ...open, readOnly: ['**'] }, [], []],
      [{ ...open, readOnly: ['?*'] }, [], []],
      [{ ...open, readOnly: ['?'.repeat(12)] }, [], []],
      [{ ...open, readOnly: ['dev', '1111*', 'prod?'] }, [], EVERYWHERE],
      [{ ...open, unclearGuard: 'places-unclear' }, [], []],
      [{ ...open, unclearGuard: 'regions-unclear' }, [], []],
      [{ ...open, unclearGuard: 'regions-unclear' }, [dublin], []],
      [{ ...open, places: [rule({ readOnly: true })] }, [], []],
      [{ ...open, places: [rule({ match: 'dev', readOnly: true })] }, [], EVERYWHERE],
      [{ ...open, places: [rule({ operations: [] })] }, [], []],
      [{ ...open, places: [rule({ regions: ['eu-*'] })] }, [], ['eu-west-1']],
      [{ ...open, places: [rule({ regions: [] })] }, [], []],
      [{ ...open, places: [rule({ match: 'dev', regions: ['eu-*'] })] }, [], EVERYWHERE],
      [
        { ...open, allowedRegions: ['eu-*', 'us-*'], places: [rule({ regions: ['*-1'] })] },
        [],
        ['eu-west-1', 'us-east-1'],
      ],
      [{ ...open, places: [rule({ regions: ['eu-*'] }), rule({ regions: ['us-*'] })] }, [], []],
      [open, [], EVERYWHERE],
    ] as const satisfies readonly (readonly [ChangePolicy, readonly PolicyPlace[], readonly string[]])[]) {
      const policy = iamPolicy(guards, places, policyServices);
      assert.deepEqual(changesIn(policy), expected, JSON.stringify(guards));
      if (expected.length === 0) assert.ok(!policy.includes('HaltStops'));
    }
  });

  it('allows of the services that are chosen what all of them would be allowed, and of the others nothing', () => {
    const anywhere = ['ec2:DescribeRegions', 'iam:ListAccountAliases', 'sts:GetCallerIdentity'];
    const serviceOf = (action: string) => action.split(':')[0]?.replace('cloudwatch', 'fis');
    for (const places of [[dublin, virginia], [virginia], []])
      for (const guards of [open, { ...open, readOnly: true }, { ...open, allowedRegions: ['eu-*'] }]) {
        const whole = allowsIn(iamPolicy(guards, places, policyServices));
        for (const services of [['ec2'], ['ecs'], ['fis'], ['ec2', 'fis'], ['ecs', 'fis'], policyServices] as const) {
          const policy = iamPolicy(guards, places, services);
          const allows = allowsIn(policy);
          for (const action of [...readActions, ...changeActions])
            for (const region of ['eu-west-1', 'us-east-1']) {
              const isChosen = anywhere.includes(action) || services.some((one) => one === serviceOf(action));
              assert.equal(
                allows(action, region),
                isChosen && whole(action, region),
                `${action} for ${services.join()}`,
              );
            }
          assert.ok(statementsOf(policy).every(({ Action }) => Action.length > 0));
        }
      }
  });

  it('allows without a chosen place only the operations that are allowed in some', () => {
    for (const [places, expected] of [
      [[], changeActions],
      [[rule({ operations: ['stop'] })], ['ec2:StopInstances']],
      [[rule({ operations: ['hibernate', 'force-stop', 'start'] })], ['ec2:StartInstances', 'ec2:StopInstances']],
      [
        [rule({ operations: ['roll-back'] }), rule({ operations: ['roll-back', 'stop'] })],
        ['ecs:StopServiceDeployment'],
      ],
      [[rule({ operations: ['abort'] })], []],
      [[rule({ match: 'dev', operations: ['stop'] })], changeActions],
      [[rule({ match: '?'.repeat(12), operations: ['stop-experiment'] })], ['fis:StopExperiment']],
    ] as const satisfies readonly (readonly [readonly PlaceRule[], readonly string[]])[]) {
      const allows = allowsIn(iamPolicy({ ...open, places }, [], policyServices));
      const allowed = changeActions.filter((action) => allows(action, 'eu-west-1'));
      assert.deepEqual(allowed, expected, JSON.stringify(places));
      assert.deepEqual(
        readActions.filter((action) => !allows(action, 'eu-west-1')),
        [],
        'looking is not narrowed',
      );
    }
    const abort = { ...open, enableAbort: true, places: [rule({ operations: ['abort'] })] };
    assert.ok(allowsIn(iamPolicy(abort, [], policyServices))('ecs:StopServiceDeployment', 'eu-west-1'));
  });

  it('lends no region to an action that is only allowed in another', () => {
    const only = { match: 'prod', operations: ['stop-experiment'], production: false, readOnly: false } as const;
    const places = [place('prod', 'eu-west-1', '444455556666'), place('dev', 'us-east-1')];
    const allows = allowsIn(iamPolicy({ ...open, places: [only] }, places, policyServices));
    assert.equal(allows('fis:StopExperiment', 'eu-west-1'), true);
    assert.equal(allows('fis:StopExperiment', 'us-east-1'), true);
    assert.equal(allows('ec2:StopInstances', 'eu-west-1'), false);
    assert.equal(allows('ec2:StopInstances', 'us-east-1'), true);
    const names = statementsOf(iamPolicy({ ...open, places: [only] }, places, policyServices)).map(({ Sid }) => Sid);
    assert.equal(new Set(names).size, names.length);
  });

  it('allows a change in a region exactly where the guards allow it in one of its places', () => {
    const patterns = fc.array(fc.constantFrom('dev', 'prod*', '*', 'eu-*', 'us-east-1', '111122223333', 'alias'), {
      maxLength: 2,
    });
    const guards = fc.record({
      readOnly: fc.oneof(fc.boolean(), patterns),
      allowedRegions: patterns,
      enableAbort: fc.boolean(),
      places: fc.array(
        fc.record({
          match: fc.constantFrom('dev', 'prod*', 'alias', '4444*'),
          operations: fc.subarray<OperationType>(['stop', 'hibernate', 'abort', 'roll-back', 'stop-experiment']),
          production: fc.constant(false),
          readOnly: fc.boolean(),
        }),
        { maxLength: 2 },
      ),
    });
    const somewhere = fc.record({
      scope: fc.record({
        profile: fc.constantFrom('dev', 'prod-1', 'x'),
        region: fc.constantFrom('eu-west-1', 'us-east-1', 'ap-south-1'),
      }),
      account: fc.constantFrom(undefined, '111122223333', '444455556666'),
      alias: fc.constantFrom(undefined, none, unread, known('alias')),
    });
    assertProperty(
      fc.property(guards, fc.array(somewhere, { minLength: 1, maxLength: 4 }), (guard, places) => {
        const allows = allowsIn(iamPolicy(guard, places, policyServices));
        for (const region of ['eu-west-1', 'us-east-1', 'ap-south-1'])
          for (const action of changeActions) {
            // Several operations are one action.
            const types = (Object.keys(apiName) as OperationType[]).filter((type) => apiName[type] === action);
            const expected = places.some(
              (one) =>
                one.scope.region === region && types.some((type) => forbids(guard, { ...one, type }) === undefined),
            );
            assert.equal(allows(action, region), expected, `${action} in ${region}`);
          }
      }),
    );
  });
});
