import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { harmless } from '../../../../../src/aws/credentials/helper/complaint.ts';
import { processorTime } from '../../../../stages/processorTime.ts';

describe('a complaint', () => {
  const command = '/opt/vault get --pass hunter22 --user="bob smith" -k=zyx987';

  test('keeps what helps', () => {
    for (const text of [
      'log in to the vault first',
      'Error: session expired, run vault login.',
      'The role could not be assumed: access denied',
      'connect to vault.example.com failed',
      'exit code 255: cannot connect to vault.example.com',
      'vault.example.com answered with status code 503',
      'a well-known problem of vault.example.com',
      'Invalid MFA code. Try again.',
      'The security token included in the request is expired',
      'AccessDenied: failed with invalid MFA one time pass code.',
      'No password was entered, and no tty is there to ask for one.',
      'Your token has expired: run aws sso login',
      'SecretAccessKey is missing',
      'no answer from http://vault.corp/v1 for jane@corp',
      'Error: forbidden',
      'vault: session expired',
      'AccessDenied: sealed',
      'vault: timeout',
      'profile=shop could not be read, status: sealed',
      'no route to host: vault.example.com',
    ])
      assert.equal(harmless(text, command), text);
  });

  test('loses whatever might be a secret', () => {
    for (const [text, secret] of [
      ['no such user with hunter22', 'hunter22'],
      ['fatal: unable to access https://bob:pw1@vault.corp/v1/aws: refused', 'pw1'],
      ['http://svc:Winter@proxy.corp:3128 refused', 'Winter'],
      ['https://jane:blue-moon@idp.corp/saml', 'blue-moon'],
      ['ldap://who:p@ss@host is down', 'p@ss'],
      ['usage: /opt/vault get --pass hunter22', 'hunter22'],
      ['bob smith?', 'smith'],
      ['bad value zyx987', 'zyx987'],
      ['AWS_SECRET_ACCESS_KEY=abc', 'abc'],
      ['aws_session_token: "a b c"', 'a b c'],
      ['{"SecretAccessKey":"abc/def"}', 'abc/def'],
      ['{"AccessKeyId": "AKIAIOSFODNN7EXAMPLE"}', 'AKIA'],
      ['got AKIAIOSFODNN7EXAMPLE back', 'AKIA'],
      ['wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', 'wJalr'],
      ['Authorization: Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.x', 'eyJ'],
      ['password: correct horse', 'correct'],
      ["password='correct horse'", 'horse'],
      ['token 12345a is wrong', '12345a'],
      ['pin=1234', '1234'],
      ['curl -u me:secret99 --data x=y', 'secret99'],
      ['retry with --otp 123456', '123456'],
      ['it is open-sesame-of-the-vault', 'sesame'],
      ['MFA code 123456 is wrong', '123'],
      ['otp 123456 rejected', '456'],
      ['123456 was rejected', '123'],
      ['123 456 is not what the device shows', '456'],
      ['got 12-34-56', '34'],
      ['it was a1234', 'a1234'],
      ['invalid password swordfish for user bob', 'swordfish'],
      ['passphrase correcthorse rejected', 'correcthorse'],
      ['SecretAccessKey is wJalrXUtnFEMI', 'wJalr'],
      ['wJalrXUtnFEMI is no SecretAccessKey', 'wJalr'],
      ['swordfish is not a valid password', 'swordfish'],
      ['"swordfish", the password, is wrong', 'swordfish'],
      ['Wrong passcode. It was (swordfish).', 'swordfish'],
      ['swordfish! Is that a PASSWORD?', 'swordfish'],
      ['{"mfa":"swordfish","user":"me"}', 'swordfish'],
      ["{'passwd' : ['swordfish', 'other']}", 'swordfish'],
      ['password of the vault was\nswordfish', 'swordfish'],
      ['my password=sword and fish', 'fish'],
      ['secret-swordfish is unknown', 'swordfish'],
      ['mypassword swordfish', 'swordfish'],
      ['token swordfish, not valid', 'swordfish'],
      ['API key swordfish revoked', 'swordfish'],
      ['the code is swordfish (exit code 1)', 'swordfish'],
      ['PIN sWoRdFiSh?', 'sWoRd'],
      ['2FA swordfish', 'swordfish'],
      [`${'x '.repeat(2_044)}hunter22`, 'hunt'],
      // In other languages, and in other ways of writing.
      ['Passwort falsch: Schmetterling', 'Schmetterling'],
      ['Kennwort Schmetterling abgelehnt', 'Schmetterling'],
      ['mot de passe papillon incorrect', 'papillon'],
      ['contrasena mariposa no aceptada', 'mariposa'],
      ['contraseña mariposa', 'mariposa'],
      ['contrase%C3%B1a=mariposa', 'mariposa'],
      ['senha borboleta inválida', 'borboleta'],
      ['la parola farfalla', 'farfalla'],
      ['wachtwoord vlinder', 'vlinder'],
      ['haslo motyl', 'motyl'],
      ['пароль babochka', 'babochka'],
      ['密码 hudie 错误', 'hudie'],
      ['パスワード swordfish が違います', 'swordfish'],
      ['비밀번호 swordfish', 'swordfish'],
      ['<Kennwort>Schmetterling</Kennwort>', 'Schmetterling'],
      ['<p&#97;ssword>swordfish</p>', 'swordfish'],
      ['p%61ssword swordfish', 'swordfish'],
      [String.raw`{"p\u0061ssword": "a swordfish"}`, 'swordfish'],
      ['aHVudGVyMjI=', 'aHVud'],
      [`it is ${Buffer.from('bob:hunter22').toString('base64').replaceAll('=', '')}`, 'h1bn'],
      ['68 75 6e 74 65 72 32 32', '6e 74'],
      ['hunter%32%32 is wrong', 'hunter'],
      ['it was swordFISHswordFish', 'swordFISH'],
      ['token eyJhbGciOi.eyJzdWI.abc', 'eyJz'],
      ['ASIAQQQQQQQQQQQQQQQQ aaBBccDDeeFFggHH', 'aaBB'],
      // What isn't drawn, and a terminal's colours and links, keep no name from being known.
      ['pass\u200bword: swordfish', 'swordfish'],
      ['\u001b[1mpass\u001b[0mword swordfish', 'swordfish'],
      ['\u001b[31mtoken\u001b[0m: swordfish', 'swordfish'],
      ['\u001b]8;;https://idp\u0007token\u001b]8;;\u0007: swordfish', 'swordfish'],
      ['sec\u00adret is swordfish', 'swordfish'],
      // As helpers call them.
      ['Set-Cookie: x=swordfish', 'swordfish'],
      ['pw=swordfish', 'swordfish'],
      ['PSW: swordfish', 'swordfish'],
      ['pass: swordfish', 'swordfish'],
      ['bad creds swordfish', 'swordfish'],
      ['seed: swordfish', 'swordfish'],
      ['jwt swordfish', 'swordfish'],
      // By names that nobody knows.
      ['hush: swordfish', 'swordfish'],
      ['hush = swordfish was not taken', 'swordfish'],
      ['rejected (hush: swordfish)', 'swordfish'],
      ['{"hush": "swordfish", "user": "bob"}', 'swordfish'],
      ["{'hush':'swordfish'}", 'swordfish'],
      ['magic-word=Swordfish;', 'Swordfish'],
      ['error hush=swordfish', 'swordfish'],
    ] as const)
      assert.ok(!harmless(text, command).includes(secret), `${text} → ${harmless(text, command)}`);
  });

  test('keeps the words around what it loses', () => {
    const rows: readonly (readonly [text: string, told: string])[] = [
      // What follows a name that secrets have.
      ['auth: swordfish refused', 'auth: … refused'],
      ['authentication = swordfish refused', 'authentication = … refused'],
      ['credentials:swordfish refused', 'credentials:… refused'],
      ['credential: swordfish refused', 'credential: … refused'],
      ['"monkey" : swordfish refused', '"monkey" : … refused'],
      ['monkey="sword and fish" refused', 'monkey=… refused'],
      ["monkey='sword and fish' refused", 'monkey=… refused'],
      ['auth: Bearer swordfish refused', 'auth: … refused'],
      ['auth: Basic swordfish refused', 'auth: … refused'],
      ['a monkey swordfish refused', 'a monkey swordfish refused'],
      ['a bearer swordfish/1 refused', 'a bearer … refused'],
      ['Basic c3dvcmQ= refused', 'Basic … refused'],
      ['a bearer of news', 'a bearer of news'],
      // What follows an option.
      ['called with -u swordfish now', 'called with -u … now'],
      ['called with --long-name=swordfish now', 'called with --long-name=… now'],
      ['called with --name swordfish now', 'called with --name … now'],
      // Long words that are mixed; of a sentence's and a host's letters none is.
      ['said aVeryLongMixedWord now', 'said … now'],
      ['said ConstantinoplesQ now', 'said … now'],
      ['said Constantinoplesque. now', 'said Constantinoplesque. now'],
      ['Constantinoplesque said', 'Constantinoplesque said'],
      ['at vault.constantinople.example now', 'at vault.constantinople.example now'],
      ['said abcdefg1 now', 'said … now'],
      ['said 1abcdefg now', 'said … now'],
      ['said 1_2abcde now', 'said … now'],
      ['said abcdef1 now', 'said abcdef1 now'],
      ['said abcdefgh now', 'said abcdefgh now'],
      // Four digits or more, in groups or not.
      ['said ab1234-b now', 'said … now'],
      ['said 12 34 now', 'said … now'],
      ['said 123 now', 'said 123 now'],
      // The command's own words.
      ['they get bob now', 'they … … now'],
      // Where a secret is spoken of, only what everybody says is left.
      ['password of sword fish is wrong', 'password of … is wrong'],
      ['password bad because before blank', 'password bad because before blank'],
      ['password 123 wrong', 'password 123 wrong'],
      ['password € wrong', 'password … wrong'],
      ['exit token swordfish', 'exit token …'],
      ['status codes swordfish', 'status codes swordfish'],
      ['exit (code) swordfish', 'exit (code) swordfish'],
    ];
    for (const [text, told] of rows) assert.equal(harmless(text, command), told);
    assert.equal(harmless('a swordfish now', 'run sword swordfish'), 'a … now', 'the longer word first');
  });

  test('loses a word that was cut, in whatever place it comes to stand', () => {
    // What comes before is short once it is struck out.
    const long = 'aB'.repeat(2_000);
    const told = harmless(`${long} ${'more '.repeat(18)}zyx987 and more`, command);
    assert.equal(told, `… ${'more '.repeat(18)}…`);
    assert.equal(
      harmless(`${long} ${'more '.repeat(15)}zyx987… and more`, command),
      `… ${'more '.repeat(15)}…… and more`,
    );
  });

  test('costs little, whatever it is', () => {
    for (const piece of ['-N', '--', 'a-', '1 ', 'key ', 'password ', '"\'', 'aB', 'a1', ' =', '…']) {
      const cost = processorTime(() => harmless(piece.repeat(40_000), command));
      assert.ok(cost < 200, `${piece}: ${cost} ms`);
    }
  });

  test('is one short line', () => {
    const told = harmless(`first\nsecond\u001b[31m\u202e${' word'.repeat(500)}`, '');
    assert.match(told, /^first second/);
    assert.doesNotMatch(told, /[\n\u001b\u202e]/);
    assert.ok(told.length <= 300);
    assert.equal(harmless('', command), '');
  });
});
