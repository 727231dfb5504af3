// The summary of a conversation in a few sentences: files, bytes, sync points, restarts, how it ended; then
// what needs attention.

import type { TracedConversation } from './conversation.ts'
import type { ConnectionEnd, Side } from '../tcp/connection.ts'
import { nameOf, type TracedTransfer } from './transfers.ts'
import { countedWords, quotedBytes } from './words.ts'

export interface Summary {
  readonly sentence: string
  /** A file that did not arrive, a hole in the capture: one sentence each. */
  readonly remarks: readonly string[]
}

const maximumParts = 20

export function summaryOf(talk: TracedConversation, ending: ConnectionEnd): Summary {
  const { transfers } = talk
  const parts = [filesOf(transfers.kept), pointsOf(talk), restartsOf(transfers.kept)]
  const told = parts.filter((part) => part !== '').join('; ')
  return {
    sentence: `${told === '' ? 'No file' : told}. ${endOf(talk, ending)}`,
    remarks: [...troublesOf(transfers.kept), ...tcpOf(ending)],
  }
}

/** `2 files sent (3,104 bytes), 1 fetched (12 bytes)`. */
function filesOf(transfers: readonly TracedTransfer[]): string {
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
    if (direction === 'message') return [`${countedWords(through.length, 'message')} ${done}`]
    const bytes = through.reduce((sum, { dataBytes }) => sum + dataBytes, 0)
    return [`${countedWords(through.length, 'file')} ${done} (${countedWords(bytes, 'byte')})`]
  })
  const empty = transfers.filter(({ stage }) => stage === 'nothing').length
  if (empty > 0) parts.push(`${countedWords(empty, 'ask')} without a file`)
  const failed = transfers.filter(({ stage }) => stage === 'failed').length
  if (failed > 0) parts.push(`${countedWords(failed, 'transfer')} that did not get through`)
  return parts.join(', ')
}

function pointsOf({ points, resyncs }: TracedConversation): string {
  const parts = []
  if (points > 0) parts.push(countedWords(points, 'sync point'))
  if (resyncs > 0) parts.push(countedWords(resyncs, 'resynchronisation'))
  return parts.join(', ')
}

function restartsOf(transfers: readonly TracedTransfer[]): string {
  const restarts = transfers.filter(({ isRestart }) => isRestart)
  if (restarts.length === 0) return ''
  const points = restarts
    .slice(0, 5)
    .map(({ restartPoint }) => (restartPoint === null ? 'no point' : `point ${restartPoint}`))
  return `${countedWords(restarts.length, 'restart')} (from ${points.join(', ')}${restarts.length > 5 ? ', …' : ''})`
}

function endOf(talk: TracedConversation, ending: ConnectionEnd): string {
  const who = (side: Side) => (side === (talk.requester ?? 0) ? 'the requester' : 'the responder')
  const { end } = talk
  if (end?.kind === 'released') return 'Released in good order.'
  if (end?.kind === 'refused')
    return `Refused by ${who(end.by)}: ${end.words ?? 'no reason given'}.`
  if (end?.kind === 'aborted')
    return `Aborted by ${who(end.by)}: ${end.words ?? 'no reason given'}.`
  return `${tcpEndOf(ending, who)}.`
}

function tcpEndOf({ kind, by, words }: ConnectionEnd, who: (side: Side) => string): string {
  if (words) return `Cut without RELEASE; the program that traced it said: ${quotedBytes(words)}`
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
export function whyCut({ kind }: ConnectionEnd): string {
  if (kind === 'open') return 'the capture ends'
  return kind === 'dropped' ? 'not followed further' : 'cut off'
}

function troublesOf(transfers: readonly TracedTransfer[]): readonly string[] {
  const troubled = transfers.filter(({ trouble }) => trouble !== null)
  const told = troubled
    .slice(0, maximumParts)
    .map((transfer) => `${nameOf(transfer)}: ${transfer.trouble}`)
  const more = troubled.length - told.length
  return more > 0 ? [...told, `and ${more} more`] : told
}

function tcpOf({ counts }: ConnectionEnd): readonly string[] {
  const { retransmitted, outOfOrder, holes, missingBytes } = counts
  const lines = []
  if (retransmitted > 0 || outOfOrder > 0) {
    lines.push(
      `TCP: ${countedWords(retransmitted, 'segment')} sent again, ${outOfOrder} out of order; put right here`,
    )
  }
  if (holes > 0) {
    lines.push(
      `the capture lacks ${countedWords(missingBytes, 'byte')} at ${countedWords(holes, 'place')}; usually tcpdump lost them (larger buffer: \`-B 65536\`; whole packets: \`-s 0\`)`,
    )
  }
  return lines
}
