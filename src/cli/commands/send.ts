// Sends a file, or requests one, through the daemon. A user who stops waiting loses nothing: once the daemon
// has the file, the transfer continues by itself.

import { stat } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import type { TransferState } from '../../journey/moves/next-state.ts'
import { endsWaiting } from '../../journey/moves/state-sets.ts'
import { systemErrorCode } from '../../lib/files/files.ts'
import { type CodedMessage, message } from '../../wording/catalogue.ts'
import { printRefusal } from '../refused.ts'
import { type Said, say, sayError } from '../say.ts'
import { type CommonOptions, daemonOf } from '../context.ts'
import {
  type DaemonAnswer,
  type DaemonPlace,
  requestJson,
  readLiveness,
  download,
  upload,
} from '../daemon-client.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { openToSend, requireWritable, unreadablePath } from '../local-path.ts'
import { type Output, printable } from '../output.ts'
import { barOf } from '../progress-bar.ts'

interface RouteOptions extends CommonOptions {
  readonly bank: string
  readonly virtualFile: string
}

/** What we read of a transfer. */
interface TransferReply {
  readonly id?: string | null
  readonly status?: string | number
  readonly state?: string
  readonly sentence?: string
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
  const daemon = daemonOf(options)
  const said = { options, output }
  const { handle, sizeBytes: size } = await openToSend(path)
  const startedMs = performance.now()
  const { status, body } = await upload(daemon, {
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
  if (status >= 300) return printRefusal(body, options, output)
  if (!options.wait) return ended(told, said)
  const followed = await follow(daemon, String(told.id), output)
  return followed.status >= 300
    ? printRefusal(followed.body, options, output)
    : ended(followed.body as TransferReply, said)
}

const lookEveryMs = 300
const queuedForMs = 30_000

async function follow(daemon: DaemonPlace, id: string, output: Output): Promise<DaemonAnswer> {
  let shown = ''
  let queuedMs = performance.now()
  for (;;) {
    const answer = await requestJson(daemon, { method: 'GET', path: `/api/transfers/${id}` })
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
    const known = output.terminal ? await readLiveness(daemon) : null
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
  const daemon = daemonOf(options)
  const said = { options, output }
  // Before the bank is asked: it may not give the file a second time.
  if (options.to !== undefined && (await isThere(options.to))) return taken(options.to, said)
  await requireWritable(resolve(options.to ?? 'any'))
  output.progress('asking the bank')
  const { status, body } = await requestJson(daemon, {
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
  if (status >= 300) return printRefusal(body, options, output)
  if (told.status !== 'COMPLETED') return ended(told, said)
  const target = resolve(options.to ?? basename(told.filename ?? String(told.id)))
  try {
    const got = await download(daemon, `/api/transfers/${String(told.id)}/download`, target)
    if (got.status !== 200) return printRefusal(got.body, options, output)
  } catch (error) {
    if (systemErrorCode(error) === 'EEXIST') return taken(target, said)
    if (!writeFailures.includes(systemErrorCode(error))) throw error
    const coded = { id: String(told.id), path: target, cause: systemErrorCode(error) }
    sayError(message('RECEIVED-NOT-WRITTEN', coded), said)
    return exitCodes.failed
  }
  if (output.json) output.value({ ...told, target })
  else {
    say(message('RECEIVED-INTO', { path: target }), said)
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

function taken(path: string, said: Said): ExitCode {
  sayError(message('TARGET-EXISTS', { path }), said)
  return exitCodes.failed
}

/** The bank's acknowledgement, with the bank's name and the time: what the user waited for. */
function receivedBy({ server = '', completedAt }: TransferReply): CodedMessage {
  const at = typeof completedAt === 'string' ? Date.parse(completedAt) : Number.NaN
  return message('SENT-TO-BANK', { bank: server, atMs: Number.isNaN(at) ? null : at })
}

function ended(told: TransferReply, said: Said): ExitCode {
  const { id, status, state = '', sentence = '' } = told
  const { output } = said
  if (output.json) output.value(told)
  else {
    const isSent = told.direction === 'SEND' && status === 'COMPLETED'
    if (isSent) say(receivedBy(told), said)
    else output.line(`${state}${sentence === '' ? '' : `: ${printable(sentence)}`}`)
    if (typeof id === 'string' && !isSent) say(message('FOLLOW-TRANSFER', { id }), said)
  }
  if (status === 'COMPLETED') return exitCodes.done
  if (status === 'FAILED' || status === 'CANCELLED') return exitCodes.failed
  return state === 'held' || state === 'in-doubt' ? exitCodes.needsPerson : exitCodes.underWay
}
