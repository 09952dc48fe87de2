/** A shell, as far as its way of quoting goes. */
export type Shell =
  /** sh, bash, dash, ksh and zsh. */
  | 'posix'
  | 'fish'
  /** PowerShell 7.3 and later, which hands words on as they are. */
  | 'pwsh'
  /** PowerShell 7.3 and later on Windows, where the AWS CLI can be a batch file, which reads its words a second time. */
  | 'windows-pwsh'
  /** Windows PowerShell, which doesn't escape the double quotes of a word that it hands on. */
  | 'windows-powershell'
  | 'cmd'
  /** A shell that Halt doesn't know. Only words that need no quoting in any shell can be written for it. */
  | 'unknown';

/** A word that the shell has no safe way to write on a line. */
export class UncarriedWord extends Error {
  override readonly name = 'UncarriedWord';
  readonly word: string;
  readonly shell: Shell;
  /** Whether the word can't be used because the AWS CLI would load the file or address that it names. */
  readonly isLoaded: boolean;
  constructor(word: string, shell: Shell, isLoaded = false) {
    super(`A command line for ${shell} can’t carry ${JSON.stringify(word)}.`);
    this.word = word;
    this.shell = shell;
    this.isLoaded = isLoaded;
  }
}

const shells: Readonly<Record<string, Shell>> = {
  ash: 'posix',
  bash: 'posix',
  dash: 'posix',
  'git-cmd': 'cmd',
  ksh: 'posix',
  mksh: 'posix',
  sh: 'posix',
  wsl: 'posix',
  zsh: 'posix',
  fish: 'fish',
  pwsh: 'pwsh',
  'pwsh-preview': 'pwsh',
  powershell: 'windows-powershell',
  cmd: 'cmd',
};

/** The shell that a path names, as VS Code's `env.shell` gives it; the system's usual one where it gives none. */
export function shellOf(path: string, platform: NodeJS.Platform): Shell {
  const name = (path.split(/[\\/]/).at(-1) ?? '').toLowerCase().replace(/\.exe$/, '');
  if (name === '') return platform === 'win32' ? 'windows-powershell' : 'posix';
  const shell = Object.hasOwn(shells, name) ? (shells[name] ?? 'unknown') : 'unknown';
  return shell === 'pwsh' && platform === 'win32' ? 'windows-pwsh' : shell;
}

/**
 * Words that mean the same in every shell without quotes. Three signs may not stand at the beginning: `=` is special in zsh, `@` in PowerShell, and
 * `-` would turn a value into a flag.
 */
const PLAIN = /^[A-Za-z0-9_./:][A-Za-z0-9_./:=@-]*$/;
/** The quotation marks that PowerShell reads as the end of a text in single quotes. */
const POWER_SHELL_QUOTES = /['\u2018-\u201b]/g;

/**
 * Signs that mean something to cmd in the words of a batch file, which the AWS CLI can be installed as: PowerShell hands the words on without quotes,
 * and cmd reads them once more. A parenthesis ends the block in which such a file hands its words on.
 */
const OF_BATCH_FILES = /[&|<>^%!"()\n]/;

/** Quotes a text so that the shell takes it as one word. Throws {@link UncarriedWord} where the shell has no way to. */
export function quote(text: string, shell: Shell): string {
  // In a loop's command, and for a batch file, cmd also splits words at an equals sign.
  if (PLAIN.test(text) && !(shell === 'cmd' && text.includes('='))) return text;
  // A terminal takes a pasted control character for a pressed key. At a tab, for example, the shell may ask whether to list all names, and take what
  // follows for the answer.
  if (/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/.test(text)) throw new UncarriedWord(text, shell);
  switch (shell) {
    case 'posix':
      return `'${text.replaceAll("'", String.raw`'\''`)}'`;
    case 'fish':
      return `'${text.replaceAll(/[\\']/g, String.raw`\$&`)}'`;
    case 'pwsh':
      return powerShellWord(text);
    case 'windows-pwsh':
      if (OF_BATCH_FILES.test(text)) throw new UncarriedWord(text, shell);
      return powerShellWord(text);
    case 'windows-powershell':
      // Windows PowerShell drops an empty word, and a word with double quotes falls apart.
      if (text === '' || OF_BATCH_FILES.test(text) || (text.endsWith('\\') && /\s/.test(text)))
        throw new UncarriedWord(text, shell);
      return powerShellWord(text);
    case 'cmd':
      // cmd replaces variables between quotes, too, and takes the end of a line for the end of the command.
      if (/["%!\n]/.test(text)) throw new UncarriedWord(text, shell);
      // A backslash before the closing quote would escape it.
      return `"${text.replace(/(?<!\\)\\+$/, (slashes) => slashes + slashes)}"`;
    case 'unknown':
      throw new UncarriedWord(text, shell);
  }
}

const powerShellWord = (text: string): string => `'${text.replaceAll(POWER_SHELL_QUOTES, '$&$&')}'`;

/**
 * A command line that runs `then` for each ARN that the command `first` prints, one a line. What is printed comes from outside, and the AWS CLI would
 * load a line that looks like a file or an address. So the loop makes sure that each line is an ARN: by a filter where the shell has one, else
 * by putting `arn:` before it. In cmd, characters that would end the word are taken out as well.
 */
export function forEachArn(first: string, then: (item: string) => string, shell: Shell): string {
  switch (shell) {
    case 'posix':
      return `for c in $(${first}); do ${then('"arn:${c#arn:}"')}; done`;
    case 'fish':
      return `for c in (${first}); ${then(`(string replace -r '^(arn:)?' arn: -- $c)`)}; end`;
    case 'pwsh':
    case 'windows-pwsh':
    case 'windows-powershell':
      // The pattern also keeps signs away that cmd would read in a batch file.
      return `foreach ($c in @(${first}) -match '^arn:[a-z0-9:/_-]+$') { ${then('"$c"')} }`;
    case 'cmd':
      // The text up to the first colon is dropped; the other five parts of an ARN are `%c` to `%g`. A double quote parts them, too: it would end the word, and a batch file would have cmd read what follows as
      // another command. It can be named among the options only where these stand without quotes of their own.
      return `for /f tokens^=2-6^ delims^=:^" %c in ('${first}') do @${then('"arn:%c:%d:%e:%f:%g"')}`;
    case 'unknown':
      throw new UncarriedWord('$c', shell);
  }
}
