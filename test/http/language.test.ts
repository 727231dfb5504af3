// In which language the API answers, and how it says so.

import { expect, test } from 'vitest'
import { call, startApi } from '../helpers/http.ts'
import { transferView } from '../../src/http/responses/views.ts'
import { message } from '../../src/wording/catalogue.ts'
import { transfer } from '../transfer/ends-of-attempts.ts'

const french = { zone: 'Europe/Paris', language: 'fr' } as const

test.each([
  ['fr', 'fr'],
  ['de, fr-FR;q=0.8', 'fr'],
  ['en', 'en'],
  ['de', 'en'],
])('a caller who accepts %s is answered in %s', async (accepted, language) => {
  const { base } = await startApi()
  const headers = { 'accept-language': accepted }
  const told = await call(base, '/api/transfers/nope', { headers })
  expect([told.status, told.headers['content-language'], told.headers['vary']]).toEqual([
    ...[404, language, 'Accept-Language'],
  ])
})

test('a caller who accepts none is answered in the language of the configuration', async () => {
  const { base } = await startApi({ reader: french })
  expect((await call(base, '/api/transfers/nope')).headers['content-language']).toBe('fr')
})

test('a problem has its code, arguments and sentence, and the members of RFC 9457', async () => {
  const { base } = await startApi()
  const { text } = await call(base, '/api/transfers?after=frob')
  const body: unknown = JSON.parse(text)
  expect(body).toMatchObject({
    type: 'urn:pesit-drop:problem:CURSOR-WRONG',
    title: 'A page that does not exist',
    status: 400,
    code: 'CURSOR-WRONG',
    arguments: {},
    sentence: '`after` is not the `next` of a page with this `sort`.',
    detail: '`after` is not the `next` of a page with this `sort`.',
  })
})

test('the sentence of a transfer is made for its reader', () => {
  const why = message('END-WITHOUT-VERDICT', { bank: 'bnp' })
  const waiting = transfer({ state: 'waiting', code: why.code, message: why, reason: 'stored' })
  const sentences = (['en', 'fr'] as const).map(
    (language) =>
      transferView(waiting, { servers: [], reader: { zone: 'UTC', language } }).sentence,
  )
  expect(new Set([...sentences, 'stored']).size).toBe(3)
})
