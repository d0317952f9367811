import type { ObjectKind, ObjectPlace } from '../../store/object-store.ts'

/** A container as it is kept; its files are kept beside it, its Python is not. */
export interface ContainerRecord {
  id: string
  /** Unix seconds. */
  createdAt: number
  name: string
  minutes: number
  /** Unix milliseconds. */
  lastActive: number
}

/** A file in a container. */
export interface ContainerFile {
  id: string
  name: string
  size: number
  /** Unix seconds. */
  createdAt: number
  source: 'user' | 'assistant'
}

export const containerKind: ObjectKind<ContainerRecord> = { name: 'container' }
export const containerFileKind: ObjectKind<ContainerFile> = { name: 'container_file' }

export const containerPlace = (id: string): ObjectPlace<ContainerRecord> => ({ kind: containerKind, id })

export const containerFilePlace = (containerId: string, id: string): ObjectPlace<ContainerFile> => ({
  kind: containerFileKind,
  id,
  parent: containerPlace(containerId),
})
