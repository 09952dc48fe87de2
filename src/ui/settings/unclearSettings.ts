import { l10n } from 'vscode';
import type { Release } from '../../base/event.ts';
import { openSetting } from '../editor/openSetting.ts';
import { warn } from '../words/say.ts';
import type { LiveSettings } from './settings.ts';
import { counted } from '../words/counted.ts';

/** Tells of guards that can't be understood: one notification for those that forbid, one for `halt.requireReason`, and another only when other ones can't be. */
export function tellUnclearSettings(settings: LiveSettings, onError: (error: unknown) => void): Release {
  let told = '';
  const tell = async () => {
    const { unclear, unclearParts } = settings.now();
    const names = unclearParts.join(', ');
    if (names === told) return;
    told = names;
    const [first] = unclear;
    if (first === undefined) return;
    const open = l10n.t('Open Setting');
    const message = counted(
      l10n.t(
        '{0, plural, one {Halt can’t understand the setting {1}, and changes nothing until it is fixed.} other {Halt can’t understand the settings {1}, and changes nothing until they are fixed.}}',
      ),
      unclearParts.length,
      names,
    );
    if ((await warn(message, open)) === open) await openSetting(first);
  };
  let toldReason = false;
  const tellReason = async () => {
    const { reasonUnclear } = settings.now();
    if (reasonUnclear === toldReason) return;
    toldReason = reasonUnclear;
    if (!reasonUnclear) return;
    const name = 'halt.requireReason';
    const open = l10n.t('Open Setting');
    const message = l10n.t(
      'Halt can’t understand the setting {0}, and asks for a reason before every change until it is fixed.',
      name,
    );
    if ((await warn(message, open)) === open) await openSetting(name);
  };
  const check = () => {
    void tell().catch(onError);
    void tellReason().catch(onError);
  };
  check();
  return settings.onDidChange(check);
}
