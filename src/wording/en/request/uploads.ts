// English words for uploads that are not taken, and calls that are made in a wrong way. Pure.

import type { uploads } from '../../catalogue/request/uploads.ts'
import type { WordsFor } from '../../entry.ts'

const asForm =
  'Send multipart/form-data with file, serverId, remoteFilename, partnerId and virtualFile.'
const byLibrary = 'Let the HTTP library make the form and its Content-Type.'

export const uploadsInEnglish: WordsFor<typeof uploads> = {
  'SENT-WHEN-OPEN': {
    title: 'It goes when the bank is open again',
    sentence: ({ what }, reader) =>
      `${reader.all(what)} The file is with us and goes by itself when the bank is open again.`,
    next: () => 'Do not send it again.',
  },
  'TOO-MANY-UPLOADS': {
    title: 'Too many uploads',
    sentence: ({ bound, mostOfOne, most, waitSeconds }) =>
      ({
        count: `As many uploads are here as are let wait (${mostOfOne} of one caller, ${most} of all).`,
        bytes: 'The uploads that wait announce as many bytes as are let wait.',
        time: `No place came free within ${waitSeconds} s, because the uploads before this one have not ended.`,
      })[bound] + ' Nothing of this file was taken.',
    next: () => 'Send it again after the seconds that Retry-After says.',
  },
  'UPLOAD-TOO-SLOW': {
    title: 'An upload that is too slow',
    sentence: ({ how }) =>
      ({
        silent: 'The upload stopped coming for half a minute.',
        slow: 'The upload came at less than a kilobyte a second.',
        'waited-for':
          'The upload came at less than 16 KB a second for a minute, while others waited for its place.',
      })[how] + ' Nothing of it was kept.',
    next: () => 'Send it again.',
  },
  'FORM-BROKEN': {
    title: 'A broken form',
    sentence: ({ why }) =>
      `${
        {
          'no-boundary': 'The Content-Type multipart/form-data names no boundary.',
          'no-end':
            'The multipart form is not whole: it ends before its last boundary (`--boundary--`).',
          unreadable: 'The multipart form cannot be read.',
        }[why]
      } Nothing of it was kept.`,
    next: () => byLibrary,
  },
  'FORM-PART-UNNAMED': {
    title: 'A part without a name',
    sentence: () =>
      'The form has a part whose Content-Disposition says no name. Nothing of it was kept.',
    next: () => byLibrary,
  },
  'FORM-PART-MISNAMED': {
    title: 'A part with another name',
    sentence: ({ name, meant }) =>
      `The form has a part “${name}”, which is not known; “${meant}” seems to be meant. Nothing of it was kept.`,
    next: () => 'Names are written as they are documented, capitals included.',
  },
  'FORM-FIELD-TOO-LONG': {
    title: 'A field that is too long',
    sentence: ({ name, mostBytes }) =>
      `The field “${name}” has more than ${mostBytes} bytes. Nothing of the form was kept.`,
    next: () => 'A file has a file name in its Content-Disposition; a field has a short text.',
  },
  'FORM-FIELD-TWICE': {
    title: 'A field with two values',
    sentence: ({ name }) =>
      `The form has the field “${name}” twice, with two values. Nothing of it was kept.`,
    next: () => 'Send each field once.',
  },
  'FORM-TOO-LARGE': {
    title: 'A form with too many parts',
    sentence: ({ most }) => `The form has more than ${most} parts. Nothing of it was kept.`,
    next: () => 'Send file, serverId, remoteFilename, partnerId and virtualFile.',
  },
  'FORM-PART-ENCODED': {
    title: 'An encoded part',
    sentence: ({ name, encoding }) =>
      `The part “${name}” says Content-Transfer-Encoding: ${encoding}, which HTTP forms do not use: its bytes would be sent to the bank as they came, encoded. Nothing of it was kept.`,
    next: () => 'Send the bytes as they are, without that header.',
  },
  'FILE-MISSING': {
    title: 'No file',
    sentence: ({ names, why }) =>
      ({
        absent: `The form has no part named “file” with a file name. ${names.length === 0 ? 'None of its parts says a name in a Content-Disposition.' : `It has ${names.map((name) => `“${name}”`).join(', ')}.`}`,
        'is-field':
          'The part “file” has no file name (`filename` in its Content-Disposition), so it is a field and no file.',
        'other-part': `The file came in a part named “${names.at(-1) ?? ''}”, not “file”.`,
      })[why],
    next: ({ why }) =>
      why === 'other-part' ? 'Name the part “file”. One call sends one file.' : asForm,
  },
  'FILES-SEVERAL': {
    title: 'Several files in one call',
    sentence: () => 'The form has two files. Nothing of it was kept.',
    next: () => 'One call sends one file: call once for each.',
  },
  'FILE-TOO-LARGE': {
    title: 'A file that is too large',
    sentence: ({ maximumBytes }) =>
      `The file has more than ${maximumBytes} bytes, which is the maximum. Nothing of it was kept.`,
    next: () => 'Raise `http.largestFile` in the configuration if such files are right.',
  },
  'TYPE-UNKNOWN': {
    title: 'A content type that is not taken',
    sentence: ({ type, takes }) =>
      `${type === '' ? 'The request says no Content-Type' : `The Content-Type “${type}” is not taken here`}; this call takes ${takes.join(' or ')}.`,
    next: () => 'Send JSON with Content-Type: application/json; files as multipart/form-data.',
  },
  'METHOD-NOT-ALLOWED': {
    title: 'A method that is not taken',
    sentence: ({ method, path, allow }) =>
      `${method} is not taken at ${path}, which takes ${allow.join(', ')}. Nothing was done.`,
    next: () => 'See /openapi.json.',
  },
}
