import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { afterEach, beforeEach } from 'node:test';
import type { Aws } from '../../src/aws/aws.ts';
import type { Failure } from '../../src/model/failure.ts';
import { simulatedAccessKeyId, simulatedSecret } from '../../src/simulator/core/accounts.ts';
import { failureIn, valueOf } from './answering/outcomes.ts';
import { createStage, never, type Stage, type Way } from './aws.ts';
import { STAGING } from './accounts.ts';

/** A server on loopback that `answer` speaks for. */
export interface Stub {
  readonly url: string;
  close(): void;
}

export async function startStub(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<Stub> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}` : '',
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

export interface CredentialStage {
  readonly stage: () => Stage;
  /** Writes the config: `text`, a profile `base` with keys, and the services section `sim` that leads to the simulator and, for sign-ins, to `signInUrl`. */
  readonly config: (text: string, signInUrl?: string) => Promise<string>;
  readonly arnOf: (profile: string, aws?: Aws) => Promise<string>;
  readonly whyNot: (profile: string, aws?: Aws) => Promise<Failure>;
  /** How often a role was assumed. */
  readonly assumed: () => number;
}

/** A stage for each test, whose home the SDK's own providers take for the person's. */
export function useCredentialStage(way: Way = 'direct'): CredentialStage {
  const home = process.env['HOME'];
  let stage: Stage | undefined;
  const current = (): Stage => {
    if (stage === undefined) throw new Error('There is a stage only within a test.');
    return stage;
  };
  beforeEach(async () => {
    stage = await createStage({ way });
    process.env['HOME'] = stage.home.env['HOME'];
  });
  afterEach(async () => {
    process.env['HOME'] = home;
    await current().close();
  });
  return {
    stage: current,
    config: (text, signInUrl = 'http://127.0.0.1:1') => {
      const services = {
        sts: current().sim.endpoint,
        iam: current().sim.endpoint,
        ec2: current().sim.endpoint,
        sso: signInUrl,
        sso_oidc: signInUrl,
      };
      const lines = Object.entries(services).map(([service, url]) => `${service} =\n  endpoint_url = ${url}\n`);
      return current().home.write(
        '.aws/config',
        `${text}
[profile base]
aws_access_key_id = ${simulatedAccessKeyId(STAGING)}
aws_secret_access_key = ${simulatedSecret(STAGING)}
region = eu-west-1
services = sim
[services sim]
${lines.join('')}`,
      );
    },
    arnOf: async (profile, aws = current().aws) => valueOf(await aws.reads.identity(profile, never())).arn,
    whyNot: async (profile, aws = current().aws) => failureIn(await aws.reads.identity(profile, never())),
    assumed: () => current().sim.log.count({ action: 'AssumeRole' }),
  };
}
