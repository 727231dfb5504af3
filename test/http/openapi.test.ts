// The description of the API is true: every route says what it takes and gives, and the running server keeps to it.

import { describe, expect, test } from 'vitest'
import { call, startApi } from '../helpers/http.ts'

interface Operation {
  readonly summary?: string
  readonly tags?: readonly string[]
  readonly parameters?: readonly { readonly name: string; readonly in: string }[]
  readonly responses: Readonly<Record<string, unknown>>
}
interface Description {
  readonly openapi: string
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

async function described() {
  const api = await startApi()
  const told = await call(api.base, '/openapi.json')
  return { api, description: JSON.parse(told.text) as Description }
}

const operations = ({ paths }: Description) =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )

describe('the description', () => {
  test('is OpenAPI 3.1, has a sentence and a group for each call, and is under both prefixes', async () => {
    const { description } = await described()
    expect(description.openapi).toBe('3.1.0')
    const all = operations(description)
    expect(all.length).toBeGreaterThan(20)
    expect(all.filter(({ operation }) => !operation.summary || !operation.tags?.length)).toEqual([])
    const under = (prefix: string) =>
      all
        .filter(({ path }) => path.startsWith(prefix))
        .map(({ path, method }) => `${method} ${path.slice(prefix.length)}`)
    const plain = all.filter(({ path }) => path.startsWith('/api/') && !path.startsWith('/api/v1/'))
    expect(under('/api/v1').sort()).toEqual(
      plain.map(({ path, method }) => `${method} ${path.slice(4)}`).sort(),
    )
  })

  test('names every parameter of a path', async () => {
    const { description } = await described()
    const wrong = operations(description).filter(({ path, operation }) => {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
      const said = (operation.parameters ?? [])
        .filter((one) => one.in === 'path')
        .map(({ name }) => name)
      return inPath.join() !== said.join()
    })
    expect(wrong.map(({ path }) => path)).toEqual([])
  })

  test('shows no call of the command line’s own', async () => {
    const { description } = await described()
    expect(
      Object.keys(description.paths).filter((path) => ['/live', '/messages'].includes(path)),
    ).toEqual([])
  })

  test('is kept by the server: every call answers, with an answer that it declares', async () => {
    const { api, description } = await described()
    const admin = { authorization: `Bearer ${await api.key('admin')}` }
    const strange: string[] = []
    for (const { path, method, operation } of operations(description)) {
      if (path.endsWith('/events')) continue
      const url = path.replace(/\{\w+\}/g, 'nothing')
      const { status, headers, text } = await call(api.base, url, {
        method: method.toUpperCase(),
        headers: admin,
      })
      const declared = String(status) in operation.responses || 'default' in operation.responses
      const type = String(headers['content-type'] ?? '')
      const shaped =
        status < 400 || path.startsWith('/health') || type.includes('application/problem+json')
      if (status >= 500 || !declared || !shaped)
        strange.push(`${method} ${path}: ${status} ${text.slice(0, 200)}`)
    }
    expect(strange).toEqual([])
  })
})
