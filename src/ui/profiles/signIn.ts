import { l10n } from 'vscode';
import type { Outcome, SignInNeeded } from '../../model/failure.ts';
import type { Identity, ProfileInfo } from '../../model/identity.ts';
import { plainText } from '../../base/plainText.ts';
import { signInCommand } from '../../stopping/handOver/signInCommand.ts';
import { askText, mention, warn } from '../words/say.ts';
import { openTerminal } from './openTerminal.ts';
import { tellFailure } from '../editor/sayFailed.ts';

/** Renews what a profile needs: an MFA code that is asked for here, or a sign-in that the AWS CLI does in a terminal. Only on the person's action. */
export async function signIn(
  ask: (profile: string) => Promise<Outcome<Identity>>,
  info: ProfileInfo | undefined,
  profile: string,
): Promise<Identity | undefined> {
  const outcome = await ask(profile);
  if (outcome.ok) {
    mention(l10n.t('Signed in as {0}', outcome.value.arn), 5_000);
    return outcome.value;
  }
  const { kind } = outcome.failure;
  const own = { profile, by: info?.source === 'login' ? 'login' : 'sso' } as const;
  if (
    kind === 'signin-expired' ||
    (kind === 'credentials-expired' && (info?.source === 'sso' || info?.source === 'login'))
  ) {
    // The AWS CLI itself and no shell: nothing in a profile's name is a command.
    const needed = outcome.failure.signIn ?? own;
    await signInByTerminal(needed);
    return undefined;
  }
  if (kind === 'cancelled') return undefined;
  let identity: Identity | undefined;
  const again = async () => {
    identity = await signIn(ask, info, profile);
  };
  await tellFailure(outcome.failure, { profile }, { again });
  return identity;
}

/** VS Code puts a variable's value in the place of `${…}` in a terminal's arguments, and has no way to write that as it is: a person types such a name themselves. */
async function signInByTerminal(needed: SignInNeeded): Promise<void> {
  const name = plainText(needed.profile, 60);
  if (needed.profile.includes('${')) {
    const open = l10n.t('Open Terminal');
    const words = l10n.t(
      'VS Code would put a variable’s value into the name of the profile “{0}”: sign in to it in a terminal, with the AWS CLI.',
      name,
    );
    if ((await warn(words, open)) === open) openTerminal();
    return;
  }
  const { file, args } = signInCommand(needed, process.platform);
  openTerminal({ name: l10n.t('AWS sign-in: {0}', name), file, args });
}

/** The code of an MFA device; undefined when the person gives none. */
export async function askMfaCode(profile: string, serial: string): Promise<string | undefined> {
  const code = await askText({
    title: l10n.t('MFA code for “{0}”', plainText(profile, 60)),
    prompt: plainText(serial, 120),
    placeHolder: '123456',
    validateInput: (text) => (/^\d{6}$/.test(text.trim()) ? undefined : l10n.t('Six digits')),
  });
  return code?.trim();
}
