// A bank that refuses, closes, stalls or talks nonsense at each step: the message names the thing and the
// next step, nothing is lost, and nothing is sent twice.

import { describe, expect, test } from 'vitest'
import { bytesOf, sha256 } from '../helpers/road/content.ts'
import { type Road, openRoad } from '../helpers/road/open.ts'

const impatient = {
  retry: { afterBreak: '0s', firstDelay: '250ms', maximumDelay: '500ms' },
  timers: { connect: '1s', answer: '1s', longAnswer: '1s' },
}
const content = bytesOf(20_000)

async function sendThrough(rule: string): Promise<{ road: Road; id: string }> {
  const road = await openRoad({ bank: impatient })
  road.misbehave(rule)
  await road.start()
  road.drop('paie.xml', content)
  const first = await road.until('paie.xml', 'archived', 'in-doubt', 'failed', 'held', 'waiting')
  // Some refusals mean minutes: a person need not wait for them.
  const minutes = first.state === 'waiting' && (first.dueMs ?? 0) > Date.now() + 5_000
  if (minutes) expect((await road.cli('retry', first.id)).code).toBe(0)
  const { id } = await road.until('paie.xml', 'archived', 'in-doubt', 'failed', 'held')
  return { road, id }
}

const copies = (road: Road) =>
  road.bank.received().filter((file) => file.sha256 === sha256(content)).length

describe('before the end of a file, whatever the bank does once, the file arrives once', () => {
  test.each([
    ['garbage:connect', /gave no answer to CONNECT|neither|no PeSIT/],
    ['cut:connect', /gave no answer to CONNECT/],
    ['stall:connect', /gave no answer to CONNECT/],
    ['refuse:connect=3-303', /too many connections \(PESIT-3-303\)/],
    ['refuse:create=2-207', /the file is busy \(PESIT-2-207\)/],
    ['cut:create', /The line with bank broke/],
    ['stall:create', /took too long/],
    ['garbage:create', /aborted|broke/],
    ['refuse:open=2-213', /fatal input or output error/],
    ['cut:open', /The line with bank broke/],
    ['refuse:write=2-213', /fatal input or output error/],
    ['stall:write', /took too long/],
    ['cut:data-end', /may have the file|The line with bank broke/],
  ])('%s', async (rule, said) => {
    const { road, id } = await sendThrough(rule)
    const facts = await road.facts(id)
    expect(facts.join('\n')).toMatch(said)
    const [transfer] = await road.transfers()
    // After the end was asked for, only the bank or a person may decide.
    expect(transfer?.state).toBe(rule === 'cut:data-end' ? 'in-doubt' : 'archived')
    expect(copies(road)).toBe(rule === 'cut:data-end' ? 0 : 1)
  })
})

test('a definite refusal fails the transfer with the diagnostic in words, and a retry by a person sends it', async () => {
  const road = await openRoad({ bank: impatient })
  road.misbehave('refuse:create=2-226')
  await road.start()
  road.drop('paie.xml', content)
  const failed = await road.until('paie.xml', 'failed')
  expect(failed.reason).toContain('transfer refused (PESIT-2-226)')
  expect(failed.code).toBe('PESIT-2-226')
  const shown = await road.cli('show', failed.id)
  expect(shown.out).toContain(`pesit-drop retry ${failed.id}`)
  expect((await road.cli('retry', failed.id)).code).toBe(0)
  await road.until('paie.xml', 'archived')
  expect(copies(road)).toBe(1)
})

test('a negative answer to the end of a transfer clears the doubt, and the file is sent again', async () => {
  const { road } = await sendThrough('refuse:transfer-end=2-213')
  await road.until('paie.xml', 'archived')
  expect(copies(road)).toBe(1)
})

test('a line that breaks after the bank took the file leaves it in doubt, never sent again by itself; a person decides', async () => {
  const { road, id } = await sendThrough('cut:committed')
  const [doubtful] = await road.transfers()
  expect(doubtful?.state).toBe('in-doubt')
  expect(doubtful?.reason).toContain('may have the file')
  const status = await road.cli('status')
  expect(status.code).toBe(3)
  expect((await road.cli('retry', id)).code).toBe(1)
  expect((await road.cli('cancel', id)).err).toContain('may have this file already')
  expect((await road.cli('release', id, '--reason', 'x')).err).toContain('--received')
  await road.kill()
  await road.start()
  expect((await road.transfers())[0]?.state).toBe('in-doubt')
  expect((await road.cli('release', id, '--received', '--reason', 'the desk has it')).code).toBe(0)
  await road.until('paie.xml', 'archived')
  expect(copies(road)).toBe(1)
})

test('where the bank answers honestly, a doubt is decided by a restart: once at the bank, nobody needed', async () => {
  const road = await openRoad({ bank: { ...impatient, finalBarrier: true, probe: 'ifSynced' } })
  road.misbehave('cut:committed')
  await road.start()
  road.drop('paie.xml', content)
  const sent = await road.until('paie.xml', 'archived')
  expect((await road.facts(sent.id)).join('\n')).toContain('was asked what became of it')
  expect(copies(road)).toBe(1)
})

test('the same file dropped again is held, naming the first; it goes only by a release that names the first too', async () => {
  const road = await openRoad({ bank: impatient })
  await road.start()
  road.drop('paie.xml', content)
  const first = await road.until('paie.xml', 'archived')
  road.drop('paie-bis.xml', content)
  const held = await road.until('paie-bis.xml', 'held')
  expect(held.reason).toContain('the same file as paie.xml')
  expect(copies(road)).toBe(1)
  const refused = await road.cli('release', held.id, '--reason', 'ordered twice')
  expect(refused.code).toBe(1)
  expect(refused.err).toContain('paie.xml')
  expect(copies(road)).toBe(1)
  const again = ['--again', first.id, '--reason', 'ordered twice']
  expect((await road.cli('release', held.id, ...again)).code).toBe(0)
  await road.until('paie-bis.xml', 'archived')
  expect(copies(road)).toBe(2)
})

test('one bad file never holds up the others', async () => {
  const road = await openRoad({ bank: impatient })
  road.misbehave('refuse:create=2-226')
  await road.start()
  road.drop('bad.xml', bytesOf(10, 7))
  await road.until('bad.xml', 'failed')
  for (let index = 0; index < 5; index += 1)
    road.drop(`good-${index}.xml`, bytesOf(1000, 10 + index))
  for (let index = 0; index < 5; index += 1) await road.until(`good-${index}.xml`, 'archived')
})

describe('asking for statements', () => {
  test.each([
    ['garbage:connect', 'failed'],
    ['refuse:connect=3-304', 'refused'],
    ['refuse:select=2-226', 'refused'],
    ['cut:select', 'failed'],
    ['cut:read', 'failed'],
    ['cut:transfer-end', 'failed'],
    ['cut:committed', 'failed'],
  ])('%s costs an ask, never a statement, and none comes twice', async (rule, result) => {
    const road = await openRoad({ bank: impatient })
    road.misbehave(rule)
    road.offer('releve.xml', content)
    await road.start()
    const first = await road.cli('poll', '--json')
    expect((JSON.parse(first.out) as { result: string }[])[0]?.result).toBe(result)
    await road.cli('poll')
    expect(await road.untilInbox(1)).toEqual(['releve.xml'])
    await road.cli('poll')
    expect(await road.untilInbox(1)).toEqual(['releve.xml'])
    expect(
      (await road.transfers()).filter(({ state }) => ['failed', 'held'].includes(state)),
    ).toEqual([])
  })

  test('that the bank has none is no failure', async () => {
    const road = await openRoad({ bank: impatient })
    await road.start()
    const asked = await road.cli('poll')
    expect(asked.code).toBe(0)
    expect(asked.out).toContain('This is normal when none is ready')
    expect(await road.transfers()).toEqual([])
  })
})
