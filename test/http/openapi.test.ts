// The description of the API is true: every route says what it takes and gives, and the running server keeps
// to it.

import { describe, expect, test } from 'vitest'
import { call, startApi } from '../helpers/http.ts'

interface Operation {
  readonly summary?: string
  readonly description?: string
  readonly tags?: readonly string[]
  readonly parameters?: readonly { readonly name: string; readonly in: string }[]
  readonly responses: Readonly<Record<string, { readonly content?: object }>>
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Shape }>> }
  readonly security?: readonly object[]
}
interface Shape {
  readonly properties: Readonly<Record<string, object>>
  readonly required?: readonly string[]
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
  test('is OpenAPI 3.1, has a sentence and a group for each call, and is available under both prefixes', async () => {
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

  test('says what send and receive accept, in headers too', async () => {
    const { description } = await described()
    const call = (path: string) => description.paths[path]?.['post']
    const send = call('/api/transfers/send')
    const form = send?.requestBody?.content['multipart/form-data']?.schema
    expect(Object.keys(form?.properties ?? {}).sort()).toEqual(
      ['file', 'partnerId', 'remoteFilename', 'server', 'serverId', 'virtualFile'].sort(),
    )
    expect(form?.required).toEqual(expect.arrayContaining(['file', 'virtualFile']))
    const named = send?.requestBody?.content['application/json']?.schema
    expect(named?.properties).toHaveProperty('filename')
    const receive = call('/api/transfers/receive')
    expect(receive?.requestBody?.content['application/json']?.schema.properties).toMatchObject({
      remoteFilename: {},
      virtualFile: {},
    })
    for (const operation of [send, receive])
      expect(operation?.parameters).toEqual([
        expect.objectContaining({ name: 'Idempotency-Key', in: 'header' }),
        expect.objectContaining({ name: 'Prefer', in: 'header' }),
      ])
  })

  test('says of every refusal that it is a problem', async () => {
    const { description } = await described()
    const refusals = operations(description)
      .filter(({ path }) => !path.startsWith('/health') && path !== '/metrics')
      .map(({ operation }) => Object.keys(operation.responses['default']?.content ?? {}))
    expect(new Set(refusals.map(String))).toEqual(new Set(['application/problem+json']))
  })

  test('says who may call, and the server enforces it', async () => {
    const { api, description } = await described()
    const roles = Object.fromEntries(
      await Promise.all(
        (['read', 'operate', 'admin'] as const).map(async (role) => [role, await api.key(role)]),
      ),
    ) as Record<string, string>
    const wrong: string[] = []
    for (const { path, method, operation } of operations(description)) {
      if (path.endsWith('/events')) continue
      const url = path.replace(/\{\w+\}/g, 'nothing')
      const asked = async (headers: Record<string, string>) =>
        (await call(api.base, url, { method: method.toUpperCase(), headers })).status
      const free =
        operation.security?.length === 0 || operation.security?.some((one) => !('key' in one))
      if (((await asked({})) === 401) === free) wrong.push(`${method} ${path} without a key`)
      const [, least] = /Needs the role (\w+)/.exec(operation.description ?? '') ?? []
      const below = least === 'admin' ? 'operate' : least === 'operate' ? 'read' : null
      if (below !== null && (await asked({ authorization: `Bearer ${roles[below]}` })) !== 403)
        wrong.push(`${method} ${path} with the role ${below}`)
      if (least !== undefined && (await asked({ authorization: `Bearer ${roles[least]}` })) === 403)
        wrong.push(`${method} ${path} with the role ${least}`)
    }
    expect(wrong).toEqual([])
  })

  test('shows no internal call of the command line', async () => {
    const { description } = await described()
    expect(
      Object.keys(description.paths).filter((path) => ['/live', '/messages'].includes(path)),
    ).toEqual([])
  })

  test('is true of the server: every call gives an answer that is declared', async () => {
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
