import { l10n } from 'vscode';
import * as v from 'valibot';
import { createMadeOnce } from '../../base/madeOnce.ts';
import { plainText } from '../../base/plainText.ts';
import type { Failure } from '../../model/failure.ts';
import type { ConfigProblem, CredentialSource, ProfileDiagnosis } from '../../model/profileDiagnosis.ts';
import type { PatternMatches } from '../profiles/patternMatches.ts';
import { listValue, mono, row, textValue } from '../../pages/pageRows.ts';
import type { PageBlock, Notice, PageRow, PageSection, State, Value } from '../../panel/protocol/page.ts';
import { openFileAt } from '../editor/openFile.ts';
import type { OnPress, RecordSource } from './recordSource.ts';
import { failureWords } from '../words/failures.ts';
import { counted } from '../words/counted.ts';
import { fileFaultWords } from '../words/fileFaults.ts';

const ID_PREFIX = 'profiles ';

/** What was found out about profiles, in the order in which they were named. Of those that somebody cancelled it has neither. */
export interface Diagnosed {
  readonly diagnoses: readonly ProfileDiagnosis[];
  /** Why others could not be diagnosed. */
  readonly lacking: readonly { readonly profile: string; readonly failure: Failure }[];
  /** What each pattern of the guards matches now. */
  readonly patterns: readonly PatternMatches[];
}

/** Tells what these profiles do. */
export type Diagnose = (names: readonly string[]) => Promise<Diagnosed>;

/** A page that tells what profiles do: from which lines of which files, by whose credentials, and where their calls go. Holds no secret. */
export function diagnosisSource(names: readonly string[], diagnose: Diagnose, known?: Diagnosed): RecordSource {
  const id = `${ID_PREFIX}${JSON.stringify(names)}`;
  let first = known;
  const told = createMadeOnce(async () => {
    const found = first ?? (await diagnose(names));
    first = undefined;
    return found;
  });
  return {
    id,
    draw: async (onPress) => {
      const { diagnoses, lacking, patterns } = await told.get();
      const failing = diagnoses.filter(({ failure }) => failure !== undefined).length;
      return {
        subject: { type: 'record', id },
        title: l10n.t('Profiles'),
        place: [],
        state: stateOf(diagnoses.length, failing),
        why: [],
        badges: [],
        notices: lacking.map(lackNotice),
        buttons: [{ id: onPress('again', () => told.take()), label: l10n.t('Diagnose Again'), enabled: true }],
        search: true,
        sections: [...diagnoses.map((diagnosis) => sectionOf(diagnosis, onPress)), ...patternsSection(patterns)],
      };
    },
    fileName: 'halt-profiles.json',
    exported: async () => `${JSON.stringify((await told.peek())?.diagnoses ?? [], undefined, 2)}\n`,
  };
}

/** The page that had this id before a reload: the profiles are read anew. */
export function diagnosisSourceOf(id: string, diagnose: Diagnose): RecordSource | undefined {
  if (!id.startsWith(ID_PREFIX)) return undefined;
  const names = v.safeParse(
    v.pipe(v.string(), v.parseJson(), v.pipe(v.array(v.string()), v.minLength(1))),
    id.slice(ID_PREFIX.length),
  );
  return names.success ? diagnosisSource(names.output, diagnose) : undefined;
}

function lackNotice({ profile, failure }: Diagnosed['lacking'][number]): Notice {
  const { sentence, next } = failureWords(failure, { profile });
  return { tone: 'warning', text: l10n.t('{0}: {1}', plainText(profile, 80), plainText(`${sentence} ${next}`, 400)) };
}

function stateOf(count: number, failing: number): State {
  if (count === 0) return { appearance: 'unknown', label: l10n.t('not diagnosed') };
  if (failing === 0)
    return {
      appearance: 'done',
      label: counted(l10n.t('{0, plural, one {# profile works} other {# profiles work}}'), count),
    };
  const label = counted(
    l10n.t('{0, plural, one {# profile doesn’t work} other {Not working: {1} of # profiles}}'),
    count,
    failing,
  );
  return { appearance: 'failed', label };
}

function sectionOf(diagnosis: ProfileDiagnosis, onPress: OnPress): PageSection {
  return {
    id: `profile ${diagnosis.profile}`,
    title: plainText(diagnosis.profile, 200),
    wide: true,
    blocks: [
      { type: 'value', value: verdict(diagnosis) },
      { type: 'rows', rows: facts(diagnosis) },
      placesTable(diagnosis, onPress),
      ...problemsTable(diagnosis, onPress),
    ],
  };
}

function verdict({ account, arn, failure }: ProfileDiagnosis): Value {
  if (failure !== undefined) {
    const { sentence, next } = failureWords(failure);
    const words = plainText(`${sentence} ${next}`, 400);
    return listValue([
      { type: 'state', state: { appearance: 'failed', label: words } },
      mono(plainText(failure.message, 400)),
    ]);
  }
  const acts =
    account === undefined || arn === undefined
      ? l10n.t('STS returned no account.')
      : l10n.t('Acts in account {0} as {1}.', account, arn);
  return { type: 'state', state: { appearance: account === undefined ? 'unknown' : 'done', label: acts } };
}

function facts(diagnosis: ProfileDiagnosis): readonly PageRow[] {
  const { source, passedOver, accessKeyId, hasToken, region, hops, endpoints, certificates, steps } = diagnosis;
  const key = accessKeyId === undefined ? undefined : [mono(accessKeyId)];
  const ofServices = Object.entries(endpoints).flatMap(([service, url]) =>
    row(l10n.t('Endpoint of {0}', service.toUpperCase()), url === undefined ? undefined : mono(url)),
  );
  const times = steps.map(({ step, milliseconds }) => l10n.t('{0} {1} ms', stepWords[step](), milliseconds));
  return [
    ...row(l10n.t('Credentials from'), source === undefined ? l10n.t('no source') : sourceWords[source]()),
    ...row(l10n.t('Skipped'), passedOver.map((each) => sourceWords[each]()).join(', ')),
    ...row(
      l10n.t('Access key'),
      key && listValue([...key, ...(hasToken ? [textValue(l10n.t('with a session token'))] : [])]),
    ),
    ...row(l10n.t('Region'), region === undefined ? l10n.t('none') : mono(region)),
    ...hops.flatMap(({ operation, host, region: where, milliseconds }) =>
      row(
        plainText(operation),
        listValue([mono(where === undefined ? host : `${host} (${where})`), textValue(l10n.t('{0} ms', milliseconds))]),
      ),
    ),
    ...ofServices,
    ...row(l10n.t('Certificates'), certificates === undefined ? undefined : mono(certificates)),
    ...row(l10n.t('Time taken'), times.join(', ')),
  ];
}

/** What each pattern matches now: one that is misspelt guards nothing, and looks like any other in the settings. None is called wrong, as it may be meant for another machine. */
function patternsSection(patterns: readonly PatternMatches[]): readonly PageSection[] {
  if (patterns.length === 0) return [];
  return [
    {
      id: 'patterns',
      title: l10n.t('What the patterns in your settings match now'),
      wide: true,
      blocks: [
        {
          type: 'value',
          value: {
            type: 'quiet',
            text: l10n.t(
              'Compared with all profiles of the shared AWS config, and with the accounts, aliases, tags and regions that Halt has read.',
            ),
          },
        },
        {
          type: 'table',
          id: 'patterns',
          label: l10n.t('What the patterns in your settings match now'),
          columns: [l10n.t('Setting'), l10n.t('Pattern'), l10n.t('Matches')],
          rows: patterns.map((one) => [mono(one.setting), mono(plainText(one.pattern, 200)), matchesValue(one)]),
          shown: 50,
          empty: '',
        },
      ],
    },
  ];
}

function matchesValue({ matched, possible, tagged }: PatternMatches): Value {
  const found = matched.map(({ name, by }) =>
    by === undefined ? plainText(name, 200) : l10n.t('{0} ({1})', plainText(name, 200), plainText(by, 200)),
  );
  const told = [
    ...(found.length > 0 ? [textValue(found.join(', '))] : []),
    ...(tagged !== undefined && tagged > 0
      ? [
          textValue(
            counted(l10n.t('{0, plural, one {# resource, by its tags} other {# resources, by their tags}}'), tagged),
          ),
        ]
      : []),
  ];
  const unread: readonly Value[] =
    possible.length === 0
      ? []
      : [
          {
            type: 'quiet',
            text: l10n.t(
              'Not known yet, as their account or its alias hasn’t been read: {0}',
              possible.map((name) => plainText(name, 200)).join(', '),
            ),
          },
        ];
  return listValue([...(told.length > 0 ? told : [{ type: 'quiet' as const, text: l10n.t('nothing') }]), ...unread]);
}

function placesTable({ profile, places }: ProfileDiagnosis, onPress: OnPress): PageBlock {
  return {
    type: 'table',
    id: `places ${profile}`,
    label: l10n.t('Where it is configured'),
    columns: [l10n.t('Profile'), l10n.t('File'), l10n.t('Lines')],
    rows: places.map(({ profile: of, file, firstLine, lastLine }) => [
      textValue(plainText(of, 200)),
      listValue([mono(file), openFile(file, firstLine, onPress)]),
      textValue(firstLine === lastLine ? String(firstLine) : `${firstLine}–${lastLine}`),
    ]),
    shown: 50,
    empty: l10n.t('No file configures this profile.'),
  };
}

function problemsTable({ profile, problems }: ProfileDiagnosis, onPress: OnPress): readonly PageBlock[] {
  if (problems.length === 0) return [];
  return [
    { type: 'heading', text: l10n.t('Problems') },
    {
      type: 'table',
      id: `problems ${profile}`,
      label: l10n.t('Problems'),
      columns: [l10n.t('Problem'), l10n.t('File'), l10n.t('Line')],
      rows: problems.map(({ file, line, fault }: ConfigProblem) => [
        textValue(fileFaultWords(fault)),
        listValue([mono(file), openFile(file, line ?? 1, onPress)]),
        line === undefined ? { type: 'quiet', text: l10n.t('whole file') } : textValue(String(line)),
      ]),
      shown: 50,
      empty: '',
    },
  ];
}

function openFile(file: string, line: number, onPress: OnPress): Value {
  const open = (): unknown => openFileAt(file, line);
  const title = l10n.t('Open {0} at line {1}', file, line);
  return {
    type: 'button',
    button: { id: onPress(`open ${line} ${file}`, open), label: l10n.t('Open File'), enabled: true, title },
  };
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
