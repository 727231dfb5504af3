// When does a program have a file that it downloaded? When all bytes were sent and its connection ended
// normally. Node reports that the last byte was given to the kernel, not that it arrived. If the caller
// leaves in the middle of a small file, its connection is reset a moment later. So there are three events:
//
//   sent      the kernel has all bytes: the file is leaving, and answers no other call
//   whole     the connection was closed without an error, or stayed open for a while: the download is
//             recorded
//   reset     the caller went away: the file is available to the next call, as if nothing had happened
//
// A part (Range) is not a download of the whole file. If the process is killed between sent and recorded, the
// file is given again: twice is better than never.

import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

export interface Download {
  readonly id: string
  readonly actor: string
  /** All bytes were given to the response. */
  readonly isSent: () => boolean
}

export interface HandOvers {
  /** Follows one download of a whole file to its end. */
  watch(response: ServerResponse, download: Download): void
  /** Files that were sent but are not recorded yet. */
  leaving(): readonly string[]
  /** Resolves when all downloads that must be recorded are recorded. From then on nothing is waited for. */
  over(): Promise<void>
}

export interface HandOverDeps {
  readonly record: (id: string, actor: string) => Promise<void>
  readonly onError: (error: unknown) => void
  /** A connection that stays open for the next request counts as normal after this time. */
  readonly wellAfterMs?: number
}

type Got = Omit<Download, 'isSent'>

export function createHandOvers({ record, onError, wellAfterMs = 5_000 }: HandOverDeps): HandOvers {
  const leaving = new Map<object, string>()
  /** By connection: at the latest, the next download on it settles how the previous one ended. */
  const settling = new Map<Socket, () => void>()
  const recording = new Set<Promise<void>>()
  const recordIt = (download: Got): void => {
    const work = record(download.id, download.actor)
      .catch(onError)
      .finally(() => {
        leaving.delete(download)
        recording.delete(work)
      })
    recording.add(work)
  }
  const follow = (socket: Socket, download: Got): void => {
    leaving.set(download, download.id)
    const settle = (): void => {
      clearTimeout(timer)
      settling.delete(socket)
      socket.off('end', settle).off('close', settle)
      if (isBroken(socket)) leaving.delete(download)
      else recordIt(download)
    }
    const timer = setTimeout(settle, wellAfterMs)
    if (socket.destroyed) return settle()
    settling.set(socket, settle)
    socket.once('end', settle).once('close', settle)
  }
  return {
    watch(response, { isSent, ...download }) {
      const { socket } = response
      if (socket === null) return
      settling.get(socket)?.()
      const look = (): void => {
        const isWhole = response.writableFinished || (isSent() && !hasUnsent(response, socket))
        if (!isWhole && !response.closed) return
        response.off('finish', look).off('close', look)
        socket.off('end', look)
        if (isWhole && !isBroken(socket)) follow(socket, download)
      }
      // A caller that has as many bytes as were announced may close before we have said that these are all.
      response.once('finish', look).once('close', look)
      socket.once('end', look)
    },
    leaving: () => [...leaving.values()],
    async over() {
      for (const settle of [...settling.values()]) settle()
      await Promise.all(recording)
    },
  }
}

function hasUnsent(response: ServerResponse, socket: Socket): boolean {
  return response.writableLength > 0 || socket.writableLength > 0
}

/** Closing a connection that still has unread data resets it. */
function isBroken({ errored }: Socket): boolean {
  return errored !== null && errored !== undefined
}
