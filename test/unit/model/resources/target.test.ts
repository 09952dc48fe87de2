import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  asTargets,
  isStoppable,
  nameOf,
  refOf,
  serviceNameOfArn,
  shortId,
  stateOf,
  type Target,
} from '../../../../src/model/resources/target.ts';
import { lever, service } from '../../../stages/fakes.ts';
import { deployment, instance, summary } from '../../../stages/history/history.ts';

const SERVICE = 'arn:aws:ecs:eu-west-1:111122223333:service/shop/web';
const ID = 'arn:aws:ecs:eu-west-1:111122223333:service-deployment/shop/web/Ab12';
const rollout = deployment({ id: ID, serviceArn: SERVICE, status: 'IN_PROGRESS' });

describe('what can be stopped of what is listed', () => {
  it('is the resource itself, and of a service the deployment that it carries', () => {
    for (const one of [instance({}), summary({}), lever()]) assert.deepEqual(asTargets(one), [one]);
    const { deployment: _none, ...idle } = service();
    assert.deepEqual(asTargets({ ...idle, deployment: rollout }), [rollout]);
    assert.deepEqual(asTargets(idle), []);
  });

  it('is not a safety lever', () => {
    assert.deepEqual([instance({}), summary({}), rollout, lever()].map(isStoppable), [true, true, true, false]);
  });
});

describe('a target', () => {
  const rows: readonly (readonly [Target, name: string, state: string])[] = [
    [instance({ name: 'web', state: 'running' }), 'web', 'running'],
    [instance({ state: 'stopped' }), 'i-1', 'stopped'],
    [summary({ name: 'Lose a zone', state: 'failed' }), 'Lose a zone', 'failed'],
    [summary({ state: 'failed' }), 'EXP1', 'failed'],
    [rollout, 'web', 'IN_PROGRESS'],
    [{ ...rollout, serviceArn: 'arn:aws:ecs:eu-west-1:111122223333:service/old' }, 'old', 'IN_PROGRESS'],
    [{ ...rollout, serviceArn: 'arn:aws:ecs:eu-west-1:111122223333:service/' }, 'Ab12', 'IN_PROGRESS'],
    [{ ...lever(), id: 'default', state: 'engaged' }, 'default', 'engaged'],
  ];
  for (const [target, name, state] of rows)
    it(`is called ${name} and is ${state}, and its reference says no more than which it is`, () => {
      assert.equal(nameOf(target), name);
      assert.equal(stateOf(target), state);
      assert.deepEqual(refOf(target), { kind: target.kind, scope: target.scope, id: target.id });
    });

  it('has a short id where it is a deployment', () => {
    assert.equal(shortId(rollout), 'Ab12');
    assert.equal(shortId({ kind: 'service', id: SERVICE }), SERVICE);
    assert.equal(serviceNameOfArn(SERVICE), 'web');
    assert.equal(serviceNameOfArn('web'), 'web');
  });
});
