import { l10n } from 'vscode';
import type { Outcome } from '../../model/failure.ts';
import type { AwsReads } from '../../model/ports/awsReads.ts';
import type { ProfileDiagnosis } from '../../model/profileDiagnosis.ts';
import { type Diagnose, type Diagnosed, diagnosisSource } from '../records/diagnosisPage.ts';
import type { PatternMatches } from '../profiles/patternMatches.ts';
import { pickProfiles } from '../profiles/pickScopes.ts';
import type { RecordPages } from '../records/recordPages.ts';
import type { Settings } from '../settings/settings.ts';
import { showProgress } from '../words/say.ts';
import { shownNumber } from '../words/counted.ts';

const AT_ONCE = 4;

export interface DiagnoseCommandParts {
  readonly reads: Pick<AwsReads, 'profiles'>;
  readonly settings: () => Settings;
  readonly diagnose: Diagnose;
  readonly records: RecordPages;
}

/** Opens a page that tells what the profiles that somebody picks do. */
export async function diagnoseProfiles({ reads, settings, diagnose, records }: DiagnoseCommandParts): Promise<void> {
  const names = await pickProfiles(reads, settings().profiles, {
    title: l10n.t('Diagnose Profiles'),
    needsOne: true,
  });
  if (names === undefined || names.length === 0) return;
  const found = await diagnose(names);
  // Cancelled before anything was known.
  if (found.diagnoses.length === 0 && found.lacking.length === 0) return;
  const source = diagnosisSource(names, diagnose, found);
  records.close(source.id);
  records.show(source);
}

/** Diagnoses a few profiles at a time and shows that it is under way. What was found before somebody cancels is told. `patterns`: what the guards' patterns match by then, with what was found. */
export function diagnoseInTurn(
  one: (profile: string, signal: AbortSignal) => Promise<Outcome<ProfileDiagnosis>>,
  patterns: (found: readonly ProfileDiagnosis[]) => readonly PatternMatches[],
): Diagnose {
  return (names) =>
    showProgress(l10n.t('Diagnosing profiles…'), async (report, token) => {
      const controller = new AbortController();
      token.onCancellationRequested(() => controller.abort());
      const told: ProfileDiagnosis[] = [];
      const lacking: Diagnosed['lacking'][number][] = [];
      const waiting = [...names];
      const work = async (): Promise<void> => {
        for (let name = waiting.shift(); name !== undefined && !token.isCancellationRequested; name = waiting.shift()) {
          const diagnosis = await one(name, controller.signal);
          if (diagnosis.ok) told.push(diagnosis.value);
          else if (diagnosis.failure.kind !== 'cancelled') lacking.push({ profile: name, failure: diagnosis.failure });
          report(l10n.t('{0} of {1}', shownNumber(told.length + lacking.length), shownNumber(names.length)));
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
      const asNamed = (a: { readonly profile: string }, b: { readonly profile: string }) =>
        names.indexOf(a.profile) - names.indexOf(b.profile);
      return { diagnoses: told.toSorted(asNamed), lacking: lacking.toSorted(asNamed), patterns: patterns(told) };
    });
}
