// Joins a connection to its conversation and numbers it; what is told goes to a teller: a page for people, or
// lines for programs.

import { Conversation } from './conversation.ts'
import type { Entry } from './entry.ts'
import { type Summary, summaryOf, whyCut } from './summary.ts'
import type { About, Ending, Follower } from '../tcp/connection.ts'

/** A conversation as its teller sees it. */
export interface Followed {
  /** From 1, in the order in which they were recognised, whatever is left out. */
  readonly number: number
  readonly about: About
  readonly conversation: Conversation
  /** Encrypted: nothing can be said but that. */
  isTls: boolean
}

export interface Teller {
  started(followed: Followed): void
  entry(followed: Followed, entry: Entry): void
  ended(followed: Followed, summary: Summary, ending: Ending): void
}

export class Conversations {
  count = 0
  readable = 0
  private readonly only: number | null
  private readonly teller: Teller

  /** `only`: this number alone is told. */
  constructor(teller: Teller, only: number | null) {
    this.teller = teller
    this.only = only
  }

  open(about: About): Follower {
    this.count += 1
    const number = this.count
    const isTold = this.only === null || this.only === number
    const conversation: Conversation = new Conversation((entry) => {
      if (isTold) this.teller.entry(followed, entry)
    })
    const followed: Followed = { number, about, conversation, isTls: false }
    // At the end the capture may turn out to hold nothing that can be read.
    this.readable += 1
    if (isTold) this.teller.started(followed)
    return {
      entity: (from, bytes, at) => conversation.entity(from, bytes, at),
      lost: (from, lost) => conversation.lost(from, lost),
      tls: () => {
        followed.isTls = true
        this.readable -= 1
      },
      ended: (ending) => {
        conversation.finish(whyCut(ending))
        if (isTold) this.teller.ended(followed, summaryOf(conversation, ending), ending)
      },
    }
  }
}

export const tlsSentence = 'TLS: the conversation is encrypted, and no capture can show it.'
export const tlsAdvice =
  'Look from the inside instead: `log.level: debug` in the configuration shows every conversation with the passwords masked, and `pesit-drop probe BANK --verbose` a single one.'
