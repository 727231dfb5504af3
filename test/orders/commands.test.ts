// The front door of operator commands: which outboxes and inboxes a command reaches, and what it lets
// through.

import { expect, test } from 'vitest'
import { type CommandDeps, createCommands } from '../../src/orders/commands.ts'
import { message } from '../../src/wording/catalogue.ts'
import { refusalOf } from '../helpers/refusal.ts'

const unused = () => {
  throw new Error('not needed here')
}

function place() {
  const happened: string[] = []
  const inbox = (folder: string, virtualFile: string, bank: string) => ({
    ...{ folder, virtualFile, bank },
    poll() {
      happened.push(`poll ${folder}`)
      return Promise.resolve({ undelivered: 0 } as never)
    },
  })
  const deps = {
    zone: 'Europe/Paris',
    outboxes: ['/out/a', '/out/b'].map((folder) => ({
      folder,
      look: () => void happened.push(`scan ${folder}`),
      takeOver: ({ reason }: { reason: string }) => {
        happened.push(`take over ${folder}: ${reason}`)
        return Promise.resolve({
          kind: 'done',
          said: message('TAKE-OVER-UNKNOWN', { folder, outboxes: [] }),
        } as const)
      },
    })),
    inboxes: [
      inbox('/in/north', 'STATEMENTS', 'north'),
      inbox('/in/south', 'STATEMENTS', 'south'),
      inbox('/in/other', 'OTHER', 'south'),
    ],
    allowCall: (bank: string) => void happened.push(`allow ${bank}`),
    onReassigned: unused,
  } as unknown as CommandDeps
  return { commands: createCommands(deps), happened }
}

test('a poll of a virtual file polls its inbox at every bank, and lets a call through to each', async () => {
  const { commands, happened } = place()
  expect(await commands.poll('STATEMENTS')).toHaveLength(2)
  expect(happened).toEqual(['allow north', 'poll /in/north', 'allow south', 'poll /in/south'])
})

test('a poll without a virtual file polls all inboxes', async () => {
  expect(await place().commands.poll(null)).toHaveLength(3)
})

test('a poll of a folder polls that inbox alone, and a folder that is no inbox polls none', async () => {
  const { commands, happened } = place()
  expect(await commands.pollFolder('/in/other')).not.toBeNull()
  expect(await commands.pollFolder('/in/none')).toBeNull()
  expect(happened).toEqual(['allow south', 'poll /in/other'])
})

test('a scan reaches every outbox', () => {
  const { commands, happened } = place()
  commands.scan()
  expect(happened).toEqual(['scan /out/a', 'scan /out/b'])
})

test('a take-over reaches the outbox of the folder; for an unknown folder the refusal names the known ones', async () => {
  const { commands, happened } = place()
  const order = { actor: 'op', reason: 'the old server is gone' }
  expect((await commands.takeOver({ folder: '/out/b', ...order })).kind).toBe('done')
  expect(happened).toEqual(['take over /out/b: the old server is gone'])
  const refused = await commands.takeOver({ folder: '/out/c', ...order })
  expect(refused.kind).toBe('refused')
  expect(refusalOf(refused)).toContain('/out/a')
})
