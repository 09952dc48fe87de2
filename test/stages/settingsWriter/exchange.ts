/** Without a value, the setting is removed. */
export interface SettingChange {
  readonly key: string;
  readonly value?: unknown;
}

/** In the server's folder for temporary files: the {@link SettingChange}s that a test wants, and, once they hold, what could not be changed. */
export const CHANGE_FILE = 'wantedSettings.json';
export const ANSWER_FILE = 'changedSettings.json';
