// The stations that notify others: webhooks and status files, with what they need from the rest of the
// program.

import { deliveredStates } from '../../journey/moves/state-sets.ts'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { archivedPath } from '../../archive/places.ts'
import type { WebhookConfig } from '../../config/schema/configuration.ts'
import { readSecret } from '../../config/secrets.ts'
import type { NoticedTransfer } from '../../journey/reported/notice.ts'
import { present } from '../../lib/assert.ts'
import type { Names } from '../../notify/status-files/names.ts'
import { type StatusFiles, startStatusFiles } from '../../notify/status-files/start.ts'
import type { FileLocation } from '../../notify/webhooks/receiver.ts'
import {
  type ConfiguredWebhook,
  startWebhooks,
  type Webhooks,
} from '../../notify/webhooks/start.ts'
import type { ShareOf, StationDeps } from './deps.ts'

export function startConfiguredWebhooks(deps: StationDeps): Promise<Webhooks> {
  const { config, ledger, clock, log, environment } = deps
  return startWebhooks(
    {
      ledger,
      clock,
      log,
      chance: Math.random,
      zone: config.zone,
      placeOf: (transfer) => placeOfBytes(deps, transfer),
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

/** One station for each outbox that wants status files. */
export function startAllStatusFiles(
  { config, ledger, clock, log }: StationDeps,
  shareOf: ShareOf,
  namesOf: (outbox: string) => Names,
): readonly StatusFiles[] {
  return config.outboxes
    .filter(({ beside }) => beside.status)
    .map(({ folder: outbox, beside }) => {
      const folder = beside.folder ?? outbox
      const share = present(shareOf(folder), 'the share of status files')
      const names = namesOf(outbox)
      return startStatusFiles(
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
 * Where the bytes of a file lie. A received file: its inbox, once it is there. A file to send: the archive,
 * once it is there (within moments of being sent), else the spool, or the place where it was claimed. Only
 * our own disk is read, because a share may hang.
 */
async function placeOfBytes(
  { config, spool }: Pick<StationDeps, 'config' | 'spool'>,
  transfer: NoticedTransfer,
): Promise<FileLocation> {
  const { id, direction, state, folder, look, name } = transfer
  if (direction === 'in' && deliveredStates.includes(state))
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
