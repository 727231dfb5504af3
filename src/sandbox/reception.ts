// A client sends a file. The responder's side of the promise (PeSIT E §7.7 of our reference): a sync point
// is acknowledged after its bytes are durable; the end is acknowledged after the file is whole, in its
// place and on record; a restart of a transfer that is complete is replayed and compared, never taken
// twice; a new transfer under a used identity with the same bytes is acknowledged and shown once.

import { failpoint } from '../lib/failpoint.ts'
import { said } from '../lib/files/files.ts'
import { newId } from '../lib/id.ts'
import { optionOf } from '../pesit/session/access.ts'
import type { CreateRequest } from '../pesit/session/commands.ts'
import { behave, leftOnPurpose, type Talk } from './conversation.ts'
import { isSameFile } from './replay.ts'
import type { Reception } from './store.ts'
import { type Intake, openIntake, takeData } from './taking.ts'

export async function receiveFile(talk: Talk, request: CreateRequest): Promise<void> {
  const { line, options, locks } = talk
  const virtualFile = request.file.fileName ?? ''
  if (!(await behave(talk, 'create', (diagnostic) => ({ type: 'refuse-create', diagnostic }))))
    return
  if (!options.takes.includes(virtualFile)) {
    return line.command({
      type: 'refuse-create',
      diagnostic: { type: 2, reason: 205 },
      freeText: `no virtual file ${virtualFile}`,
    })
  }
  const key = keyOf(talk.partner, request)
  await locks.take(key, line)
  try {
    await receive(talk, key, request)
  } finally {
    locks.free(key, line)
  }
}

async function receive(talk: Talk, key: string, request: CreateRequest): Promise<void> {
  const { line, options, store } = talk
  const found = store.receptions.get(key)
  const known = options.forgetful === true && found?.state === 'committed' ? undefined : found
  if (request.restarted && known === undefined)
    return line.command({ type: 'refuse-create', diagnostic: { type: 2, reason: 233 } })
  const reception = known ?? (await begin(talk, key, request))
  await line.command({ type: 'accept-create' })
  if (!(await opened(talk))) return
  await intake(talk, reception, request.restarted)
}

function keyOf(
  partner: string,
  { file, transferNumber, client = '', finalBank = '' }: CreateRequest,
): string {
  return JSON.stringify([
    partner,
    file.fileType ?? 0,
    file.fileName ?? '',
    transferNumber,
    client,
    finalBank,
  ])
}

async function begin(talk: Talk, key: string, request: CreateRequest): Promise<Reception> {
  const reception: Reception = {
    key,
    id: newId(),
    partner: talk.partner,
    virtualFile: request.file.fileName ?? '',
    label: request.logical.label ?? '',
    creationDate: request.historical.creationDate ?? '',
    state: 'receiving',
    points: [],
    sizeBytes: 0,
    sha256: '',
    path: '',
  }
  await talk.store.write({ kind: 'reception', reception })
  return reception
}

/** ORF and WRITE; false when the client deselected or the line ended. */
async function opened(talk: Talk): Promise<boolean> {
  const { line } = talk
  for (;;) {
    const event = await line.next()
    switch (event.type) {
      case 'open-requested':
        if (await behave(talk, 'open', (diagnostic) => ({ type: 'refuse-open', diagnostic })))
          await line.command({ type: 'accept-open', compression: optionOf(event.compression) })
        break
      case 'write-requested':
        return behave(talk, 'write', (diagnostic) => ({ type: 'refuse-write', diagnostic }))
      case 'close-requested':
        await line.command({ type: 'confirm-close' })
        break
      case 'deselect-requested':
        await line.command({ type: 'confirm-deselect' })
        return false
      case 'line-ended':
      case 'aborted':
        throw leftOnPurpose
      default:
        break
    }
  }
}

async function intake(talk: Talk, reception: Reception, restarted: boolean): Promise<void> {
  const taken = await openIntake(talk, reception, restarted)
  const { from, form } = taken
  try {
    // Before the answer leaves: data may come as soon as it has.
    talk.line.session.resumeAt(from.number, from.wireBytes, from.articles)
    await talk.line.command({
      type: 'accept-write',
      restartPoint: from.number,
      recordwise: form.kind === 'lines',
    })
    const ended = await takeData(talk, taken)
    if (ended !== null) await endTransfer(talk, taken, ended.byteCount)
  } finally {
    await taken.syncing.catch(() => undefined)
    await taken.writer.flush().catch(() => undefined)
    await taken.file.close()
  }
}

async function endTransfer(
  talk: Talk,
  taken: Intake,
  byteCount: number | undefined,
): Promise<void> {
  const { line } = talk
  if (
    !(await behave(talk, 'transfer-end', (diagnostic) => ({ type: 'refuse-transfer', diagnostic })))
  )
    return
  const legal =
    byteCount === undefined ||
    byteCount === taken.wireBytes ||
    byteCount === taken.wireBytes - taken.from.wireBytes
  if (!legal) return line.command({ type: 'refuse-transfer', diagnostic: { type: 2, reason: 223 } })
  try {
    await taken.syncing
    await taken.writer.flush()
    const accepted = taken.replay
      ? await isSameFile({
          reception: taken.reception,
          from: taken.from,
          tail: taken.path,
          tailBytes: taken.writer.bytes - taken.from.offsetBytes,
        })
      : await talk.locks.whileHeld(taken.reception.key, line, () => commit(talk, taken))
    // A newer line has the transfer: nobody hears this one any more.
    if (accepted === null) throw leftOnPurpose
    if (!accepted)
      return await line.command({ type: 'refuse-transfer', diagnostic: { type: 2, reason: 231 } })
  } catch (error) {
    if (error === leftOnPurpose) throw error
    talk.log.error({ error: said(error) }, 'A file could not be kept')
    return line.command({ type: 'refuse-transfer', diagnostic: { type: 2, reason: 213 } })
  }
  await behave(talk, 'committed', (diagnostic) => ({ type: 'refuse-transfer', diagnostic }))
  await line.command({ type: 'confirm-transfer' })
  // Slow work comes after the answer, never before: the client's timer would make a doubt of it.
  if (!taken.replay)
    await talk.mailbox.answer(talk.store.receptions.get(taken.reception.key) ?? taken.reception)
}

async function commit(talk: Talk, taken: Intake): Promise<true> {
  failpoint('bank.taken')
  await taken.file.sync()
  failpoint('bank.whole')
  const sha256 = taken.writer.digest()
  const current = talk.store.receptions.get(taken.reception.key) ?? taken.reception
  const path = await talk.mailbox.publish(current, taken.path)
  failpoint('bank.published')
  await talk.store.write({
    kind: 'reception',
    reception: { ...current, state: 'committed', sizeBytes: taken.writer.bytes, sha256, path },
  })
  failpoint('bank.committed')
  talk.log.info(
    {
      partner: current.partner,
      virtualFile: current.virtualFile,
      label: current.label,
      sizeBytes: taken.writer.bytes,
      sha256,
      path,
    },
    'The sandbox bank took a file',
  )
  return true
}
