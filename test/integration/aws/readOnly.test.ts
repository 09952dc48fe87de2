import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import * as ec2 from '@aws-sdk/client-ec2';
import * as ecs from '@aws-sdk/client-ecs';
import * as fis from '@aws-sdk/client-fis';
import * as sts from '@aws-sdk/client-sts';
import { build } from 'esbuild';
import type { Caller } from '../../../src/aws/call/caller.ts';
import { KnownFailure } from '../../../src/aws/transport/knownFailure.ts';
import { rates } from '../../../src/aws/call/rates.ts';
import {
  createReadOnlyClients,
  type ReadService,
  readOperations,
  type SdkClient,
} from '../../../src/aws/call/readOnlyClients.ts';
import { newTrace, sdkHandler } from '../../../src/aws/sdk/sdkHandler.ts';
import { succeeded } from '../../../src/model/failure.ts';
import type { ClientConfig } from '../../../src/aws/call/call.ts';
import { customAt } from '../../stages/destinations.ts';

const root = join(import.meta.dirname, '../../..');
const scope = { profile: 'p', region: 'eu-west-1' };
const timeouts = { connect: 1, request: 1 };

interface Sender extends SdkClient {
  send(command: unknown, options: unknown): Promise<unknown>;
}

/** A reading client of a service, and what left through it. */
function reader(service: ReadService, create: (config: ClientConfig) => SdkClient) {
  const left: string[] = [];
  const transport = {
    send: (request: { readonly method: string; readonly url: string }) => {
      left.push(`${request.method} ${request.url}`);
      return Promise.resolve({ status: 200, headers: {}, body: new TextEncoder().encode('{}') });
    },
    close: () => undefined,
  };
  const caller: Pick<Caller, 'perform' | 'now'> = {
    now: () => 0,
    async perform(_ask, work) {
      const trace = newTrace();
      const credentials = { accessKeyId: 'AKIAX', secretAccessKey: 'abcdefgh' };
      const route = { endpoint: 'http://127.0.0.1:1', useFipsEndpoint: false, useDualstackEndpoint: false };
      const to = { EC2: route, ECS: route, fis: route, STS: route, IAM: route, CloudWatch: route };
      const destination = customAt('http://127.0.0.1:1');
      const routes = { to, caBundle: undefined, destination };
      const lease = { credentials, generation: 1, routes, owner: () => undefined, learn: () => undefined };
      const output = await work({
        options: { trace },
        lease,
        config: (guard) => ({
          region: 'eu-west-1',
          endpoint: 'http://127.0.0.1:1',
          credentials: () => Promise.resolve(credentials),
          ignoreConfiguredEndpointUrls: true,
          userAgentAppId: () => Promise.resolve(undefined),
          authSchemePreference: () => Promise.resolve([]),
          useFipsEndpoint: false,
          useDualstackEndpoint: false,
          maxAttempts: 1,
          retryMode: 'standard',
          defaultsMode: 'legacy',
          requestHandler: sdkHandler({ transport, timeouts, guard }),
        }),
      });
      return succeeded({
        output,
        lease,
        seen: { at: 0 },
        response: { status: 200, headers: {}, body: new Uint8Array() },
      });
    },
  };
  const clients = createReadOnlyClients(caller as Caller, service, create);
  const send = (command: unknown): Promise<unknown> =>
    clients
      .begin()
      .read({ scope, operation: 'x', rate: rates.fis, signal: undefined }, (client, options) =>
        (client as Sender).send(command, options),
      );
  return { left, send };
}

const services = [
  { service: 'EC2', create: (config: ClientConfig) => new ec2.EC2Client(config), exported: ec2 },
  { service: 'ECS', create: (config: ClientConfig) => new ecs.ECSClient(config), exported: ecs },
  { service: 'fis', create: (config: ClientConfig) => new fis.FisClient(config), exported: fis },
  { service: 'STS', create: (config: ClientConfig) => new sts.STSClient(config), exported: sts },
] as const;

type CommandOf = new (input: object) => {
  readonly middlewareStack: {
    add(
      middleware: (next: (args: { request: Wire }) => unknown) => (args: { request: Wire }) => unknown,
      place: object,
    ): void;
  };
};
interface Wire {
  method: string;
  path: string;
  body: unknown;
  headers: Record<string, string>;
}

function commandsOf(exported: object): readonly (readonly [string, CommandOf])[] {
  return Object.entries(exported).flatMap(([name, value]) =>
    name.endsWith('Command') && name !== '$Command' && typeof value === 'function'
      ? [[name.slice(0, -7), value as CommandOf]]
      : [],
  );
}

const isForbidden = (error: unknown): boolean => error instanceof KnownFailure && error.failure.kind === 'forbidden';
const required = {
  id: 'x',
  experimentId: 'x',
  InstanceId: 'i-1',
  Attribute: 'disableApiStop',
  service: 'x',
  services: ['x'],
  serviceDeploymentArns: ['x'],
  serviceRevisionArns: ['x'],
};

describe('clients that only read', () => {
  for (const { service, create, exported } of services) {
    const allowed: readonly string[] = readOperations[service];

    test(`${service}: no operation that the SDK knows is sent but the reads`, async () => {
      const commands = commandsOf(exported);
      assert.ok(commands.length > 5);
      for (const [name, Command] of commands.filter((it) => !allowed.includes(it[0]))) {
        const { left, send } = reader(service, create);
        await assert.rejects(send(new Command({ ...required })), isForbidden, name);
        assert.deepEqual(left, [], name);
      }
    });

    test(`${service}: the reads are sent`, async () => {
      for (const [name, Command] of commandsOf(exported).filter((it) => allowed.includes(it[0]))) {
        const { left, send } = reader(service, create);
        // What the empty answer is read as is not the matter here.
        await send(new Command({ ...required })).catch((error: unknown) => assert.ok(!isForbidden(error), name));
        assert.equal(left.length, 1, name);
      }
    });
  }

  test('what is checked is the request itself, whatever its command is called', async () => {
    const disguises = [
      {
        ...services[0],
        Command: ec2.DescribeInstancesCommand,
        change: (wire: Wire) => void (wire.body = 'Action=StopInstances&InstanceId.1=i-1'),
      },
      {
        ...services[1],
        Command: ecs.ListClustersCommand,
        change: (wire: Wire) =>
          void (wire.headers['x-amz-target'] = 'AmazonEC2ContainerServiceV20141113.StopServiceDeployment'),
      },
      { ...services[2], Command: fis.GetExperimentCommand, change: (wire: Wire) => void (wire.method = 'DELETE') },
      {
        ...services[2],
        Command: fis.GetExperimentCommand,
        change: (wire: Wire) => void (wire.path = '/somewhere/experiments/x'),
      },
      {
        ...services[3],
        Command: sts.GetCallerIdentityCommand,
        change: (wire: Wire) => void (wire.body = 'Action=AssumeRole'),
      },
    ];
    for (const { service, create, Command, change } of disguises) {
      const { left, send } = reader(service, create);
      const command = new (Command as unknown as CommandOf)({ ...required });
      command.middlewareStack.add(
        (next) => (args) => {
          change(args.request);
          return next(args);
        },
        { step: 'finalizeRequest', priority: 'low', name: 'disguise' },
      );
      await assert.rejects(send(command), isForbidden, service);
      assert.deepEqual(left, [], service);
    }
  });
});

describe('what can change AWS', () => {
  const changing =
    /\b(Abort|Accept|Associate|Attach|Cancel|Continue|Copy|Create|Delete|Deregister|Detach|Disable|Disassociate|Enable|Import|Modify|Put|Reboot|Register|Release|Reset|Restore|Run|Send|Set|Start|Stop|Submit|Tag|Terminate|Untag|Update)\w+Command\b/;

  test('is in one file, which only the factory loads', async () => {
    const folder = join(root, 'src/aws');
    const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.ts'));
    const sources = await Promise.all(
      files.map(async (file) => [file, await readFile(join(folder, file), 'utf8')] as const),
    );
    const naming = (pattern: RegExp): readonly string[] =>
      sources.filter(([, source]) => pattern.test(source)).map(([file]) => file);
    assert.deepEqual(naming(changing).toSorted(), [
      'changes.ts',
      // A token is made for somebody who has signed in: it changes nothing that runs.
      'credentials/fromIdentityCenter.ts',
      'credentials/fromLogin.ts',
      'permissions.ts',
    ]);
    assert.deepEqual(naming(/changes\.ts'/), ['loadedServices.ts']);
    assert.deepEqual(naming(/\bnew (EC2|ECS)Client\(|\bnew FisClient\(|createFisClient/).toSorted(), [
      'changes.ts',
      // Asks the clients for their addresses, and sends nothing.
      'diagnosis/endpointUrls.ts',
      'permissions.ts',
      'services/ec2/reads.ts',
      'services/ecs/calls.ts',
      'services/fis/command.ts',
      'services/fis/reads.ts',
    ]);
    for (const file of ['services/ec2/reads.ts', 'services/ecs/calls.ts', 'services/fis/reads.ts']) {
      const source = sources.find(([name]) => name === file)?.[1] ?? '';
      assert.match(
        source,
        /createReadOnlyClients\(caller, '\w+', (createFisClient|\(config\) => (?:new \w+Client\(config\)|readValuesAlone\(new \w+Client\(config\)\)))\)/,
      );
      assert.equal(source.match(/new \w+Client\(|createFisClient\b(?!,| \})/g)?.length ?? 0, 1, file);
    }
  });

  test('and what the extension loads of src/aws has no part of the SDK in it', async () => {
    const { metafile } = await build({
      entryPoints: [join(root, 'src/aws/worker/workerAws.ts')],
      absWorkingDir: root,
      bundle: true,
      write: false,
      metafile: true,
      platform: 'node',
      format: 'cjs',
    });
    const inputs = Object.keys(metafile.inputs);
    assert.ok(inputs.includes('src/aws/worker/workerAws.ts'));
    assert.deepEqual(
      inputs.filter((input) => !/^src\/(aws|base|model)\//.test(input)),
      [],
    );
    assert.ok(!inputs.includes('src/aws/changes.ts'));
  });
});
