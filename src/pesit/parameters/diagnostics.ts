// PI 2 in words, and what a caller may do next. Codes, meanings and places are those of PeSIT E An.D;
// 227 and above in class 2, 323 and above in class 3 come from what Axway Transfer CFT documents. Peers
// vary on the type byte, so the reason alone decides.

import type { Diagnostic } from './parameters.ts'

/**
 * later: the same again after a while. restart: go on now. permanent: stop, this file or setting is wrong.
 * security: stop, do not hammer. doubt: the other side may have it. nothing: there is nothing to fetch.
 */
export type RetryClass =
  | 'success'
  | 'later'
  | 'restart'
  | 'permanent'
  | 'security'
  | 'doubt'
  | 'nothing'

interface DiagnosticRow {
  readonly text: string
  readonly class: RetryClass
  readonly delayMs: number
}

const minute = 60_000
const row = (text: string, retry: RetryClass, delayMs = 0): DiagnosticRow => ({
  text,
  class: retry,
  delayMs,
})

const success = row('success', 'success')
const otherFileError = row('another file error', 'restart', minute)
const otherConnectionError = row('another connection error', 'later', minute)
/** Codes of one meaning: an identification in the request does not suit the partner’s tables. */
const unfit = row('the client, bank, type, reference or date does not fit', 'permanent')
const settingRefused = row('a setting of the connection is not accepted', 'permanent')

const table: Readonly<Record<number, DiagnosticRow>> = {
  100: row('transmission error', 'restart'),
  139: row('invalid file attributes', 'permanent'),
  200: row('the file’s characteristics are not sufficient', 'permanent'),
  201: row('its system is short of resources', 'later', 5 * minute),
  202: row('our share of its resources is used up', 'later', 15 * minute),
  203: row('this transfer has no priority now', 'later', 5 * minute),
  204: row('the file exists already', 'doubt'),
  205: row('the file does not exist', 'nothing'),
  206: row('its disk quota for us would be exceeded', 'later', 60 * minute),
  207: row('the file is busy', 'later', minute),
  208: row('the file is too old, or not old enough', 'permanent'),
  209: row('it does not accept this type of message', 'permanent'),
  210: row('the presentation (compression) could not be agreed', 'permanent'),
  211: row('it cannot open the file', 'later', minute),
  212: row('it could not close the file normally', 'doubt'),
  213: row('a fatal input or output error', 'restart', 5 * minute),
  214: row('the restart point could not be agreed', 'restart'),
  215: row('an error of its system', 'restart', minute),
  216: row('stopped on purpose', 'later', minute),
  217: row('too many sync points without acknowledgement', 'restart'),
  218: row('resynchronisation impossible', 'restart'),
  219: row('its space for the file is exhausted', 'later', 60 * minute),
  220: row('a record is longer than announced', 'permanent'),
  221: row('the time for the end of transmission is over', 'restart'),
  222: row('too much data without a sync point', 'restart'),
  223: row('abnormal end of the transfer', 'restart'),
  224: row('the file is larger than announced', 'permanent'),
  225: row('received, but not passed on to its application', 'doubt'),
  226: row('transfer refused', 'permanent'),
  227: row('this transfer cannot be restarted', 'permanent'),
  228: row('this type of file is not supported', 'permanent'),
  229: row('this type of file does not go in this direction', 'permanent'),
  230: row('this type of file does not fit the application', 'permanent'),
  231: row('the transfer number is not unique', 'doubt'),
  232: row('the coding does not fit', 'permanent'),
  233: row('it has no context for this restart', 'restart'),
  234: row('the entity size does not fit', 'permanent'),
  235: row('the record format does not fit', 'permanent'),
  236: row('the record length does not fit', 'permanent'),
  237: unfit,
  238: unfit,
  239: unfit,
  240: unfit,
  241: unfit,
  242: row('wrong file password', 'security'),
  243: row('wrong new file password', 'security'),
  245: row('the file’s length is not right', 'permanent'),
  246: unfit,
  247: unfit,
  248: unfit,
  249: unfit,
  250: row('transferred already', 'doubt'),
  251: unfit,
  252: unfit,
  253: unfit,
  254: row('its file service is closed', 'later', 15 * minute),
  299: otherFileError,
  300: row('its network is congested', 'later', minute),
  301: row('the identifier called (PI 4), or ours (PI 3), is unknown there', 'security'),
  302: row('the service called is not attached', 'later', 15 * minute),
  303: row('it has too many connections', 'later', minute),
  304: row('we are not authorised (identifier or password)', 'security'),
  305: row('the access type could not be agreed', 'permanent'),
  306: row('resynchronisation could not be agreed', 'permanent'),
  307: row('sync points could not be agreed', 'permanent'),
  308: row('the protocol version is not supported', 'permanent'),
  309: row('it has too many connections with us', 'later', minute),
  310: row('a network incident', 'restart'),
  311: row('a violation of the protocol', 'restart', minute),
  312: row('its service was closed', 'later', 15 * minute),
  313: row('the line was idle for too long', 'restart'),
  314: row('an idle line was cut to make room', 'later', minute),
  315: row('negotiation failed', 'permanent'),
  316: row('its administrator cut the line', 'later', 15 * minute),
  317: row('an answer took too long', 'restart'),
  318: row('a mandatory parameter is missing or invalid', 'permanent'),
  319: row('the counts of bytes or records do not agree', 'restart', minute),
  320: row('too many resynchronisations', 'restart', minute),
  321: row('its backup number is to be called', 'permanent'),
  322: row('it asks to be called later', 'later', 5 * minute),
  323: row('the connection mode (CRC) is not supported', 'permanent'),
  324: row('our identifier is not accepted', 'security'),
  325: row('our password is not accepted', 'security'),
  326: row('our new password is not accepted', 'security'),
  327: row('access is closed for this direction', 'later', 15 * minute),
  328: row('access in this direction is not supported', 'permanent'),
  329: row('access is closed for this direction', 'later', 15 * minute),
  330: row('access in this direction is not supported', 'permanent'),
  331: row('the timer value is not accepted', 'permanent'),
  332: row('writing was not agreed for this connection', 'permanent'),
  333: row('reading was not agreed for this connection', 'permanent'),
  334: settingRefused,
  335: settingRefused,
  336: row('a date is not accepted', 'permanent'),
  399: otherConnectionError,
}

export function isSuccess({ type, reason }: Diagnostic): boolean {
  return type === 0 && reason === 0
}

/** What may be done next. An unknown code is treated as x-299 or x-399, never as success. */
export function retryOf(diagnostic: Diagnostic): {
  readonly class: RetryClass
  readonly delayMs: number
} {
  const { class: retry, delayMs } = rowOf(diagnostic)
  return { class: retry, delayMs }
}

/** `2-205`. */
export function formatDiagnostic({ type, reason }: Diagnostic): string {
  return `${type}-${String(reason).padStart(3, '0')}`
}

/** null when the text is no diagnostic. */
export function parseDiagnostic(text: string): Diagnostic | null {
  const [, type, reason] = /^([0-3])-(\d{1,5})$/.exec(text) ?? []
  if (type === undefined || reason === undefined || Number(reason) > 65_535) return null
  return { type: Number(type), reason: Number(reason) }
}

/** For the operator: the meaning and the code to search for. */
export function describeDiagnostic(diagnostic: Diagnostic): string {
  const named = namedRow(diagnostic)
  const text = named === undefined ? 'a reason that PeSIT E does not name' : named.text
  return `${text} (PESIT-${formatDiagnostic(diagnostic)})`
}

function rowOf(diagnostic: Diagnostic): DiagnosticRow {
  return namedRow(diagnostic) ?? (diagnostic.type === 3 ? otherConnectionError : otherFileError)
}

/** Only 0-000 is success: reason 0 under another type is a failure without a name. */
function namedRow(diagnostic: Diagnostic): DiagnosticRow | undefined {
  return isSuccess(diagnostic) ? success : table[diagnostic.reason]
}
