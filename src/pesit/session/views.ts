// The parameters of requests and answers in the shape that their reader wants: defaults filled in, groups as
// objects. Pure.

import type { Diagnostic, Parameters, SyncOption } from '../parameters/parameters.ts'
import type { CreateRequest, SelectedFile, SelectRequest } from './commands.ts'
import type { Negotiated } from './events.ts'

const none: SyncOption = { intervalKb: 0, window: 0 }

export function optional<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return (value === undefined ? {} : { [key]: value }) as { [P in K]?: V }
}

/** A name of the peer in the form in which we may send it back: printable ASCII only. */
export function echoed(name: string | undefined): string {
  const text = (name ?? '').replace(/[^\x20-\x7e]/g, '?').trimEnd()
  return text === '' ? '?' : text
}

export function createRequest(parameters: Parameters): CreateRequest {
  return {
    file: parameters.file ?? {},
    transferNumber: parameters.transferNumber ?? 0,
    restarted: parameters.restarted ?? false,
    dataCode: parameters.dataCode ?? 'binary',
    priority: parameters.priority ?? 0,
    entityBytes: parameters.entityBytes ?? 0,
    logical: parameters.logical ?? {},
    physical: parameters.physical ?? {},
    historical: parameters.historical ?? {},
    ...optional('client', parameters.client),
    ...optional('finalBank', parameters.finalBank),
    ...optional('freeText', parameters.freeText),
  }
}

export function selectRequest(parameters: Parameters): SelectRequest {
  return {
    file: parameters.file ?? {},
    transferNumber: parameters.transferNumber ?? 0,
    requestedAttributes: parameters.requestedAttributes ?? 0,
    restarted: parameters.restarted ?? false,
    priority: parameters.priority ?? 0,
    entityBytes: parameters.entityBytes ?? 0,
    ...optional('client', parameters.client),
    ...optional('finalBank', parameters.finalBank),
    ...optional('freeText', parameters.freeText),
  }
}

/** What CONNECT proposed and ACONNECT granted: the smaller wins, absent means none (PeSIT E §4.7.3 PI 7). */
export function negotiate(
  asked: {
    readonly sync?: SyncOption
    readonly crc?: boolean
    readonly resync?: boolean
  },
  answer: Parameters,
  peerConnectionId: number,
): Negotiated {
  const wanted = asked.sync ?? none
  const granted = answer.sync ?? none
  const both = wanted.intervalKb > 0 && granted.intervalKb > 0
  const intervalKb = both ? Math.min(wanted.intervalKb, granted.intervalKb) : 0
  return {
    // High bits are extensions of one product.
    version: (answer.version ?? 2) & 0x3f,
    intervalBytes: intervalKb * 1024,
    window: both ? Math.min(wanted.window, granted.window) : 0,
    resync: asked.resync === true && answer.resync === true,
    crc: asked.crc === true,
    peerConnectionId,
    ...optional('serverPassword', answer.accessControl),
    ...optional('freeText', answer.freeText),
  }
}

export function selectedFile(answer: Parameters, proposedEntityBytes: number): SelectedFile {
  const {
    file = {},
    transferNumber = 0,
    dataCode,
    entityBytes,
    logical,
    physical,
    historical,
    freeText,
  } = answer
  return {
    file,
    transferNumber,
    entityBytes: Math.min(proposedEntityBytes, entityBytes ?? proposedEntityBytes),
    ...optional('dataCode', dataCode),
    ...optional('logical', logical),
    ...optional('physical', physical),
    ...optional('historical', historical),
    ...optional('freeText', freeText),
  }
}

export function verdict({ diagnostic, freeText, diagnosticText }: Parameters): {
  diagnostic: Diagnostic
  text?: string
} {
  const text = freeText ?? diagnosticText
  return {
    diagnostic: diagnostic ?? { type: 0, reason: 0 },
    ...(text === undefined ? {} : { text }),
  }
}

/** The text for people that the peer sent with a diagnostic. */
export function textIn({ freeText, diagnosticText }: Parameters): { readonly text?: string } {
  const text = freeText ?? diagnosticText
  return text === undefined ? {} : { text }
}

export function transferAnswer({
  diagnostic,
  byteCount,
  articleCount,
  freeText,
  diagnosticText,
}: Parameters) {
  const text = freeText ?? diagnosticText
  return {
    ...(diagnostic === undefined ? {} : { diagnostic }),
    ...(byteCount === undefined ? {} : { byteCount }),
    ...(articleCount === undefined ? {} : { articleCount }),
    ...(text === undefined ? {} : { text }),
  }
}
