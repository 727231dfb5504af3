// Every message to people once: a code with typed arguments. What is stored is the code and the arguments;
// sentences are made when somebody reads (sentence.ts). `catalogue/` has one file for each subject; each
// language is a folder with the same files (`en/english.ts`). Pure.

import { attempts } from './catalogue/bank/attempts.ts'
import { banks } from './catalogue/bank/banks.ts'
import { callers } from './catalogue/bank/callers.ts'
import { doubt } from './catalogue/bank/doubt.ts'
import { statements } from './catalogue/bank/statements.ts'
import { waiting } from './catalogue/bank/waiting.ts'
import { checks } from './catalogue/file/checks.ts'
import { duplicates } from './catalogue/file/duplicates.ts'
import { endings } from './catalogue/file/endings.ts'
import { findings } from './catalogue/file/findings.ts'
import { flowContent } from './catalogue/file/flow-content.ts'
import { originals } from './catalogue/file/originals.ts'
import { paymentWarnings } from './catalogue/file/payment-warnings.ts'
import { virtualFiles } from './catalogue/file/virtual-files.ts'
import { folders } from './catalogue/folder/folders.ts'
import { gone } from './catalogue/folder/gone.ts'
import { lying } from './catalogue/folder/lying.ts'
import { ownership } from './catalogue/folder/ownership.ts'
import { shares } from './catalogue/folder/shares.ts'
import { statusFiles } from './catalogue/folder/status-files.ts'
import { configuration } from './catalogue/machine/configuration.ts'
import { daemon } from './catalogue/machine/daemon.ts'
import { disk } from './catalogue/machine/disk.ts'
import { ledger } from './catalogue/machine/ledger.ts'
import { machine } from './catalogue/machine/machine.ts'
import { program } from './catalogue/machine/program.ts'
import { stored } from './catalogue/machine/stored.ts'
import { system } from './catalogue/machine/system.ts'
import { webhooks } from './catalogue/machine/webhooks.ts'
import { access } from './catalogue/request/access.ts'
import { calls } from './catalogue/request/calls.ts'
import { commands } from './catalogue/request/commands.ts'
import { orders } from './catalogue/request/orders.ts'
import { paths } from './catalogue/request/paths.ts'
import { queries } from './catalogue/request/queries.ts'
import { receiving } from './catalogue/request/receiving.ts'
import { uploads } from './catalogue/request/uploads.ts'
import { usage } from './catalogue/request/usage.ts'
import { decisions } from './catalogue/road/decisions.ts'
import { incoming } from './catalogue/road/incoming.ts'
import { outgoing } from './catalogue/road/outgoing.ts'
import {
  type DiagnosticCode,
  diagnosticEntry,
  type FromDiagnostic,
  isDiagnosticCode,
} from './catalogue/bank/diagnostics.ts'
import type { Entry } from './entry.ts'

export const catalogue = {
  ...attempts,
  ...banks,
  ...callers,
  ...doubt,
  ...statements,
  ...waiting,
  ...checks,
  ...duplicates,
  ...endings,
  ...findings,
  ...flowContent,
  ...originals,
  ...paymentWarnings,
  ...virtualFiles,
  ...folders,
  ...gone,
  ...lying,
  ...ownership,
  ...shares,
  ...statusFiles,
  ...configuration,
  ...daemon,
  ...disk,
  ...ledger,
  ...machine,
  ...program,
  ...stored,
  ...system,
  ...webhooks,
  ...access,
  ...calls,
  ...commands,
  ...orders,
  ...paths,
  ...queries,
  ...receiving,
  ...uploads,
  ...usage,
  ...decisions,
  ...incoming,
  ...outgoing,
} as const

/** The codes that the catalogue lists. Besides those, each diagnostic of PeSIT is a code. */
export type ListedCode = keyof typeof catalogue

export type MessageCode = ListedCode | DiagnosticCode

export type ArgumentsOf<Code extends MessageCode> = Code extends ListedCode
  ? (typeof catalogue)[Code] extends Entry<infer A>
    ? A
    : never
  : FromDiagnostic

type ListedMessages = {
  [Code in ListedCode]: { readonly code: Code; readonly arguments: ArgumentsOf<Code> }
}
type DiagnosticMessage = { readonly code: DiagnosticCode; readonly arguments: FromDiagnostic }

/** A message as it is stored and passed on. */
export type CodedMessage = ListedMessages[ListedCode] | DiagnosticMessage

/**
 * The message of one code: a member of `CodedMessage`, so that the compiler need not compare it with all
 * others.
 */
export type MessageOf<Code extends MessageCode> = Code extends ListedCode
  ? ListedMessages[Code]
  : DiagnosticMessage

export function message<Code extends MessageCode>(
  code: Code,
  values: ArgumentsOf<Code>,
): MessageOf<Code> {
  return { code, arguments: values } as never
}

export function isMessageCode(code: string): code is MessageCode {
  return isListed(code) || isDiagnosticCode(code)
}

function isListed(code: string): code is ListedCode {
  return Object.hasOwn(catalogue, code)
}

/** Whom a message concerns, whose fault it is and how bad it is. */
export function entryOf(code: MessageCode): Omit<Entry<never>, 'shape'> {
  return isListed(code) ? catalogue[code] : diagnosticEntry(code)
}
