// English words for what the operating system says, and for the port of the API. Pure.

import type { system } from '../../catalogue/machine/system.ts'
import type { WordsFor } from '../../entry.ts'

export const systemInEnglish: WordsFor<typeof system> = {
  'SYSTEM-ERROR': {
    title: 'An error of the system',
    sentence: ({ error }) => `${error}.`,
    next: () => '',
  },
  'HTTP-NOT-LISTENING': {
    title: 'The API does not listen',
    sentence: (values) => {
      if (values.why === 'certificate') return certificate(values)
      const { host, port, error } = values
      const why = {
        'port-taken': 'another program has that port',
        forbidden: 'the service user may not use that port',
        unopened: error,
      }[values.why]
      return `The API cannot listen on ${host} port ${port}: ${why}.`
    },
    next: ({ why }) =>
      why === 'certificate'
        ? 'Files go on; programs cannot call until it can be.'
        : 'Files go on; programs cannot call until it is free, or `http.listen` names another.',
  },
  'HTTP-KEYS-MISSING': {
    title: 'The API has no key yet',
    sentence: ({ host }) =>
      `The API does not listen on ${host}, because that is reached from other machines and there is no key yet.`,
    next: () =>
      'Make one with `pesit-drop keys add NAME --role operate`; it listens by itself then.',
  },
}

function certificate({
  cert,
  key,
  error,
  isForbidden,
}: {
  readonly cert: string
  readonly key: string
  readonly error: string
  readonly isForbidden: boolean
}): string {
  const why = error === '' ? 'the key belongs to another certificate' : error
  const forbidden = isForbidden ? ': the service user may not read it' : ''
  return `The certificate of the API (${cert}, key ${key}) cannot be used: ${why}${forbidden}.`
}
