import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hideValues } from '../../../../../src/aws/services/ecs/hiddenValues.ts';

const hide = (value: unknown) => hideValues(value, { asked: new Set(), key: new Uint8Array(32).fill(7) });
const OUTPUT = 'arn:aws:iam::111122223333:role/tasks';

/** What a person compares of a revision: all in it are names, addresses and choices. Members as AWS documents them. */
const revision = {
  serviceRevisionArn: 'arn:service-revision/shop/web/1',
  serviceArn: 'arn:service/shop/web',
  clusterArn: 'arn:cluster/shop',
  taskDefinition: 'arn:task-definition/web:1',
  launchType: 'FARGATE',
  platformVersion: '1.4.0',
  platformFamily: 'Linux',
  capacityProviderStrategy: [{ capacityProvider: 'FARGATE_SPOT', weight: 1, base: 0 }],
  availabilityZoneRebalancing: 'ENABLED',
  propagateTags: 'SERVICE',
  loadBalancers: [
    {
      targetGroupArn: 'arn:targetgroup/blue',
      loadBalancerName: 'classic',
      containerName: 'app',
      containerPort: 80,
      advancedConfiguration: {
        alternateTargetGroupArn: 'arn:targetgroup/green',
        productionListenerRule: 'arn:listener-rule/1',
        testListenerRule: 'arn:listener-rule/2',
        roleArn: OUTPUT,
      },
    },
  ],
  serviceRegistries: [{ registryArn: 'arn:registry/1', port: 80, containerName: 'app' }],
  networkConfiguration: {
    awsvpcConfiguration: { subnets: ['subnet-1'], securityGroups: ['sg-1'], assignPublicIp: 'DISABLED' },
  },
  containerImages: [{ containerName: 'app', image: 'app:v1', imageDigest: 'sha256:1' }],
  serviceConnectConfiguration: {
    enabled: true,
    namespace: 'shop.local',
    services: [
      {
        portName: 'http',
        discoveryName: 'web',
        clientAliases: [{ port: 80, dnsName: 'web.shop.local' }],
        tls: { issuerCertificateAuthority: { awsPcaAuthorityArn: 'arn:ca/1' }, kmsKey: 'arn:key/1', roleArn: OUTPUT },
      },
    ],
    accessLogConfiguration: { format: 'JSON' },
  },
  vpcLatticeConfigurations: [{ roleArn: OUTPUT, targetGroupArn: 'arn:targetgroup/lattice', portName: 'http' }],
  volumeConfigurations: [
    {
      name: 'data',
      managedEBSVolume: {
        kmsKeyId: 'arn:key/2',
        volumeType: 'gp3',
        snapshotId: 'snap-1',
        filesystemType: 'xfs',
        tagSpecifications: [{ resourceType: 'volume', propagateTags: 'SERVICE' }],
      },
    },
  ],
};

const definition = {
  taskDefinitionArn: 'arn:task-definition/web:1',
  family: 'web',
  status: 'ACTIVE',
  registeredBy: 'arn:aws:iam::111122223333:user/jane',
  networkMode: 'awsvpc',
  pidMode: 'task',
  ipcMode: 'none',
  cpu: '512',
  memory: '1024',
  taskRoleArn: OUTPUT,
  executionRoleArn: OUTPUT,
  compatibilities: ['EC2', 'FARGATE'],
  requiresCompatibilities: ['FARGATE'],
  runtimePlatform: { cpuArchitecture: 'ARM64', operatingSystemFamily: 'LINUX' },
  placementConstraints: [{ type: 'memberOf', expression: 'attribute:ecs.os-type == linux' }],
  inferenceAccelerators: [{ deviceName: 'device_1', deviceType: 'eia2.medium' }],
  containerDefinitions: [
    {
      name: 'app',
      image: 'app:v1',
      user: '1000:1000',
      workingDirectory: '/srv',
      hostname: 'app',
      links: ['db:db'],
      versionConsistency: 'enabled',
      dnsServers: ['10.0.0.2'],
      dnsSearchDomains: ['shop.local'],
      essential: true,
      portMappings: [{ containerPortRange: '80-90', protocol: 'tcp', appProtocol: 'http2', name: 'http' }],
      mountPoints: [{ sourceVolume: 'data', containerPath: '/data', readOnly: true }],
      volumesFrom: [{ sourceContainer: 'side', readOnly: false }],
      dependsOn: [{ containerName: 'side', condition: 'HEALTHY' }],
      extraHosts: [{ hostname: 'db', ipAddress: '10.0.0.9' }],
      linuxParameters: {
        capabilities: { add: ['SYS_PTRACE'], drop: ['MKNOD'] },
        devices: [{ hostPath: '/dev/fuse', containerPath: '/dev/fuse', permissions: ['read', 'write'] }],
        tmpfs: [{ containerPath: '/tmp', size: 64, mountOptions: ['noexec'] }],
      },
      logConfiguration: {
        logDriver: 'awslogs',
        options: {
          'awslogs-group': '/ecs/web',
          'awslogs-region': 'eu-west-1',
          'awslogs-stream-prefix': 'web',
          'awslogs-create-group': 'true',
          'max-buffer-size': '25m',
          mode: 'non-blocking',
        },
      },
    },
  ],
  volumes: [
    { name: 'host', host: { sourcePath: '/var/data' } },
    { name: 'docker', dockerVolumeConfiguration: { scope: 'shared', driver: 'local', autoprovision: true } },
    {
      name: 'efs',
      efsVolumeConfiguration: {
        fileSystemId: 'fs-1',
        rootDirectory: '/',
        transitEncryption: 'ENABLED',
        authorizationConfig: { accessPointId: 'fsap-1', iam: 'ENABLED' },
      },
    },
    { name: 'fsx', fsxWindowsFileServerVolumeConfiguration: { authorizationConfig: { domain: 'shop.local' } } },
  ],
};

/** Every text in a value, with the name of the member that it stands in. */
function textsIn(value: unknown, name = ''): readonly (readonly [string, string])[] {
  if (typeof value === 'string') return [[name, value]];
  if (Array.isArray(value)) return value.flatMap((item) => textsIn(item, name));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => textsIn(item, key));
}

describe('what of a revision and its task definition is shown', () => {
  for (const [what, document] of Object.entries({ 'a revision': revision, 'a task definition': definition }))
    it(`is all of ${what} that says what runs, where and how`, () => {
      assert.deepEqual(textsIn(hide(document)), textsIn(document));
      assert.deepEqual(hide(document), document);
    });

  it('is what is there: nothing, a number, a flag and an empty text stand where they stood', () => {
    const plain = { cpu: null, essential: false, weight: 0, image: '', volumes: [], options: {} };
    assert.deepEqual(hide(plain), plain);
    assert.deepEqual(hide({ labels: { a: null } }), { labels: { a: null } });
  });

  for (const list of ['environment', 'secrets', 'secretOptions'])
    it(`has ${list} by name, those of one name and those without in their own order`, () => {
      const items = [{ name: 'b', n: 1 }, { name: 'a', n: 2 }, { n: 3 }, { name: 'a', n: 4 }, { name: 'c', n: 5 }];
      const order = (name: string) =>
        textsIn(JSON.stringify(hide({ [name]: items })))
          .join()
          .match(/(?<="n":)\d/g);
      assert.deepEqual(order(list), ['3', '2', '4', '1', '5']);
      assert.deepEqual(order('containerDefinitions'), ['1', '2', '3', '4', '5']);
    });

  it('is nothing that lies deeper than a hundred levels, whatever it is', () => {
    const nested = (levels: number): unknown => (levels === 0 ? { image: 'app:v1' } : { deeper: nested(levels - 1) });
    assert.match(JSON.stringify(hide(nested(99))), /app:v1/);
    assert.doesNotMatch(JSON.stringify(hide(nested(100))), /app:v1/);
    assert.match(JSON.stringify(hide(nested(100))), /"\(hidden\)"/);
    const lists = (levels: number): unknown => (levels === 0 ? [5] : [lists(levels - 1)]);
    assert.match(JSON.stringify(hide(lists(99))), /5/);
    assert.doesNotMatch(JSON.stringify(hide(lists(100))), /5/);
  });
});
