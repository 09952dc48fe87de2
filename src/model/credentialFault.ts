import { type FileFault, fileFaultText } from './fileFault.ts';

/** Why a profile gives no usable credentials, where Halt itself knows it. It holds no secret: names of profiles and of settings, and paths. */
export type CredentialFault =
  /** A setting or a variable that it needs isn’t there. */
  | { readonly kind: 'lacks'; readonly profile: string; readonly setting: string }
  /** Two values for a setting that decides who signs, or two settings that exclude each other. */
  | { readonly kind: 'contradiction'; readonly profile: string; readonly setting: string }
  | { readonly kind: 'unusable'; readonly profile: string; readonly setting: string }
  /** It names no source at all. */
  | { readonly kind: 'no-way'; readonly profile: string }
  /** What its source gave has none. */
  | { readonly kind: 'no-key' }
  /** Its source gave some without a time, which anybody can read, at which they end. */
  | { readonly kind: 'no-end' }
  | { readonly kind: 'token-file'; readonly path: string; readonly fault: FileFault }
  /** The profile or the sso-session that it names isn’t there. */
  | { readonly kind: 'absent'; readonly profile: string; readonly named: string }
  | { readonly kind: 'late' }
  | { readonly kind: 'helper'; readonly profile: string; readonly fault: HelperFault };

/** What went wrong with a profile’s `credential_process`. */
export type HelperFault =
  | { readonly kind: 'no-credentials' }
  | { readonly kind: 'expired' }
  | { readonly kind: 'late' | 'too-much' | 'batch-file' | 'given-up' }
  /** `code`: its own, a signal’s, or Node’s where it could not even be started. `hint`: what it complained of, without whatever might be a secret; can be empty. */
  | { readonly kind: 'exited'; readonly code: number | string; readonly hint: string };

/** What these sentences are said with. */
export interface FaultLanguage {
  /** `{0}`, `{1}` are replaced by the arguments. */
  t(message: string, ...args: readonly (string | number)[]): string;
  /** What is wrong with a file, after its name. */
  readonly fileFault: (fault: FileFault) => string;
}

/** For the log, and for what is kept. */
const english: FaultLanguage = {
  t: (message, ...args) =>
    message.replaceAll(/\{(\d)\}/g, (whole, index: string) => String(args[Number(index)] ?? whole)),
  fileFault: fileFaultText,
};

/** The same with every text in it but what kind it is made anew: for striking out secrets. */
export function retoldFault<T extends object>(fault: T, retell: (text: string) => string): T {
  const retold = (value: unknown): unknown => {
    if (typeof value === 'string') return retell(value);
    if (Array.isArray(value)) return value.map(retold);
    return typeof value === 'object' && value !== null ? retoldFault(value, retell) : value;
  };
  const members = Object.entries(fault).map(([key, value]) => [key, key === 'kind' ? value : retold(value)]);
  return Object.fromEntries(members) as T;
}

/** One sentence or two in the language of `l10n`. */
export function credentialFaultWords(fault: CredentialFault, l10n: FaultLanguage = english): string {
  switch (fault.kind) {
    case 'lacks':
      return l10n.t('Profile “{0}” lacks {1}.', fault.profile, fault.setting);
    case 'contradiction':
      return l10n.t('Profile “{0}” contradicts itself in {1}.', fault.profile, fault.setting);
    case 'unusable':
      return l10n.t('Profile “{0}” has an unusable {1}.', fault.profile, fault.setting);
    case 'no-way':
      return l10n.t('Profile “{0}” is incomplete: it gives no way to get credentials.', fault.profile);
    case 'no-key':
      return l10n.t('The answer can’t be understood.');
    case 'no-end':
      return l10n.t('The answer doesn’t say until when the credentials are valid.');
    case 'token-file':
      return l10n.t('{0}: {1}', fault.path, l10n.fileFault(fault.fault));
    case 'absent':
      return l10n.t('Profile “{0}” refers to “{1}”, which doesn’t exist.', fault.profile, fault.named);
    case 'late':
      return l10n.t('AWS did not answer in time.');
    case 'helper':
      return l10n.t('{0}: {1}', `credential_process (${fault.profile})`, helperWords(fault.fault, l10n));
  }
}

function helperWords(fault: HelperFault, l10n: FaultLanguage): string {
  switch (fault.kind) {
    case 'given-up':
      return l10n.t('Cancelled.');
    // Output of more than 1 MB is ended, and counts as output without credentials.
    case 'no-credentials':
    case 'too-much':
      return l10n.t('its output isn’t credentials of version 1.');
    case 'expired':
      return l10n.t('credentials expired');
    case 'late':
      return l10n.t('it took too long and was ended. It can’t ask for anything: run it in a terminal first.');
    case 'batch-file':
      return l10n.t('it is a batch file, which Windows runs only in a shell. Name the program that it starts.');
    case 'exited':
      return [l10n.t('it failed (code {0}).', fault.code), fault.hint].filter(Boolean).join(' ');
  }
}
