import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { parseReference } from '../../../src/model/reference.ts';
import { assertProperty } from '../../stages/property.ts';

const eu = { region: 'eu-west-1', account: '111122223333' };

void describe('an id or an ARN from outside', () => {
  it('is read for what it names', () => {
    const rows = [
      ['i-0123456789abcdef0', { kind: 'instance', id: 'i-0123456789abcdef0' }],
      [' i-01234567 ', { kind: 'instance', id: 'i-01234567' }],
      ['EXP1a2B3c4D5e6F7', { kind: 'experiment', id: 'EXP1a2B3c4D5e6F7' }],
      [
        'arn:aws:ec2:eu-west-1:111122223333:instance/i-0123456789abcdef0',
        { kind: 'instance', id: 'i-0123456789abcdef0', ...eu },
      ],
      ['arn:aws:fis:eu-west-1:111122223333:experiment/EXPabcd1', { kind: 'experiment', id: 'EXPabcd1', ...eu }],
      [
        'arn:aws-cn:ec2:cn-north-1:111122223333:instance/i-01234567',
        { kind: 'instance', id: 'i-01234567', region: 'cn-north-1', account: '111122223333' },
      ],
      [
        'arn:aws-us-gov:fis:us-gov-west-1:111122223333:experiment/EXPabcd1',
        { kind: 'experiment', id: 'EXPabcd1', region: 'us-gov-west-1', account: '111122223333' },
      ],
      ...['service/web', 'service/main/web_2'].map((path) => {
        const arn = `arn:aws:ecs:eu-west-1:111122223333:${path}`;
        return [arn, { kind: 'service', id: arn, ...eu }] as const;
      }),
      ...['service-deployment/main/web/Ab12_-c'].map((path) => {
        const arn = `arn:aws:ecs:eu-west-1:111122223333:${path}`;
        return [arn, { kind: 'deployment', id: arn, ...eu }] as const;
      }),
    ] as const;
    for (const [text, wanted] of rows) assert.deepEqual(parseReference(text), wanted, text);
  });

  it('is nothing when it is anything else', () => {
    const rows: readonly unknown[] = [
      ...['', '*', 'i-', 'i-0123456789ABCDEF0', 'i-0123456789abcdef', 'i-0123456789abcdef0 i-0123456789abcdef0'],
      ...['EXP', 'EXP-1', 'exp12345', 'default', '--help', 'https://aws/i-0123456789abcdef0'],
      'arn:aws:ec2:*:111122223333:instance/i-0123456789abcdef0',
      'arn:aws:ec2:x.evil.test/#:111122223333:instance/i-0123456789abcdef0',
      'arn:aws:ec2:eu-west-1:11112222333:instance/i-0123456789abcdef0',
      'arn:aws:ec2:eu-west-1::instance/i-0123456789abcdef0',
      // Of another partition than its region.
      'arn:aws:ec2:cn-north-1:111122223333:instance/i-0123456789abcdef0',
      'arn:aws-cn:ec2:eu-west-1:111122223333:instance/i-0123456789abcdef0',
      'arn:aws:ec2:eu-west-1:111122223333:volume/vol-0123456789abcdef0',
      'arn:aws:ec2:eu-west-1:111122223333:instance/i-0123456789abcdef0/x',
      'arn:aws:ec2:eu-west-1:111122223333:instance/i-0123456789abcdef0:x',
      'arn:aws:ecs:eu-west-1:111122223333:service/a/b/c',
      'arn:aws:ecs:eu-west-1:111122223333:service/../web',
      'arn:aws:ecs:eu-west-1:111122223333:service-deployment/main/web',
      'arn:aws:ecs:eu-west-1:111122223333:cluster/main',
      'arn:aws:fis:eu-west-1:111122223333:safety-lever/default',
      // A path that another service's ARNs have.
      ...['ec2', 'ecs', 's3', ''].map((service) => `arn:aws:${service}:eu-west-1:111122223333:experiment/EXPabcd1`),
      ...['fis', 'ecs', 'rds', 'EC2'].map((service) => `arn:aws:${service}:eu-west-1:111122223333:instance/i-01234567`),
      ...['fis', 'ec2', 'eks'].map((service) => `arn:aws:${service}:eu-west-1:111122223333:service/main/web`),
      'arn:aws:fis:eu-west-1:111122223333:experiment-template/EXPabcd1',
      'arn:aws:fis:eu-west-1:111122223333:experiment/EXPabcd1/x',
      'arn:aws:fis:eu-west-1:111122223333:experiment/abcd1',
      `arn:aws:ecs:eu-west-1:111122223333:service/${'a'.repeat(3000)}`,
      ...[undefined, null, 7, {}, [], ['i-0123456789abcdef0'], { toString: () => 'i-0123456789abcdef0' }],
    ];
    for (const value of rows) assert.equal(parseReference(value), undefined, String(value));
  });

  it('never throws, and never gives back what was not in the text', () => {
    assertProperty(
      fc.property(
        fc.oneof(
          fc.anything(),
          fc.string(),
          fc.string().map((text) => `arn:aws:ec2:eu-west-1:${text}`),
        ),
        (value) => {
          const found = parseReference(value);
          if (found) assert.ok(typeof value === 'string' && value.includes(found.id));
        },
      ),
    );
  });
});
