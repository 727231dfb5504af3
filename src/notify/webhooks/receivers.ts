// Runs the receivers that the ledger holds: new ones begin, changed ones begin again, removed ones end.

import { conditionSubject } from '../../journey/condition-subject.ts'
import type { Webhook } from '../../ledger/contract/deliveries.ts'
import { createLimit } from '../../lib/waiting/limit.ts'
import type { Poster } from './post.ts'
import {
  goneSubject,
  noteDead,
  type Receiver,
  type ReceiverDeps,
  startReceiver,
} from './receiver.ts'
import type { Secrets } from './sign.ts'

export interface Receivers {
  /** Reads the webhooks of the ledger again. */
  refresh(): Promise<void>
  ring(): void
  stop(): Promise<void>
}

export function createReceivers(
  deps: ReceiverDeps,
  options: {
    readonly secrets: (webhook: Webhook) => Secrets
    readonly poster: (webhook: Webhook) => Poster
    readonly atOnce: number
  },
): Receivers {
  const { ledger } = deps
  const { secrets, poster, atOnce } = options
  const receivers = new Map<string, { readonly webhook: Webhook; readonly receiver: Receiver }>()
  const end = async (id: string, receiver: Receiver, isGone: boolean): Promise<void> => {
    receivers.delete(id)
    await receiver.stop()
    if (!isGone) return
    await ledger.note(conditionSubject('webhook', id), null)
    await ledger.note(conditionSubject('webhook-dead', id), null)
    await ledger.note(goneSubject(id), null)
  }
  const refreshOnce = async (): Promise<void> => {
    const wanted = new Map((await ledger.webhooks()).map((webhook) => [webhook.id, webhook]))
    for (const [id, { webhook, receiver }] of receivers) {
      const now = wanted.get(id)
      if (JSON.stringify(now) !== JSON.stringify(webhook))
        await end(id, receiver, now === undefined)
    }
    for (const [id, webhook] of wanted) {
      if (receivers.has(id)) continue
      const receiver = startReceiver(deps, { webhook, secrets, poster: poster(webhook), atOnce })
      receivers.set(id, { webhook, receiver })
      await noteDead(ledger, webhook)
      if (webhook.disabledMs === null) await ledger.note(goneSubject(id), null)
    }
  }
  // Two changes at once must not both begin the same receiver.
  const oneAtATime = createLimit(1)
  return {
    refresh: () => oneAtATime(refreshOnce),
    ring() {
      for (const { receiver } of receivers.values()) receiver.ring()
    },
    async stop() {
      await Promise.all([...receivers.values()].map(({ receiver }) => receiver.stop()))
    },
  }
}
