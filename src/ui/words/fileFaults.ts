import { l10n } from 'vscode';
import { plainText } from '../../base/plainText.ts';
import type { FileFault } from '../../model/fileFault.ts';

/** What is wrong with a file or with a line of it, after its name or the line's number. */
export function fileFaultWords(fault: FileFault): string {
  switch (fault.kind) {
    case 'header-open':
      return l10n.t('the section header is empty or isn’t closed.');
    case 'header-bytes':
      return l10n.t('the section header isn’t valid UTF-8.');
    case 'header-quote':
      return l10n.t('a quote in the section header isn’t closed.');
    case 'header-nameless':
      return l10n.t('the section header has no name.');
    case 'header-blanks':
      return l10n.t('a name with blanks in a section header needs quotes around it.');
    case 'section-twice':
      return l10n.t('a section of this name is above, too. Only this one counts.');
    case 'before-sections':
      return l10n.t('this line stands before the first section.');
    case 'no-equals':
      return l10n.t('there is no “=” after the name of a property.');
    case 'continues':
      return l10n.t('this line is indented more than line {0}, and so continues its value.', fault.line);
    case 'property-twice':
      return l10n.t('“{0}” is given on line {1}, too.', nameOf(fault), fault.line);
    case 'property-bytes':
      return l10n.t('“{0}” isn’t valid UTF-8.', nameOf(fault));
    case 'nested-no-equals':
      return l10n.t('a line below “{0}” has no “=”, and is indented more.', nameOf(fault));
    case 'missing':
      return l10n.t('the file doesn’t exist.');
    case 'folder':
      return l10n.t('the file is a folder, not a file.');
    case 'no-file':
      return l10n.t('the file is a pipe or a device, not a file.');
    case 'too-big':
      return l10n.t('the file is larger than {0} MB.', fault.megabytes);
    case 'utf-16':
      return l10n.t('the file is UTF-16. Save it as UTF-8.');
    case 'not-permitted':
      return l10n.t('the file can’t be read: you don’t have permission.');
    case 'link-circle':
      return l10n.t('the file can’t be read: its symbolic links lead in a circle.');
    case 'long-name':
      return l10n.t('the file can’t be read: its name is too long.');
    case 'unreadable':
      return l10n.t('the file can’t be read ({0}).', plainText(fault.code, 40));
  }
}

const nameOf = ({ name }: { readonly name: string }): string => plainText(name, 80);
