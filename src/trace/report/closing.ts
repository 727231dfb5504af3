// The report about a capture as a whole, after its conversations: what else it contains, what it lacks, and
// why no conversation was found.

import type { CaptureReport } from '../tcp/capture.ts'
import { countedWords } from '../conversation/words.ts'

const outcomeWords = {
  other: (count: number) => `${countedWords(count, 'connection')} without PeSIT`,
  refused: (count: number) => `${countedWords(count, 'call')} refused (TCP reset)`,
  unanswered: (count: number) => `${countedWords(count, 'call')} without an answer`,
  silent: (count: number) => `${countedWords(count, 'connection')} on which nothing was said`,
} as const
/** Their names in tcpdump. */
const linkNames: Readonly<Record<number, string>> = {
  105: '802.11',
  127: '802.11 with radiotap',
  189: 'USB',
  220: 'USB',
  195: '802.15.4',
  9: 'PPP',
}

export function closingLines(report: CaptureReport, found: number): readonly string[] {
  return [...nothing(report, found), ...besides(report), ...lacks(report), ...wrongLines(report)]
}

/** null: the file was read to its end. */
export function faultSentence({ fault }: CaptureReport): string | null {
  return fault === null ? null : `${fault.what} (byte ${fault.offset}). ${fault.advice}`
}

function nothing(report: CaptureReport, found: number): readonly string[] {
  const { packets, tcpSegments, unknownLinks, fault } = report
  if (found > 0 || fault?.kind === 'unreadable' || unknownLinks.size > 0) return []
  if (packets === 0) return ['The file holds no packet.']
  const advice = 'Was the right port captured? `tcpdump -i any -s 0 -w FILE port PORT`.'
  if (tcpSegments === 0) return [`No TCP in ${countedWords(packets, 'packet')}. ${advice}`]
  return [`No PeSIT in ${countedWords(tcpSegments, 'TCP segment')}. ${advice}`]
}

function besides({ others, unknownLinks, droppedConnections }: CaptureReport): readonly string[] {
  const lines = others.map(
    ({ called, outcome, count }) => `Besides: ${outcomeWords[outcome](count)}, to ${called}.`,
  )
  for (const [link, count] of unknownLinks) {
    const name = linkNames[link] ?? 'not known here'
    lines.push(
      `${countedWords(count, 'packet')} of link type ${link} (${name}) cannot be read: capture on an Ethernet interface, or with \`-i any\`.`,
    )
  }
  if (droppedConnections > 0) {
    lines.push(
      `${countedWords(droppedConnections, 'connection')} given up, as more than 1,000 were open at once: choose with --port.`,
    )
  }
  return lines
}

function lacks({ droppedPackets, fragments }: CaptureReport): readonly string[] {
  const lines = []
  if (droppedPackets > 0) {
    lines.push(
      `The capture says that it lost ${countedWords(droppedPackets, 'packet')}: give tcpdump a larger buffer, \`-B 65536\`.`,
    )
  }
  if (fragments > 0) {
    lines.push(
      `${countedWords(fragments, 'fragment')} of IP packets not put together: holes above may come from them.`,
    )
  }
  return lines
}

function wrongLines({ wrongLines: count, lineFaults }: CaptureReport): readonly string[] {
  const told = lineFaults.map(
    ({ line, offset, what }) => `Line ${line} (byte ${offset}) is left out: ${what}.`,
  )
  return count > told.length ? [...told, `${count - told.length} more lines are left out.`] : told
}
