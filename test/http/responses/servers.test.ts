// The way that a program names, against what the configuration has.

import { describe, expect, test } from 'vitest'
import { type Server, findRoute } from '../../../src/http/responses/servers.ts'
import { sentenceOf } from '../../../src/wording/sentence.ts'
import { oneServer } from '../../helpers/http.ts'

const outbox = { virtualFile: 'VIREMENTS', folder: '/out', priority: 1, lane: '' }
const server: Server = {
  ...oneServer,
  outboxes: [outbox],
  inboxes: [{ virtualFile: 'RELEVES', folder: '/in' }],
  virtualFiles: ['AVIS'],
}
const way = (virtualFile: string, to: 'send' | 'receive', at = server) =>
  findRoute([at], { serverId: 1, partnerId: undefined, virtualFile }, to)

const textOf = (found: ReturnType<typeof findRoute>) =>
  found.kind === 'refused' ? sentenceOf(found.problem.message, { zone: 'UTC' }) : ''

describe('a virtual file', () => {
  test.each([
    ['VIREMENTS', 'send'],
    ['AVIS', 'send'],
    ['RELEVES', 'receive'],
    ['AVIS', 'receive'],
  ] as const)('%s is known where a folder or the bank names it, to %s', (name, to) => {
    expect(way(name, to)).toEqual({ kind: 'found', server })
  })

  test.each([
    ['VIREMENT', 'send', 'Did you mean VIREMENTS?'],
    ['virements', 'send', 'Did you mean VIREMENTS?'],
    ['RELEVE', 'receive', 'Did you mean RELEVES?'],
    ['RELEVES', 'send', 'to send to bank there is VIREMENTS, AVIS.'],
    ['VIREMENTS', 'receive', 'to receive from bank there is RELEVES, AVIS.'],
  ] as const)('%s is refused where nobody names it, to %s', (name, to, said) => {
    const refused = way(name, to)
    expect(refused).toMatchObject({
      kind: 'refused',
      problem: { status: 422, message: { code: 'VIRTUAL-FILE-UNKNOWN' } },
    })
    expect(textOf(refused)).toContain(said)
    expect(textOf(refused)).toContain('`virtualFiles`')
  })

  test('of a bank that names none is refused with that reason', () => {
    const refused = way('VIREMENTS', 'send', oneServer)
    expect(textOf(refused)).toContain('names none to send to bank')
  })
})
