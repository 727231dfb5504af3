// Messages in French, as far as they are translated: states of a transfer, errors of banks
// and some faults of the configuration. What is missing is told in English. Pure.

import type { catalogue } from '../catalogue.ts'
import type { PartialWordsFor } from '../entry.ts'
import { attemptsInFrench } from './bank/attempts.ts'
import { banksInFrench } from './bank/banks.ts'
import { configurationInFrench } from './machine/configuration.ts'
import { commandsInFrench } from './request/commands.ts'

export const french: PartialWordsFor<typeof catalogue> = {
  ...attemptsInFrench,
  ...banksInFrench,
  ...configurationInFrench,
  ...commandsInFrench,
}
