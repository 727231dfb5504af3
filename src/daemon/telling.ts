// The stations that tell others, put together: what they must know of the rest of the program is handed to
// them.

import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Spool } from '../ledger/spool/spool.ts'
import { archivedPath } from '../archive/places.ts'
import type { Config, WebhookConfig } from '../config/schema/configuration.ts'
import { readSecret } from '../config/secrets.ts'
import type { NoticedTransfer } from '../journey/told/notice.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { present } from '../lib/assert.ts'
import type { Clock } from '../lib/time/clock.ts'
import type { Log } from '../lib/log.ts'
import type { Names } from '../notify/status-files/names.ts'
import { type Beside, startBeside } from '../notify/status-files/start.ts'
import type { Place } from '../notify/webhooks/receiver.ts'
import { type ConfiguredWebhook, startWebhooks, type Webhooks } from '../notify/webhooks/start.ts'
import type { Share } from '../share/share.ts'

export interface TellingDeps {
  readonly config: Config
  readonly ledger: Ledger
  readonly clock: Clock
  readonly log: Log
  readonly spool: Spool
  readonly environment: NodeJS.ProcessEnv
}

export function startTelling(deps: TellingDeps): Promise<Webhooks> {
  const { config, ledger, clock, log, environment } = deps
  return startWebhooks(
    {
      ledger,
      clock,
      log,
      chance: Math.random,
      zone: config.zone,
      placeOf: (transfer) => placeOf(deps, transfer),
      bankNumbers(name) {
        const bank = config.banks.find((one) => one.name === name)
        return bank === undefined ? null : { serverId: bank.id, partnerId: bank.partner }
      },
    },
    {
      configured: config.webhooks.map((webhook) => configured(webhook, environment)),
      allow: config.webhookAllow ?? null,
      dataFolder: config.data,
    },
  )
}

/** One for each outbox that wants status files. */
export function startBesides(
  { config, ledger, clock, log }: TellingDeps,
  shareOf: (folder: string) => Share | null,
  namesOf: (outbox: string) => Names,
): readonly Beside[] {
  return config.outboxes
    .filter(({ beside }) => beside.status)
    .map(({ folder: outbox, beside }) => {
      const folder = beside.folder ?? outbox
      const share = present(shareOf(folder), 'the share of status files')
      const names = namesOf(outbox)
      return startBeside(
        { ledger, clock, log, share, names },
        { outbox, folder, zone: config.zone },
      )
    })
}

function configured(
  { url, events, header, secret, previousSecret, allow, ca }: WebhookConfig,
  environment: NodeJS.ProcessEnv,
): ConfiguredWebhook {
  return {
    url,
    events,
    header,
    secrets: () => ({
      current: readSecret(secret, environment).reveal(),
      previous:
        previousSecret === undefined ? null : readSecret(previousSecret, environment).reveal(),
    }),
    allow: allow ?? null,
    ca: ca ?? null,
  }
}

/**
 * Where the bytes of a file lie that somebody is told of. In: its inbox, once it is there. Out: the archive,
 * once it is there; what was sent gets there within moments. Else the spool, or where it was claimed. Only
 * our own disk is asked: a share may hang.
 */
export async function placeOf(
  { config, spool }: Pick<TellingDeps, 'config' | 'spool'>,
  transfer: NoticedTransfer,
): Promise<Place> {
  const { id, direction, state, folder, look, name } = transfer
  if (direction === 'in' && (state === 'delivered' || state === 'archived'))
    return { path: join(folder, name), passing: false }
  const archived = archivedPath(config.data, transfer)
  if (await isThere(archived)) return { path: archived, passing: false }
  const passing = direction === 'out' && state === 'sent'
  const sealed = spool.bytes(id)
  const isClaimed = look !== '' && !(await isThere(sealed))
  const claimed = join(folder, '.pesit-drop', 'claimed', look, name)
  return { path: isClaimed ? claimed : sealed, passing }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path)
    return true
  } catch {
    return false
  }
}
