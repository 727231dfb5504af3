// A client sends a file. The promise of the receiving side: a sync point is acknowledged after its bytes are
// durable; the end is acknowledged after the file is complete, in its place and on record; when the client
// restarts a transfer that is complete, the data is compared with what is here and never stored twice.

import { failpoint } from '../lib/failpoint.ts'
import { errorText } from '../lib/files/files.ts'
import { newId } from '../lib/id.ts'
import { optionOf } from '../pesit/session/access.ts'
import type { CreateRequest } from '../pesit/session/commands.ts'
import { type Client, lineAbandoned, mayProceed } from './client.ts'
import { isSameFile } from './replay.ts'
import type { SandboxReception } from './store.ts'
import { openReceivingFile, receiveSandboxData, type ReceivingFile } from './receive-data.ts'

export async function receiveSandboxFile(client: Client, request: CreateRequest): Promise<void> {
  const { line, options, locks } = client
  const virtualFile = request.file.fileName ?? ''
  if (
    !(await mayProceed(client, 'create', (diagnostic) => ({ type: 'refuse-create', diagnostic })))
  )
    return
  if (!options.files.received.includes(virtualFile)) {
    return line.command({
      type: 'refuse-create',
      diagnostic: { type: 2, reason: 205 },
      freeText: `no virtual file ${virtualFile}`,
    })
  }
  const key = keyOf(client.partner, request)
  await locks.acquire(key, line)
  try {
    await receive(client, key, request)
  } finally {
    locks.release(key, line)
  }
}

async function receive(client: Client, key: string, request: CreateRequest): Promise<void> {
  const { line, options, store } = client
  const found = store.receptions.get(key)
  const known =
    options.protocol.forgetful === true && found?.state === 'committed' ? undefined : found
  if (request.restarted && known === undefined)
    return line.command({ type: 'refuse-create', diagnostic: { type: 2, reason: 233 } })
  const reception = known ?? (await begin(client, key, request))
  await line.command({ type: 'accept-create' })
  if (!(await opened(client))) return
  await receiveContent(client, reception, request.restarted)
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

async function begin(
  client: Client,
  key: string,
  request: CreateRequest,
): Promise<SandboxReception> {
  const reception: SandboxReception = {
    key,
    id: newId(),
    partner: client.partner,
    virtualFile: request.file.fileName ?? '',
    label: request.logical.label ?? '',
    creationDate: request.historical.creationDate ?? '',
    state: 'receiving',
    points: [],
    sizeBytes: 0,
    sha256: '',
    path: '',
  }
  await client.store.write({ kind: 'reception', reception })
  return reception
}

/** Answers ORF and WRITE; false when the client deselected the file. */
async function opened(client: Client): Promise<boolean> {
  const { line } = client
  for (;;) {
    const event = await line.next()
    switch (event.type) {
      case 'open-requested':
        if (await mayProceed(client, 'open', (diagnostic) => ({ type: 'refuse-open', diagnostic })))
          await line.command({ type: 'accept-open', compression: optionOf(event.compression) })
        break
      case 'write-requested':
        return mayProceed(client, 'write', (diagnostic) => ({ type: 'refuse-write', diagnostic }))
      case 'close-requested':
        await line.command({ type: 'confirm-close' })
        break
      case 'deselect-requested':
        await line.command({ type: 'confirm-deselect' })
        return false
      case 'line-ended':
      case 'aborted':
        throw lineAbandoned
      default:
        break
    }
  }
}

async function receiveContent(
  client: Client,
  reception: SandboxReception,
  restarted: boolean,
): Promise<void> {
  const receiving = await openReceivingFile(client, reception, restarted)
  const { from, form } = receiving
  try {
    // Before the answer is sent: data may come right after it.
    client.line.session.resumeAt(from.number, from.wireBytes, from.articles)
    await client.line.command({
      type: 'accept-write',
      restartPoint: from.number,
      recordwise: form.kind === 'lines',
    })
    const ended = await receiveSandboxData(client, receiving)
    if (ended !== null) await endTransfer(client, receiving, ended.byteCount)
  } finally {
    await receiving.syncing.catch(() => undefined)
    await receiving.writer.flush().catch(() => undefined)
    await receiving.file.close()
  }
}

async function endTransfer(
  client: Client,
  receiving: ReceivingFile,
  byteCount: number | undefined,
): Promise<void> {
  const { line } = client
  if (
    !(await mayProceed(client, 'transfer-end', (diagnostic) => ({
      type: 'refuse-transfer',
      diagnostic,
    })))
  )
    return
  const legal =
    byteCount === undefined ||
    byteCount === receiving.wireBytes ||
    byteCount === receiving.wireBytes - receiving.from.wireBytes
  if (!legal) return line.command({ type: 'refuse-transfer', diagnostic: { type: 2, reason: 223 } })
  try {
    await receiving.syncing
    await receiving.writer.flush()
    const accepted = receiving.replay
      ? await isSameFile({
          reception: receiving.reception,
          from: receiving.from,
          tail: receiving.path,
          tailBytes: receiving.writer.bytes - receiving.from.offsetBytes,
        })
      : await client.locks.whileHeld(receiving.reception.key, line, () => commit(client, receiving))
    // A newer line has the transfer: this one is no longer answered.
    if (accepted === null) throw lineAbandoned
    if (!accepted)
      return await line.command({ type: 'refuse-transfer', diagnostic: { type: 2, reason: 231 } })
  } catch (error) {
    if (error === lineAbandoned) throw error
    client.log.error({ error: errorText(error) }, 'A file could not be stored')
    return line.command({ type: 'refuse-transfer', diagnostic: { type: 2, reason: 213 } })
  }
  await mayProceed(client, 'committed', (diagnostic) => ({ type: 'refuse-transfer', diagnostic }))
  await line.command({ type: 'confirm-transfer' })
  // Slow work comes after the answer: before it, the client's timer could expire and leave the client in
  // doubt.
  if (!receiving.replay)
    await client.mailbox.answer(
      client.store.receptions.get(receiving.reception.key) ?? receiving.reception,
    )
}

async function commit(client: Client, receiving: ReceivingFile): Promise<true> {
  failpoint('bank.taken')
  await receiving.file.sync()
  failpoint('bank.whole')
  const sha256 = receiving.writer.digest()
  const current = client.store.receptions.get(receiving.reception.key) ?? receiving.reception
  const path = await client.mailbox.publish(current, receiving.path)
  failpoint('bank.published')
  await client.store.write({
    kind: 'reception',
    reception: { ...current, state: 'committed', sizeBytes: receiving.writer.bytes, sha256, path },
  })
  failpoint('bank.committed')
  client.log.info(
    {
      partner: current.partner,
      virtualFile: current.virtualFile,
      label: current.label,
      sizeBytes: receiving.writer.bytes,
      sha256,
      path,
    },
    'The sandbox bank received a file',
  )
  return true
}
