// One reading, two listeners: each hears everything, the first one first.

import { expect, test } from 'vitest'
import { both } from '../../src/preflight/both.ts'
import type { XmlEvents } from '../../src/preflight/xml/events.ts'

test('both hear of each element, its text and its end, in order', () => {
  const heard: string[] = []
  const listener = (name: string): XmlEvents => ({
    open: (path, attributes) =>
      void heard.push(`${name} open ${path.join('/')} ${JSON.stringify(attributes)}`),
    leaf: (path, text, attributes) =>
      void heard.push(`${name} leaf ${path.join('/')} ${text} ${JSON.stringify(attributes)}`),
    close: (path) => void heard.push(`${name} close ${path.join('/')}`),
  })
  const events = both(listener('a'), listener('b'))
  events.open(['Amt'], { Ccy: 'EUR' })
  events.leaf(['Amt'], '1.00', { Ccy: 'EUR' })
  events.close(['Amt'])
  expect(heard).toEqual([
    'a open Amt {"Ccy":"EUR"}',
    'b open Amt {"Ccy":"EUR"}',
    'a leaf Amt 1.00 {"Ccy":"EUR"}',
    'b leaf Amt 1.00 {"Ccy":"EUR"}',
    'a close Amt',
    'b close Amt',
  ])
})
