import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type FileFault, fileFaultText } from '../../../src/model/fileFault.ts';

/** What each fault is called in the log, written out. */
const TEXTS: { readonly [K in FileFault['kind']]: readonly [Extract<FileFault, { readonly kind: K }>, string] } = {
  'header-open': [{ kind: 'header-open' }, 'the section header is empty or isn’t closed.'],
  'header-bytes': [{ kind: 'header-bytes' }, 'the section header isn’t valid UTF-8.'],
  'header-quote': [{ kind: 'header-quote' }, 'a quote in the section header isn’t closed.'],
  'header-nameless': [{ kind: 'header-nameless' }, 'the section header has no name.'],
  'header-blanks': [{ kind: 'header-blanks' }, 'a name with blanks in a section header needs quotes around it.'],
  'section-twice': [{ kind: 'section-twice' }, 'a section of this name is above, too. Only this one counts.'],
  'before-sections': [{ kind: 'before-sections' }, 'this line stands before the first section.'],
  'no-equals': [{ kind: 'no-equals' }, 'there is no “=” after the name of a property.'],
  continues: [{ kind: 'continues', line: 7 }, 'this line is indented more than line 7, and so continues its value.'],
  'property-twice': [{ kind: 'property-twice', name: 'region', line: 3 }, '“region” is given on line 3, too.'],
  'property-bytes': [{ kind: 'property-bytes', name: 'region' }, '“region” isn’t valid UTF-8.'],
  'nested-no-equals': [{ kind: 'nested-no-equals', name: 's3' }, 'a line below “s3” has no “=”, and is indented more.'],
  missing: [{ kind: 'missing' }, 'the file doesn’t exist.'],
  folder: [{ kind: 'folder' }, 'the file is a folder, not a file.'],
  'no-file': [{ kind: 'no-file' }, 'the file is a pipe or a device, not a file.'],
  'too-big': [{ kind: 'too-big', megabytes: 12 }, 'the file is larger than 12 MB.'],
  'utf-16': [{ kind: 'utf-16' }, 'the file is UTF-16. Save it as UTF-8.'],
  'not-permitted': [{ kind: 'not-permitted' }, 'the file can’t be read: you don’t have permission.'],
  'link-circle': [{ kind: 'link-circle' }, 'the file can’t be read: its symbolic links lead in a circle.'],
  'long-name': [{ kind: 'long-name' }, 'the file can’t be read: its name is too long.'],
  unreadable: [{ kind: 'unreadable', code: 'EIO' }, 'the file can’t be read (EIO).'],
};

void describe('what is wrong with a file', () => {
  for (const [fault, text] of Object.values(TEXTS))
    void it(`is said in the log: ${fault.kind}`, () => {
      assert.equal(fileFaultText(fault), text);
    });
});
