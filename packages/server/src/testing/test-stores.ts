import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { createMemoryStore } from '../store/memory-store.ts'
import { openPostgresStore, openSqliteStore, type SqlStoreSettings } from '../store/open-sql-stores.ts'
import type { Store } from '../store/store.ts'
import { findPostgres, startPostgres, type TestPostgres } from './postgres.ts'

/** A place where a store keeps its things; what is opened anew finds them. */
export interface StorePlace {
  open(settings?: SqlStoreSettings): Promise<Store>
  /** What `--store` says of it. */
  setting: string
}

export interface StoreKind {
  name: string
  /** Survives the process. */
  isLasting: boolean
  /** Several servers may use one place at the same time. */
  isShared: boolean
  createPlace(): Promise<StorePlace>
  /** Once, when no store is open any more. */
  close(): Promise<void>
}

export function memoryKind(): StoreKind {
  const setting = 'memory'
  const place = { open: () => Promise.resolve(createMemoryStore()), setting }
  return {
    name: 'memory',
    isLasting: false,
    isShared: false,
    createPlace: () => Promise.resolve(place),
    close: async () => {},
  }
}

export function sqliteKind(): StoreKind {
  const folders: string[] = []
  return {
    name: 'SQLite',
    isLasting: true,
    isShared: false,
    async createPlace() {
      const folder = mkdtempSync(join(tmpdir(), 'goldwire-sqlite-'))
      folders.push(folder)
      const file = join(folder, 'responses.db')
      return { open: (settings) => openSqliteStore(file, settings), setting: `sqlite:${file}` }
    },
    async close() {
      for (const folder of folders) rmSync(folder, { recursive: true, force: true })
    },
  }
}

export interface PostgresKind extends StoreKind {
  server(): Promise<TestPostgres>
}

/** Null where there is no Postgres and none can be installed. */
export function postgresKind(): PostgresKind | null {
  const programs = findPostgres()
  if (programs === null) return null
  let started: Promise<TestPostgres> | null = null
  const server = () => (started ??= startPostgres(programs))
  return {
    name: 'Postgres',
    isLasting: true,
    isShared: true,
    server,
    async createPlace() {
      const url = await (await server()).createDatabase()
      return { open: (settings) => openPostgresStore(url, settings), setting: url }
    },
    async close() {
      await (await started)?.[Symbol.asyncDispose]()
    },
  }
}

/** Every kind of store that can be had here, and the names of those that cannot, with the reason. */
export function storeKinds(): { available: StoreKind[]; missing: string[] } {
  const postgres = postgresKind()
  const always = [memoryKind(), sqliteKind()]
  if (postgres !== null) return { available: [...always, postgres], missing: [] }
  return { available: always, missing: ['Postgres (there is none here, and it could not be installed)'] }
}
