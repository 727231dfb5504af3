// The parameters of a request as its reader wants them: defaults filled in, groups as objects. Pure.

import type { Parameters } from '../parameters/parameters.ts'
import type { CreateRequest, SelectRequest } from './commands.ts'

export function optional<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return (value === undefined ? {} : { [key]: value }) as { [P in K]?: V }
}

/** A name of the peer's as it may be sent back: what is no printable ASCII cannot leave us. */
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
