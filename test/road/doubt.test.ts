// A transfer in doubt: what the operator sees of it, and who may end the doubt while the bank is being asked.

import { expect, test, vi } from 'vitest'
import { requestJson } from '../../src/cli/daemon-client.ts'
import type { Live } from '../../src/http/routes/control.ts'
import { bytesOf, sha256 } from '../helpers/road/content.ts'
import { type Road, openRoad } from '../helpers/road/open.ts'

const impatient = {
  retry: { afterBreak: '0s', firstDelay: '250ms', maximumDelay: '500ms' },
  timers: { connect: '5s', answer: '5s', longAnswer: '5s' },
}
const content = bytesOf(20_000)
const copies = (road: Road) =>
  road.bank.received().filter((file) => file.sha256 === sha256(content)).length

test('what a bank’s desk asks for is shown of a transfer in doubt', async () => {
  const road = await openRoad({ bank: { ...impatient, finalBarrier: true } })
  road.misbehave('cut:committed')
  await road.start()
  road.drop('paie.xml', content)
  const { id, pesit, bank } = await road.until('paie.xml', 'in-doubt')
  const { out } = await road.cli('show', id)
  const [, desk = ''] = out.split(`For the desk of ${bank}:`)
  for (const wanted of [
    'MON_ENTREPRISE (PI 3)',
    'VIREMENTS (PI 12)',
    `${pesit?.transferNumber} (PI 13)`,
    `${pesit?.creationDate} (PI 51`,
    'paie.xml',
    '20000 bytes',
    sha256(content),
    '1, acknowledged at 20000 bytes',
    'end asked for',
    'last diagnostic',
    `pesit-drop release ${id} --received --reason`,
  ])
    expect(desk).toContain(wanted)
  expect(desk).toMatch(/called at +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d\d:\d\d/)
  expect(desk).toMatch(/then +\d{4}.* broke/)
  const facts = JSON.parse((await road.cli('show', id, '--json')).out) as {
    facts: { event: string; detail: { conversation?: { what: string }[] } }[]
  }
  const said = facts.facts.at(-1)?.detail.conversation?.map(({ what }) => what)
  expect(said?.slice(-3)).toEqual(['DTF.END', 'TRANS.END', expect.stringContaining('is gone')])
})

test('a release needs a reason, and a name that the program finds by itself', async () => {
  const road = await openRoad({ bank: impatient })
  road.misbehave('cut:committed')
  await road.start()
  road.drop('paie.xml', content)
  const { id } = await road.until('paie.xml', 'in-doubt')
  const without = await road.cli('release', id, '--received')
  expect(without.code).toBe(2)
  expect(without.err).toContain('--reason')
  const blank = await road.cli('release', id, '--received', '--reason', ' ')
  expect(blank.code).toBe(1)
  expect(blank.err).toContain('needs a reason')
  await road.cli('release', id, '--received', '--reason', 'Mme Petit has seen it')
  expect((await road.facts(id)).join('\n')).toMatch(/^\S+ says that bank has it: Mme Petit/m)
})

test('while the bank is being asked nobody may order a resend; what it answers counts, and the file is there once', async () => {
  const patient = { ...impatient, retry: { ...impatient.retry, afterBreak: '1s' } }
  const road = await openRoad({ bank: { ...patient, finalBarrier: true, probe: 'ifSynced' } })
  road.misbehave('cut:committed')
  await road.start()
  road.drop('paie.xml', content)
  const { id } = await road.until('paie.xml', 'in-doubt')
  // The restart that asks is answered late.
  road.misbehave('delay:create=1500')
  await vi.waitFor(
    async () => {
      const live = await requestJson({ dataFolder: road.data }, { method: 'GET', path: '/live' })
      expect((live.body as Live).progress.map((running) => running.id)).toEqual([id])
    },
    { interval: 25 },
  )
  const order = { actor: 'Mme Petit', reason: 'they lost it', doubt: 'resend' }
  const path = `/transfers/${id}/release`
  const { body } = await requestJson(
    { dataFolder: road.data },
    { method: 'POST', path, body: order },
  )
  expect(body).toMatchObject({ kind: 'refused' })
  expect((body as { sentence: string }).sentence).toContain('is being asked about it')
  await road.until('paie.xml', 'archived')
  expect(copies(road)).toBe(1)
})
