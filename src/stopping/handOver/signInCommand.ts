import type { SignInNeeded } from '../../model/failure.ts';

/** The program, with its arguments, by which a person signs in again. Windows finds a program without its ending only by way of a shell. */
export function signInCommand(
  { profile, by }: SignInNeeded,
  platform: NodeJS.Platform,
): { readonly file: string; readonly args: readonly string[] } {
  return {
    file: platform === 'win32' ? 'aws.exe' : 'aws',
    // In one word with its flag, so that no profile's name is taken for a flag.
    args: [...(by === 'login' ? ['login'] : ['sso', 'login']), `--profile=${profile}`],
  };
}
