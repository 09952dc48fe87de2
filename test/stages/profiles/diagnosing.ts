import { join } from 'node:path';
import type { HelperEnd } from '../../../src/aws/credentials/helper/helperProcesses.ts';
import { createProfiles } from '../../../src/aws/credentials/profiles.ts';
import { profileFiles } from '../../../src/aws/credentials/sharedConfig.ts';
import { diagnoseProfile } from '../../../src/aws/diagnosis/diagnoseProfile.ts';
import { TransportError } from '../../../src/aws/transport/transport.ts';
import { callerIdentity } from '../callerIdentity.ts';
import { never } from '../fakes.ts';
import { type Answers, assumedRole, credentialHome } from './credentialsOf.ts';

export const ACCOUNT = '111122223333';
export const END = '2024-05-06T09:00:00Z';
export const KEYS = 'aws_access_key_id = AKIAKEYS\naws_secret_access_key = the secret of keys\n';

/** STS tells who it is, and gives each role a session. */
export const sts: Answers = ({ body }) => {
  const action = body['Action'] ?? '';
  return { body: action === 'GetCallerIdentity' ? callerIdentity(ACCOUNT) : assumedRole(action, 'ASIAROLE', END) };
};

interface Given {
  readonly answers?: Answers;
  readonly env?: Readonly<Record<string, string>>;
  readonly takes?: number;
  readonly helper?: HelperEnd;
  readonly cut?: (question: number) => boolean;
}

/** What is told of a profile of these files, `takes` milliseconds after each question; no answer comes to the questions that `cut` names, counted from 1. */
export function diagnosing(
  t: Parameters<typeof credentialHome>[0],
  files: Parameters<typeof credentialHome>[1],
  { answers = sts, env = {}, helper, takes = 0, cut = () => false }: Given = {},
) {
  const home = credentialHome(t, files, { answers, env, ...(helper && { helper }) });
  const read = profileFiles(home.options.env);
  const parts = { ...home.options, files: read, attempts: 1 };
  let questions = 0;
  const of = (name: string) =>
    diagnoseProfile(
      name,
      {
        ...parts,
        profiles: createProfiles({ env: home.options.env, files: read, simulated: {} }),
        transport: {
          ...home.options.transport,
          send: (...args) => {
            home.clock.advance(takes);
            questions += 1;
            return cut(questions)
              ? Promise.reject(new TransportError({ code: 'ECONNRESET', message: 'Cut.', sent: true }))
              : home.options.transport.send(...args);
          },
        },
        limiter: {
          take: () => Promise.resolve(),
          takeSpare: () => Promise.resolve(true),
          giveBack: () => undefined,
          drain: () => undefined,
          share: () => undefined,
          close: () => undefined,
        },
        diagnosis: { judge: (failure) => Promise.resolve(failure), forget: () => undefined },
      },
      never(),
    );
  return {
    ...home,
    of,
    config: join(home.path, '.aws', 'config'),
    credentials: join(home.path, '.aws', 'credentials'),
  };
}
