import { createHash } from 'node:crypto';

/** The shared config of a profile `work`, whose credentials come from the sign-in of a session. */
export const SIGN_IN_CONFIG = `
[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-central-1
[profile work]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Admin
`;

/** Where that sign-in is kept, from the home folder. */
export const SIGN_IN_FILE = `.aws/sso/cache/${createHash('sha1').update('corp').digest('hex')}.json`;
