import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'

import { storeKinds, type StorePlace } from '../testing/test-stores.ts'
import { type ObjectKind, type ObjectPlace, placeKey } from './object-store.ts'
import type { Store } from './store.ts'

interface Box {
  label: string
  count?: number
}

const boxKind: ObjectKind<Box> = { name: 'test_box' }
const thingKind: ObjectKind<Box> = { name: 'test_thing' }
const box = (id: string): ObjectPlace<Box> => ({ kind: boxKind, id })
const thing = (id: string, inside: string): ObjectPlace<Box> => ({ kind: thingKind, id, parent: box(inside) })

const { available } = storeKinds()

test('different places have different keys, whatever the ids are', () => {
  const places = [box('a'), thing('a', 'a'), box('a"]/["test_thing","a'), box('a/test_thing:a'), box('\u0000'), box('\ud800'), box('')]
  expect(new Set(places.map(placeKey)).size).toBe(places.length)
})

describe.each(available)('$name', (kind) => {
  let place: StorePlace
  let store: Store
  beforeAll(async () => {
    place = await kind.createPlace()
    store = await place.open()
  })
  afterAll(async () => {
    await store.close()
    await kind.close()
  })

  test('an object is kept with its bytes, replaced, and deleted', async () => {
    const { objects } = store
    // More than a piece, and every value that a byte can have.
    const bytes = Uint8Array.from({ length: 3 * 1024 * 1024 + 7 }, (_, index) => (index * 7 + (index >> 8)) & 255)
    expect(await objects.put(box('one'), { value: { label: 'é\u0000\u2028' }, bytes })).toBe('kept')
    const kept = await objects.get(box('one'))
    expect(kept).toMatchObject({ value: { label: 'é\u0000\u2028' }, size: bytes.length })
    expect(Buffer.compare((await objects.bytes(box('one'))) ?? Buffer.alloc(0), bytes)).toBe(0)
    await objects.put(box('one'), { value: { label: 'new' }, bytes: Buffer.from('short') })
    expect(String(Buffer.from((await objects.bytes(box('one'))) ?? []))).toBe('short')
    const replaced = await objects.get(box('one'))
    expect(replaced?.value).toEqual({ label: 'new' })
    expect(replaced?.revision).not.toBe(kept?.revision)
    expect(await objects.delete(box('one'))).toBe(true)
    expect(await objects.delete(box('one'))).toBe(false)
    expect(await objects.get(box('one'))).toBeNull()
    expect(await objects.bytes(box('one'))).toBeNull()
  })

  test('lists tell what was put, in that order, also after changes', async () => {
    const { objects } = store
    for (const id of ['c', 'a', 'b']) await objects.put(box(`list-${id}`), { value: { label: id } })
    await objects.put(thing('x', 'list-a'), { value: { label: 'x' } })
    await objects.put(thing('y', 'list-b'), { value: { label: 'y' } })
    await objects.put(box('list-c'), { value: { label: 'C' } })
    const labels = async (...of: Parameters<typeof objects.list<Box>>) => (await objects.list(...of)).map(({ value }) => value.label)
    expect(await labels(boxKind)).toEqual(['C', 'a', 'b'])
    expect(await labels(thingKind, box('list-a'))).toEqual(['x'])
    expect(await labels(thingKind)).toEqual(['x', 'y'])
    for (const id of ['c', 'a', 'b']) await objects.delete(box(`list-${id}`))
    expect(await labels(thingKind)).toEqual([])
  })

  test('what belongs to nothing is not kept, and goes with what it belongs to', async () => {
    const { objects } = store
    expect(await objects.put(thing('x', 'nowhere'), { value: { label: 'x' } })).toBe('no-parent')
    expect(await objects.get(thing('x', 'nowhere'))).toBeNull()
    await objects.put(box('parent'), { value: { label: 'parent' } })
    await objects.put(thing('x', 'parent'), { value: { label: 'x' }, bytes: Buffer.from('x') })
    await objects.delete(box('parent'))
    expect(await objects.bytes(thing('x', 'parent'))).toBeNull()
  })

  test('deleting everywhere takes an id out of every parent', async () => {
    const { objects } = store
    for (const id of ['p', 'q']) {
      await objects.put(box(id), { value: { label: id } })
      for (const child of ['x\u0000', 'y']) await objects.put(thing(child, id), { value: { label: child } })
    }
    await objects.deleteEverywhere(thingKind, 'x\u0000')
    expect((await objects.list(thingKind)).map(({ value }) => value.label)).toEqual(['y', 'y'])
    for (const id of ['p', 'q']) await objects.delete(box(id))
  })

  test('changes of one object at the same time all happen, and leave its bytes and revision', async () => {
    const { objects } = store
    await objects.put(box('counted'), { value: { label: 'counted', count: 0 }, bytes: Buffer.from('bytes') })
    const before = await objects.get(box('counted'))
    await Promise.all(
      Array.from({ length: 20 }, () => objects.change(box('counted'), (value) => ({ ...value, count: (value.count ?? 0) + 1 }))),
    )
    expect(await objects.get(box('counted'))).toEqual({ ...before, value: { label: 'counted', count: 20 } })
    expect(String(Buffer.from((await objects.bytes(box('counted'))) ?? []))).toBe('bytes')
    expect(await objects.change(box('nowhere'), (value) => value)).toBeNull()
    await objects.delete(box('counted'))
  })

  test('bytes are bounded over everything that is kept, also for puts at the same time', async () => {
    const { objects } = store
    const put = (id: string, bytes: number) =>
      objects.put(box(id), { value: { label: id }, bytes: new Uint8Array(bytes) }, { maxBytes: 100 })
    const outcomes = await Promise.all(Array.from({ length: 8 }, (_, index) => put(`full-${index}`, 30)))
    expect(outcomes.filter((outcome) => outcome === 'kept')).toHaveLength(3)
    expect((await objects.list(boxKind)).length).toBe(3)
    const kept = outcomes.findIndex((outcome) => outcome === 'kept')
    // In place of its own 30.
    expect(await put(`full-${kept}`, 40)).toBe('kept')
    expect(await put('full-more', 1)).toBe('full')
    expect(await put('full-empty', 0)).toBe('kept')
    for (const { value } of await objects.list(boxKind)) await objects.delete(box(value.label))
  })

  test('what has expired is removed when it is asked for', async () => {
    const { objects } = store
    await objects.put(box('old'), { value: { label: 'old' }, expiresAt: 1_000 })
    await objects.put(box('renewed'), { value: { label: 'renewed' }, expiresAt: 1_000 })
    await objects.put(box('for ever'), { value: { label: 'for ever' } })
    await objects.change(box('renewed'), (value) => value, { expiresAt: 1_001 })
    await objects.deleteExpired(boxKind, 1_000)
    expect((await objects.list(boxKind)).map(({ value }) => value.label)).toEqual(['renewed', 'for ever'])
    for (const { value } of await objects.list(boxKind)) await objects.delete(box(value.label))
  })

  test.runIf(kind.isLasting)('objects are there again after a restart', async () => {
    const other = await kind.createPlace()
    const first = await other.open()
    await first.objects.put(box('kept'), { value: { label: 'kept' } })
    await first.objects.put(thing('inside', 'kept'), { value: { label: 'inside' }, bytes: Buffer.from([0, 1, 255]) })
    await first.close()
    const second = await other.open()
    onTestFinished(() => second.close())
    expect((await second.objects.list(thingKind, box('kept'))).map(({ value }) => value)).toEqual([{ label: 'inside' }])
    expect(Array.from((await second.objects.bytes(thing('inside', 'kept'))) ?? [])).toEqual([0, 1, 255])
  })

  test.runIf(kind.isShared)('servers beside each other see the same objects', async () => {
    const beside = await place.open()
    onTestFinished(() => beside.close())
    await store.objects.put(box('shared'), { value: { label: 'shared' }, bytes: Buffer.from('a') })
    expect(await beside.objects.get(box('shared'))).toEqual(await store.objects.get(box('shared')))
    const attempts = [store, beside].flatMap(({ objects }, index) =>
      [0, 1, 2].map((n) => objects.put(box(`both-${index}-${n}`), { value: { label: 'x' }, bytes: new Uint8Array(40) }, { maxBytes: 100 })),
    )
    expect((await Promise.all(attempts)).filter((outcome) => outcome === 'kept')).toHaveLength(2)
  })
})
