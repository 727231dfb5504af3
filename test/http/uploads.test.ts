// Forms that are no good, uploads beyond the cap, and addresses that cannot be read: each told by a name of ours.

import { request } from 'node:http'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import type { AppDeps } from '../../src/http/app.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { createNotices } from '../../src/lib/notices.ts'
import { createLocalFiles } from '../../src/http/local-files.ts'
import { call, oneServer, startApi } from '../helpers/http.ts'

const refuse = () => Promise.reject(new Error('there is no road'))

/** Takes uploads, and gives none away until it is told to. */
function door() {
  const dropped: string[] = []
  const ended: (() => void)[] = []
  let holding = false
  let taken = 0
  const files: AppDeps['files'] = {
    ledger: {
      find: () => Promise.resolve(null),
      named: () => Promise.resolve([]),
      findFetch: () => Promise.resolve(null),
      findCall: () => Promise.resolve(null),
      runningFetches: () => Promise.resolve([]),
      opensWithoutKey: () => Promise.resolve(false),
      conditions: () => Promise.resolve([]),
      search: refuse,
      totals: refuse,
    },
    clock: systemClock,
    notices: createNotices(systemClock),
    servers: [oneServer],
    localFiles: createLocalFiles([]),
    openBytes: () => Promise.resolve(null),
    waitingFor: () => Promise.resolve(null),
    keptSinceMs: () => 0,
    zone: 'Europe/Paris',
    handOvers: { watch: () => undefined },
    abandon: () => undefined,
    answerWithinMs: 1000,
    order: refuse,
    managedFolder: () => '',
    uploads: {
      async take(body) {
        taken += 1
        if (holding) await new Promise<void>((resolve) => ended.push(resolve))
        let sizeBytes = 0
        for await (const piece of body) sizeBytes += piece.length
        return { kind: 'taken', upload: { id: `upload-${sizeBytes}`, sizeBytes, sha256: 'x' } }
      },
      drop: (id) => Promise.resolve(void dropped.push(id)),
      admit: refuse,
    },
  }
  return {
    files,
    dropped,
    taken: () => taken,
    hold: () => void (holding = true),
    letGo: () => ended.forEach((end) => end()),
  }
}

const part = (name: string, value: string, filename?: string) =>
  `--b\r\ncontent-disposition: form-data; name="${name}"${filename === undefined ? '' : `; filename="${filename}"`}\r\n\r\n${value}\r\n`
const post = (base: string, body: string) =>
  call(base, '/api/transfers/send', {
    method: 'POST',
    headers: { 'content-type': 'multipart/form-data; boundary=b' },
    body,
  })

describe('a form', () => {
  test('with two files is refused as such, and keeps neither', async () => {
    const { files, dropped } = door()
    const { base } = await startApi({ files })
    const told = await post(
      base,
      `${part('file', 'one', 'a')}${part('file', 'four', 'b')}--b--\r\n`,
    )
    expect([told.status, JSON.parse(told.text)]).toEqual([
      422,
      expect.objectContaining({ code: 'FILES-SEVERAL' }),
    ])
    expect(dropped).toEqual(['upload-3'])
  })

  test('with very many fields is told so, by no code of the frame', async () => {
    const { files } = door()
    const { base } = await startApi({ files })
    const fields = Array.from({ length: 40 }, (_none, nth) => part(`f${nth}`, 'x')).join('')
    const told = await post(base, `${fields}--b--\r\n`)
    expect(told.status).toBe(413)
    expect(JSON.parse(told.text)).toMatchObject({ code: 'FORM-TOO-LARGE' })
  })

  test.each(['../../etc/passwd', '..', '/etc', 'A\\B', 'a b', 'é', 'X'.repeat(77)])(
    'for the virtual file %s is refused by that name',
    async (virtualFile) => {
      const { files } = door()
      const { base } = await startApi({ files })
      const form = `${part('virtualFile', virtualFile)}${part('serverId', '1')}${part('file', 'x', 'a')}--b--\r\n`
      const asked = JSON.stringify({ serverId: 1, virtualFile, remoteFilename: 'a' })
      const receive = await call(base, '/api/transfers/receive', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: asked,
      })
      for (const told of [await post(base, form), receive]) {
        expect(told.status).toBe(422)
        expect(JSON.parse(told.text)).toMatchObject({
          code: 'REQUEST-INVALID',
          detail: expect.stringContaining(`“${virtualFile.slice(0, 76)}`),
        })
      }
    },
  )
})

test('more uploads than the cap are told to come again, and when', async () => {
  const { files, taken, hold, letGo } = door()
  const { base } = await startApi({ files })
  hold()
  const { hostname, port } = new URL(base)
  const running = Array.from({ length: 16 }, () => {
    const asking = request({
      ...{ hostname, port, method: 'POST', path: '/api/transfers/send' },
      headers: { 'content-type': 'multipart/form-data; boundary=b' },
    })
    asking.on('error', () => undefined).write(part('file', 'x', 'a'))
    onTestFinished(() => void asking.destroy())
    return asking
  })
  await vi.waitFor(() => expect(taken()).toBe(16))
  const told = await post(base, `${part('file', 'x', 'a')}--b--\r\n`)
  expect([told.status, told.headers['retry-after']]).toEqual([503, '5'])
  expect(JSON.parse(told.text)).toMatchObject({ code: 'TOO-MANY-UPLOADS' })
  letGo()
  for (const asking of running) asking.destroy()
})

describe('what cannot be read', () => {
  test.each([
    ['GET', '/api/%ff', '', 400, 'ADDRESS-BROKEN'],
    ['GET', '/api/transfers/%', '', 400, 'ADDRESS-BROKEN'],
    ['POST', '/api/webhooks', '{"url"', 400, 'BODY-BROKEN'],
  ])('%s %s is a problem of ours', async (...given) => {
    const [method, path, body, status, code] = given
    const { base } = await startApi()
    const { hostname, port } = new URL(base)
    // Past URL, which would mend the address.
    const told = await new Promise<{ status?: number; type?: string; text: string }>(
      (resolve, reject) => {
        const asking = request(
          { hostname, port, method, path, headers: { 'content-type': 'application/json' } },
          (response) => {
            let text = ''
            response.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')))
            response.on('end', () =>
              resolve({
                status: response.statusCode ?? 0,
                type: response.headers['content-type'] ?? '',
                text,
              }),
            )
          },
        )
        asking.on('error', reject).end(body)
      },
    )
    expect([told.status, told.type]).toEqual([status, expect.stringContaining('problem+json')])
    expect(JSON.parse(told.text)).toMatchObject({ code })
    expect(told.text).not.toContain('FST_')
  })
})
