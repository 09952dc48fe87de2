import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { PRODUCTION, STAGING } from '../../../stages/accounts.ts';
import { createStage, type Stage, type Way } from '../../../stages/aws.ts';

for (const way of ['direct', 'worker'] satisfies Way[]) {
  describe(`the access portal of a profile (${way})`, () => {
    let stage: Stage;
    before(async () => {
      stage = await createStage({ way });
    });
    after(() => stage.close());

    test('tells the access portal of a profile that signs in there itself, and of no other', async () => {
      const [at, who] = [
        'sso_start_url = https://acme.awsapps.com/start\nsso_region = eu-west-1\n',
        `sso_account_id = ${STAGING}\nsso_role_name = OnCall\n`,
      ];
      await stage.home.write(
        '.aws/config',
        [
          `[sso-session acme]\n${at}`,
          `[profile session]\nsso_session = acme\n${who}`,
          `[profile legacy]\n${at}${who}`,
          `[profile halved]\nsso_session = acme\nsso_account_id = ${STAGING}\n`,
          `[profile lost]\nsso_session = other\n${who}`,
          `[profile chained]\nrole_arn = arn:aws:iam::${PRODUCTION}:role/halt\nsource_profile = session\n`,
          `[profile keys]\naws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = x\n`,
        ].join('\n'),
      );
      const { profiles } = await stage.aws.reads.profiles();
      const told = Object.fromEntries(profiles.map((one) => [one.name, one.portal]));
      for (const one of [told['session'], told['legacy']])
        assert.deepEqual(
          [one?.startUrl, one?.account, one?.role],
          ['https://acme.awsapps.com/start', STAGING, 'OnCall'],
        );
      for (const name of ['halved', 'lost', 'chained', 'keys']) assert.equal(told[name], undefined, name);
    });
  });
}
