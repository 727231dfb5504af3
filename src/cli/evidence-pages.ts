// The pages of the evidence about one transfer: what it was, what was checked, what was said on the line,
// what the bank answered, and the facts with their links. They contain no file content and no password,
// because the ledger has neither. Pure.

import { counted } from '../lib/counted.ts'
import { momentForPeople, timeForPeople } from '../lib/time/time-for-people.ts'
import type { Fact } from '../journey/fact.ts'
import { shownTransfer } from '../journey/reported/shown.ts'
import { type DeskLine } from '../journey/reported/desk-sheet.ts'
import type { SyncPoint, Transfer } from '../journey/transfer.ts'
import {
  type ChainedFact,
  type AuditFinding,
  formatHead,
  type Head,
} from '../ledger/audit/audit.ts'

export interface LinkedFact {
  readonly fact: ChainedFact
  /** The link of the previous fact, of any transfer. */
  readonly previous: string
}

/** The bytes as they are on our disk now. */
export interface BytesNow {
  readonly path: string
  /** null: they cannot be read. */
  readonly sha256: string | null
}

export interface Evidence {
  readonly transfer: Transfer
  readonly facts: readonly Fact[]
  readonly linked: readonly LinkedFact[]
  readonly syncPoints: readonly SyncPoint[]
  readonly desk: readonly DeskLine[]
  readonly bytes: readonly BytesNow[]
  readonly head: Head
  /** null: the key of the chain is missing. */
  readonly findings: readonly AuditFinding[] | null
  readonly takenAtMs: number
  /** The operator's time zone, for people; programs get UTC. */
  readonly zone: string
}

export interface EvidencePage {
  readonly name: string
  readonly text: string
}

export function pagesOf(evidence: Evidence): readonly EvidencePage[] {
  const { transfer, syncPoints, linked, head, findings } = evidence
  return [
    { name: 'README.txt', text: readme(evidence) },
    json('transfer.json', { ...shownTransfer(transfer), syncPoints }),
    json('file.json', file(evidence)),
    json('checks.json', checks(evidence)),
    { name: 'conversation.txt', text: conversation(evidence) },
    json('bank-answer.json', bankAnswer(evidence)),
    {
      name: 'for-the-desk.txt',
      text: evidence.desk.map(([what, value]) => `${what.padEnd(16)} ${value}\n`).join(''),
    },
    json('facts.json', {
      head: formatHead(head),
      chainIsWhole: findings === null ? null : findings.length === 0,
      findings: findings ?? [],
      facts: linked.map(({ fact, previous }) => ({ ...fact, at: iso(fact.atMs), previous })),
    }),
  ]
}

function readme({ transfer, head, findings, takenAtMs, zone }: Evidence): string {
  const chain =
    findings === null
      ? 'The key of the chain (audit.key) was not there, so the chain of facts was not followed.'
      : findings.length === 0
        ? 'The chain of all facts was followed from the first to the last, and was whole.'
        : `The chain of all facts was followed and is BROKEN in ${counted(findings.length, 'place')}: see facts.json.`
  return `Evidence of one transfer, taken by pesit-drop on ${timeForPeople(takenAtMs, zone)}.

${transfer.name || transfer.id} (${transfer.direction === 'out' ? 'sent to' : 'received from'} ${transfer.bank}) is ${transfer.state}.
Transfer ${transfer.id}

  transfer.json      what the ledger knows of it, with its sync points
  file.json          size and SHA-256 as they were sealed or received, and of the bytes that lie here now
  checks.json        what was looked at before it was sent
  conversation.txt   what was said on the line, with times and diagnostics
  bank-answer.json   the answer of the bank to the end of the transfer
  for-the-desk.txt   what a bank's desk asks for
  facts.json         what happened, each fact with its link and the link before
  receipt.json       the receipt in the archive, where there is one
  manifest.json      the SHA-256 of each of these files

${chain}
The head of the chain then was ${formatHead(head)}. Compare it with a head that was kept elsewhere (the log has one
every hour, and each receipt has one): \`pesit-drop audit verify --head HEAD\`. A link is HMAC-SHA256, with audit.key, of the
JSON list [previous link, sequence, transferId, atMs, event, from, to, sentence, actor, detail, message], without
the message where it is empty; where there is one the sentence is made of it, and stored empty.

Passwords are not in here, nor is the content of the file.
`
}

function file({ transfer, bytes }: Evidence) {
  const { name, sizeBytes, sha256 } = transfer
  return {
    name,
    sizeBytes,
    sha256,
    now: bytes.map((one) => ({ ...one, isTheSame: one.sha256 === sha256 })),
  }
}

const checking = new Set<Fact['event']>([
  'sealed',
  'check-passed',
  'check-failed',
  'held',
  'released',
])

function checks({ transfer, facts }: Evidence) {
  const { summary, contentKey, sameAs } = shownTransfer(transfer)
  return {
    summary,
    contentKey,
    sameAs,
    facts: facts
      .filter(({ event }) => checking.has(event))
      .map(({ atMs, event, sentence, actor, detail }) => ({
        at: iso(atMs),
        event,
        sentence,
        actor,
        detail,
      })),
  }
}

interface ConversationStep {
  readonly atMs: number
  readonly by: string
  readonly what: string
}

/** Each attempt: its facts, and what was said on the line before the fact that ended it. */
function conversation({ facts, zone }: Evidence): string {
  const lines = facts.flatMap(({ atMs, event, sentence, actor, detail }) => {
    const said = Array.isArray(detail['conversation'])
      ? (detail['conversation'] as ConversationStep[])
      : []
    return [
      ...said.map(
        (one) => `${momentForPeople(one.atMs, zone)}    ${one.by === 'us' ? '→' : '←'} ${one.what}`,
      ),
      `${momentForPeople(atMs, zone)}  ${event} (${actor}): ${sentence}`,
    ]
  })
  return `${lines.join('\n')}\n`
}

function bankAnswer({ transfer, facts }: Evidence) {
  const answers = new Set<Fact['event']>([
    'bank-acknowledged',
    'bank-confirmed',
    'bank-refused',
    'confirmed-received',
  ])
  const answer = facts.findLast(({ event }) => answers.has(event))
  if (answer === undefined) return { answer: null, confirmedAt: null }
  const detail = Object.fromEntries(
    Object.entries(answer.detail).filter(([what]) => what !== 'conversation'),
  )
  const { confirmedMs } = transfer
  return {
    answer: { at: iso(answer.atMs), event: answer.event, sentence: answer.sentence, ...detail },
    by: answer.actor,
    confirmedAt: confirmedMs === null ? null : iso(confirmedMs),
  }
}

function json(name: string, value: unknown): EvidencePage {
  return { name, text: `${JSON.stringify(value, null, 2)}\n` }
}

function iso(atMs: number): string {
  return new Date(atMs).toISOString()
}
