// A message in an answer: its code and arguments for programs, its sentence for people. Pure.

import { z } from 'zod'
import type { CodedMessage } from '../../wording/catalogue.ts'
import type { Reader } from '../../wording/entry.ts'
import { sentenceOf } from '../../wording/sentence.ts'

export const messageFields = {
  code: z.string().describe('A code to search for; empty when there is nothing to say'),
  arguments: z.record(z.string(), z.unknown()).describe('What the sentence is made of'),
  sentence: z.string().describe('For people; empty when there is nothing to say'),
}

export interface MessageView {
  code: string
  arguments: Record<string, unknown>
  sentence: string
}

export function messageView(message: CodedMessage | null, reader: Reader): MessageView {
  return message === null
    ? { code: '', arguments: {}, sentence: '' }
    : {
        code: message.code,
        arguments: { ...message.arguments },
        sentence: sentenceOf(message, reader),
      }
}

/** The same of what may be stored as a sentence: that is shown as it is. */
export function storedView({ message, code, sentence }: Stored, reader: Reader): MessageView {
  return message === null ? { code, arguments: {}, sentence } : messageView(message, reader)
}

interface Stored {
  readonly message: CodedMessage | null
  readonly code: string
  readonly sentence: string
}
