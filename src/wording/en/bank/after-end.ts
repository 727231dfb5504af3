// English words for what comes next of a transfer whose attempt did not end well. Pure.

import type { AfterEnd } from '../../after-end.ts'

export function afterEndInEnglish(after: AfterEnd | undefined): string {
  switch (after?.kind) {
    case undefined:
      return ''
    case 'goes-on':
      return 'It goes on by itself from the last sync point.'
    case 'sent-anew':
      return 'It is sent anew by itself, from its start.'
    case 'fetched-anew':
      return 'It is fetched anew by itself, from its start.'
    case 'tried-again':
      return 'It is tried again by itself.'
    case 'called-again':
      return 'The bank is called again by itself.'
    case 'kept-nothing':
      return 'The bank kept nothing of the earlier attempt and nothing was finished: it is sent anew.'
    case 'attempts-spent':
      return after.direction === 'out'
        ? `That was attempt ${after.attempts} of ${after.maximum}, the last. The bank does not have the file.`
        : `That was attempt ${after.attempts}, the last. The bank still has the file: retry it, or ask the bank.`
    case 'calls-spent':
      return `After ${after.calls} calls we stop trying; retry it when the bank can be reached.`
  }
}

/** Sentences one after the other, without those that say nothing. */
export function joinSentences(...sentences: readonly string[]): string {
  return sentences.filter((sentence) => sentence !== '').join(' ')
}
