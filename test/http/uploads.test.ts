// Forms that are no good, uploads beyond the cap, and addresses that cannot be read: each told by a name of
// ours.

import { request } from 'node:http'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import type { AppDeps } from '../../src/http/app.ts'
import { systemClock } from '../../src/lib/time/clock.ts'
import { createNotices } from '../../src/lib/waiting/bell.ts'
import { createLocalFiles } from '../../src/http/transfers/local-files.ts'
import { paced } from '../../src/http/transfers/form.ts'
import { createUploadPlaces, type UploadLimits } from '../../src/http/transfers/upload-limit.ts'
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
    waitingNow: () => () => Promise.resolve(null),
    keptSinceMs: () => 0,
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
      admitUpload: refuse,
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
  test('with two files is refused for that reason, and neither is kept', async () => {
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

  test('with very many fields is refused with our code, not with that of the framework', async () => {
    const { files } = door()
    const { base } = await startApi({ files })
    const fields = Array.from({ length: 40 }, (_none, nth) => part(`f${nth}`, 'x')).join('')
    const told = await post(base, `${fields}--b--\r\n`)
    expect(told.status).toBe(413)
    expect(JSON.parse(told.text)).toMatchObject({ code: 'FORM-TOO-LARGE' })
  })

  test.each(['../../etc/passwd', '..', '/etc', 'A\\B', 'a b', 'é', 'X'.repeat(77)])(
    'for the virtual file %s is refused with that name',
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

describe('many uploads at once', () => {
  const few: UploadLimits = {
    reading: { maximum: 3, maximumKeyless: 3, maximumPerCaller: 3 },
    present: { maximum: 60, maximumKeyless: 60, maximumPerCaller: 50 },
    waitingBytes: { maximum: 1_000_000_000, maximumPerCaller: 1_000_000_000 },
    waitMs: 60_000,
  }

  test.each([
    [40, 5_000],
    [40, 5_000_000],
    [200, 500],
  ])('%i of %i bytes are all taken, with slow ones among them', async (count, size) => {
    const { files, most } = sink()
    const { base } = await startApi({ files })
    const letSlowGo = await slowUploads(base, 4)
    const body = `${part('virtualFile', 'V')}${part('file', 'x'.repeat(size), 'a')}--b--\r\n`
    const told = await Promise.all(Array.from({ length: count }, () => post(base, body)))
    // What was read whole goes on to its way, which is not here: the spool has it.
    expect(told.map(({ status }) => status)).toEqual(Array(count).fill(422))
    expect(new Set(told.map(({ text }) => (JSON.parse(text) as { code: string }).code))).toEqual(
      new Set(['SERVER-UNKNOWN']),
    )
    expect(most()).toBeLessThanOrEqual(16)
    letSlowGo()
  })

  test('beyond the limit are refused with the limit and the time to come again', async () => {
    const { files, taken, hold, letGo } = door()
    const uploadPlaces = createUploadPlaces({
      ...few,
      present: { maximum: 4, maximumKeyless: 4, maximumPerCaller: 4 },
    })
    const { base } = await startApi({ files, uploadPlaces })
    hold()
    await slowUploads(base, 4)
    await vi.waitFor(() => expect(taken()).toBe(3))
    const told = await post(base, `${part('file', 'x', 'a')}--b--\r\n`)
    expect([told.status, told.headers['retry-after']]).toEqual([503, '5'])
    expect(JSON.parse(told.text)).toMatchObject({
      code: 'TOO-MANY-UPLOADS',
      detail: expect.stringContaining('4 of one caller'),
    })
    letGo()
  })

  test('whose waiting time is over are refused with that reason', async () => {
    const { files, taken, hold, letGo } = door()
    const { base } = await startApi({
      files,
      uploadPlaces: createUploadPlaces({ ...few, waitMs: 50 }),
    })
    hold()
    await slowUploads(base, 3)
    await vi.waitFor(() => expect(taken()).toBe(3))
    const told = await post(base, `${part('file', 'x', 'a')}--b--\r\n`)
    expect([told.status, JSON.parse(told.text)]).toEqual([
      503,
      expect.objectContaining({ detail: expect.stringContaining('No place came free within') }),
    ])
    letGo()
  })

  test('that are slow are ended while others wait, and only then', async () => {
    async function* slowly() {
      for (let nth = 0; nth < 20; nth += 1) {
        yield Buffer.alloc(1)
        await new Promise((resolve) => setTimeout(resolve, 1))
      }
    }
    const drain = async (isWaited: boolean) => {
      let bytes = 0
      const body = paced(slowly(), { isWaitedFor: () => isWaited, waitedForFrom: 5 })
      for await (const piece of body) bytes += piece.length
      return bytes
    }
    expect(await drain(false)).toBe(20)
    await expect(drain(true)).rejects.toThrow('waited-for')
  })
})

/** Reads what comes, as the spool does, and counts how many are read at once. */
function sink() {
  const { files } = door()
  let [now, most] = [0, 0]
  const take: AppDeps['files']['uploads']['take'] = async (body) => {
    now += 1
    most = Math.max(most, now)
    let sizeBytes = 0
    for await (const piece of body) sizeBytes += piece.length
    now -= 1
    return { kind: 'taken', upload: { id: `upload-${sizeBytes}`, sizeBytes, sha256: 'x' } }
  }
  return { files: { ...files, uploads: { ...files.uploads, take } }, most: () => most }
}

/** Begin a file, and send no more of it. */
async function slowUploads(base: string, count: number): Promise<() => void> {
  const { hostname, port } = new URL(base)
  const running = Array.from({ length: count }, () => {
    const asking = request({
      ...{ hostname, port, method: 'POST', path: '/api/transfers/send' },
      headers: { 'content-type': 'multipart/form-data; boundary=b' },
    })
    asking.on('error', () => undefined).write(part('file', 'x', 'a'))
    onTestFinished(() => void asking.destroy())
    return asking
  })
  await Promise.all(running.map((one) => new Promise((resolve) => one.once('socket', resolve))))
  return () => running.forEach((one) => void one.destroy())
}

describe('a wrong call is answered with what is wrong', () => {
  const end = '--b--\r\n'
  const head = (lines: string, value = 'x') => `--b\r\n${lines}\r\n\r\n${value}\r\n`
  const file = part('file', 'x', 'a')
  test.each<[string, string, string, number, string, string]>([
    ['no boundary', 'multipart/form-data', `${file}${end}`, 400, 'FORM-BROKEN', 'no boundary'],
    [
      'another boundary',
      'multipart/form-data; boundary=c',
      `${file}${end}`,
      400,
      'FORM-BROKEN',
      'last boundary',
    ],
    ['no last boundary', '', file, 400, 'FORM-BROKEN', 'last boundary'],
    [
      'a file that is cut',
      '',
      '--b\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\nxx',
      400,
      'FORM-BROKEN',
      'last boundary',
    ],
    [
      'a part without a name',
      '',
      `${head('content-disposition: form-data')}${file}${end}`,
      400,
      'FORM-PART-UNNAMED',
      'no name',
    ],
    [
      'no part of a form',
      '',
      `${head('x-other: y')}${end}`,
      422,
      'FILE-MISSING',
      'None of its parts',
    ],
    ['no file', '', `${part('serverId', '1')}${end}`, 422, 'FILE-MISSING', '“serverId”'],
    [
      'a file without a file name',
      '',
      `${part('file', 'x')}${end}`,
      422,
      'FILE-MISSING',
      'no file name',
    ],
    [
      'a file under another name',
      '',
      `${part('data', 'x', 'a')}${end}`,
      422,
      'FILE-MISSING',
      '“data”',
    ],
    ['two files', '', `${file}${file}${end}`, 422, 'FILES-SEVERAL', 'two files'],
    [
      'a field that is too long',
      '',
      `${part('serverId', 'x'.repeat(9_000))}${file}${end}`,
      400,
      'FORM-FIELD-TOO-LONG',
      '“serverId”',
    ],
    [
      'a field with two values',
      '',
      `${part('serverId', '1')}${part('serverId', '2')}${file}${end}`,
      400,
      'FORM-FIELD-TWICE',
      '“serverId”',
    ],
    [
      'another case',
      '',
      `${part('serverid', '1')}${file}${end}`,
      400,
      'FORM-PART-MISNAMED',
      '“serverId”',
    ],
    [
      'a file of another case',
      '',
      `${part('File', 'x', 'a')}${end}`,
      400,
      'FORM-PART-MISNAMED',
      '“file”',
    ],
    [
      'base64',
      '',
      `${head('content-disposition: form-data; name="file"; filename="a"\r\ncontent-transfer-encoding: base64', 'eA==')}${end}`,
      400,
      'FORM-PART-ENCODED',
      'base64',
    ],
    [
      'quoted-printable',
      '',
      `${head('content-disposition: form-data; name="file"; filename="a"\r\nContent-Transfer-Encoding: Quoted-Printable', 'x')}${end}`,
      400,
      'FORM-PART-ENCODED',
      'quoted-printable',
    ],
    [
      'many parts',
      '',
      `${Array.from({ length: 40 }, (_none, nth) => part(`f${nth}`, 'x')).join('')}${end}`,
      413,
      'FORM-TOO-LARGE',
      '32',
    ],
    ['another content type', 'application/xml', '<a/>', 415, 'TYPE-UNKNOWN', '“application/xml”'],
    [
      'a form that is no upload',
      'application/x-www-form-urlencoded',
      'serverId=1',
      415,
      'TYPE-UNKNOWN',
      'multipart/form-data',
    ],
    [
      'JSON of a wrong type',
      'application/json',
      '{"virtualFile":7,"filename":"/x"}',
      422,
      'REQUEST-INVALID',
      'virtualFile',
    ],
    ['JSON that is a list', 'application/json', '[1]', 422, 'REQUEST-INVALID', 'body'],
    ['broken JSON', 'application/json', '{"a"', 400, 'BODY-BROKEN', ''],
  ])('%s', async (...given) => {
    const [, type, body, status, code, words] = given
    const { files } = door()
    const { base } = await startApi({ files })
    const told = await call(base, '/api/transfers/send', {
      method: 'POST',
      headers: { 'content-type': type === '' ? 'multipart/form-data; boundary=b' : type },
      body,
    })
    const problem = JSON.parse(told.text) as { code: string; detail: string; hint: string }
    expect([told.status, problem.code]).toEqual([status, code])
    expect(problem.detail).toContain(words)
    expect(told.headers['content-type']).toContain('application/problem+json')
  })
})

describe('a method that a path does not accept', () => {
  test.each([
    ['PUT', '/api/transfers/send', 'POST, OPTIONS'],
    ['PUT', '/api/v1/transfers/receive', 'POST, OPTIONS'],
    ['GET', '/api/transfers/receive', null],
    ['DELETE', '/api/transfers', 'GET, HEAD, OPTIONS'],
    ['HEAD', '/api/transfers/0193-id/download', 'GET, OPTIONS'],
    ['PATCH', '/health/live', 'GET, HEAD, OPTIONS'],
  ])('%s %s is 405, and Allow says which it takes', async (method, path, allow) => {
    const { base } = await startApi()
    const told = await call(base, path, { method })
    // `receive` in the place of an id is an id to GET.
    expect([told.status, told.headers['allow'] ?? null]).toEqual([
      allow === null ? 404 : 405,
      allow,
    ])
    const options = await call(base, path, { method: 'OPTIONS' })
    expect(options.status).toBe(204)
  })

  test('of an unknown path is 404, and so are the internal calls of the command line', async () => {
    const { base } = await startApi()
    expect((await call(base, '/api/nothing', { method: 'PUT' })).status).toBe(404)
    expect((await call(base, '/inboxes/poll', { method: 'PUT' })).status).toBe(404)
  })
})

describe('unreadable bodies', () => {
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
