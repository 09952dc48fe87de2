import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parsePageReference, parseReference } from '../../../src/model/reference.ts';

const at = (path: string, { service = 'ecs', account = '111122223333', scheme = 'arn' } = {}) =>
  `${scheme}:aws:${service}:eu-west-1:${account}:${path}`;
const place = { region: 'eu-west-1', account: '111122223333' };

describe('a reference from outside', () => {
  it('may have blanks around it, as long as all of it is no longer than a link may be', () => {
    const id = 'i-01234567';
    const daemon = at('daemon/main/logs');
    for (const [length, isRead] of [
      [2_048, true],
      [2_049, false],
    ] as const) {
      assert.deepEqual(parseReference(id.padStart(length)), isRead ? { kind: 'instance', id } : undefined);
      assert.deepEqual(
        parsePageReference(daemon.padStart(length)),
        isRead ? { kind: 'daemon', id: daemon, ...place } : undefined,
      );
    }
  });

  for (const text of [
    `EXP${'a'.repeat(61)}`,
    at('service-deployment/main/web/x1', { service: 'ec2' }),
    at('service/main/web', { scheme: 'xrn' }),
    at('service/main/web', { account: '1111222233334' }),
    at('service/main/web', { account: 'x111122223333' }),
    'arn:aws:ecs:eu-west-1:111122223333',
    'arn:aws:ecs:eu-west-1',
    'arn',
  ])
    it(`is none: ${text.slice(0, 70)}`, () => {
      assert.equal(parseReference(text), undefined);
      assert.equal(parsePageReference(text), undefined);
    });
});

describe('what leads to a page', () => {
  it('is a daemon, or a deployment of one, which its page is about', () => {
    const daemon = { kind: 'daemon', id: at('daemon/main/logs'), ...place };
    assert.deepEqual(parsePageReference(at('daemon/main/logs')), daemon);
    assert.deepEqual(parsePageReference(` ${at('daemon-deployment/main/logs/Ab12_-c')} `), daemon);
    assert.deepEqual(parsePageReference('i-01234567'), { kind: 'instance', id: 'i-01234567' });
  });

  for (const value of [
    at('daemon/main'),
    at('daemon/main/logs/x'),
    at('daemon-deployment/main/logs'),
    at('daemon/main/logs', { service: 'ec2' }),
    at('cluster/main'),
    ...[undefined, null, 7, {}],
  ])
    it(`is none: ${JSON.stringify(value)}`, () => assert.equal(parsePageReference(value), undefined));
});
