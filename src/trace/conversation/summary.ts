// The summary of a conversation in a few sentences: files, bytes, sync points, restarts, how it ended; then
// what needs attention.

import type { Conversation } from './conversation.ts'
import type { Ending, Side } from '../tcp/connection.ts'
import { nameOf, type Transfer } from './transfers.ts'
import { counted, quoted } from './words.ts'

export interface Summary {
  readonly sentence: string
  /** A file that did not arrive, a hole in the capture: one sentence each. */
  readonly remarks: readonly string[]
}

const maximumParts = 20

export function summaryOf(talk: Conversation, ending: Ending): Summary {
  const { transfers } = talk
  const parts = [filesOf(transfers.kept), pointsOf(talk), restartsOf(transfers.kept)]
  const told = parts.filter((part) => part !== '').join('; ')
  return {
    sentence: `${told === '' ? 'No file' : told}. ${endOf(talk, ending)}`,
    remarks: [...troublesOf(transfers.kept), ...tcpOf(ending)],
  }
}

/** `2 files sent (3,104 bytes), 1 fetched (12 bytes)`. */
function filesOf(transfers: readonly Transfer[]): string {
  const parts = (
    [
      ['sent', 'sent'],
      ['fetched', 'fetched'],
      ['message', 'sent'],
    ] as const
  ).flatMap(([direction, done]) => {
    const through = transfers.filter(
      (one) => one.direction === direction && one.stage === 'acknowledged',
    )
    if (through.length === 0) return []
    if (direction === 'message') return [`${counted(through.length, 'message')} ${done}`]
    const bytes = through.reduce((sum, { dataBytes }) => sum + dataBytes, 0)
    return [`${counted(through.length, 'file')} ${done} (${counted(bytes, 'byte')})`]
  })
  const empty = transfers.filter(({ stage }) => stage === 'nothing').length
  if (empty > 0) parts.push(`${counted(empty, 'ask')} without a file`)
  const failed = transfers.filter(({ stage }) => stage === 'failed').length
  if (failed > 0) parts.push(`${counted(failed, 'transfer')} that did not get through`)
  return parts.join(', ')
}

function pointsOf({ points, resyncs }: Conversation): string {
  const parts = []
  if (points > 0) parts.push(counted(points, 'sync point'))
  if (resyncs > 0) parts.push(counted(resyncs, 'resynchronisation'))
  return parts.join(', ')
}

function restartsOf(transfers: readonly Transfer[]): string {
  const restarts = transfers.filter(({ isRestart }) => isRestart)
  if (restarts.length === 0) return ''
  const points = restarts
    .slice(0, 5)
    .map(({ restartPoint }) => (restartPoint === null ? 'no point' : `point ${restartPoint}`))
  return `${counted(restarts.length, 'restart')} (from ${points.join(', ')}${restarts.length > 5 ? ', …' : ''})`
}

function endOf(talk: Conversation, ending: Ending): string {
  const who = (side: Side) => (side === (talk.requester ?? 0) ? 'the requester' : 'the responder')
  const { end } = talk
  if (end?.kind === 'released') return 'Released in good order.'
  if (end?.kind === 'refused')
    return `Refused by ${who(end.by)}: ${end.words ?? 'no reason given'}.`
  if (end?.kind === 'aborted')
    return `Aborted by ${who(end.by)}: ${end.words ?? 'no reason given'}.`
  return `${tcpEndOf(ending, who)}.`
}

function tcpEndOf({ kind, by, words }: Ending, who: (side: Side) => string): string {
  if (words) return `Cut without RELEASE; the program that traced it said: ${quoted(words)}`
  const side = by === null ? 'somebody' : who(by)
  switch (kind) {
    case 'reset':
      return `Cut without RELEASE: ${side} reset the TCP connection`
    case 'open':
      return by === null
        ? 'The capture ends before the conversation'
        : `Cut without RELEASE: ${side} closed the TCP connection`
    case 'closed':
      return `Cut without RELEASE: ${side} closed the TCP connection`
    case 'replaced':
      return 'The capture does not show its end: a new call came on the same ports'
    case 'dropped':
      return 'Not followed to its end: too many connections at once'
  }
}

/** Why a file that was being transferred has no end. */
export function whyCut({ kind }: Ending): string {
  if (kind === 'open') return 'the capture ends'
  return kind === 'dropped' ? 'not followed further' : 'cut off'
}

function troublesOf(transfers: readonly Transfer[]): readonly string[] {
  const troubled = transfers.filter(({ trouble }) => trouble !== null)
  const told = troubled
    .slice(0, maximumParts)
    .map((transfer) => `${nameOf(transfer)}: ${transfer.trouble}`)
  const more = troubled.length - told.length
  return more > 0 ? [...told, `and ${more} more`] : told
}

function tcpOf({ counts }: Ending): readonly string[] {
  const { retransmitted, outOfOrder, holes, missingBytes } = counts
  const lines = []
  if (retransmitted > 0 || outOfOrder > 0) {
    lines.push(
      `TCP: ${counted(retransmitted, 'segment')} sent again, ${outOfOrder} out of order; put right here`,
    )
  }
  if (holes > 0) {
    lines.push(
      `the capture lacks ${counted(missingBytes, 'byte')} at ${counted(holes, 'place')}; usually tcpdump lost them (larger buffer: \`-B 65536\`; whole packets: \`-s 0\`)`,
    )
  }
  return lines
}
