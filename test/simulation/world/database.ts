// `@photostructure/sqlite` for one life: the real SQLite, in memory. The database belongs to a file of the
// simulated disk and outlives the life that opened it; a crash takes back what was not committed. That a
// commit survives a power cut is SQLite's promise and is tried elsewhere, with real power cuts.

import { DatabaseSync } from '@photostructure/sqlite'
import type { Inode } from './disk.ts'
import { type Life, LifeOver } from './life.ts'

type Real = InstanceType<typeof DatabaseSync>

interface Held extends Inode {
  database: (Real & { readonly holder?: Life }) | null
}

const lockedBy = new WeakMap<Inode, Life>()

class SqliteError extends Error {
  readonly code = 'ERR_SQLITE_ERROR'
  readonly errcode: number
  constructor(errcode: number, message: string) {
    super(message)
    this.errcode = errcode
  }
}

const busy = 5
const inputOutput = 10
const full = 13

export function databaseModuleFor(life: Life): object {
  return {
    DatabaseSync: class {
      private readonly inode: Held
      private readonly path: string

      constructor(path: string) {
        this.path = path
        const { inode } = life.disk.place(path, 'open')
        const found = (inode ?? life.disk.create(path, 'file', 'open')) as Held
        found.database ??= new DatabaseSync(':memory:')
        this.inode = found
        life.atEnd(() => this.takeBack())
      }

      get isTransaction(): boolean {
        return this.real.isTransaction
      }

      exec(sql: string): void {
        if (sql.startsWith('BEGIN EXCLUSIVE')) return this.lock()
        if (sql === 'COMMIT') return this.commit()
        this.alive()
        this.real.exec(sql)
      }

      function(...made: Parameters<Real['function']>): void {
        this.alive()
        this.real.function(...made)
      }

      prepare(sql: string) {
        this.alive()
        if (sql === 'PRAGMA journal_mode') return { get: () => ({ journal_mode: 'wal' }) }
        const statement = this.real.prepare(sql)
        const alive = () => this.alive()
        return {
          all: (...values: []) => (alive(), statement.all(...values)),
          get: (...values: []) => (alive(), statement.get(...values)),
          run: (...values: []) => (alive(), statement.run(...values)),
        }
      }

      close(): void {
        this.takeBack()
        if (lockedBy.get(this.inode) === life) lockedBy.delete(this.inode)
      }

      private get real(): Real {
        if (this.inode.database === null) throw new SqliteError(inputOutput, 'disk I/O error')
        return this.inode.database
      }

      private commit(): void {
        try {
          life.callNow({ what: 'commit', path: this.path }, () => {
            this.real.exec('COMMIT')
            life.disk.version += 1
            life.disk.commits += 1
          })
        } catch (error) {
          if (error instanceof LifeOver) throw error
          const code = (error as { code?: string }).code
          if (code === 'ENOSPC') throw new SqliteError(full, 'database or disk is full')
          if (code === 'EIO') throw new SqliteError(inputOutput, 'disk I/O error')
          throw error
        }
      }

      private lock(): void {
        this.alive()
        const holder = lockedBy.get(this.inode)
        if (holder !== undefined && !holder.dead) throw new SqliteError(busy, 'database is locked')
        lockedBy.set(this.inode, life)
      }

      private alive(): void {
        if (life.dead) throw new LifeOver('sqlite')
      }

      private takeBack(): void {
        const { database } = this.inode
        if (database?.isTransaction === true) database.exec('ROLLBACK')
      }
    },
  }
}
