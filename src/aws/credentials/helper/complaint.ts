import { plainText } from '../../../base/plainText.ts';
import { readingsOf } from '../../sdk/quotations.ts';
import { createSecrets } from '../../sdk/secrets.ts';

/** The longest hint that is returned, and how much of a complaint is read, in characters. */
const LONGEST_HINT = 300;
const LONGEST_COMPLAINT = 4_096;

/** How much of a complaint is searched for encoded secrets, in characters. What comes later is only needed to know what the text speaks of. */
const MOST_HEARD = 1_000;

/**
 * What a helper program complains of, without anything that might be a secret: words of its command line, in whatever way they are written; values
 * that are given a name or follow an option, but for words that tell what went wrong; words that look like a key, a token or base64; the user at an address; and four digits or more. Where
 * the text speaks of anything secret, only words are left that programs use to speak of it. So it is with a complaint in letters that English doesn't
 * have, as nobody knows what that speaks of.
 */
export function harmless(complaint: string, command: string): string {
  const words = command.split(/[\s"'=]+/).filter((word) => word.length >= 3);
  // `plainText` leaves single blanks. A last word that was cut there is dropped, since nobody can tell what it is.
  const heard = plainText(complaint.replace(UNSEEN_BETWEEN, ''), LONGEST_COMPLAINT).replace(/(?<!\S)\S*…$/, '…');
  const given = createSecrets();
  given.add(...words.filter((word) => word.length >= LEAST_REWRITTEN));
  const whole = `${given.strike(heard.slice(0, MOST_HEARD))}${heard.slice(MOST_HEARD)}`;
  const told = words
    .toSorted((a, b) => b.length - a.length)
    .reduce((result, word) => result.replaceAll(word, '…'), whole)
    // The user and the password in an address.
    .replaceAll(/\/\/[^\s/]*@/g, '//…@')
    .replaceAll(
      /((?<![\w-])[\w-]*(?:key|secret|token|pass|passw\w*|pwd?|psw|pin|code|auth\w*|bearer|cred(?:ential)?\w*|cookie|seed)["']?\s*[:=]\s*)(?:bearer |basic )?("[^"]*"|'[^']*'|\S+)/gi,
      '$1…',
    )
    .replaceAll(GIVEN, (found, before: string, name: string, value: string) =>
      isOpenName(name) || partsOf(value).every(isPlain) ? found : `${before}…`,
    )
    .replaceAll(/\b(bearer|basic) (?=\S*[\d/+=])\S+/gi, '$1 …')
    .replaceAll(/((?<![\w-])--?[\w-]+[= ])\S+/g, '$1…')
    .replaceAll(/[\w+/=.~-]{16,}/g, (word) => (/^[a-z]+(?:\.[a-z]+)*\.?$|^[A-Z][a-z]+\.?$/.test(word) ? word : '…'))
    .replaceAll(/\b(?=\w*\d)(?=\w*[A-Za-z])\w{8,}\b/g, '…')
    .replaceAll(/(?<![\w-])[A-Za-z]{8,}(?![\w-])=*/g, (word) => (SPELLED.test(word.replaceAll('=', '')) ? word : '…'))
    // A code is often written in groups.
    .replaceAll(/\b\w*\d(?:[ -]?\d){3}[\w-]*/g, '…');
  const isOfSecrets = speaksOfSecrets(whole) || speaksOfSecrets(told);
  return (isOfSecrets ? plainWordsOf(told) : told).trim().slice(0, LONGEST_HINT);
}

/** A terminal's colours and links, and characters that aren't drawn: within a word they would keep it from being recognized as the name of a secret. */
const UNSEEN_BETWEEN =
  /\u001b\[[\d;?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)|\p{Default_Ignorable_Code_Point}/gu;

/** In characters. A shorter word of a command line isn't looked for in other ways of writing, where it would be found by chance. */
const LEAST_REWRITTEN = 6;
/** A word, a word in capitals, or several written as one: base64 doesn't look like that. */
const SPELLED = /^(?:[a-z]+|[A-Z]+|(?:[A-Z]{0,5}[a-z]{2,})+[A-Z]{0,5})$/;

/** Words that appear only where a secret was asked for, given or refused. */
const secretNames = setOf(
  'password passwords passwd passphrase passphrases passcode passcodes pass pw pwd psw creds cookie cookies seed jwt secret secrets otp totp mfa fa pin pins token tokens key keys code codes',
);
/** How words for a secret begin in languages that are written in English letters, or often without their accents. */
const NAMES_ELSEWHERE =
  /^(?:pass(?:e|es|ord|ort|orte|ero|wort.*)$|kennw|kennzahl|geheim|schluessel|zugangs|losungs|wachtw|sleutel|toegangs|contrasen|contrasegn|clave|llave|secreto|senha|chave|segredo|segreto|chiave|parola|codigo|codice|cle|cles|jeton|motdepasse|haslo|hasel|heslo|hesla|kod|kodu|klucz|jelsz|salasan|losenord|adgangsk|sifre|parol|lozink|geslo|sandi|matkhau|mima|anshou)/;

/** Words before “code” that make it a code which isn't secret, such as an exit code. */
const openCodes = setOf('exit error status return response http');

/** One word of letters that is given to a name: after an equals sign, or alone after a colon, where the text or its part ends. Nobody knows all names that programs have for a secret. */
const GIVEN =
  /((?<![\w-])([A-Za-z][\w-]*)["']?\s*(?:=\s*["']?|:\s*["']?(?=[A-Za-z]+["']?\s*(?:$|[,;)\]}]))))([A-Za-z]{3,})(?![\w.:/@-])/g;
/** Names before a word that tells what went wrong, or where. */
const openNames = setOf(
  'error errors err fatal warning warn info reason status state cause message msg exception failed failure denied refused host server url region profile role command',
);
const isOpenName = (name: string): boolean =>
  openNames.has(partsOf(name).findLast((part) => /^[a-z]/.test(part)) ?? '');

/** Words with which programs speak of a secret without telling it. A person whose password is one of these words isn't protected here. */
const plainWords = setOf(
  'a about access account active after again agent all already an and another any api app application are as ask asked assume at attempt attempts authenticate authenticated authentication authenticator authorization authorized aws',
  'bad be because been before blank browser but by cached call can cannot cancelled canceled check client command config configuration configure configured connect connection correct could credential credentials',
  'default denied device did do does doesn done don during empty enter entered entry env environment error errors exception exceeded exec exit exited expected expire expired expires export',
  'factor failed failure fetch file find first for found from generate get getting given had has have header http https id if in included incorrect input instead internal invalid is isn it its',
  'language length limit locate locked log logged login logout long loaded load low match matching may missing mismatch multi must necessary need needed needs network new no none not null of off offline old on once one only operation option or other out',
  'parameter parse please press profile program prompt prompted protected provide provided provider provides pass read reason received refresh refused rejected region reject remove renew renewed request requested require required requires reset response retrieve retrieving retry return returned revoked role run running',
  'saml sdk security see seen server service serial session set setting short should sign signature signed signin since so some specified sso standard started status still stdin store stored sts such supplied support supported switch system',
  'tell temporary than that the them then there this time timed timeout to too tried try tty type typed unable unauthorized undefined unexpected unknown unlock unset unsupported until up update use used user username using usage',
  'valid value values variable verification verify version virtual wait waiting was were when which while with without wrong you your t s ve ll yubikey terminal',
);

function setOf(...lines: readonly string[]): ReadonlySet<string> {
  return new Set(lines.flatMap((line) => line.split(' ')));
}

/** The parts of a word: `SecretAccessKey` has three, `MFA-code` has two and its dash, since a sign is a part by itself. */
const partsOf = (word: string): readonly string[] =>
  word
    .replaceAll(/([a-z])(?=[A-Z])/g, '$1 ')
    .toLowerCase()
    .match(/[a-z]+|\d+|[^\sa-z\d]/g) ?? [];

/** Whether a part surely tells no secret: a known word, up to three digits, or a sign. */
const isPlain = (part: string): boolean =>
  secretNames.has(part) || plainWords.has(part) || /^(?:\d{1,3}|[\s.,:;!?()[\]{}"'’`<>|/\\=_*…-])$/.test(part);

/** Whether the text names a secret, read as it is or as an address, JSON or XML, or whether it may do so in letters that English doesn't have. */
function speaksOfSecrets(text: string): boolean {
  return readingsOf(text.slice(0, MOST_HEARD)).some(({ text: read, isOfBytes }) => {
    // In a text decoded from bytes such letters are there by chance.
    if (isOfBytes !== true && /[^\P{L}A-Za-z]/u.test(read)) return true;
    const names = read.split(' ').flatMap((word) => partsOf(word).filter((part) => /^[a-z]/.test(part)));
    return names.some((part, at) => isName(part, names[at - 1]));
  });
}

function isName(part: string, before: string | undefined): boolean {
  if (/pass(?:w|phr|code)|pwd|secret/.test(part) || NAMES_ELSEWHERE.test(part)) return true;
  return secretNames.has(part) && !(part.startsWith('code') && before !== undefined && openCodes.has(before));
}

function plainWordsOf(text: string): string {
  const words = text.split(' ').map((word) => ({ word, parts: partsOf(word) }));
  const told = words.map(({ word, parts }) => (parts.every(isPlain) ? word : '…'));
  return told.filter((word, at) => word !== '…' || told[at - 1] !== '…').join(' ');
}
