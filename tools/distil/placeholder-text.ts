import { createHash } from 'node:crypto'

/** Words of the placeholder texts; they say nothing and come from nobody. */
const WORDS =
  'amber basin cedar delta ember fjord grove harbor inlet juniper kelp lagoon meadow nectar orchard pebble quarry ripple summit thicket upland valley willow yarrow zephyr'.split(
    ' ',
  )

/** Repeatable numbers from a seed text: a stream of bytes by hashing. */
export function createSource(seed: string): () => number {
  let block = Buffer.alloc(0)
  let place = 0
  let count = 0
  return () => {
    if (place >= block.length) {
      block = createHash('sha256').update(`${seed}/${count++}`).digest()
      place = 0
    }
    return block[place++] as number
  }
}

/** `count` placeholder words, chosen by the seed. */
export function placeholderText(seed: string, count: number): string {
  const next = createSource(seed)
  const words = Array.from({ length: count }, () => WORDS[next() % WORDS.length] as string)
  const text = words.join(' ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** A string over `alphabet`, as long as asked. */
export function placeholderToken(seed: string, length: number, alphabet = '0123456789abcdef'): string {
  const next = createSource(seed)
  return Array.from({ length }, () => alphabet[next() % alphabet.length] as string).join('')
}

/** Splits a text into exactly `count` non-empty pieces where it is long enough, at word starts where possible. */
export function splitText(text: string, count: number): string[] {
  const words = text.match(/\s*\S+\s*$|\s*\S+/g) ?? [text]
  if (words.length >= count) {
    const per = words.length / count
    return Array.from({ length: count }, (_, index) => words.slice(Math.round(index * per), Math.round((index + 1) * per)).join(''))
  }
  const characters = [...text]
  const size = Math.max(1, Math.ceil(characters.length / count))
  const pieces = Array.from({ length: count }, (_, index) => characters.slice(index * size, (index + 1) * size).join(''))
  return pieces.filter((piece, index) => piece !== '' || index === 0)
}
