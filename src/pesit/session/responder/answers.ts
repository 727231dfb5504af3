// The FPDU and its parameters for answers that depend only on the command. Pure.

import type { FpduName } from '../../fpdu/fpdu.ts'
import type { Diagnostic, Parameters } from '../../parameters/parameters.ts'
import type { ResponderCommand } from '../commands.ts'
import { optional } from '../views.ts'

export type PlainAnswer = Exclude<
  ResponderCommand,
  {
    type:
      | 'accept-connect'
      | 'refuse-connect'
      | 'accept-create'
      | 'accept-select'
      | 'refuse-select'
      | 'accept-open'
      | 'accept-write'
      | 'confirm-deselect'
      | 'confirm-release'
  }
>

const success: Diagnostic = { type: 0, reason: 0 }
const noCompression = { use: false, type: 0 } as const

export function plainAnswer(
  command: PlainAnswer,
  known: {
    readonly dataBytes: number
    readonly articles: number
    readonly entityBytes: number
    readonly transferNumber: number | undefined
  },
): { readonly name: FpduName; readonly parameters: Parameters } {
  const counts = { byteCount: known.dataBytes, articleCount: known.articles }
  switch (command.type) {
    case 'refuse-create':
      return {
        name: 'ACK(CREATE)',
        parameters: {
          diagnostic: command.diagnostic,
          entityBytes: known.entityBytes,
          ...optional('freeText', command.freeText),
        },
      }
    case 'refuse-open':
      return {
        name: 'ACK(ORF)',
        parameters: { diagnostic: command.diagnostic, compression: noCompression },
      }
    case 'refuse-write':
      return { name: 'ACK(WRITE)', parameters: { diagnostic: command.diagnostic, restartPoint: 0 } }
    case 'accept-read':
      return { name: 'ACK(READ)', parameters: { diagnostic: success } }
    case 'refuse-read':
      return { name: 'ACK(READ)', parameters: { diagnostic: command.diagnostic } }
    case 'confirm-transfer':
      return { name: 'ACK(TRANS.END)', parameters: { diagnostic: success, ...counts } }
    case 'refuse-transfer':
      return { name: 'ACK(TRANS.END)', parameters: { diagnostic: command.diagnostic, ...counts } }
    case 'confirm-close':
      return { name: 'ACK(CRF)', parameters: { diagnostic: command.diagnostic ?? success } }
    case 'confirm-message':
      return {
        name: 'ACK(MSG)',
        parameters: {
          diagnostic: command.diagnostic ?? success,
          ...optional('transferNumber', known.transferNumber),
          ...optional('message', command.message),
        },
      }
  }
}
