import { l10n } from 'vscode';
import type { Release } from '../../base/event.ts';
import { openSetting } from '../editor/openSetting.ts';
import { askInDialog, warn } from '../words/say.ts';
import { plainText } from '../../base/plainText.ts';
import type { ChosenSetting, LiveSettings } from './settings.ts';
import { counted } from '../words/counted.ts';
import { names } from '../words/targetNames.ts';

/** So much is shown of one that was written, in characters. */
const LONGEST = 120;

/** Names entries of these settings that can't be a profile or a region. Without a message nobody would know why they show nothing. */
function leftOutWords(setting: ChosenSetting, listed: string, alone: string | undefined): string {
  if (alone !== undefined) return l10n.t('{0} has to be a list: {1}.', setting, JSON.stringify([alone]));
  return setting === 'halt.regions'
    ? l10n.t('Halt leaves out of {0} what can’t be a region: {1}.', setting, listed)
    : l10n.t('Halt leaves out of {0} what can’t be a profile: {1}.', setting, listed);
}

/** What counts for a rule that can't be understood, until it can. */
const ruleWords = {
  'halt.requireReason': (name: string) =>
    l10n.t('Halt can’t understand the setting {0}, and asks for a reason before every change until it is fixed.', name),
  'halt.enableAbort': (name: string) =>
    l10n.t('Halt can’t understand the setting {0}, and aborts no deployment until it is fixed.', name),
} as const;
type RuleSetting = keyof typeof ruleWords;

/**
 * Tells of settings that can't be understood: one notification for the guards that now forbid, one for each of the other rules, one for entries that can't be profiles or regions. They come again only when other settings can't be understood.
 */
export function tellUnclearSettings(settings: LiveSettings, onError: (error: unknown) => void): Release {
  let told = '';
  const tell = async () => {
    const { unclear, unclearParts } = settings.now();
    const parts = unclearParts.join(', ');
    if (parts === told) return;
    told = parts;
    const [first] = unclear;
    if (first === undefined) return;
    const open = l10n.t('Open Setting');
    const message = counted(
      l10n.t(
        '{0, plural, one {Halt can’t understand the setting {1}, and changes nothing until it is fixed.} other {Halt can’t understand the settings {1}, and changes nothing until they are fixed.}}',
      ),
      unclearParts.length,
      parts,
    );
    if ((await warn(message, open)) === open) await openSetting(first);
  };
  const toldRules = new Set<RuleSetting>();
  const tellRule = async (name: RuleSetting, isUnclear: boolean) => {
    if (isUnclear === toldRules.has(name)) return;
    if (!isUnclear) {
      toldRules.delete(name);
      return;
    }
    toldRules.add(name);
    const open = l10n.t('Open Setting');
    if ((await warn(ruleWords[name](name), open)) === open) await openSetting(name);
  };
  const toldLeftOut = new Map<ChosenSetting, string>();
  const tellLeftOut = async (setting: ChosenSetting) => {
    const { leftOut, alone } = settings.now();
    const out = [...new Set(leftOut[setting])].map((one) => `“${one}”`);
    const say = (listed: string) => (out.length === 0 ? '' : leftOutWords(setting, listed, alone?.[setting]));
    const words = say(names(out));
    const whole = say(out.map((one) => plainText(one, LONGEST)).join(', '));
    if (whole === (toldLeftOut.get(setting) ?? '')) return;
    toldLeftOut.set(setting, whole);
    if (words === '') return;
    const [open, all] = [l10n.t('Open Setting'), l10n.t('Show All')];
    const pressed = await (words === whole ? warn(words, open) : warn(words, open, all));
    if (pressed === open) await openSetting(setting);
    if (pressed === all && (await askInDialog(setting, [whole], { title: open })) !== undefined)
      await openSetting(setting);
  };
  const check = () => {
    void tell().catch(onError);
    for (const setting of ['halt.profiles', 'halt.regions'] as const) void tellLeftOut(setting).catch(onError);
    const { reasonUnclear, abortUnclear } = settings.now();
    void tellRule('halt.requireReason', reasonUnclear).catch(onError);
    void tellRule('halt.enableAbort', abortUnclear).catch(onError);
  };
  check();
  return settings.onDidChange(check);
}
