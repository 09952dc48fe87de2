import type { AlarmState } from '../model/resources/alarm.ts';
import type { Words } from './words.ts';

/** In AWS's word, with what it means for who counts on the alarm. Undefined: it wasn't read. */
export function alarmStateWords(state: AlarmState | undefined, l10n: Words): string {
  switch (state) {
    case undefined:
      return l10n.t('state not read');
    case 'gone':
      return l10n.t('no longer exists');
    case 'INSUFFICIENT_DATA':
      return l10n.t('INSUFFICIENT_DATA, so it doesn’t go off');
    default:
      return state;
  }
}
