import fc from 'fast-check'
import { expect, test } from 'vitest'

import { citeText } from './cite-text.ts'
import { createSourceList, type SourceList } from './source-list.ts'

function sourcesOf(): SourceList {
  const sources = createSourceList()
  sources.add({ kind: 'url', url: 'https://one.example/page', title: 'One' })
  sources.add({ kind: 'file', fileId: 'file-2', filename: 'two.md' })
  return sources
}

function spans(text: string): string[] {
  const { annotations } = citeText(text, sourcesOf(), { from: 0, isWhole: true })
  const points = [...text]
  return annotations.map((annotation) =>
    annotation.type === 'url_citation'
      ? points.slice(annotation.start_index, annotation.end_index).join('')
      : `file@${annotation.type === 'file_citation' ? points.slice(0, annotation.index).join('') : ''}`,
  )
}

test('a number in brackets cites the source of that number', () => {
  expect(spans('It is so [1]. And not [7].')).toEqual(['[1]'])
})

test('a link is cited whole, with parentheses of its own', () => {
  expect(spans('So ([one.example](https://one.example/page)).')).toEqual(['([one.example](https://one.example/page))'])
  expect(spans('So [One](https://one.example/page), yes')).toEqual(['[One](https://one.example/page)'])
  expect(spans('So [[1]](https://one.example/page)!')).toEqual(['[[1]](https://one.example/page)'])
})

test('a bare address is cited without the sign that ends the sentence', () => {
  expect(spans('See https://one.example/page.')).toEqual(['https://one.example/page'])
})

test('fragments, tracking and slashes do not hide a source, another page does', () => {
  expect(spans('See https://one.example/page/?utm_source=x#top here')).toEqual(['https://one.example/page/?utm_source=x#top'])
  expect(spans('See https://one.example/other here')).toEqual([])
})

test('a file is cited at the character where the number stands', () => {
  expect(spans('It is so【2†two.md】.')).toEqual(['file@It is so'])
  expect(spans('It is so [2].')).toEqual(['file@It is so '])
})

test('characters are code points', () => {
  expect(spans('🌍🌍 [1] 🌍 [1]')).toEqual(['[1]', '[1]'])
  expect(citeText('🌍 [1] ', sourcesOf(), { from: 0, isWhole: true }).annotations[0]).toMatchObject({ start_index: 2, end_index: 5 })
})

test('brackets that never close take no time', () => {
  const started = performance.now()
  spans('['.repeat(20_000))
  spans('([a](https://one.example/('.repeat(2_000))
  expect(performance.now() - started).toBeLessThan(2_000)
})

test('a text read in pieces is cited as the whole text is', () => {
  const words = fc.constantFrom(
    'so ',
    '[1]',
    '[2]',
    '([a](https://one.example/page))',
    '[b](https://one.example/page)',
    'https://one.example/page',
    '. ',
    '(',
    ')',
    '🌍',
    '【2†x】',
  )
  fc.assert(
    fc.property(fc.array(words, { maxLength: 12 }), fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1 }), (parts, sizes) => {
      const text = parts.join('')
      const sources = sourcesOf()
      const found: unknown[] = []
      let cited = 0
      for (let at = 0, turn = 0; at < text.length; turn += 1) {
        at += sizes[turn % sizes.length] ?? 1
        const { annotations, end } = citeText(text.slice(0, at), sources, { from: cited, isWhole: at >= text.length })
        found.push(...annotations)
        cited = end
      }
      expect(found).toEqual(citeText(text, sources, { from: 0, isWhole: true }).annotations)
    }),
  )
})

test('a file of a container is cited by its path', () => {
  const sources = createSourceList()
  sources.add({ kind: 'container_file', containerId: 'cntr_1', fileId: 'cfile_1', filename: 'a b.csv' })
  const text = 'See [1] and [the table](sandbox:/mnt/data/a%20b.csv), not sandbox:/mnt/data/c.csv.'
  const { annotations } = citeText(text, sources, { from: 0, isWhole: true })
  expect(annotations).toEqual([
    { type: 'container_file_citation', container_id: 'cntr_1', end_index: 51, file_id: 'cfile_1', filename: 'a b.csv', start_index: 24 },
  ])
  expect(text.slice(24, 51)).toBe('sandbox:/mnt/data/a%20b.csv')
})
