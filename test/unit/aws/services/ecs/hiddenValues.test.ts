import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { hideValues } from '../../../../../src/aws/services/ecs/hiddenValues.ts';
import { member } from '../../../../../src/base/untrusted.ts';
import { assertProperty } from '../../../../stages/property.ts';

const key = new Uint8Array(32).fill(7);
const none: ReadonlySet<string> = new Set();
const hide = (value: unknown, asked = none) => hideValues(value, { asked, key });
const container = (members: object) => ({ taskDefinition: { containerDefinitions: [{ name: 'app', ...members }] } });
const PLACEHOLDER = /^\(hidden [0-9a-f]{8}\)$/;

/** Wherever a task definition or a revision can hold something secret. */
const places: Readonly<Record<string, (secret: string) => object>> = {
  'an environment variable': (value) => container({ environment: [{ name: 'TOKEN', value }] }),
  'a reference to a secret': (valueFrom) => container({ secrets: [{ name: 'TOKEN', valueFrom }] }),
  'a file of the environment': (value) => container({ environmentFiles: [{ type: 's3', value }] }),
  'an option of a log driver': (token) =>
    container({ logConfiguration: { logDriver: 'splunk', options: { 'splunk-token': token } } }),
  'an option that is called like a harmless member': (name) =>
    container({ logConfiguration: { logDriver: 'fluentd', options: { name } } }),
  'a secret option of a log driver': (valueFrom) =>
    container({ logConfiguration: { logDriver: 'splunk', secretOptions: [{ name: 'splunk-token', valueFrom }] } }),
  'a log router': (value) =>
    container({ firelensConfiguration: { type: 'fluentbit', options: { 'config-file': value } } }),
  'the credentials of a registry': (secret) => container({ repositoryCredentials: { credentialsParameter: secret } }),
  'a credential specification': (secret) => container({ credentialSpecs: [`credentialspec:${secret}`] }),
  'a command line': (secret) => container({ command: ['serve', `--token=${secret}`] }),
  'an entry point': (secret) => container({ entryPoint: ['sh', '-c', `TOKEN=${secret} run`] }),
  'a health check': (secret) => container({ healthCheck: { command: ['CMD-SHELL', `curl -H ${secret} localhost`] } }),
  'a label': (secret) => container({ dockerLabels: { 'com.example.key': secret } }),
  'a label that is called like an option that says where a log goes': (secret) =>
    container({ dockerLabels: { 'awslogs-group': secret, mode: secret, 'awslogs-region': secret } }),
  'an option of a log router that is called so': (mode) =>
    container({ firelensConfiguration: { type: 'fluentbit', options: { mode, 'awslogs-group': mode } } }),
  'a label or an option of a volume that is called so': (mode) => ({
    taskDefinition: { volumes: [{ dockerVolumeConfiguration: { labels: { mode }, driverOpts: { mode } } }] },
  }),
  'what stands deeper in an option of a log': (mode) =>
    container({ logConfiguration: { options: { nested: { mode }, options: { mode } } } }),
  'a label of a log that is called like an option of it': (mode) =>
    container({ logConfiguration: { logDriver: 'fluentd', labels: { mode, 'awslogs-group': mode } } }),
  'a kernel parameter': (value) => container({ systemControls: [{ namespace: 'net', value }] }),
  'a driver of a volume': (o) => ({
    taskDefinition: { volumes: [{ dockerVolumeConfiguration: { driverOpts: { o } } }] },
  }),
  'the credentials of a file system': (credentialsParameter) => ({
    taskDefinition: {
      volumes: [{ fsxWindowsFileServerVolumeConfiguration: { authorizationConfig: { credentialsParameter } } }],
    },
  }),
  'a proxy': (value) => ({ taskDefinition: { proxyConfiguration: { properties: [{ name: 'x', value }] } } }),
  'the log of Service Connect': (token) => ({
    serviceRevision: { serviceConnectConfiguration: { logConfiguration: { options: { token } } } },
  }),
  'a tag': (value) => ({
    serviceRevision: { volumeConfigurations: [{ managedEBSVolume: { tags: [{ key: 'k', value }] } }] },
  }),
  'a member that AWS adds later': (novel) => ({ taskDefinition: { novel: { deeper: [novel] } } }),
};

describe('what of a revision and its task definition is hidden', () => {
  for (const [what, place] of Object.entries(places)) {
    it(`is: ${what}`, () => {
      assertProperty(
        fc.property(fc.stringMatching(/^[a-zA-Z0-9+=:_-]{12,40}$/), (secret) => {
          const text = JSON.stringify(hide(place(secret)));
          assert.ok(!text.includes(secret), text);
        }),
      );
    });
  }

  it('is a number or a flag, too, where whoever wrote it named it', () => {
    assert.doesNotMatch(JSON.stringify(hide({ options: { pin: 4711, on: true } })), /4711|true/);
    assert.deepEqual(hide({ weight: 4711, essential: true }), { weight: 4711, essential: true });
  });

  it('is nothing that names what runs, where, and with how much', () => {
    const plain = {
      serviceRevision: {
        serviceRevisionArn: 'arn:aws:ecs:eu-west-1:1:service-revision/c/s/1',
        taskDefinition: 'arn:aws:ecs:eu-west-1:1:task-definition/s:1',
        capacityProviderStrategy: [{ capacityProvider: 'FARGATE_SPOT', weight: 3, base: 0 }],
        loadBalancers: [
          {
            targetGroupArn: 'arn:tg',
            containerName: 'app',
            containerPort: 80,
            advancedConfiguration: { alternateTargetGroupArn: 'arn:other', productionListenerRule: 'r', roleArn: 'x' },
          },
        ],
        networkConfiguration: {
          awsvpcConfiguration: { subnets: ['subnet-1'], securityGroups: ['sg-1'], assignPublicIp: 'DISABLED' },
        },
        containerImages: [{ containerName: 'app', image: 'app:v1', imageDigest: 'sha256:1' }],
      },
      taskDefinition: {
        family: 's',
        cpu: '512',
        memory: '1024',
        networkMode: 'awsvpc',
        taskRoleArn: 'arn:role',
        runtimePlatform: { cpuArchitecture: 'ARM64' },
        containerDefinitions: [
          {
            name: 'app',
            image: 'app:v1',
            essential: true,
            portMappings: [{ containerPort: 80, protocol: 'tcp' }],
            mountPoints: [{ sourceVolume: 'v', containerPath: '/v', readOnly: true }],
            logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-group': '/ecs/s', mode: 'non-blocking' } },
          },
        ],
      },
    };
    assert.deepEqual(hide(plain), plain);
  });

  it('keeps the names of what it hides, by their names, and marks the same value alike', () => {
    const environment = [
      { name: 'B', value: 'one' },
      { name: 'A', value: 'two' },
      { name: 'C', value: 'one' },
    ];
    const shown = member(hide({ environment }), 'environment') as readonly { name: string; value: string }[];
    assert.deepEqual(
      shown.map(({ name }) => name),
      ['A', 'B', 'C'],
    );
    for (const { value } of shown) assert.match(value, PLACEHOLDER);
    assert.equal(shown[1]?.value, shown[2]?.value);
    assert.notEqual(shown[0]?.value, shown[1]?.value);
    const other = hideValues({ environment }, { asked: none, key: new Uint8Array(32) });
    assert.notDeepEqual(other, hide({ environment }), 'a mark says nothing without the key');
  });

  it('is everything but the value that was asked for by its mark, wherever it stands', () => {
    const environment = [
      { name: 'B', value: 'one' },
      { name: 'A', value: 'two' },
      { name: 'C', value: 'one' },
    ];
    const valuesIn = (asked: ReadonlySet<string>) =>
      (member(hide({ environment }, asked), 'environment') as readonly { value: string }[]).map(({ value }) => value);
    const [a = '', b = '', c = ''] = valuesIn(none);
    assert.deepEqual(valuesIn(new Set([b])), [a, 'one', 'one']);
    assert.deepEqual(valuesIn(new Set([a])), ['two', b, c]);
    // What is no mark of a value that is there shows nothing.
    assert.deepEqual(valuesIn(new Set(['', 'one', '/environment/0/value', '(hidden 00000000)'])), [a, b, c]);
  });

  it('copies what is no object, and members that mean something to one', () => {
    for (const value of [null, 7, true, []]) assert.deepEqual(hide(value), value);
    const odd: unknown = JSON.parse('{"__proto__": {"value": "secret"}, "constructor": "secret"}');
    const text = JSON.stringify(hide(odd));
    assert.match(text, /"__proto__":\{"value":"\(hidden/);
    assert.ok(!text.includes('secret'));
  });

  it('what is nested deeper than any document of AWS’s, without failing', () => {
    for (const [open, close] of [
      ['{"image":', '}'],
      ['[', ']'],
      ['{"containerDefinitions":[', ']}'],
    ] as const)
      for (const levels of [150, 5_000]) {
        const text = JSON.stringify(hide(JSON.parse(`${open.repeat(levels)}"deep"${close.repeat(levels)}`)));
        assert.match(text, /"\(hidden\)"/);
        assert.ok(!text.includes('deep'));
      }
    const held = `${'{"image":'.repeat(50)}"seen"${'}'.repeat(50)}`;
    assert.equal(JSON.stringify(hide(JSON.parse(held))), held);
  });
});
