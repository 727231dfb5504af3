// What the file system said of a folder, as an answer that names the folder and the next step.

import { codeOf, said } from '../lib/files.ts'
import { KnownError } from '../lib/known-error.ts'
import type { ShareFault } from './share.ts'

export function faultOf(folder: string, error: unknown): ShareFault {
  if (error instanceof KnownError)
    return { kind: 'fault', code: error.code, sentence: error.message }
  switch (codeOf(error)) {
    case 'ENOENT':
    case 'ENOTDIR':
      return {
        kind: 'fault',
        code: 'FOLDER-MISSING',
        sentence: `The folder ${folder} is not there.`,
      }
    case 'EACCES':
    case 'EPERM':
      return {
        kind: 'fault',
        code: 'FOLDER-FORBIDDEN',
        sentence: `We may not work in ${folder}: ${said(error)}.`,
      }
    case 'EROFS':
      return {
        kind: 'fault',
        code: 'FOLDER-FORBIDDEN',
        sentence: `${folder} can only be read, not written.`,
      }
    case 'ENOSPC':
    case 'EDQUOT':
      return { kind: 'fault', code: 'DISK-FULL', sentence: `There is no room left in ${folder}.` }
    case 'EXDEV':
      return {
        kind: 'fault',
        code: 'FOLDER-OTHER-DISK',
        sentence: `${folder}/.pesit-drop lies on another disk than ${folder}.`,
      }
    default:
      return {
        kind: 'fault',
        code: 'FOLDER-MISSING',
        sentence: `${folder} cannot be worked with: ${said(error)}.`,
      }
  }
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
