import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  answererOf,
  changedService,
  elsewhereOf,
  isVouchedFor,
  routeOf,
  routesInText,
} from '../../../src/model/destination.ts';
import { operationTypes } from '../../../src/model/operation.ts';
import { customAt, customBut } from '../../stages/destinations.ts';

const EMULATOR = 'http://127.0.0.1:4566';

describe('who vouches for an account', () => {
  const services = ['EC2', 'ECS', 'fis'] as const;

  it('is nobody but AWS where the change goes to AWS', () => {
    for (const service of services)
      for (const witness of ['STS', 'IAM'] as const) {
        const of = (told: string, changed: string): boolean =>
          isVouchedFor(customBut({ [witness]: told, [service]: changed }), service, witness);
        const own = service.toLowerCase();
        const name = witness.toLowerCase();
        const atAws = [
          ...['aws', `https://${own}.eu-west-1.amazonaws.com`, `https://${own}.us-gov-west-1.amazonaws.com`],
          ...[`https://${own}-fips.us-east-1.amazonaws.com`, `https://${own}.eu-west-1.api.aws`],
          ...[`https://vpce-0abc-xyz.${own}.eu-west-1.vpce.amazonaws.com`, `https://eu-west-1.${own}.amazonaws.com`],
          `https://${own}.cn-north-1.amazonaws.com.cn`,
        ];
        const tellers = [
          ...['aws', `https://${name}.amazonaws.com`, `https://${name}.eu-west-1.amazonaws.com`],
          ...[`https://${name}-fips.us-east-1.amazonaws.com`, `https://${name}.eu-west-1.api.aws`],
          `https://vpce-0abc-xyz-eu-west-1a.${name}.eu-west-1.vpce.amazonaws.com`,
          `https://${name}.cn-north-1.amazonaws.com.cn`,
        ];
        const others = [
          ...[EMULATOR, 'https://proxy.test', '', `http://${name}.eu-west-1.amazonaws.com`],
          ...[`https://${name}.eu-west-1.amazonaws.com:8443`, `https://${name}.eu-west-1.amazonaws.com.evil.test`],
          ...['https://ec2-1-2-3-4.compute-1.amazonaws.com', 'https://x.elb.eu-west-1.amazonaws.com'],
          ...['https://x.execute-api.eu-west-1.amazonaws.com', 'https://x.s3.amazonaws.com'],
          `https://vpce-0abc.vpce-svc-0def.eu-west-1.vpce.amazonaws.com`,
          `https://evil${name}.amazonaws.com`,
        ];
        for (const changed of atAws) {
          for (const told of tellers) assert.ok(of(told, changed), `${told} for ${changed}`);
          for (const told of others) assert.ok(!of(told, changed), `${told} for ${changed}`);
        }
        // Elsewhere than at AWS, whoever is configured is taken at its word.
        for (const changed of others.filter((one) => !one.includes(`${name}.eu-west-1.amazonaws.com`)))
          for (const told of [...tellers, ...others]) assert.ok(of(told, changed), `${told} for ${changed}`);
      }
  });

  it('is the simulator for all of its own, and AWS for all of AWS', () => {
    for (const kind of ['aws', 'simulated'] as const)
      for (const service of services) assert.ok(isVouchedFor({ kind }, service, 'STS'));
    for (const service of services) assert.ok(isVouchedFor(customAt(EMULATOR), service, 'STS'));
  });
});

describe('who answers for a service', () => {
  const rows: readonly (readonly [route: string, service: 'EC2' | 'IAM' | 'CloudWatch', isAws: boolean])[] = [
    ['aws', 'EC2', true],
    ['https://ec2.eu-west-1.amazonaws.com', 'EC2', true],
    ['https://ec2.eu-west-1.amazonaws.com.', 'EC2', true],
    ['https://ecs.eu-west-1.amazonaws.com', 'EC2', false],
    ['https://ec2.eu-west-1.amazonaws.com.evil.test', 'EC2', false],
    ['https://ec2.eu-west-1xamazonaws.com', 'EC2', false],
    ['https://iam.amazonaws.com', 'IAM', true],
    ['https://iam.us-gov.amazonaws.com', 'IAM', true],
    ['https://iam.us-gov.amazonaws.com', 'EC2', false],
    ['https://iam.cn-north-1.amazonaws.com.cn', 'IAM', true],
    ['https://ec2.us-gov.amazonaws.com', 'EC2', false],
    ['https://monitoring.eu-west-1.amazonaws.com', 'CloudWatch', true],
    ['https://cloudwatch.eu-west-1.amazonaws.com', 'CloudWatch', false],
    [EMULATOR, 'EC2', false],
    ['no address', 'EC2', false],
    ['', 'EC2', false],
  ];
  for (const [route, service, isAws] of rows)
    it(`is ${isAws ? 'AWS' : 'what is configured'} for ${service} at ${JSON.stringify(route)}`, () => {
      const destination = customBut({ [service]: route });
      assert.equal(answererOf(destination, service), isAws ? 'aws' : route);
      assert.equal(elsewhereOf(destination) === undefined, isAws);
    });

  it('is AWS or the simulated AWS where all goes there', () => {
    assert.deepEqual([answererOf({ kind: 'aws' }, 'EC2'), elsewhereOf({ kind: 'aws' })], ['aws', undefined]);
    assert.deepEqual(
      [answererOf({ kind: 'simulated' }, 'EC2'), elsewhereOf({ kind: 'simulated' })],
      ['simulated', 'simulated'],
    );
  });

  it('is told beside an account by service, with AWS by whichever of its names', () => {
    assert.equal(elsewhereOf(customAt(EMULATOR)), EMULATOR);
    const mixed = customAt(EMULATOR, {
      ...{ EC2: 'https://ec2.eu-west-1.amazonaws.com', STS: 'aws', CloudWatch: 'https://metrics.test' },
    });
    assert.equal(elsewhereOf(mixed), `AWS (EC2, STS), ${EMULATOR} (ECS, FIS, IAM), https://metrics.test (CloudWatch)`);
    assert.equal(elsewhereOf(customBut({ EC2: 'https://ec2-fips.us-east-1.amazonaws.com' })), undefined);
  });
});

it('every operation changes something in one service', () => {
  assert.deepEqual(
    operationTypes.map((type) => [type, changedService(type)]),
    [
      ...['stop', 'hibernate', 'force-stop', 'skip-os-shutdown', 'start'].map((type) => [type, 'EC2']),
      ...['roll-back', 'abort', 'continue'].map((type) => [type, 'ECS']),
      ...['stop-experiment', 'engage-lever', 'disengage-lever'].map((type) => [type, 'fis']),
    ],
  );
});

it('a route has a scheme, a host, a port and a path, and no more', () => {
  for (const [endpoint, route] of [
    [undefined, 'aws'],
    ['127.0.0.1:4566', ''],
    ['aws', ''],
    [EMULATOR, EMULATOR],
    [`${EMULATOR}/`, EMULATOR],
    [`${EMULATOR}/a/b/`, `${EMULATOR}/a/b`],
    [`${EMULATOR}/a//`, `${EMULATOR}/a`],
    ['https://user:secret@proxy.test/x?token=secret#y', 'https://proxy.test/x'],
    ['https://PROXY.test:443', 'https://proxy.test'],
    ['ftp://127.0.0.1', 'ftp://127.0.0.1'],
    ['http://[::1]:4566', 'http://[::1]:4566'],
  ] as const)
    assert.equal(routeOf(endpoint), route, endpoint);
});

it('a text of routes tells which service takes which', () => {
  const text = (destination: ReturnType<typeof customAt>): string =>
    destination.kind === 'custom' ? routesInText(destination.routes) : '';
  assert.equal(text(customAt(EMULATOR)), EMULATOR);
  assert.equal(text(customBut({ EC2: EMULATOR })), `${EMULATOR} (EC2), AWS (ECS, FIS, STS, IAM, CloudWatch)`);
  assert.equal(
    text(customAt(EMULATOR, { fis: 'aws', STS: 'https://proxy.test' })),
    `${EMULATOR} (EC2, ECS, IAM, CloudWatch), AWS (FIS), https://proxy.test (STS)`,
  );
});
