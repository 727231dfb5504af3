// `list`: transfers, newest first. `show`: one transfer with its whole history.

import { personStates } from '../../journey/moves/state-sets.ts'
import { type DeskLine, forTheDesk } from '../../journey/reported/desk-sheet.ts'
import { isPerhapsAtBank, mayBeReleased } from '../../journey/order.ts'
import type { Transfer } from '../../journey/transfer.ts'
import type { FoundTwin } from '../../journey/twins.ts'
import type { Conditions } from '../../ledger/contract/conditions.ts'
import type { TransferMoves } from '../../ledger/contract/moves.ts'
import type { SendQueue } from '../../ledger/contract/queue.ts'
import type { TransferSearch } from '../../ledger/contract/searching.ts'
import type { SyncPoints } from '../../ledger/contract/sync-points.ts'
import type { ListQuery, TransferReading } from '../../ledger/contract/transfers.ts'
import { formatSize } from '../../lib/size.ts'
import { timeForPeople } from '../../lib/time/time-for-people.ts'
import { shownTransfer } from '../../journey/reported/shown.ts'
import { loadConfig } from '../../config/load.ts'
import { findWaiting } from '../../ledger/why-waiting.ts'
import { type CodedMessage, message } from '../../wording/catalogue.ts'
import { sentenceOf, titleOf } from '../../wording/sentence.ts'
import {
  type CommonOptions,
  configPath,
  daemonOf,
  dataFolder,
  withLedger,
  readerOf,
} from '../context.ts'
import { readLiveness } from '../daemon-client.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { knownPlaces, knownStates, momentOf } from '../filters.ts'
import { transferNamed } from '../named-transfer.ts'
import { type Output, printable } from '../output.ts'
import type { Reader } from '../../wording/entry.ts'
import { stateWord } from '../../wording/state-words.ts'
import { say } from '../say.ts'
import { usageError } from '../usage-error.ts'

export interface ListOptions extends CommonOptions {
  readonly state?: readonly string[]
  readonly bank?: string
  readonly virtualFile?: string
  readonly name?: string
  readonly direction?: 'out' | 'in'
  readonly folder?: string
  readonly since?: string
  readonly needsPerson?: boolean
  readonly warnings?: boolean
  readonly limit: number
}

type ReadLedger = TransferReading &
  Pick<TransferSearch, 'named'> &
  Pick<TransferMoves, 'findTwin'> &
  Pick<SyncPoints, 'syncPoints'> &
  Pick<SendQueue, 'ahead'> &
  Conditions

/** The states that `status` counts as well. */

export function listTransfers(options: ListOptions, output: Output): Promise<ExitCode> {
  const reader = readerOf(options)
  const { zone } = reader
  const work = async (ledger: ReadLedger) => {
    const transfers = await ledger.list(await queryOf(ledger, options))
    const waits = await waitsOf(ledger, options)
    const waiting = await Promise.all(transfers.map(waits))
    if (output.json)
      output.value(
        transfers.map((transfer, at) => ({
          ...shownTransfer(transfer),
          waitingFor: waitingText(waiting[at] ?? null, reader),
        })),
      )
    else if (transfers.length === 0)
      say(message('LIST-EMPTY', { of: 'transfers' }), { options, output })
    else {
      output.table(
        [
          'ID',
          'TIME',
          'DIR',
          'BANK',
          'ENVIRONMENT',
          'VIRTUAL FILE',
          'STATE',
          'WARNINGS',
          'SIZE',
          'NAME',
          'WHY',
        ],
        transfers.map((transfer, at) => [
          transfer.id,
          timeForPeople(transfer.createdMs, zone),
          transfer.direction,
          transfer.bank,
          transfer.environment,
          transfer.virtualFile,
          stateWord(transfer.state, reader),
          transfer.warnings.length === 0 ? '–' : String(transfer.warnings.length),
          transfer.sizeBytes === null ? '–' : formatSize(transfer.sizeBytes),
          printable(transfer.name) || '–',
          waiting[at] ? titleOf(waiting[at], reader) : transfer.code || '–',
        ]),
      )
    }
    return exitCodes.done
  }
  return withLedger(dataFolder(options), work, reader)
}

/** What each transfer waits for, as the daemon knows it; or without a daemon. */
async function waitsOf(
  ledger: ReadLedger,
  options: CommonOptions,
): Promise<(transfer: Transfer) => Promise<CodedMessage | null>> {
  const known = await readLiveness(daemonOf(options))
  const loaded = loadConfig(configPath(options))
  const deps = {
    ledger,
    nowMs: Date.now(),
    banks: loaded.kind === 'ok' ? loaded.config.banks.map(({ name }) => name) : null,
    now: known.kind === 'answers' ? known.live : null,
  }
  return findWaiting(deps)
}

const waitingText = (waiting: CodedMessage | null, reader: Reader) =>
  waiting === null ? null : { ...waiting, sentence: sentenceOf(waiting, reader) }

/** @throws KnownError USAGE-WRONG if no transfer can match. */
async function queryOf(ledger: TransferReading, options: ListOptions): Promise<ListQuery> {
  const { state, name, direction, needsPerson, since, limit, warnings } = options
  if (needsPerson === true && state !== undefined) {
    const both = message('FILTERS-EXCLUDE-EACH-OTHER', { one: '--state', other: '--needs-person' })
    throw usageError(both)
  }
  const states =
    needsPerson === true ? personStates : state === undefined ? null : knownStates(state)
  const loaded = loadConfig(configPath(options))
  const config = loaded.kind === 'ok' ? loaded.config : null
  return {
    limit,
    ...(states === null ? {} : { states }),
    ...(await knownPlaces(ledger, config, options)),
    ...(name === undefined ? {} : { name }),
    ...(direction === undefined ? {} : { direction }),
    ...(warnings === true ? { warned: true as const } : {}),
    ...(since === undefined ? {} : { sinceMs: momentOf('--since', since) }),
  }
}

export function showTransfer(
  asked: string,
  options: CommonOptions,
  output: Output,
): Promise<ExitCode> {
  const reader = readerOf(options)
  const { zone } = reader
  const work = async (ledger: ReadLedger) => {
    const transfer = await transferNamed(ledger, asked)
    const { id } = transfer
    const facts = await ledger.facts({ transferId: id })
    const syncPoints = await ledger.syncPoints(id)
    const twin = transfer.sameAs === null ? null : await ledger.find(transfer.sameAs)
    const inTheWay = await ledger.findTwin(id)
    const waiting = await (await waitsOf(ledger, options))(transfer)
    const desk = forTheDesk(transfer, facts, syncPoints, zone)
    if (output.json)
      output.value({
        transfer: shownTransfer(transfer),
        waitingFor: waitingText(waiting, reader),
        facts,
        syncPoints,
        forTheDesk: Object.fromEntries(desk),
      })
    else {
      const stands = { name: transfer.name || transfer.virtualFile, state: transfer.state }
      say(message('TRANSFER-STANDS', stands), { options, output })
      if (transfer.reason !== '') output.line(printable(transfer.reason))
      if (waiting !== null) say(waiting, { options, output })
      output.line()
      for (const fact of facts)
        output.line(
          `  ${timeForPeople(fact.atMs, zone)}  ${printable(fact.sentence)}${fact.actor === 'daemon' ? '' : ` (${printable(fact.actor)})`}`,
        )
      output.line()
      for (const [what, value] of details(transfer, zone, twin))
        output.line(`  ${what.padEnd(14)} ${printable(value)}`)
      showWarnings(output, transfer)
      showDesk(output, transfer, desk)
      for (const line of nextSteps(transfer, inTheWay)) output.line(line)
    }
    return exitCodes.done
  }
  return withLedger(dataFolder(options), work, reader)
}

function showWarnings(output: Output, { warnings }: Transfer): void {
  if (warnings.length === 0) return
  output.line('\n  Warnings:')
  for (const { code, sentence } of warnings) output.line(`    ${code}: ${printable(sentence)}`)
}

/** Only when the bank must be asked: what its PeSIT desk will want to know. */
function showDesk(output: Output, { state, bank }: Transfer, desk: readonly DeskLine[]): void {
  if (desk.length === 0 || !['in-doubt', 'held', 'failed'].includes(state)) return
  output.line(`\n  For the desk of ${printable(bank)}:`)
  for (const [what, value] of desk) output.line(`    ${what.padEnd(16)} ${printable(value)}`)
}

function details(
  transfer: Transfer,
  zone: string,
  twin: Transfer | null,
): readonly (readonly [string, string])[] {
  const {
    id,
    bank,
    environment,
    virtualFile,
    folder,
    sizeBytes,
    sha256,
    pesit,
    code,
    summary,
    attempts,
    dueMs,
    sameAs,
  } = transfer
  const rows: (readonly [string, string | null])[] = [
    ['id', id],
    ['bank', `${bank} (${environment})`],
    ['virtual file', virtualFile],
    ['folder', folder],
    ['size', sizeBytes === null ? null : `${sizeBytes} bytes`],
    ['sha256', sha256],
    ['content', summary || null],
    [
      'PeSIT',
      pesit === null
        ? null
        : `PI 3 ${pesit.partner}, PI 4 ${pesit.server}, PI 12 ${pesit.fileName}, PI 13 ${pesit.transferNumber}, PI 51 ${pesit.creationDate}${pesit.label === '' ? '' : `, PI 37 ${pesit.label}`}`,
    ],
    ['code', code || null],
    ['attempts', String(attempts)],
    ['next try', dueMs === null ? null : timeForPeople(dueMs, zone)],
    ['same as', twin === null ? sameAs : `${twin.id}, which is ${twin.state} now`],
  ]
  return rows.filter((row): row is readonly [string, string] => row[1] !== null)
}

/** Commands that would work: none is suggested that would be refused. */
function nextSteps(transfer: Transfer, inTheWay: FoundTwin | null): readonly string[] {
  const { id, state } = transfer
  const again = inTheWay === null ? '' : ` --again ${inTheWay.transfer.id}`
  const both =
    inTheWay === null ? '' : ` Its twin is ${twinText(inTheWay.transfer)}: both would be paid.`
  const dropIt = dropping(id)
  switch (state) {
    case 'held':
    case 'rejected':
    case 'replaced':
      return ['', ...keptBack(transfer, both, again)]
    case 'in-doubt':
      return [
        '',
        'When the bank says that it has it:',
        `  pesit-drop release ${id} --received --reason "…"`,
        `Only when the bank surely does not have it:${both}`,
        `  pesit-drop release ${id} --resend${again} --reason "…"`,
      ]
    case 'failed':
      return inTheWay === null
        ? ['', 'To try again:', `  pesit-drop retry ${id}`]
        : ['', `It was sent again since, as ${twinText(inTheWay.transfer)}.`, ...dropIt]
    default:
      return []
  }
}

const dropping = (id: string) => ['To drop it for good:', `  pesit-drop cancel ${id}`]

/** "The bank has it" comes before "the bank does not have it", so that a hasty reader sends nothing twice. */
function keptBack(transfer: Transfer, both: string, again: string): readonly string[] {
  const { id } = transfer
  if (!mayBeReleased(transfer)) return dropping(id)
  const release = `  pesit-drop release ${id}${again} --reason "…"`
  return isPerhapsAtBank(transfer)
    ? [
        'When the bank says that it has it:',
        `  pesit-drop release ${id} --received --reason "…"`,
        `Only when the bank surely does not have it:${both}`,
        release,
        ...dropping(id),
      ]
    : [`To send it all the same:${both}`, release, ...dropping(id)]
}

function twinText({ id, name, state }: Transfer): string {
  return `${printable(name)} (${id}), which is ${state}`
}
