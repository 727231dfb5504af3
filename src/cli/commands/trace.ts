// `trace`: shows a capture of a PeSIT port, or one of our trace files, as a readable conversation.

import { createReadStream, existsSync } from 'node:fs'
import pc from 'picocolors'
import { loadConfig } from '../../config/load.ts'
import { systemErrorCode, errorText } from '../../lib/files/files.ts'
import { CaptureReader } from '../../trace/tcp/capture.ts'
import { closingLines, faultSentence } from '../../trace/report/closing.ts'
import { Conversations, type ConversationReporter } from '../../trace/conversation/follow.ts'
import type { Paint } from '../../trace/report/page.ts'
import { PageReporter } from '../../trace/report/for-people.ts'
import { JsonReporter } from '../../trace/report/for-programs.ts'
import { type ArgumentsOf, type CodedMessage, message } from '../../wording/catalogue.ts'
import { sentenceOf } from '../../wording/sentence.ts'
import { type CommonOptions, configPath, readerOf } from '../context.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import type { Output } from '../output.ts'
import { sayError } from '../say.ts'

export interface TraceOptions extends CommonOptions {
  readonly connection?: number
  readonly port?: number
}

const chunkBytes = 256 * 1024
/** Longer lines are hard to read. */
const widestPage = 120

/** `-`: from stdin, as in `ssh host tcpdump -w - … | pesit-drop trace -`. */
export async function showTrace(
  asked: string,
  options: TraceOptions,
  output: Output,
): Promise<ExitCode> {
  const file = fileOf(asked, options)
  const only = options.connection ?? null
  const conversations = new Conversations(reporterFor(output), only)
  const reader = new CaptureReader(options.port ?? null, (about) => conversations.open(about))
  const isGone = whenReaderGoes()
  try {
    for await (const chunk of inputOf(file)) {
      reader.push(chunk as Uint8Array)
      if (reader.isOver || isGone()) break
    }
  } catch (error) {
    sayError(unreadable(file, error), { options, output })
    return exitCodes.failed
  }
  const report = reader.end()
  const fault = faultSentence(report)
  const lines = [
    ...closingLines(report, conversations.count),
    ...(only !== null && only > conversations.count
      ? [
          sentenceOf(
            message('CONNECTION-UNKNOWN', { connection: only, count: conversations.count }),
            readerOf(options),
          ),
        ]
      : []),
  ]
  if (output.json) {
    const unknownLinks = Object.fromEntries(report.unknownLinks)
    output.line(JSON.stringify({ type: 'capture', ...report, unknownLinks, remarks: lines }))
  } else for (const line of lines) output.line(line)
  if (fault !== null) output.error(`${file}: ${fault}`)
  const isFound = only === null ? conversations.readable > 0 : only <= conversations.count
  return report.fault?.kind === 'unreadable' || !isFound ? exitCodes.failed : exitCodes.done
}

/** An existing file; else the trace that the configuration keeps for a bank of that name, or for callers. */
function fileOf(asked: string, options: CommonOptions): string {
  if (asked === '-' || existsSync(asked)) return asked
  const loaded = loadConfig(configPath(options))
  if (loaded.kind !== 'ok') return asked
  const { banks, listen } = loaded.config
  const bank = banks.find(({ name, id }) => name === asked || String(id) === asked)
  return (asked === 'listen' ? listen?.trace : bank?.trace)?.file ?? asked
}

function inputOf(file: string): AsyncIterable<unknown> {
  return file === '-' ? process.stdin : createReadStream(file, { highWaterMark: chunkBytes })
}

function reporterFor(output: Output): ConversationReporter {
  if (output.json) return new JsonReporter((line) => output.line(line))
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  const { isTTY, columns } = process.stdout
  return new PageReporter((line) => output.line(line), {
    zone,
    paint: paintOf(),
    ...(isTTY ? { columns: Math.min(columns, widestPage) } : {}),
  })
}

/** Not decided by the environment alone: with CI set, the package colours pipes too. */
function paintOf(): Paint {
  const colours = pc.createColors(process.stdout.isTTY === true && pc.isColorSupported)
  return {
    bold: colours.bold,
    dim: colours.dim,
    trouble: colours.red,
    odd: colours.yellow,
    outgoing: colours.cyan,
    incoming: colours.green,
  }
}

/** `| head` closes our output: that is not a failure, but the rest is not needed. */
function whenReaderGoes(): () => boolean {
  let isGone = false
  process.stdout.on('error', (error) => {
    if (systemErrorCode(error) !== 'EPIPE') throw error
    isGone = true
  })
  return () => isGone
}

function unreadable(path: string, error: unknown): CodedMessage {
  const because = (why: ArgumentsOf<'CAPTURE-UNREADABLE'>['why'], text = '') =>
    message('CAPTURE-UNREADABLE', { path, why, error: text })
  switch (systemErrorCode(error)) {
    case 'ENOENT':
      return because('absent')
    case 'EISDIR':
      return because('folder')
    case 'EACCES':
      return because('forbidden')
    default:
      return because('other', errorText(error))
  }
}
