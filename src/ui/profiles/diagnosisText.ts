import { l10n } from 'vscode';
import type { CredentialSource, ProfileDiagnosis } from '../../model/profileDiagnosis.ts';
import { plainText } from '../../base/plainText.ts';
import { failureWords } from '../words/failures.ts';

/** A place in a file that a line of the text speaks of. */
export interface FileLink {
  /** In the text, from 0. */
  readonly textLine: number;
  readonly file: string;
  /** In the file, from 1. */
  readonly line: number;
}

export interface DiagnosisText {
  readonly text: string;
  readonly links: readonly FileLink[];
}

/** What profiles do, as Markdown for a person and for a ticket. Holds no secret. */
export function diagnosisText(diagnoses: readonly ProfileDiagnosis[]): DiagnosisText {
  const lines: string[] = [`# ${l10n.t('Profiles')}`];
  const links: FileLink[] = [];
  const link = (file: string, line: number, text: string): void => {
    links.push({ textLine: lines.length, file, line });
    lines.push(text);
  };
  for (const diagnosis of diagnoses) {
    lines.push('', `## ${code(diagnosis.profile)}`, '', verdict(diagnosis), '');
    for (const { profile, file, firstLine, lastLine } of diagnosis.places) {
      link(
        file,
        firstLine,
        `- ${l10n.t('{0}: {1}, lines {2} to {3}', code(profile), code(file), firstLine, lastLine)}`,
      );
    }
    lines.push(...facts(diagnosis));
    if (diagnosis.problems.length === 0) continue;
    lines.push('', `### ${l10n.t('Problems')}`, '');
    for (const { file, line, message } of diagnosis.problems) {
      const place = line === undefined ? code(file) : l10n.t('{0}, line {1}', code(file), line);
      link(file, line ?? 1, `- ${place}: ${plainText(message, 200)}`);
    }
  }
  return { text: `${lines.join('\n')}\n`, links };
}

/** As code, whatever is in it: a name of a profile is no link and no heading. */
function code(text: string): string {
  const shown = plainText(text, 200);
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const room = longest > 0 ? ' ' : '';
  return `${fence}${room}${shown}${room}${fence}`;
}

function verdict({ account, arn, failure }: ProfileDiagnosis): string {
  if (failure !== undefined) {
    const { sentence, next } = failureWords(failure);
    return `${plainText(`${sentence} ${next}`, 400)} (${code(failure.message)})`;
  }
  return account === undefined || arn === undefined
    ? l10n.t('STS tells no account.')
    : l10n.t('Acts in account {0} as {1}.', code(account), code(arn));
}

function facts(diagnosis: ProfileDiagnosis): readonly string[] {
  const { source, passedOver, accessKeyId, hasToken, region, hops, endpoints, certificates, steps } = diagnosis;
  const told: string[] = [];
  const tell = (name: string, value: string | undefined): void => {
    if (value !== undefined) told.push(`- ${name}: ${value}`);
  };
  tell(l10n.t('Credentials from'), source === undefined ? l10n.t('no source') : sourceWords[source]());
  if (passedOver.length > 0) tell(l10n.t('Passed over'), passedOver.map((each) => sourceWords[each]()).join(', '));
  if (accessKeyId !== undefined)
    tell(l10n.t('Access key'), `${code(accessKeyId)}${hasToken ? `, ${l10n.t('with a session token')}` : ''}`);
  tell(l10n.t('Region'), region === undefined ? l10n.t('none') : code(region));
  for (const { operation, host, region: where, milliseconds } of hops) {
    const place = where === undefined ? code(host) : `${code(host)} (${plainText(where)})`;
    tell(plainText(operation), `${place}, ${l10n.t('{0} ms', milliseconds)}`);
  }
  for (const [service, url] of Object.entries(endpoints)) {
    tell(l10n.t('Endpoint of {0}', service.toUpperCase()), url === undefined ? undefined : code(url));
  }
  tell(l10n.t('Certificates'), certificates === undefined ? undefined : code(certificates));
  const times = steps.map(({ step, milliseconds }) => l10n.t('{0} {1} ms', stepWords[step](), milliseconds));
  tell(l10n.t('Time taken'), times.join(', '));
  return told;
}

const stepWords: Readonly<Record<ProfileDiagnosis['steps'][number]['step'], () => string>> = {
  files: () => l10n.t('files'),
  credentials: () => l10n.t('credentials'),
  identity: () => l10n.t('identity'),
};

const sourceWords: Readonly<Record<CredentialSource, () => string>> = {
  'assume-role': () => l10n.t('a role (role_arn)'),
  'web-identity': () => l10n.t('a web identity (web_identity_token_file)'),
  'identity-center': () => l10n.t('IAM Identity Center'),
  'credentials-file': () => l10n.t('keys in the credentials file'),
  login: () => l10n.t('“aws login” (login_session)'),
  'credential-process': () => l10n.t('a program (credential_process)'),
  'config-file': () => l10n.t('keys in the config file'),
  environment: () => l10n.t('keys in the environment'),
};
