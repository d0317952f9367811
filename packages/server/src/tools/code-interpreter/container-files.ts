import { tooMuch } from '../../files/stored-files.ts'
import { ApiError } from '../../run/api-error.ts'
import { createId } from '../../run/ids.ts'
import type { RandomBytes } from '../../run/random-bytes.ts'
import type { ObjectStore } from '../../store/object-store.ts'
import { type ContainerFile, containerFileKind, containerFilePlace, containerPlace } from './container-records.ts'

/** One container keeps so much outside of Python, and forgets what is oldest. */
const MAX_KEPT_BYTES = 64 * 1024 * 1024

export interface ContainerFilesOptions {
  objects: ObjectStore
  now: () => number
  random: RandomBytes
  /** Bytes of everything that is kept. */
  maxBytes: number
}

/** The files of one container, where responses are kept too. */
export interface ContainerFiles {
  /** Newest version of each file, oldest first. */
  list(): Promise<ContainerFile[]>
  /** Null where there is no such file. */
  bytes(fileId: string): Promise<Uint8Array | null>
  /** Keeps a file in place of one with the same name. @throws ApiError 413 where there is no room, 404 where the container is gone */
  add(file: { name: string; bytes: Uint8Array }, source: ContainerFile['source']): Promise<ContainerFile>
}

export function createContainerFiles(containerId: string, { objects, now, random, maxBytes }: ContainerFilesOptions): ContainerFiles {
  const all = async () => (await objects.list(containerFileKind, containerPlace(containerId))).map(({ value }) => value)
  const drop = async (files: readonly ContainerFile[]) => {
    for (const { id } of files) await objects.delete(containerFilePlace(containerId, id))
  }
  return {
    list: async () => newestOfEach(await all()),
    bytes: async (fileId) => await objects.bytes(containerFilePlace(containerId, fileId)),
    async add({ name, bytes }, source) {
      const id = createId('cfile', { random, now })
      const file: ContainerFile = { id, name, size: bytes.length, createdAt: Math.floor(now() / 1000), source }
      const outcome = await objects.put(containerFilePlace(containerId, id), { value: file, bytes }, { maxBytes })
      if (outcome === 'full') throw tooMuch(maxBytes, 'file')
      if (outcome === 'no-parent') throw new ApiError({ code: null, status: 404, message: `Container with id '${containerId}' not found.` })
      // Only now: there is no moment without a file of this name.
      const files = await all()
      const newest = newestOfEach(files)
      await drop([...files.filter((one) => !newest.includes(one)), ...tooOld(newest)])
      return file
    },
  }
}

function newestOfEach(files: readonly ContainerFile[]): ContainerFile[] {
  const newest = new Map(files.map((file) => [file.name, file]))
  return files.filter((file) => newest.get(file.name) === file)
}

function tooOld(files: readonly ContainerFile[]): ContainerFile[] {
  let left = MAX_KEPT_BYTES
  return files.toReversed().filter(({ size }) => (left -= size) < 0)
}
