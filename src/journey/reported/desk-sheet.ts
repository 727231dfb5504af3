// What a bank's PeSIT desk asks for when a person calls about a transfer, above all about one in doubt: the
// names and numbers under which the bank knows it, the times, how far it came, and the last answers. Pure.

import { timeForPeople } from '../../lib/time/time-for-people.ts'
import type { Fact } from '../fact.ts'
import type { SyncPoint, Transfer } from '../transfer.ts'

export type DeskLine = readonly [what: string, value: string]

/** Empty for a transfer that the bank cannot know. */
export function forTheDesk(
  transfer: Transfer,
  facts: readonly Fact[],
  points: readonly SyncPoint[],
  zone: string,
): readonly DeskLine[] {
  const { pesit, name, sizeBytes, sha256 } = transfer
  if (pesit === null) return []
  const lines: (readonly [string, string | null])[] = [
    ['partner', `${pesit.partner} (PI 3), calling ${pesit.server} (PI 4)`],
    ['file', `${pesit.fileName} (PI 12), type ${pesit.fileType} (PI 11)`],
    ['transfer no.', `${pesit.transferNumber} (PI 13)`],
    ['created', `${pesit.creationDate} (PI 51, YYMMDDhhmmss)`],
    ['label', pesit.label === '' ? null : `${pesit.label} (PI 37)`],
    ['ends', endsOf(transfer)],
    ['file name', name === '' ? null : name],
    ['size', sizeBytes === null ? null : `${sizeBytes} bytes`],
    ['sha256', sha256],
    ['last sync point', lastPoint(points)],
    ...asOf(facts, zone),
    ['last diagnostic', lastDiagnostic(facts)],
  ]
  return lines.filter((line): line is DeskLine => line[1] !== null)
}

function endsOf({ pesit }: Transfer): string | null {
  if (pesit === null || (pesit.client === '' && pesit.finalBank === '')) return null
  return `client ${pesit.client || '–'} (PI 61), bank ${pesit.finalBank || '–'} (PI 62)`
}

function lastPoint(points: readonly SyncPoint[]): string {
  const last = points.findLast(({ confirmed }) => confirmed)
  return last === undefined
    ? 'none was acknowledged'
    : `${last.number}, acknowledged at ${last.offsetBytes} bytes of the file`
}

function asOf(facts: readonly Fact[], zone: string): readonly (readonly [string, string | null])[] {
  const began = facts.findLast(({ event }) => event === 'attempt-started')
  const lastEnd = facts.findLast(({ event }) => event === 'finishing' || event === 'end-unsent')
  const ended = lastEnd?.event === 'finishing' ? lastEnd : undefined
  const after = facts.find(({ sequence }) => ended !== undefined && sequence > ended.sequence)
  // The result of the last restart, unless the sheet has it already.
  const asked = facts.findLast(
    ({ event, sequence }) => event === 'asked' && sequence !== after?.sequence,
  )
  return [
    ['called at', began === undefined ? null : timeForPeople(began.atMs, zone)],
    [
      'end asked for',
      ended === undefined ? null : `${timeForPeople(ended.atMs, zone)}${countsOf(ended)}`,
    ],
    ['then', after === undefined ? null : `${timeForPeople(after.atMs, zone)}: ${after.sentence}`],
    [
      'asked again',
      asked === undefined ? null : `${timeForPeople(asked.atMs, zone)}: ${asked.sentence}`,
    ],
  ]
}

function countsOf({ detail }: Fact): string {
  const { dataBytes, articles } = detail
  if (typeof dataBytes !== 'number') return ''
  return `, after ${dataBytes} bytes in ${typeof articles === 'number' ? articles : '?'} articles`
}

function lastDiagnostic(facts: readonly Fact[]): string | null {
  for (const { detail } of facts.toReversed()) {
    const diagnostic = detail['diagnostic'] as { type: number; reason: number } | null | undefined
    if (typeof diagnostic === 'object' && diagnostic !== null) {
      const { text } = detail
      const words = typeof text === 'string' && text !== '' ? ` (“${text}”)` : ''
      return `${diagnostic.type}-${String(diagnostic.reason).padStart(3, '0')}${words}`
    }
  }
  return 'none came'
}
