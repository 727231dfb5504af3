import { expect, test } from 'vitest'
import { looksLike } from '../../src/preflight/looks-like.ts'

test.each([
  ['{"a":1}', 'json'],
  ['  [ ]', 'json'],
  ['[1,2]', 'json'],
  ['{hello}', 'text'],
  ['PK\u0003\u0004 word/document.xml', 'office-xml'],
  ['PK\u0003\u0004 mimetypeapplication/vnd.oasis', 'open-document'],
  ['PK\u0003\u0004', 'zip'],
  ['\u00d0\u00cf\u0011\u00e0', 'office'],
  ['%PDF-', 'pdf'],
  ['MZ', 'program'],
  ['-----BEGIN PGP MESSAGE', 'pgp'],
  ['-----BEGIN CERTIFICATE', 'pem'],
  ['<!-- x -->\n<html>', 'html'],
  ['<HTML>', 'html'],
  ['<pre-order>', 'text'],
  [':20:X', 'mt940'],
  ["UNA:+.? '", 'edifact'],
  ['a;b\n1;2\n', 'csv'],
  ['a\tb\n1\t2\n', 'csv'],
  ['a;b\n1;2\n3;4\n', 'csv'],
  ['a;b\n1;2;3\n3;4\n', 'text'],
  ['a;b\n1;2\n3', 'csv'],
  ['\0\0', 'nul'],
  ['\u0001\u0002\u0003', 'binary'],
  ['Dear all', 'text'],
  ['', 'text'],
])('%j looks like %s', (text, like) => {
  expect(looksLike(Buffer.from(text, 'latin1'))).toBe(like)
})
