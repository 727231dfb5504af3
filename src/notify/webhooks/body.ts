// The body of a webhook call: the documented fields in their places, and additional fields. Pure.

import type { Notice } from '../../journey/reported/notice.ts'
import { warningsOf } from '../../journey/reported/warning.ts'
import { type CodedMessage, message } from '../../wording/catalogue.ts'
import type { Reader } from '../../wording/entry.ts'
import { sentenceOf } from '../../wording/sentence.ts'

/** What the configuration says about a bank: its number in the API, and our identifier there. */
export interface BankNumbers {
  readonly serverId: number
  readonly partnerId: string
}

interface About {
  readonly localPath: string
  readonly bank: BankNumbers | null
  /** Who reads its sentences. */
  readonly reader: Reader
}

export function bodyOf(notice: Notice, about: About): string {
  const { event, atMs, message: told, sequence, transfer, condition } = notice
  return JSON.stringify({
    event,
    timestamp: new Date(atMs).toISOString(),
    ...(transfer === null ? {} : { transfer: transferOf(transfer, about) }),
    ...(condition === null
      ? {}
      : {
          condition: {
            subject: condition.subject,
            code: condition.code,
            since: new Date(condition.sinceMs).toISOString(),
          },
        }),
    sentence: sentenceOf(told, about.reader),
    ...(sequence === null ? {} : { sequence }),
  })
}

function transferOf(transfer: NonNullable<Notice['transfer']>, { localPath, bank, reader }: About) {
  const { id, direction, name, label, environment, virtualFile, sizeBytes, state, code, sha256 } =
    transfer
  return {
    id,
    direction: direction === 'out' ? 'SEND' : 'RECEIVE',
    filename: [name, label, virtualFile].find((text) => text !== ''),
    localPath,
    size: sizeBytes,
    state,
    code,
    virtualFile,
    environment,
    server: transfer.bank,
    ...(bank ?? {}),
    sha256,
    warnings: warningsOf(transfer.warnings as readonly CodedMessage[], reader),
  }
}

/** The notice of a test call: it is about no file, and says that it is a test. */
export function testNotice(id: string, nowMs: number): Notice {
  return {
    event: 'TEST',
    atMs: nowMs,
    message: message('WEBHOOK-TEST', {}),
    sequence: null,
    transfer: {
      id,
      direction: 'out',
      state: 'sent',
      bank: 'test',
      environment: 'test',
      virtualFile: 'TEST',
      folder: '',
      name: 'test.xml',
      look: '',
      sizeBytes: 0,
      sha256: null,
      code: '',
      createdMs: nowMs,
      summary: '',
      label: '',
      warnings: [],
    },
    condition: null,
  }
}
