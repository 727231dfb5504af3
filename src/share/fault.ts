// Errors of the file system as answers that name the folder and the next step.

import { codeOf, isFull, said } from '../lib/files/files.ts'
import { KnownError } from '../wording/known-error.ts'
import type { ErrorCode } from '../wording/error-catalogue.ts'

/** The folder, or one file in it, cannot be worked with. The sentence names it and says whose fault it is. */
export interface ShareFault {
  readonly kind: 'fault'
  readonly code: ErrorCode
  readonly sentence: string
}

export function faultOf(folder: string, error: unknown): ShareFault {
  if (error instanceof KnownError)
    return { kind: 'fault', code: error.code, sentence: error.message }
  if (isFull(error))
    return { kind: 'fault', code: 'DISK-FULL', sentence: `There is no room left in ${folder}.` }
  switch (codeOf(error)) {
    case 'ENOENT':
    case 'ENOTDIR':
      return missing(`The folder ${folder} is not there.`)
    case 'ESTALE':
    case 'ENOTCONN':
    case 'ENODEV':
    case 'EHOSTDOWN':
    case 'EHOSTUNREACH':
    case 'ETIMEDOUT':
      return missing(`The share of ${folder} is gone: ${said(error)}.`)
    case 'EACCES':
    case 'EPERM':
      return forbidden(`We may not work in ${folder}: ${said(error)}.`)
    case 'EROFS':
      return forbidden(`${folder} can only be read, not written.`)
    case 'EXDEV':
      return {
        kind: 'fault',
        code: 'FOLDER-OTHER-DISK',
        sentence: `${folder}/.pesit-drop lies on another disk than ${folder}.`,
      }
    default:
      return missing(`${folder} cannot be worked with: ${said(error)}.`)
  }
}

const missing = (sentence: string): ShareFault => ({
  kind: 'fault',
  code: 'FOLDER-MISSING',
  sentence,
})

const forbidden = (sentence: string): ShareFault => ({
  kind: 'fault',
  code: 'FOLDER-FORBIDDEN',
  sentence,
})

/** The fault as an error, for a verb that works in two folders: which of them failed stays known. */
export function blame(folder: string, error: unknown): KnownError {
  if (error instanceof KnownError) return error
  const { code, sentence } = faultOf(folder, error)
  return new KnownError(code, sentence, { cause: error })
}

/** Runs a verb; what the file system says becomes an answer. */
export async function answering<T>(
  folder: string,
  verb: () => Promise<T>,
): Promise<T | ShareFault> {
  try {
    return await verb()
  } catch (error) {
    return faultOf(folder, error)
  }
}
