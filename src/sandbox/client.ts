// One client that is connected to the sandbox bank, and the steps at which the bank may misbehave.

import type { Log } from '../lib/log.ts'
import type { Diagnostic } from '../pesit/parameters/parameters.ts'
import type { SessionCommand } from '../pesit/session/commands.ts'
import type { Line } from '../pesit-socket/line.ts'
import type { Mailbox } from './mailbox.ts'
import type { MisbehaviourStep } from './misbehaviour.ts'
import type { SandboxOptions } from './options.ts'
import type { Store } from './store.ts'
import type { TransferLocks } from './transfer-locks.ts'

export interface Client {
  readonly line: Line
  readonly options: SandboxOptions
  readonly store: Store
  readonly mailbox: Mailbox
  readonly log: Log
  readonly locks: TransferLocks
  /** PI 3; empty until CONNECT is accepted. */
  partner: string
  intervalBytes: number
}

/** Thrown to leave a line that has ended, or that is cut or stalled on purpose. */
export const lineAbandoned = Symbol('line abandoned')

/**
 * Misbehaves if a rule says so. True: the step goes on. False: the request was refused.
 * @throws lineAbandoned when the misbehaviour ends the line.
 */
export async function mayProceed(
  client: Client,
  step: MisbehaviourStep,
  refusal: (diagnostic: Diagnostic) => SessionCommand,
  bytes = 0,
): Promise<boolean> {
  const action = client.options.misbehaviour.strike(step, bytes)
  if (action === null) return true
  client.log.info({ step, action }, 'The sandbox bank misbehaves as requested')
  switch (action.kind) {
    case 'refuse':
      await client.line.command(refusal(action.diagnostic))
      return false
    case 'repeat':
      return true
    case 'delay':
      await new Promise((resolve) => setTimeout(resolve, action.delayMs))
      return true
    case 'miscount': {
      const { dataBytes, articles, lastSync } = client.line.session.counts
      client.line.session.resumeAt(lastSync, dataBytes + 1, articles)
      return true
    }
    case 'cut':
      client.line.destroy('cut on purpose')
      throw lineAbandoned
    case 'garbage':
      client.line.sendGarbage(Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'))
      throw lineAbandoned
    case 'stall':
      await ignoreUntilEnd(client.line)
      throw lineAbandoned
  }
}

async function ignoreUntilEnd(line: Line): Promise<void> {
  while ((await line.next()).type !== 'line-ended') {
    // Received, and not answered.
  }
}
