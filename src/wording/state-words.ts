// The word for the state of a transfer, in the language of the reader: in English the name of the state
// itself, which is also what programs get. Pure.

import type { Reader } from './entry.ts'
import { statesInFrench } from './fr/states.ts'

export function stateWord(state: string, { language }: Pick<Reader, 'language'>): string {
  return language === 'fr' ? (statesInFrench[state] ?? state) : state
}
