import fc from 'fast-check'
import { expect, test } from 'vitest'
import { xmlEnd } from '../../../src/preflight/xml/end.ts'

const seen = (text: string, tailLength = 40) => {
  const isWhole = tailLength >= text.length
  return xmlEnd({ head: text, tail: text.slice(-tailLength), isWhole })
}

test.each([
  ['<a></a>', 'complete'],
  ['<a/>', 'complete'],
  ['<a><b/>', 'cut'],
  ['<a></a><!-- x', 'cut'],
  ['<a', 'cut'],
  ['<a b="', 'cut'],
  ['a</a>', 'unknown'],
  ['<1>', 'unknown'],
  ['<a b>', 'unknown'],
  ['<br><a></a>', 'unknown'],
  ['<', 'cut'],
  ['<!-', 'cut'],
  ['<!DOCTY', 'cut'],
  ['<!x', 'unknown'],
  ['<!DOCTYPE a><a></a>', 'complete'],
  ['<!doctype a><a></a>', 'complete'],
  ['<!DOCTYPE a SYSTEM "x"><a>[]</a>', 'complete'],
  ['<!DOCTYPE a [<!ENTITY b "c">]><a></a>', 'complete'],
  ['<!DOCTYPE a', 'cut'],
  ['<!DOCTYPE a [<!ENTITY b "c">', 'cut'],
  ['<!DOCTYPE a [<!ENTITY b "c">]', 'cut'],
  ['<!DOCTYPE html><a></a>', 'unknown'],
  ['<?php echo 1 ?><a></a>', 'unknown'],
  ['<?= 1 ?><a></a>', 'unknown'],
  ['<?xml version="1.0"?><br></br>', 'complete'],
  ['<a b="c" d=\'e\'></a>', 'complete'],
  ['<a b', 'cut'],
  ['<a b=', 'cut'],
  ["<a b='", 'cut'],
  ['<a b="c', 'cut'],
  ['<a b="c\'', 'cut'],
  ['<a b="c" ', 'cut'],
  ['<a /', 'cut'],
  ['<a b="<', 'unknown'],
  ['<a b=c', 'unknown'],
  ['<a b c', 'unknown'],
  ['<a "', 'unknown'],
  ['<a></a><?x?>more<?y?>', 'cut'],
  ['<a></a><?x?><?y?>', 'complete'],
  ['<a></a><!-- x --><?y?><!-- z -->', 'complete'],
  ['<a></a>\u0085', 'complete'],
  ['<a  b="c"\n\td = "e"></a>', 'complete'],
  ['<a></b><?x <?y?>', 'unknown'],
])('%s is %s', (text, end) => {
  expect(seen(text)).toBe(end)
})

test('what ends in a comment or an instruction that begins out of sight is unknown', () => {
  expect(seen(`<a></a><!--${'x'.repeat(80)}-->`)).toBe('unknown')
  expect(seen(`<a></a><?x ${'x'.repeat(80)}?>`)).toBe('unknown')
  expect(seen('<a></a><!-- ?>xx--><?y?>', 12)).toBe('unknown')
})

test('any text has an answer', () => {
  const part = fc.constantFrom(
    '<',
    '>',
    '<!--',
    '-->',
    '<?',
    '?>',
    '</a>',
    '<a>',
    '"',
    '=',
    ' ',
    'x',
    '[',
    ']',
    '\0',
  )
  fc.assert(
    fc.property(fc.array(part, { maxLength: 60 }), (parts) => {
      expect(['complete', 'cut', 'unknown']).toContain(seen(parts.join('')))
    }),
  )
})
