// English words for calls of programs that are not served: the address, the body, or what they name. Pure.

import type { calls } from '../../catalogue/request/calls.ts'
import type { WordsFor } from '../../entry.ts'

const byLibrary = (what: string) => `Let the HTTP library make the ${what}.`
const byDescription = () => 'See /openapi.json.'
const whatIsServerId = 'serverId is the `id` of a bank in the configuration.'
const nothing = () => ''

export const callsInEnglish: WordsFor<typeof calls> = {
  'NOT-FOUND': {
    title: 'Nothing at this address',
    sentence: ({ method, path }) => `There is nothing at ${method} ${path}.`,
    next: () => 'See /openapi.json for what there is.',
  },
  'ADDRESS-BROKEN': {
    title: 'An address that cannot be read',
    sentence: () =>
      'The address (path) of the request cannot be read: it is too long, or an escape such as %ff is not UTF-8.',
    next: () => byLibrary('address'),
  },
  'BODY-BROKEN': {
    title: 'A body that is not JSON',
    sentence: ({ why }) =>
      why === 'empty'
        ? 'The request says that its body is JSON, and has no body.'
        : 'The body of the request is not valid JSON.',
    next: () => byLibrary('JSON'),
  },
  'TOO-LARGE': {
    title: 'A body that is too large',
    sentence: () => 'The body of the request is too large.',
    next: () => 'Send less, or use the call that is made for files.',
  },
  'TOO-MANY': {
    title: 'Too many requests',
    sentence: () => 'This caller has sent more requests in a minute than `http.rate` allows.',
    next: () => 'Wait as long as Retry-After says.',
  },
  'REQUEST-INVALID': {
    title: 'A request with invalid fields',
    sentence: ({ faults }) =>
      faults.length === 0
        ? 'The request is not valid.'
        : `${faults.map(({ field, what }) => `${field}: ${what}`).join('; ')}.`,
    next: byDescription,
  },
  'REQUEST-FAILED': {
    title: 'A fault of pesit-drop',
    sentence: () => 'The request failed because of a fault of pesit-drop itself.',
    next: () => 'Look for the number of this request (instance) in the log.',
  },
  'HOST-UNKNOWN': {
    title: 'Another host',
    sentence: () => 'The request names a host (header Host) that is not this program’s.',
    next: () => 'Call it as localhost, or add the name to `http.hosts` in the configuration.',
  },
  'ORIGIN-FOREIGN': {
    title: 'A foreign web page',
    sentence: () =>
      'The request comes from a web page of somebody else (headers Origin, Sec-Fetch-Site).',
    next: () => 'Programs must not send these headers, and pages must come from this program.',
  },
  'SERVER-UNKNOWN': {
    title: 'No such bank',
    sentence: ({ asked, known }) =>
      asked === ''
        ? 'The field serverId is missing, so it is not known which bank is meant.'
        : `There is no server ${asked}. The configuration has ${known.map(({ id, name }) => `${id} (${name})`).join(', ')}.`,
    next: () => whatIsServerId,
  },
  'PARTNER-UNKNOWN': {
    title: 'Another partner',
    sentence: ({ bank, partner, asked }) => `For ${bank} we are ${partner}, not ${asked}.`,
    next: () => 'partnerId is the `partner` of that bank in the configuration.',
  },
  'NAME-MISSING': {
    title: 'A name is missing',
    sentence: () => 'Neither remoteFilename nor the file has a name.',
    next: () => 'Send remoteFilename.',
  },
  'IDEMPOTENCY-KEY-INVALID': {
    title: 'An invalid Idempotency-Key',
    sentence: () =>
      'The header Idempotency-Key is not 1 to 255 printable ASCII characters without blanks.',
    next: () => 'A UUID, or the number of the payment run, makes a good key.',
  },
  'IDEMPOTENCY-KEY-REUSED': {
    title: 'An Idempotency-Key that was used before',
    sentence: () =>
      'This Idempotency-Key was used for another file or another bank, virtual file or name. Nothing was done.',
    next: () => 'Take a new key for a new file. A key is remembered for 90 days.',
  },
  'CURSOR-WRONG': {
    title: 'A page that does not exist',
    sentence: () => '`after` is not the `next` of a page with this `sort`.',
    next: () => 'Take `next` as it was given, and keep the other parameters.',
  },
  'EVENT-ID-WRONG': {
    title: 'Not the number of an event',
    sentence: () => 'Last-Event-ID is not the number of an event.',
    next: () => 'Send the last id that was received, or none at all.',
  },
  'TOO-MANY-STREAMS': {
    title: 'Too many streams of events',
    sentence: ({ mostOfOne, most }) =>
      `This caller has ${mostOfOne} streams of events open already, or all callers together have ${most}.`,
    next: () => 'Close those that nobody reads.',
  },
  'NOT-RECEIVED': {
    title: 'Not a received file',
    sentence: () => 'This transfer was sent, not received: its bytes are what the caller gave.',
    next: nothing,
  },
  'NOT-DELIVERED': {
    title: 'Not received whole yet',
    sentence: ({ state, why }, reader) =>
      `It is ${state}, and not received whole.${why === null ? '' : ` ${reader.all(why)}`}`,
    next: () => 'Ask again when its status is COMPLETED.',
  },
  'MOVE-REFUSED': {
    title: 'This cannot be done',
    sentence: ({ what }, reader) => reader.all(what),
    next: () => 'Look at it at /api/transfers/{id}.',
  },
}
