import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Which workspace packages each may import. Server and harness meet over HTTP only. */
const allowed: { [name: string]: string[] } = {
  schemas: [],
  'reference-model': [],
  server: ['@goldwire/schemas'],
  harness: ['@goldwire/schemas'],
  viewer: [],
  cli: ['@goldwire/schemas', '@goldwire/server', '@goldwire/harness', '@goldwire/viewer', '@goldwire/reference-model'],
}

const sources = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.includes('node_modules'))
    .map((name) => join(folder, name))

const importsOf = (file: string) =>
  [...readFileSync(file, 'utf8').matchAll(/(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)].map((match) => match[1] as string)

test.each(Object.keys(allowed))('%s imports only what lies below it', (name) => {
  const folder = join(root, 'packages', name, 'src')
  const wrong = sources(folder).flatMap((file) => {
    const isTest = /\.test(-d)?\.ts$/.test(file)
    return importsOf(file)
      .filter((target) => {
        if (target.startsWith('.')) return relative(folder, resolve(dirname(file), target)).startsWith('..') && !isTest
        if (target.startsWith('@goldwire/') || target === 'goldwire')
          return !(isTest ? [...(allowed[name] ?? []), '@goldwire/reference-model'] : (allowed[name] ?? [])).some(
            (one) => target === one || target.startsWith(`${one}/`),
          )
        return name === 'schemas' && target.startsWith('node:') && !isTest
      })
      .map((target) => `${relative(root, file)} imports ${target}`)
  })
  expect(wrong).toEqual([])
})

test('no file switches the import rules off', () => {
  const wrong = Object.keys(allowed).flatMap((name) =>
    sources(join(root, 'packages', name, 'src')).filter((file) =>
      /(oxlint|eslint)-disable[^\n]*(no-restricted-imports|no-cycle)/.test(readFileSync(file, 'utf8')),
    ),
  )
  expect(wrong).toEqual([])
})

/** Exports of Node's modules that came after the oldest version which the packages promise (22.13): imported by name they stop a program at its start. */
const newerThanPromised =
  /^(?:registerHooks|create\w*Zstd\w*|zstd\w*|diff|setTraceSigInt|mkdtempDisposable(?:Sync)?|Utf8Stream|argon2(?:Sync)?|encapsulate|decapsulate)$/

test('what packages import of Node by name is in the oldest Node they promise', () => {
  const wrong = Object.keys(allowed).flatMap((name) =>
    sources(join(root, 'packages', name, 'src'))
      .filter((file) => !file.endsWith('.test.ts'))
      .flatMap((file) =>
        [...readFileSync(file, 'utf8').matchAll(/^import \{([^}]*)\} from 'node:[a-z_/]+'/gm)]
          .flatMap((match) => (match[1] as string).split(',').map((one) => one.trim().replace(/ as .*/, '')))
          .filter((one) => newerThanPromised.test(one))
          .map((one) => `${relative(root, file)} imports ${one}`),
      ),
  )
  expect(wrong).toEqual([])
})

test('links in the docs lead somewhere', () => {
  const pages = [
    'README.md',
    'CONTRIBUTING.md',
    ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .map((name) => join('docs', name)),
  ]
  const broken = pages
    .filter((page) => existsSync(join(root, page)))
    .flatMap((page) =>
      [...readFileSync(join(root, page), 'utf8').matchAll(/\]\(([^)#\s]+)[^)]*\)/g)]
        .map((match) => match[1] as string)
        .filter((link) => !/^[a-z]+:/.test(link) && !existsSync(join(root, dirname(page), link)))
        .map((link) => `${page} -> ${link}`),
    )
  expect(broken).toEqual([])
})

test('nothing in the repository names a path of the machine it was written on', () => {
  const wrong = ['packages', 'tools', 'test', 'docs', 'goldens'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(ts|md|js|json|jsonl|py|sh)$/.test(name) && !/node_modules|dist\/|\.cache\//.test(name))
      .map((name) => join(folder, name))
      .filter(
        (name) =>
          name !== 'test/architecture.test.ts' &&
          !name.startsWith('tools/model-training/') &&
          /\/work\/|\/tmp\/(?!goldwire)/.test(readFileSync(join(root, name), 'utf8')),
      ),
  )
  expect(wrong).toEqual([])
})
