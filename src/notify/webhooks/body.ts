// The body of a webhook call: the documented fields in their places, and additional fields. Pure.

import type { Notice } from '../../journey/reported/notice.ts'

/** What the configuration says about a bank: its number in the API, and our identifier there. */
export interface BankNumbers {
  readonly serverId: number
  readonly partnerId: string
}

export function bodyOf(
  notice: Notice,
  about: { readonly localPath: string; readonly bank: BankNumbers | null },
): string {
  const { event, atMs, sentence, sequence, transfer, condition } = notice
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
    sentence,
    ...(sequence === null ? {} : { sequence }),
  })
}

function transferOf(
  transfer: NonNullable<Notice['transfer']>,
  { localPath, bank }: { readonly localPath: string; readonly bank: BankNumbers | null },
) {
  const { id, direction, name, label, environment, virtualFile, sizeBytes, state, code, sha256 } =
    transfer
  const { warnings = [] } = transfer
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
    warnings,
  }
}

/** The notice of a test call: it is about no file, and says that it is a test. */
export function testNotice(id: string, nowMs: number): Notice {
  return {
    event: 'TEST',
    atMs: nowMs,
    sentence: 'This is a test: no file was sent or received.',
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
    },
    condition: null,
  }
}
