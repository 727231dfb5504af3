// Turns errors of the file system into answers that name the folder and the next step.

import { systemErrorCode, isFull, errorText } from '../lib/files/files.ts'
import { type CodedMessage, message } from '../wording/catalogue.ts'
import { KnownError } from '../wording/known-error.ts'

/** The folder, or one file in it, cannot be used: the message names it and tells what is wrong. */
export type ShareFault = CodedMessage & { readonly kind: 'fault' }

export function asFault({ code, arguments: values }: CodedMessage): ShareFault {
  return { kind: 'fault', code, arguments: values } as ShareFault
}

export function faultOf(folder: string, error: unknown): ShareFault {
  return asFault(messageOf(folder, error))
}

function messageOf(folder: string, error: unknown): CodedMessage {
  if (error instanceof KnownError) return error.coded
  if (isFull(error)) return message('DISK-FULL', { what: 'folder', path: folder })
  switch (systemErrorCode(error)) {
    case 'ENOENT':
    case 'ENOTDIR':
      return message('FOLDER-MISSING', { folder, why: 'absent' })
    case 'ESTALE':
    case 'ENOTCONN':
    case 'ENODEV':
    case 'EHOSTDOWN':
    case 'EHOSTUNREACH':
    case 'ETIMEDOUT':
      return message('FOLDER-MISSING', { folder, why: 'share-gone', error: errorText(error) })
    case 'EACCES':
    case 'EPERM':
      return message('FOLDER-FORBIDDEN', { folder, why: 'no-right', error: errorText(error) })
    case 'EROFS':
      return message('FOLDER-FORBIDDEN', { folder, why: 'read-only' })
    case 'EXDEV':
      return message('FOLDER-OTHER-DISK', { folder, path: `${folder}/.pesit-drop` })
    default:
      return message('FOLDER-MISSING', { folder, why: 'unusable', error: errorText(error) })
  }
}

/** Returns the fault as an error. A verb that works in two folders uses it to tell which of them failed. */
export function knownFault(folder: string, error: unknown): KnownError {
  if (error instanceof KnownError) return error
  return new KnownError(messageOf(folder, error), { cause: error })
}

/** Runs a verb; an error of the file system becomes an answer. */
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
