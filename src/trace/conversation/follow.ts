// Connects a TCP connection with its conversation and numbers it; the entries go to a reporter: a page for
// people, or lines for programs.

import { TracedConversation } from './conversation.ts'
import type { TraceEntry } from './entry.ts'
import { type Summary, summaryOf, whyCut } from './summary.ts'
import type { About, ConnectionEnd, Follower } from '../tcp/connection.ts'

/** A conversation as its reporter sees it. */
export interface Followed {
  /** From 1, in the order in which they were recognised; those left out count too. */
  readonly number: number
  readonly about: About
  readonly conversation: TracedConversation
  /** The conversation is encrypted and cannot be read. */
  isTls: boolean
}

export interface ConversationReporter {
  started(followed: Followed): void
  entry(followed: Followed, entry: TraceEntry): void
  ended(followed: Followed, summary: Summary, ending: ConnectionEnd): void
}

export class Conversations {
  count = 0
  readable = 0
  private readonly only: number | null
  private readonly reporter: ConversationReporter

  /** `only`: report this number alone. */
  constructor(reporter: ConversationReporter, only: number | null) {
    this.reporter = reporter
    this.only = only
  }

  open(about: About): Follower {
    this.count += 1
    const number = this.count
    const isReported = this.only === null || this.only === number
    const conversation: TracedConversation = new TracedConversation((entry) => {
      if (isReported) this.reporter.entry(followed, entry)
    })
    const followed: Followed = { number, about, conversation, isTls: false }
    // At the end it may turn out that nothing could be read.
    this.readable += 1
    if (isReported) this.reporter.started(followed)
    return {
      entity: (from, bytes, at) => conversation.entity(from, bytes, at),
      lost: (from, lost) => conversation.lost(from, lost),
      tls: () => {
        followed.isTls = true
        this.readable -= 1
      },
      ended: (ending) => {
        conversation.finish(whyCut(ending))
        if (isReported) this.reporter.ended(followed, summaryOf(conversation, ending), ending)
      },
    }
  }
}

export const tlsSentence = 'TLS: the conversation is encrypted, and no capture can show it.'
export const tlsAdvice =
  'Look from the inside instead: `log.level: debug` in the configuration shows every conversation with the passwords masked, and `pesit-drop probe BANK --verbose` a single one.'
