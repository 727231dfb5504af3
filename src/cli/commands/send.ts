// Sends a file, or requests one, through the daemon. A user who stops waiting loses nothing: once the daemon
// has the file, the transfer continues by itself.

import { stat } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { endsWaiting, type TransferState } from '../../journey/moves/next-state.ts'
import { systemErrorCode } from '../../lib/files/files.ts'
import { machineZone, timeForPeople } from '../../lib/time/time-for-people.ts'
import { message } from '../../wording/catalogue.ts'
import { sentenceOf } from '../../wording/sentence.ts'
import { type CommonOptions, dataFolder } from '../context.ts'
import { type DaemonAnswer, requestJson, readLiveness, download, upload } from '../daemon-client.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { openToSend, requireWritable, unreadablePath } from '../local-path.ts'
import { type Output, printable } from '../output.ts'
import { barOf } from '../progress-bar.ts'

interface RouteOptions extends CommonOptions {
  readonly bank: string
  readonly virtualFile: string
}

/** What we read of a transfer or a problem. */
interface TransferReply {
  readonly id?: string | null
  readonly status?: string | number
  readonly state?: string
  readonly sentence?: string
  readonly detail?: string
  readonly hint?: string
  readonly filename?: string
  readonly direction?: string
  readonly server?: string
  readonly completedAt?: string | null
}

export async function send(
  path: string,
  options: RouteOptions & { readonly name?: string; readonly key?: string; readonly wait: boolean },
  output: Output,
): Promise<ExitCode> {
  const folder = dataFolder(options)
  const { handle, sizeBytes: size } = await openToSend(path)
  const startedMs = performance.now()
  const { status, body } = await upload(folder, {
    path: '/api/transfers/send',
    headers: {
      prefer: 'respond-async',
      ...(options.key === undefined ? {} : { 'idempotency-key': options.key }),
    },
    fields: {
      serverId: options.bank,
      virtualFile: options.virtualFile,
      remoteFilename: options.name ?? basename(path),
    },
    file: {
      name: basename(path),
      body: handle.createReadStream({ highWaterMark: 1024 * 1024 }),
      unreadable: (cause) => unreadablePath(path, cause),
      sizeBytes: size,
    },
    onSent: (bytes) =>
      output.progress(barOf('handing over', bytes, size, performance.now() - startedMs)),
  })
  output.progress('')
  const told = body as TransferReply
  if (status >= 300) return refused(output, told)
  if (!options.wait) return ended(output, told)
  const followed = await follow(folder, String(told.id), output)
  return followed.status >= 300
    ? refused(output, followed.body as TransferReply)
    : ended(output, followed.body as TransferReply)
}

const lookEveryMs = 300
const queuedForMs = 30_000

async function follow(folder: string, id: string, output: Output): Promise<DaemonAnswer> {
  let shown = ''
  let queuedMs = performance.now()
  for (;;) {
    const answer = await requestJson(folder, { method: 'GET', path: `/api/transfers/${id}` })
    const { state = '' } = answer.status < 300 ? (answer.body as TransferReply) : {}
    if (state !== shown && !output.terminal && !output.json) output.line(state)
    shown = state
    if (state !== 'queued') queuedMs = performance.now()
    if (
      answer.status >= 300 ||
      endsWaiting('out', state as TransferState) ||
      performance.now() - queuedMs > queuedForMs
    ) {
      output.progress('')
      return answer
    }
    const known = output.terminal ? await readLiveness(folder) : null
    const live = known?.kind === 'answers' ? known.live : null
    const running = live?.progress.find((one) => one.id === id)
    output.progress(
      running === undefined
        ? state
        : barOf(state, running.sentBytes, running.sizeBytes, Date.now() - running.sinceMs),
    )
    await new Promise((wake) => setTimeout(wake, lookEveryMs))
  }
}

export async function receiveFile(
  name: string | undefined,
  options: RouteOptions & { readonly to?: string },
  output: Output,
): Promise<ExitCode> {
  const folder = dataFolder(options)
  // Before the bank is asked: it may not give the file a second time.
  if (options.to !== undefined && (await isThere(options.to))) return taken(output, options.to)
  await requireWritable(resolve(options.to ?? 'any'))
  output.progress('asking the bank')
  const { status, body } = await requestJson(folder, {
    method: 'POST',
    path: '/api/transfers/receive',
    body: {
      serverId: options.bank,
      virtualFile: options.virtualFile,
      ...(name === undefined ? {} : { remoteFilename: name }),
    },
  })
  output.progress('')
  const told = body as TransferReply
  if (status >= 300) return refused(output, told)
  if (told.status !== 'COMPLETED') return ended(output, told)
  const target = resolve(options.to ?? basename(told.filename ?? String(told.id)))
  try {
    const got = await download(folder, `/api/transfers/${String(told.id)}/download`, target)
    if (got.status !== 200) return refused(output, got.body as TransferReply)
  } catch (error) {
    if (systemErrorCode(error) === 'EEXIST') return taken(output, target)
    if (!writeFailures.includes(systemErrorCode(error))) throw error
    const coded = { id: String(told.id), path: target, cause: systemErrorCode(error) }
    output.error(printable(sentenceOf(message('RECEIVED-NOT-WRITTEN', coded), { zone: 'UTC' })))
    return exitCodes.failed
  }
  if (output.json) output.value({ ...told, target })
  else {
    output.line(`Received as ${printable(target)}.`)
    if (told.sentence !== undefined && told.sentence !== '') output.line(printable(told.sentence))
  }
  return exitCodes.done
}

/** Errors that a folder or a disk returns to a user who writes there. */
const writeFailures: readonly string[] = [
  ...['ENOENT', 'ENOTDIR', 'EISDIR', 'EACCES', 'EPERM', 'EROFS', 'ENAMETOOLONG'],
  ...['ENOSPC', 'EDQUOT', 'EFBIG', 'EIO', 'ESTALE'],
]

const isThere = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  )

function taken(output: Output, target: string): ExitCode {
  output.error(`${printable(target)} is there already and stays as it is. Name another with --to.`)
  return exitCodes.failed
}

function refused(output: Output, { detail = '', hint = '' }: TransferReply): ExitCode {
  output.error(printable(`${detail}\n${hint}`.trim()).replaceAll('�', '\n'))
  return exitCodes.failed
}

/** The bank's acknowledgement, with the bank's name and the time: what the user waited for. */
function receivedBy({ server = '', completedAt }: TransferReply): string {
  const at = typeof completedAt === 'string' ? Date.parse(completedAt) : Number.NaN
  const when = Number.isNaN(at) ? '' : ` on ${timeForPeople(at, machineZone())}`
  return `Received by ${printable(server)}${when}.`
}

function ended(output: Output, told: TransferReply): ExitCode {
  const { id, status, state = '', sentence = '' } = told
  if (output.json) output.value(told)
  else {
    const isSent = told.direction === 'SEND' && status === 'COMPLETED'
    if (isSent) output.line(receivedBy(told))
    else output.line(`${state}${sentence === '' ? '' : `: ${printable(sentence)}`}`)
    if (typeof id === 'string' && !isSent) output.line(`Follow it with: pesit-drop show ${id}`)
  }
  if (status === 'COMPLETED') return exitCodes.done
  if (status === 'FAILED' || status === 'CANCELLED') return exitCodes.failed
  return state === 'held' || state === 'in-doubt' ? exitCodes.needsPerson : exitCodes.underWay
}
