import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { simulatedAccessKeyId, simulatedSecret } from '../../../src/simulator/core/accounts.ts';
import { ACCOUNTS } from './demoFleet.ts';

const staging = ACCOUNTS['shop-staging'];
const production = ACCOUNTS['shop-production'];

/** Each with the account that it leads to, by its demo profile as well, and an instance that runs there. */
const profiles = [
  { name: "Data Team, 'EU'", account: staging, as: 'shop-staging', instance: 'web-preview' },
  { name: 'équipe-名前', account: production, as: 'shop-production', instance: 'session-cache-1' },
  { name: 'ops', account: production, as: 'shop-production', instance: 'bastion-prod-ireland' },
] as const;

/** Writes files that the AWS CLI reads and few other programs do into a home: names in quotes and other scripts, indents, ends of lines from Windows, capitals, keys in the other file. */
export function writeOddProfiles(home: string, endpoint: string) {
  const folder = join(home, '.aws');
  mkdirSync(folder, { recursive: true });
  const here = [`endpoint_url = ${endpoint}`, 'Halt_Simulated = true', 'region = eu-west-1'];
  const lines = [
    '[profile "Data Team, \'EU\'"] ; mine',
    ...here,
    '# Its keys are in the other file.',
    '[profile équipe-名前]',
    ...here,
    `role_arn = arn:aws:iam::${production}:role/OnCall`,
    "source_profile = Data Team, 'EU'",
    '[profile ops]',
    ...here,
    `CREDENTIAL_PROCESS = "${process.execPath}" "${join(folder, 'helper.cjs')}" 'a # b' ";"`,
  ];
  writeFileSync(join(folder, 'config'), lines.map((line) => `    ${line}\r\n`).join(''));
  writeFileSync(
    join(folder, 'credentials'),
    `[Data Team, 'EU']\naws_access_key_id = ${simulatedAccessKeyId(staging)}\naws_secret_access_key = ${simulatedSecret(staging)}\n`,
  );
  const keys = { AccessKeyId: simulatedAccessKeyId(production), SecretAccessKey: simulatedSecret(production) };
  const answer = JSON.stringify({ Version: 1, ...keys });
  // It tells keys only where it was started as the line says, and not by a shell.
  writeFileSync(
    join(folder, 'helper.cjs'),
    `if (process.argv.slice(2).join('|') !== 'a # b|;') process.exit(3);\nconsole.log(${JSON.stringify(answer)});\n`,
  );
  return { profiles, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
