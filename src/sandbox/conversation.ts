// One line with the sandbox bank, from CONNECT to RELEASE: who calls is checked, then each request goes to
// reception.ts (the client sends) or offering.ts (the client fetches). Misbehaviour strikes where asked.

import { timingSafeEqual } from 'node:crypto'
import type { Log } from '../lib/log.ts'
import { said } from '../lib/files/files.ts'
import type { Diagnostic, Parameters } from '../pesit/parameters/parameters.ts'
import { splitAccess } from '../pesit/session/access.ts'
import type { SessionCommand } from '../pesit/session/commands.ts'
import type { Line, LineEvent } from '../pesit-socket/line.ts'
import type { Mailbox } from './mailbox.ts'
import { takeMessage } from './messages.ts'
import type { Step } from './misbehaviour.ts'
import { offerFile } from './offering.ts'
import type { SandboxOptions } from './options.ts'
import { receiveFile } from './reception.ts'
import type { Store } from './store.ts'

export interface Talk {
  readonly line: Line
  readonly options: SandboxOptions
  readonly store: Store
  readonly mailbox: Mailbox
  readonly log: Log
  readonly locks: Locks
  partner: string
  intervalBytes: number
  window: number
}

/**
 * One session at a time for a transfer: the newer one cuts the older. The older one may be held up (a slow
 * disk, a delay on purpose) and find out late, with bytes of its dead line still to be read. It must then
 * touch nothing of the transfer: so it asks before each step that leaves something, and the newer one waits
 * for a step under way.
 */
export interface Locks {
  /** Cuts the older line, and resolves when no step of it is under way. */
  take(key: string, line: Holder): Promise<void>
  free(key: string, line: Holder): void
  /** Does the step unless a newer line has the transfer; null then. */
  whileHeld<Result>(key: string, line: Holder, step: () => Promise<Result>): Promise<Result | null>
}

export type Holder = Pick<Line, 'destroy'>

export function createLocks(): Locks {
  const held = new Map<string, Holder>()
  const steps = new Map<string, Promise<unknown>>()
  return {
    async take(key, line) {
      const older = held.get(key)
      if (older !== undefined && older !== line)
        older.destroy('the same transfer came on another line')
      held.set(key, line)
      await steps.get(key)?.catch(() => undefined)
    },
    free(key, line) {
      if (held.get(key) === line) held.delete(key)
    },
    async whileHeld(key, line, step) {
      if (held.get(key) !== line) return null
      const begun = step()
      const under = Promise.allSettled([steps.get(key), begun])
      steps.set(key, under)
      void under.then(() => {
        if (steps.get(key) === under) steps.delete(key)
      })
      return begun
    },
  }
}

/** Thrown to leave a line that is cut or stalled on purpose. */
export const leftOnPurpose = Symbol('left on purpose')

export async function converse(talk: Talk): Promise<void> {
  try {
    for (;;) {
      const event = await talk.line.next()
      if (event.type === 'line-ended' || event.type === 'aborted') return
      await answer(talk, event)
    }
  } catch (error) {
    if (error === leftOnPurpose) return
    talk.log.error({ error: said(error) }, 'The sandbox bank failed')
    talk.line.destroy('the sandbox bank failed')
  }
}

async function answer(talk: Talk, event: LineEvent): Promise<void> {
  const { line } = talk
  switch (event.type) {
    case 'connect-requested':
      return connect(talk, event.parameters)
    case 'create-requested':
      return receiveFile(talk, event.request)
    case 'select-requested':
      return offerFile(talk, event.request)
    case 'release-requested':
      return line.command({ type: 'confirm-release' })
    case 'message-received':
      return takeMessage(talk, event)
    case 'close-requested':
      if (await behave(talk, 'close', (diagnostic) => ({ type: 'confirm-close', diagnostic })))
        await line.command({ type: 'confirm-close' })
      return
    case 'deselect-requested':
      if (
        await behave(talk, 'deselect', (diagnostic) => ({ type: 'confirm-deselect', diagnostic }))
      )
        await line.command({ type: 'confirm-deselect' })
      return
    default:
      return
  }
}

async function connect(talk: Talk, parameters: Parameters): Promise<void> {
  const { options, line } = talk
  if (!(await behave(talk, 'connect', (diagnostic) => ({ type: 'refuse-connect', diagnostic }))))
    return
  const partner = options.partners.find(({ name }) => name === parameters.requester)
  const said = splitAccess(parameters.accessControl ?? '')
  // An unknown client and a wrong password get the same answer: nobody learns which names exist.
  const known =
    partner !== undefined &&
    parameters.server === options.server &&
    equal(said.password, talk.store.passwords.get(partner.name) ?? partner.password)
  if (!known)
    return line.command({
      type: 'refuse-connect',
      diagnostic: { type: 3, reason: 304 },
      freeText: 'unknown client or wrong password',
    })
  talk.partner = partner.name
  if (said.newPassword !== null)
    await talk.store.write({ kind: 'password', partner: partner.name, password: said.newPassword })
  await line.command({
    type: 'accept-connect',
    sync: options.sync,
    ...(options.serverPassword === undefined ? {} : { password: options.serverPassword }),
  })
  const asked = parameters.sync ?? { intervalKb: 0, window: 0 }
  talk.intervalBytes = Math.min(asked.intervalKb, options.sync.intervalKb) * 1024
  talk.window = Math.min(asked.window, options.sync.window)
}

function equal(a: string, b: string): boolean {
  const [one, other] = [Buffer.alloc(64), Buffer.alloc(64)]
  one.write(a)
  other.write(b)
  return timingSafeEqual(one, other)
}

/** Misbehaves where a rule says so. False when the request was refused; throws when the line is left. */
export async function behave(
  talk: Talk,
  step: Step,
  refusal: (diagnostic: Diagnostic) => SessionCommand,
  bytes = 0,
): Promise<boolean> {
  const action = talk.options.misbehaviour.strike(step, bytes)
  if (action === null) return true
  talk.log.info({ step, action }, 'The sandbox bank misbehaves as it was asked to')
  switch (action.kind) {
    case 'refuse':
      await talk.line.command(refusal(action.diagnostic))
      return false
    case 'repeat':
      return true
    case 'delay':
      await new Promise((resolve) => setTimeout(resolve, action.delayMs))
      return true
    case 'miscount': {
      const { dataBytes, articles, lastSync } = talk.line.session.counts
      talk.line.session.resumeAt(lastSync, dataBytes + 1, articles)
      return true
    }
    case 'cut':
      talk.line.destroy('cut on purpose')
      throw leftOnPurpose
    case 'garbage':
      talk.line.spoil(Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'))
      throw leftOnPurpose
    case 'stall':
      await untilEnded(talk.line)
      throw leftOnPurpose
  }
}

async function untilEnded(line: Line): Promise<void> {
  while ((await line.next()).type !== 'line-ended') {
    // Heard, and not answered.
  }
}
