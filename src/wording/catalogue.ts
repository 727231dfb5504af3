// Every message to people once: a code with typed arguments. What is stored is the code and the arguments;
// sentences are made when somebody reads (sentence.ts). A part a subject, each with its words beside it in
// `en/`. Pure.

import { queries } from './catalogue/queries.ts'
import { access } from './catalogue/access.ts'
import { banks } from './catalogue/banks.ts'
import { callers } from './catalogue/callers.ts'
import { daemon } from './catalogue/daemon.ts'
import { checks } from './catalogue/checks.ts'
import { doubt } from './catalogue/doubt.ts'
import { duplicates } from './catalogue/duplicates.ts'
import { virtualFiles } from './catalogue/virtual-files.ts'
import { orders } from './catalogue/orders.ts'
import { originals } from './catalogue/originals.ts'
import { flowContent } from './catalogue/flow-content.ts'
import { endings } from './catalogue/endings.ts'
import { findings } from './catalogue/findings.ts'
import { folders } from './catalogue/folders.ts'
import { machine } from './catalogue/machine.ts'
import { lying } from './catalogue/lying.ts'
import { statusFiles } from './catalogue/status-files.ts'
import { statements } from './catalogue/statements.ts'
import { ownership } from './catalogue/ownership.ts'
import { paths } from './catalogue/paths.ts'
import { receiving } from './catalogue/receiving.ts'
import { waiting } from './catalogue/waiting.ts'
import { paymentWarnings } from './catalogue/payment-warnings.ts'
import { gone } from './catalogue/gone.ts'

import { uploads } from './catalogue/uploads.ts'
import type { Entry } from './entry.ts'

export const catalogue = {
  ...access,
  ...banks,
  ...gone,
  ...waiting,
  ...queries,
  ...callers,
  ...daemon,
  ...checks,
  ...doubt,
  ...duplicates,
  ...virtualFiles,
  ...orders,
  ...originals,
  ...flowContent,
  ...folders,
  ...findings,
  ...machine,
  ...endings,
  ...lying,
  ...statements,
  ...statusFiles,
  ...ownership,
  ...paths,
  ...receiving,
  ...paymentWarnings,
  ...uploads,
} as const

export type MessageCode = keyof typeof catalogue

export type ArgumentsOf<Code extends MessageCode> =
  (typeof catalogue)[Code] extends Entry<infer A> ? A : never

/** A message as it is stored and passed on. */
export type CodedMessage = {
  [Code in MessageCode]: { readonly code: Code; readonly arguments: ArgumentsOf<Code> }
}[MessageCode]

export function message<Code extends MessageCode>(
  code: Code,
  values: ArgumentsOf<Code>,
): Extract<CodedMessage, { readonly code: Code }> {
  return { code, arguments: values } as unknown as Extract<CodedMessage, { readonly code: Code }>
}

export function isMessageCode(code: string): code is MessageCode {
  return Object.hasOwn(catalogue, code)
}
