import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createAws } from '../../../src/aws/aws.ts';
import { simulatedAccessKeyId, simulatedSecret } from '../../../src/simulator/core/accounts.ts';
import { STAGING } from '../../stages/accounts.ts';
import { createHome } from '../../stages/aws.ts';
import { startStub } from '../../stages/credentials.ts';
import { free } from '../../stages/stopping/plainStopping.ts';
import { refOf, REGION, type StoppingStage, stoppingStage } from '../../stages/stopping/stopping.ts';

/** Of each kind that a refusal of AWS's can be, and some that are no code of its. */
const CODES = [
  ...['RegionDisabledException', 'OptInRequired', 'AccessDenied', 'UnauthorizedOperation', 'ValidationError'],
  ...['InvalidInstanceID.NotFound', 'InvalidClientTokenId', 'ExpiredToken', 'AbortError', 'account-changed'],
];
const WORDS = 'chosen by whoever answers';

describe('11.25: the log of a stop whose credentials are refused', () => {
  let stage: StoppingStage;
  before(async () => {
    stage = await stoppingStage();
  });
  after(() => stage.close());

  for (const code of CODES) {
    it(`with ${code} has the code, and no word of whoever answered the profile’s role`, async (t) => {
      let asked = '';
      const sts = await startStub((request, response) => {
        request.setEncoding('utf8').on('data', (piece: string) => (asked += piece));
        const error = `<Error><Type>Sender</Type><Code>${code}</Code><Message>${WORDS}</Message></Error>`;
        response.writeHead(403, { 'content-type': 'text/xml' });
        response.end(`<ErrorResponse>${error}<RequestId>r</RequestId></ErrorResponse>`);
      });
      t.after(() => sts.close());
      const home = await createHome();
      t.after(() => home.remove());
      const keys = `aws_access_key_id = ${simulatedAccessKeyId(STAGING)}\naws_secret_access_key = ${simulatedSecret(STAGING)}`;
      const role = `role_arn = arn:aws:iam::${STAGING}:role/R\nsource_profile = base`;
      await home.write(
        '.aws/config',
        `[profile base]\n${keys}\n[profile staging]\n${role}\nregion = ${REGION}\nendpoint_url = ${sts.url}\n`,
      );
      const refused = createAws({ env: home.env, policy: () => free, permitClock: stage.time });
      t.after(() => refused.dispose());
      const window = stage.window({ changes: refused.changes });
      t.after(() => window.dispose());

      const instance = refOf('instance', stage.sim.ec2.add(STAGING, REGION, {}).id);
      const plan = await window.plan([instance], { type: 'stop' });
      const { answers } = await stage.during(window.run(window.confirm(plan, {})));
      assert.equal(answers.length, 1);
      assert.equal(answers[0]?.failure?.code, code);
      assert.match(answers[0].failure.message, new RegExp(WORDS), 'the person is told it all the same');
      assert.match(asked, /Action=AssumeRole/);
      const { records } = await window.audit.read();
      const mine = records.filter(({ requested }) => requested.resource === instance.id);
      const told = JSON.stringify(mine);
      assert.ok(told.includes(`"code":"${code}"`), told);
      assert.ok(!told.includes(WORDS), told);
    });
  }
});
