// What a bank's PeSIT desk asks for when a person calls about a transfer, above all one in doubt: the names and
// numbers under which the bank knows it, the times, how far it came, and what was said last. Pure.

import type { Fact } from './fact.ts'
import type { SyncPoint, Transfer } from './transfer.ts'

export type DeskLine = readonly [what: string, value: string]

/** Nothing for a transfer of which the bank cannot have heard. */
export function forTheDesk(
  transfer: Transfer,
  facts: readonly Fact[],
  points: readonly SyncPoint[],
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
    ...asOf(facts),
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

function asOf(facts: readonly Fact[]): readonly (readonly [string, string | null])[] {
  const began = facts.findLast(({ event }) => event === 'attempt-started')
  const ended = facts.findLast(({ event }) => event === 'finishing')
  const after = facts.find(({ sequence }) => ended !== undefined && sequence > ended.sequence)
  return [
    ['called at', began === undefined ? null : iso(began.atMs)],
    ['end asked for', ended === undefined ? null : `${iso(ended.atMs)}${countsOf(ended)}`],
    ['then', after === undefined ? null : `${iso(after.atMs)}: ${after.sentence}`],
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
    if (typeof diagnostic === 'object' && diagnostic !== null)
      return `${diagnostic.type}-${diagnostic.reason}`
  }
  return 'none came'
}

function iso(atMs: number): string {
  return new Date(atMs).toISOString()
}
