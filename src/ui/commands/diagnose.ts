import { l10n, Range, Uri } from 'vscode';
import type { Outcome } from '../../model/failure.ts';
import type { AwsReads } from '../../model/ports/awsReads.ts';
import type { ProfileDiagnosis } from '../../model/profileDiagnosis.ts';
import type { Documents } from '../editor/textDocuments.ts';
import { diagnosisText } from '../profiles/diagnosisText.ts';
import { pickProfiles } from '../profiles/pickScopes.ts';
import type { Settings } from '../settings/settings.ts';
import { showProgress } from '../words/say.ts';

const AT_ONCE = 4;

export interface DiagnoseCommandParts {
  readonly reads: Pick<AwsReads, 'profiles'>;
  readonly settings: () => Settings;
  readonly diagnose: (profile: string, signal: AbortSignal) => Promise<Outcome<ProfileDiagnosis>>;
  readonly documents: Documents;
}

/** Opens a page that tells what the profiles that somebody picks do: from which lines of which files, by whose credentials, and where their calls go. */
export async function diagnoseProfiles(parts: DiagnoseCommandParts): Promise<void> {
  const { reads, settings, documents } = parts;
  const names = await pickProfiles(reads, settings().profiles, l10n.t('Profiles to diagnose'));
  if (names === undefined || names.length === 0) return;
  const diagnoses = await showProgress(l10n.t('Diagnosing profiles…'), async (report, token) => {
    const controller = new AbortController();
    token.onCancellationRequested(() => controller.abort());
    const told: ProfileDiagnosis[] = [];
    const waiting = [...names];
    const work = async (): Promise<void> => {
      for (let name = waiting.shift(); name !== undefined && !token.isCancellationRequested; name = waiting.shift()) {
        const diagnosis = await parts.diagnose(name, controller.signal);
        if (diagnosis.ok) told.push(diagnosis.value);
        report(l10n.t('{0} of {1}', told.length, names.length));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return told.toSorted((a, b) => names.indexOf(a.profile) - names.indexOf(b.profile));
  });
  if (diagnoses.length === 0) return;
  const { text, links } = diagnosisText(diagnoses);
  await documents.show(l10n.t('Halt Profiles.md'), text, {
    language: 'markdown',
    lenses: links.map(({ textLine, file, line }) => ({
      line: textLine,
      title: l10n.t('Open File'),
      command: 'vscode.open',
      arguments: [Uri.file(file), { selection: new Range(line - 1, 0, line - 1, 0) }],
    })),
  });
}
