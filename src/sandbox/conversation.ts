// One line with the sandbox bank, from CONNECT to RELEASE: the bank checks who calls, then hands each request
// to receive-file.ts (the client sends a file), offer-file.ts (the client fetches one) or receive-message.ts.

import { timingSafeEqual } from 'node:crypto'
import { errorText } from '../lib/files/files.ts'
import type { Parameters } from '../pesit/parameters/parameters.ts'
import { splitAccess } from '../pesit/session/access.ts'
import type { LineEvent } from '../pesit-socket/line.ts'
import { type Client, lineAbandoned, mayProceed } from './client.ts'
import { offerFile } from './offer-file.ts'
import { receiveSandboxFile } from './receive-file.ts'
import { receiveMessage } from './receive-message.ts'

export async function converse(client: Client): Promise<void> {
  try {
    for (;;) {
      const event = await client.line.next()
      if (event.type === 'line-ended' || event.type === 'aborted') return
      await answer(client, event)
    }
  } catch (error) {
    if (error === lineAbandoned) return
    client.log.error({ error: errorText(error) }, 'The sandbox bank failed')
    client.line.destroy('the sandbox bank failed')
  }
}

async function answer(client: Client, event: LineEvent): Promise<void> {
  const { line } = client
  switch (event.type) {
    case 'connect-requested':
      return connect(client, event.parameters)
    case 'create-requested':
      return receiveSandboxFile(client, event.request)
    case 'select-requested':
      return offerFile(client, event.request)
    case 'release-requested':
      return line.command({ type: 'confirm-release' })
    case 'message-received':
      return receiveMessage(client, event)
    case 'close-requested':
      if (
        await mayProceed(client, 'close', (diagnostic) => ({ type: 'confirm-close', diagnostic }))
      )
        await line.command({ type: 'confirm-close' })
      return
    case 'deselect-requested':
      if (
        await mayProceed(client, 'deselect', (diagnostic) => ({
          type: 'confirm-deselect',
          diagnostic,
        }))
      )
        await line.command({ type: 'confirm-deselect' })
      return
    default:
      return
  }
}

async function connect(client: Client, parameters: Parameters): Promise<void> {
  const {
    line,
    options: { access, protocol },
  } = client
  if (
    !(await mayProceed(client, 'connect', (diagnostic) => ({ type: 'refuse-connect', diagnostic })))
  )
    return
  const partner = access.partners.find(({ name }) => name === parameters.requester)
  const passwords = splitAccess(parameters.accessControl ?? '')
  // An unknown client and a wrong password get the same answer, which does not reveal which names exist.
  const known =
    partner !== undefined &&
    parameters.server === access.server &&
    equal(passwords.password, client.store.passwords.get(partner.name) ?? partner.password)
  if (!known)
    return line.command({
      type: 'refuse-connect',
      diagnostic: { type: 3, reason: 304 },
      freeText: 'unknown client or wrong password',
    })
  client.partner = partner.name
  if (passwords.newPassword !== null)
    await client.store.write({
      kind: 'password',
      partner: partner.name,
      password: passwords.newPassword,
    })
  await line.command({
    type: 'accept-connect',
    sync: protocol.sync,
    ...(access.serverPassword === undefined ? {} : { password: access.serverPassword }),
  })
  const asked = parameters.sync ?? { intervalKb: 0, window: 0 }
  client.intervalBytes = Math.min(asked.intervalKb, protocol.sync.intervalKb) * 1024
}

function equal(a: string, b: string): boolean {
  const [one, other] = [Buffer.alloc(64), Buffer.alloc(64)]
  one.write(a)
  other.write(b)
  return timingSafeEqual(one, other)
}
